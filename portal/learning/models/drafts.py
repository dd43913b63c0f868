"""What staff write on the web before it is published."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import ForeignKey
from sqlalchemy.orm import Mapped, mapped_column

from portal.kernel.calendar import now
from portal.kernel.db import Model


class Draft(Model):
    """The next version of an item, or an item to be: each language as the file it would be, front matter and all."""

    slug: Mapped[str] = mapped_column(unique=True)
    item_id: Mapped[int | None] = mapped_column(ForeignKey("item.id", ondelete="CASCADE"), unique=True)
    stage: Mapped[str]
    title: Mapped[str] = mapped_column(default="")  # in the first language it has, for lists
    texts: Mapped[dict[str, Any]]  # file by locale
    based_on: Mapped[int] = mapped_column(default=0)  # version of the item it was begun from; 0: there was none
    editor_id: Mapped[int] = mapped_column(ForeignKey("person.id"))  # who saved it last
    version: Mapped[int] = mapped_column(default=1)  # a save over somebody else's newer save is refused
    at: Mapped[datetime] = mapped_column(default=now)
