"""What can happen in the community. Data holds ids and code words, never what somebody wrote."""

from __future__ import annotations

from portal.kernel.events import declare
from portal.kernel.i18n import lazy

ASKED = "question.asked"
EDITED = "question.edited"
REWORDED = "question.reworded"
DELETED = "question.deleted"
WANTED = "question.wanted"
UNWANTED = "question.unwanted"
MOVED = "question.moved"
LOCKED = "question.locked"
UNLOCKED = "question.unlocked"
MERGED = "question.merged"
UNMERGED = "question.unmerged"
HIDDEN = "question.hidden"
RESTORED = "question.restored"
RELEASED = "question.released"
BECAME_IDEA = "question.became_idea"
PROFILE_CHANGED = "profile.changed"
BROUGHT_IN = "question.brought_in"
IMPORTED = "questions.imported"
ANSWERED = "answer.given"
ANSWER_EDITED = "answer.edited"
ANSWER_DELETED = "answer.deleted"
ACCEPTED = "answer.accepted"
UNACCEPTED = "answer.unaccepted"
FOUND_USEFUL = "answer.found_useful"
FOUND_USELESS = "answer.found_useless"
ANSWER_HIDDEN = "answer.hidden"
ANSWER_RESTORED = "answer.restored"
ANSWER_RELEASED = "answer.released"
COMMENTED = "remark.made"
COMMENT_EDITED = "remark.edited"
COMMENT_DELETED = "remark.deleted"
COMMENT_HIDDEN = "remark.hidden"
COMMENT_RESTORED = "remark.restored"
COMMENT_RELEASED = "remark.released"
NAMED_IN_QUESTION = "question.mentioned"
NAMED_IN_ANSWER = "answer.mentioned"
NAMED_IN_COMMENT = "remark.mentioned"

declare(ASKED, lazy("asked a question"))
declare(EDITED, lazy("edited a question"))
declare(REWORDED, lazy("edited a question of somebody else"), audit=True)
declare(DELETED, lazy("deleted a question of their own"))
declare(WANTED, lazy("has a question, too"))
declare(UNWANTED, lazy("no longer has a question"))
declare(MOVED, lazy("moved a question or changed its tags"), keys=("area_id", "group_id"), audit=True)
declare(LOCKED, lazy("locked a question"), audit=True)
declare(UNLOCKED, lazy("opened a locked question again"), audit=True)
declare(MERGED, lazy("merged a question into another"), keys=("into_id",), audit=True)
declare(UNMERGED, lazy("undid a merge of questions"), keys=("from_id",), audit=True)
declare(HIDDEN, lazy("hid a question"), audit=True)
declare(RESTORED, lazy("showed a hidden question again"), audit=True)
declare(RELEASED, lazy("let a question through that waited for a look"), audit=True)
declare(BECAME_IDEA, lazy("made an idea of a question"), keys=("idea_id",), audit=True)
declare(PROFILE_CHANGED, lazy("changed what others see of them"))
declare(BROUGHT_IN, lazy("imported a question, or answers to it"))
declare(IMPORTED, lazy("imported questions from a file"), keys=("new", "changed", "same"), audit=True)
declare(ANSWERED, lazy("answered a question"), keys=("question_id",))
declare(ANSWER_EDITED, lazy("edited an answer"), keys=("question_id",))
declare(ANSWER_DELETED, lazy("deleted an answer of their own"), keys=("question_id",))
declare(ACCEPTED, lazy("accepted an answer"), keys=("question_id",))
declare(UNACCEPTED, lazy("no longer accepts an answer"), keys=("question_id",))
declare(FOUND_USEFUL, lazy("found an answer useful"))
declare(FOUND_USELESS, lazy("no longer finds an answer useful"))
declare(ANSWER_HIDDEN, lazy("hid an answer"), keys=("question_id",), audit=True)
declare(ANSWER_RESTORED, lazy("showed a hidden answer again"), keys=("question_id",), audit=True)
declare(ANSWER_RELEASED, lazy("let an answer through that waited for a look"), keys=("question_id",), audit=True)
declare(COMMENTED, lazy("commented on a question or an answer"), keys=("question_id",))
declare(COMMENT_EDITED, lazy("edited a comment in the community"), keys=("question_id",))
declare(COMMENT_DELETED, lazy("deleted a comment of their own in the community"), keys=("question_id",))
declare(COMMENT_HIDDEN, lazy("hid a comment in the community"), audit=True)
declare(COMMENT_RESTORED, lazy("showed a hidden comment in the community again"), audit=True)
declare(COMMENT_RELEASED, lazy("let a comment in the community through that waited for a look"), audit=True)
declare(NAMED_IN_QUESTION, lazy("mentioned somebody in a question"), keys=("person_id",))
declare(NAMED_IN_ANSWER, lazy("mentioned somebody in an answer"), keys=("person_id",))
declare(NAMED_IN_COMMENT, lazy("mentioned somebody in a comment in the community"), keys=("person_id",))
