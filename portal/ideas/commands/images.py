"""Pictures on their way into an idea: kept when they are chosen, part of it once its text shows them.

What was chosen and never sent is forgotten after a day; the bytes then go with all others that nothing uses.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from pathlib import PurePath

import sqlalchemy as sa

from portal.accounts.models import Person
from portal.ideas.models import Idea, IdeaImage
from portal.kernel import files, jobs
from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.kernel.errors import Invalid
from portal.kernel.files import UNUSED_KEPT, File
from portal.kernel.i18n import _
from portal.kernel.images import clean_image

MOST = 5  # in one sending
MAX_BYTES = 10_000_000
IN_TEXT = re.compile(r"/files/([\w-]+)/")
UNSAFE = re.compile(r"[\[\]()<>\\!`*_]")  # would end the picture's name in Markdown, or begin something


def keep_image(person: Person, data: bytes, name: str) -> File:
    """The picture made anew and kept for this person. Raises Invalid (`images`) for what is no picture we show.

    The same picture chosen twice, as by a form that is sent again, is one.
    """
    made = clean_image(data, max_bytes=MAX_BYTES, field="images")
    file = files.keep(made, PurePath(name).name or _("image"))
    again = sa.select(File).where(File.digest == file.digest, File.id.in_(_unused(person)))
    known: File | None = db.session.scalar(again.limit(1))
    if known is not None:
        return known
    db.session.add(file)
    db.session.flush()
    db.session.add(IdeaImage(file_id=file.id, person_id=person.id, at=now()))
    db.session.flush()
    return file


def waiting(person: Person, public_ids: Collection[str]) -> list[File]:
    """The person's pictures of these ids that are part of nothing yet, the first chosen first."""
    wanted = sa.select(File).where(File.public_id.in_(public_ids), File.id.in_(_unused(person)))
    return list(db.session.scalars(wanted.order_by(File.id)))


def with_pictures(text: str, pictures: Sequence[File]) -> str:
    """The Markdown with those pictures below it that it does not show itself."""
    missing = [file for file in pictures if file.public_id not in text]
    lines = [f"![{UNSAFE.sub(' ', PurePath(file.name).stem).strip()}]({file.url})" for file in missing]
    return "\n\n".join([text.rstrip(), *lines]) if lines else text


def belong(person: Person, idea: Idea, source: str) -> None:
    """Note that the pictures this text shows are part of the idea; only the person's own that were part of nothing."""
    shown = sa.select(File.id).where(File.public_id.in_(IN_TEXT.findall(source)))
    ours = (IdeaImage.person_id == person.id, IdeaImage.idea_id.is_(None), IdeaImage.file_id.in_(shown))
    changed = sa.update(IdeaImage).where(*ours).values(idea_id=idea.id)
    db.session.execute(changed, execution_options={"synchronize_session": False})


def refuse_many(count: int) -> None:
    """Raise Invalid (`images`) where there are more than fit."""
    if count > MOST:
        raise Invalid(_("At most %(n)s images, please.", n=MOST), "images")


def _unused(person: Person) -> sa.Select[int]:
    return sa.select(IdeaImage.file_id).where(IdeaImage.person_id == person.id, IdeaImage.idea_id.is_(None))


@jobs.every(24 * 3600, "ideas.forget_images")
def forget_images() -> None:
    """Take back what was chosen and not sent within a day."""
    unused = (IdeaImage.idea_id.is_(None), IdeaImage.at < now() - UNUSED_KEPT)
    db.session.execute(sa.delete(IdeaImage).where(*unused), execution_options={"synchronize_session": False})
    db.session.commit()
