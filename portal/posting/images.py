"""Pictures on their way into a post: kept when they are chosen, part of it once its text shows them.

What was chosen and never sent is forgotten after a day; the bytes then go with all others that nothing uses. A picture
of a post is open to who sees the post: its slice says so with `pictured(kind, sees)`.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from pathlib import PurePath

import sqlalchemy as sa

from portal.accounts.models import Person
from portal.kernel import files, jobs
from portal.kernel.calendar import now
from portal.kernel.db import db
from portal.kernel.errors import Invalid
from portal.kernel.files import UNUSED_KEPT, File
from portal.kernel.i18n import _
from portal.kernel.images import clean_image
from portal.posting.models import PostImage

MOST = 5  # in one sending
MAX_BYTES = 10_000_000
IN_TEXT = re.compile(r"/files/([\w-]+)/")
Sees = Callable[[Person | None, int], bool]
PICTURED: dict[str, Sees] = {}  # by kind of post
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
    db.session.add(PostImage(file_id=file.id, person_id=person.id, at=now()))
    db.session.flush()
    return file


def waiting(person: Person, public_ids: Collection[str]) -> list[File]:
    """The person's pictures of these ids that are part of nothing yet, the first chosen first."""
    if not public_ids:
        return []
    wanted = sa.select(File).where(File.public_id.in_(public_ids), File.id.in_(_unused(person)))
    return list(db.session.scalars(wanted.order_by(File.id)))


def with_pictures(text: str, pictures: Sequence[File]) -> str:
    """The Markdown with those pictures below it that it does not show itself."""
    missing = [file for file in pictures if file.public_id not in text]
    lines = [f"![{UNSAFE.sub(' ', PurePath(file.name).stem).strip()}]({file.url})" for file in missing]
    return "\n\n".join([text.rstrip(), *lines]) if lines else text


def pictured(kind: str, sees: Sees) -> None:
    """Posts of this kind have pictures, open to whom `sees` lets in (reader, number of the post)."""
    PICTURED[kind] = sees


def opens_image(reader: Person | None, file: File) -> bool:
    """Whether the file is a picture of a post this reader sees, or one they chose and have not sent yet."""
    image = db.session.scalar(sa.select(PostImage).where(PostImage.file_id == file.id))
    if image is None:
        return False
    if image.ref is None:
        return reader is not None and reader.id == image.person_id
    return PICTURED[image.kind](reader, image.ref)


def belong(person: Person, kind: str, ref: int, source: str) -> None:
    """Note that the pictures this text shows are part of the post; only the person's own that were part of nothing."""
    if not (named := IN_TEXT.findall(source)):
        return
    shown = sa.select(File.id).where(File.public_id.in_(named))
    ours = (PostImage.person_id == person.id, PostImage.ref.is_(None), PostImage.file_id.in_(shown))
    changed = sa.update(PostImage).where(*ours).values(kind=kind, ref=ref)
    db.session.execute(changed, execution_options={"synchronize_session": False})


def forget(kind: str, ref: int) -> None:
    """Take away the pictures of a post that is deleted."""
    gone = sa.delete(PostImage).where(PostImage.kind == kind, PostImage.ref == ref)
    db.session.execute(gone, execution_options={"synchronize_session": False})


def refuse_many(count: int) -> None:
    """Raise Invalid (`images`) where there are more than fit."""
    if count > MOST:
        raise Invalid(_("At most %(n)s images, please.", n=MOST), "images")


def _unused(person: Person) -> sa.Select[int]:
    return sa.select(PostImage.file_id).where(PostImage.person_id == person.id, PostImage.ref.is_(None))


@jobs.every(24 * 3600, "posting.forget_images")
def forget_images() -> None:
    """Take back what was chosen and not sent within a day."""
    unused = (PostImage.ref.is_(None), PostImage.at < now() - UNUSED_KEPT)
    db.session.execute(sa.delete(PostImage).where(*unused), execution_options={"synchronize_session": False})
    db.session.commit()
