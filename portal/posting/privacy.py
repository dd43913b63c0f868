"""What posts of several slices share about a person: pictures they chose."""

from __future__ import annotations

from collections.abc import Iterator

import sqlalchemy as sa

from portal.accounts.models import Person
from portal.accounts.privacy.holdings import Leaver, Personal, one_by_one, personal
from portal.kernel.db import db
from portal.kernel.files import File
from portal.posting.models import PostImage

NO_SESSION = {"synchronize_session": False}


def erase(leaver: Leaver) -> None:
    """Pictures that were chosen and never sent."""
    unsent = (PostImage.person_id == leaver.person_id, PostImage.ref.is_(None))
    found = db.session.execute(
        sa.select(File.id, File.digest).join(PostImage, PostImage.file_id == File.id).where(*unsent)
    )
    for file_id, digest in found.all():
        leaver.digests.add(digest)
        for gone in (
            sa.delete(PostImage).where(PostImage.file_id == file_id),
            sa.delete(File).where(File.id == file_id),
        ):
            db.session.execute(gone, execution_options=NO_SESSION)


def pictures(person: Person) -> Iterator[File]:
    """All they uploaded, sent or not."""
    mine = sa.select(PostImage.id, File).join(PostImage, PostImage.file_id == File.id)
    for _id, file in one_by_one(mine.where(PostImage.person_id == person.id)):
        yield file


personal(
    Personal(
        key="pictures",
        erase=erase,
        files=pictures,
        kept={
            "post_image": "pictures in no post go, those in posts stay with them",
            "area": "what staff decided and wrote for the vendor",
            "tag": "words on posts, of nobody",
        },
    )
)
