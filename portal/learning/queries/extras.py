"""What stands around an item's text: its video, its downloads, what it costs and whom to ask."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import urlsplit

import sqlalchemy as sa

from portal.accounts.models import Organization, Person, Role
from portal.kernel.db import db
from portal.kernel.files import File
from portal.kernel.i18n import LANGUAGE_NAMES
from portal.learning.models import Item, ItemFile, ItemText, OldSlug
from portal.learning.policy import seen
from portal.learning.queries.ranking import ENOUGH_RATINGS

if TYPE_CHECKING:
    from portal.learning.models import Watching
    from portal.learning.queries.catalogue import Line
    from portal.learning.queries.menu import Menu

NEAR_END = 3  # seconds: who left there begins anew

FILES = (
    sa.select(ItemFile.kind, ItemFile.locale, ItemFile.name, File)
    .join(File, File.id == ItemFile.file_id)
    .where(ItemFile.item_id == sa.bindparam("item_id", type_=sa.Integer()), ItemFile.kind != "picture")
    .order_by(ItemFile.locale, ItemFile.id)
)
OWNER = (
    sa.select(Person.display_name, Person.email)
    .join(Organization, Organization.owner_id == Person.id)
    .where(
        Organization.id == sa.bindparam("organization_id", type_=sa.Integer()),
        Person.roles.bitwise_and(Role.STAFF) != 0,
        Person.may_write,
    )
)
LED_HERE = sa.select(OldSlug.id).where(OldSlug.slug == sa.bindparam("old"), OldSlug.item_id == sa.bindparam("item_id"))


class Track(NamedTuple):
    """Captions in one language."""

    locale: str
    label: str
    url: str


class Film(NamedTuple):
    """A video kept here. All times in seconds; `begin` is where the reader goes on."""

    url: str
    mime: str
    tracks: list[Track]
    seconds: int
    seen: int
    begin: int

    @property
    def share(self) -> int:
        """Percent seen."""
        return min(100, int(100 * self.seen / self.seconds))


class Download(NamedTuple):
    """A file to save: its name, its kind as its ending says it, its size in bytes."""

    name: str
    kind: str
    size: int
    url: str


class Files:
    """The files of an item as a reader of one of its texts gets them, read by one statement."""

    def __init__(self, item: Item, text: ItemText) -> None:
        self.item, self.text = item, text
        wanted = text.downloads or (item.video and item.video["file"])
        self._found = db.session.execute(FILES, {"item_id": item.id}).all() if wanted else []

    def film(self, watching: Watching | None) -> Film | None:
        """The video in the text's language, else in another; None when the item has none here."""
        videos = [(locale, file) for kind, locale, _name, file in self._found if kind == "video"]
        if not videos or not self.item.video:
            return None
        file = dict(videos).get(self.text.locale) or videos[0][1]
        seconds = int(self.item.video["seconds"])
        left_at = watching.left_at if watching else 0
        return Film(
            file.url,
            file.mime,
            self._tracks(),
            seconds,
            seen(watching.spans, seconds) if watching else 0,
            left_at if left_at < seconds - NEAR_END else 0,
        )

    def _tracks(self) -> list[Track]:
        files = {locale: file for kind, locale, _name, file in self._found if kind == "captions"}
        return [Track(locale, LANGUAGE_NAMES.get(locale, locale), file.url) for locale, file in files.items()]

    def downloads(self) -> list[Download]:
        """What the text names, in its order."""
        files = {(locale, name): file for kind, locale, name, file in self._found if kind == "download"}
        own = [files.get((self.text.locale, path.rpartition("/")[2])) for path in self.text.downloads]
        return [Download(one.name, one.name.rpartition(".")[2].upper(), one.size, one.url) for one in own if one]


def host_of(address: str) -> str:
    """The host an address leads to, as people read it."""
    return (urlsplit(address).hostname or "").removeprefix("www.")


def useful_share(item: Item) -> int | None:
    """Percent of those who said so that the item helped; None while one opinion would look like a verdict."""
    votes = item.helpful_yes + item.helpful_no
    return round(100 * item.helpful_yes / votes) if votes >= ENOUGH_RATINGS else None


class Contact(NamedTuple):
    """Somebody of the vendor."""

    name: str
    email: str


def contact_of(reader: Person | None) -> Contact | None:
    """Who looks after the reader's company."""
    if reader is None or reader.organization_id is None:
        return None
    found = db.session.execute(OWNER, {"organization_id": reader.organization_id}).first()
    return Contact(*found) if found else None


def counterpart(menu: Menu, item: Item) -> Line | None:
    """The free way to the same result, where the reader can open it."""
    slug = (item.price or {}).get("free_counterpart")
    return next((line for line in menu.lines if line.slug == slug), None) if slug else None


def led_here(old: str, item: Item) -> bool:
    """Whether this address was given up for the item."""
    return db.session.scalar(LED_HERE, {"old": old, "item_id": item.id}) is not None
