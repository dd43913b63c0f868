"""Videos, captions and downloads of the content folder on their way to readers: kept once, noted with their items."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property

import sqlalchemy as sa

from portal.kernel import files
from portal.kernel.db import db
from portal.kernel.files import File
from portal.learning.content import Attachment
from portal.learning.content.attachments import KINDS, opened
from portal.learning.models import Item, ItemFile


class Attachments:
    """Files by digest. `kept`: False copies nothing, for a check; what they are was looked at when they were read."""

    def __init__(self, *, kept: bool) -> None:
        self.kept = kept

    @cached_property
    def files(self) -> dict[str, File]:
        """What items have already, and what was kept since; bytes known under another name keep their first."""
        found = db.session.execute(
            sa.select(ItemFile.source, File).join(File, File.id == ItemFile.file_id).where(ItemFile.kind != "picture")
        )
        return {source: file for source, file in found}  # noqa: C416 - a result is no mapping

    def keep(self, attachment: Attachment) -> None:
        """Copy the file to where it is served from, once. Raises Flaw when it cannot be read any more."""
        if self.kept and attachment.digest not in self.files:
            _check, most = KINDS[attachment.kind]
            with opened(attachment.root, attachment.path, most) as source:
                self.files[attachment.digest] = files.keep_stream(source, attachment.name, attachment.mime)

    def use(self, item: Item, attachments: Sequence[Attachment], *, only: bool) -> None:
        """Note that the item has these; `only`: and no others any more, else none of the same name and language."""
        wanted = {(one.kind, one.locale, one.name): one for one in attachments}
        if wanted:
            db.session.add_all(self.files[one.digest] for one in wanted.values())
            db.session.flush()
        old = sa.delete(ItemFile).where(ItemFile.item_id == item.id, ItemFile.kind != "picture")
        if not only and wanted:
            key = sa.tuple_(ItemFile.kind, ItemFile.locale, ItemFile.name)
            old = old.where(key.in_(list(wanted)))
        if only or wanted:
            db.session.execute(old)
        db.session.add_all(
            ItemFile(
                item_id=item.id,
                file_id=self.files[one.digest].id,
                source=one.digest,
                kind=one.kind,
                locale=one.locale,
                name=one.name,
            )
            for one in wanted.values()
        )
