"""What a post said until it was edited is kept."""

from __future__ import annotations

from portal.accounts.models import Person
from portal.community.models import Answer, CommunityRevision, Question, QuestionComment
from portal.kernel.calendar import now
from portal.kernel.db import db


def keep_words(editor: Person, post: Question | Answer | QuestionComment) -> None:
    """The words of the post as they stand, before they are replaced; it is marked as edited."""
    at = now()
    kept = CommunityRevision(number=post.version, source=post.source, editor_id=editor.id, at=at, title="")
    if isinstance(post, Question):
        kept.question_id, kept.title = post.id, post.title
    elif isinstance(post, Answer):
        kept.answer_id = post.id
    else:
        kept.comment_id = post.id
    db.session.add(kept)
    post.edited_at = at
