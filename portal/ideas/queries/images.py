"""Who may open a picture: who sees the idea it is part of; until then who chose it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import aliased

from portal.ideas.models import Idea, IdeaImage
from portal.ideas.policy import may_see
from portal.kernel.db import db
from portal.kernel.files import File

if TYPE_CHECKING:
    from portal.accounts.models import Person


def opens_image(reader: Person | None, file: File) -> bool:
    """Whether the file is a picture this reader may see."""
    head = aliased(Idea)
    wanted = sa.select(IdeaImage, Idea, head).outerjoin(Idea, Idea.id == IdeaImage.idea_id)
    wanted = wanted.outerjoin(head, head.id == Idea.merged_into_id).where(IdeaImage.file_id == file.id)
    found = db.session.execute(wanted).first()
    if found is None:
        return False
    image, *parts = found
    parts = [part for part in parts if part is not None]
    if not parts:
        return reader is not None and reader.id == image.person_id
    return all(may_see(reader, part) for part in parts)
