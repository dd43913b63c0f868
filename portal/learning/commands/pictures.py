"""The pictures of the content folder on their way to readers: encoded anew once, kept, and noted with their items."""

from __future__ import annotations

from collections.abc import Sequence

import sqlalchemy as sa

from portal.kernel import files
from portal.kernel.db import db
from portal.kernel.files import File
from portal.kernel.images import clean_image
from portal.learning.content import Image
from portal.learning.content.images import MAX_IMAGE, read_image
from portal.learning.models import Item, ItemFile


class Pictures:
    """Files by the digest of the picture they were made from. `kept`: False only tries whether each can be taken."""

    def __init__(self, *, kept: bool) -> None:
        self.kept = kept
        self.files: dict[str, File] = _known() if kept else {}

    def address(self, image: Image) -> str:
        """Where readers get the picture. Raises Flaw and Invalid for what is no picture that can be shown."""
        if image.digest not in self.files:
            picture = clean_image(read_image(image.root, image.path), max_bytes=MAX_IMAGE)
            if not self.kept:
                return "/files/"
            self.files[image.digest] = files.keep(picture, image.name)
        return self.files[image.digest].url

    def use(self, item: Item, images: Sequence[Image], *, only: bool) -> None:
        """Note that the item shows these; `only`: and no others any more."""
        wanted = {image.digest: self.files[image.digest] for image in images}
        db.session.add_all(wanted.values())
        db.session.flush()
        old = sa.delete(ItemFile).where(ItemFile.item_id == item.id, ItemFile.kind == "picture")
        db.session.execute(old if only else old.where(ItemFile.source.in_(wanted)))
        rows = (ItemFile(item_id=item.id, file_id=file.id, source=digest) for digest, file in wanted.items())
        db.session.add_all(rows)


def _known() -> dict[str, File]:
    found = db.session.execute(
        sa.select(ItemFile.source, File).join(File, File.id == ItemFile.file_id).where(ItemFile.kind == "picture")
    )
    return {source: file for source, file in found}  # noqa: C416 - a result is no mapping
