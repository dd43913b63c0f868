"""What can happen on the idea board. Data holds ids and code words, never what somebody wrote."""

from __future__ import annotations

from portal.kernel.events import declare
from portal.kernel.i18n import lazy

SUBMITTED = "idea.submitted"
EDITED = "idea.edited"
REWORDED = "idea.reworded"
DELETED = "idea.deleted"
VOTED = "idea.voted"
UNVOTED = "idea.unvoted"
VOTED_ON_BEHALF = "idea.voted_on_behalf"
UNVOTED_ON_BEHALF = "idea.unvoted_on_behalf"
COMMENTED = "idea.commented"
COMMENT_EDITED = "comment.edited"
COMMENT_DELETED = "comment.deleted"
BECAME_IDEA = "comment.became_idea"
MENTIONED = "comment.mentioned"
STATUS_CHANGED = "idea.status_changed"
ANSWERED = "idea.answered"
ANSWER_CORRECTED = "idea.answer_corrected"
MERGED = "idea.merged"
UNMERGED = "idea.unmerged"
PROPOSAL_SETTLED = "proposal.settled"
JUDGED = "idea.judged"
FILED = "idea.filed"
HIDDEN = "idea.hidden"
RESTORED = "idea.restored"
RELEASED = "idea.released"
COMMENT_HIDDEN = "comment.hidden"
COMMENT_RESTORED = "comment.restored"
COMMENT_RELEASED = "comment.released"
BROUGHT_IN = "idea.brought_in"
IMPORTED = "ideas.imported"
SETTINGS_CHANGED = "ideas.settings_changed"

declare(SUBMITTED, lazy("submitted an idea"))
declare(EDITED, lazy("edited an idea"), keys=("area_from", "area_to"))
declare(REWORDED, lazy("edited an idea of somebody else"), keys=("area_from", "area_to"), audit=True)
declare(DELETED, lazy("deleted an idea of their own"))
declare(VOTED, lazy("voted for an idea"), keys=("source",))
declare(UNVOTED, lazy("took a vote back"))
declare(VOTED_ON_BEHALF, lazy("added a vote on behalf of a customer"), keys=("person_id", "source"), audit=True)
declare(UNVOTED_ON_BEHALF, lazy("took back a vote on behalf of a customer"), keys=("person_id",), audit=True)
declare(COMMENTED, lazy("commented on an idea"), keys=("comment_id",))
declare(COMMENT_EDITED, lazy("edited a comment"), keys=("idea_id",))
declare(COMMENT_DELETED, lazy("deleted a comment of their own"), keys=("idea_id",))
declare(BECAME_IDEA, lazy("made an idea of a comment"), keys=("idea_id",), audit=True)
declare(MENTIONED, lazy("mentioned somebody in a comment"), keys=("person_id",))
declare(STATUS_CHANGED, lazy("changed the status of an idea"), keys=("change_id", "to"), audit=True)
declare(ANSWERED, lazy("published an official response to an idea"), keys=("number",), audit=True)
declare(ANSWER_CORRECTED, lazy("corrected an official response"), keys=("number",), audit=True)
declare(MERGED, lazy("merged an idea into another"), keys=("into_id",), audit=True)
declare(UNMERGED, lazy("undid a merge of ideas"), keys=("from_id",), audit=True)
declare(PROPOSAL_SETTLED, lazy("accepted a proposal for an idea, or left it"), keys=("idea_id", "taken"), audit=True)
declare(FILED, lazy("changed the area or tags of an idea"), keys=("area_from", "area_to"), audit=True)
declare(HIDDEN, lazy("hid an idea"), audit=True)
declare(RESTORED, lazy("showed a hidden idea again"), audit=True)
declare(RELEASED, lazy("let an idea through that waited for a look"), audit=True)
declare(COMMENT_HIDDEN, lazy("hid a comment"), audit=True)
declare(COMMENT_RESTORED, lazy("showed a hidden comment again"), audit=True)
declare(COMMENT_RELEASED, lazy("let a comment through that waited for a look"), audit=True)
declare(BROUGHT_IN, lazy("imported an idea, or votes and comments on it"))
declare(IMPORTED, lazy("imported ideas from a file"), keys=("new", "changed", "same"), audit=True)
declare(SETTINGS_CHANGED, lazy("changed the settings of the idea board"), keys=("what",), audit=True)
declare(JUDGED, lazy("said whether a shipped idea solved it"), keys=("solved",))
