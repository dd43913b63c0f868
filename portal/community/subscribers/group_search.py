"""How groups are found: by name and what they are about; closed ones by their members and staff only."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING

import sqlalchemy as sa

from portal.community.events import ACCESS_CHANGED, GROUP_ARCHIVED, GROUP_CHANGED, GROUP_CREATED, GROUP_REOPENED
from portal.community.models import CommunityGroup
from portal.community.policy import CLOSED, GROUP
from portal.community.queries.groups import Seen, closed_keys, found_groups, key_of
from portal.kernel.db import db
from portal.kernel.i18n import lazy, locale, ngettext
from portal.kernel.searchable import Document, Hit, Searchable, key_giver, searchable

if TYPE_CHECKING:
    from portal.accounts.models import Person

PUBLIC = frozenset({"public"})


def access_of(group: CommunityGroup) -> frozenset[str]:
    """The access tokens of what stands in the group: its own words here, its questions elsewhere."""
    return frozenset({"staff", key_of(group.id)}) if group.access == CLOSED else PUBLIC


def documents(refs: Sequence[int]) -> list[Document]:
    """The groups among these that are not archived, in each language they are named in."""
    wanted = sa.select(CommunityGroup).where(CommunityGroup.id.in_(refs), CommunityGroup.archived_at.is_(None))
    return [
        Document(GROUP, group.id, code, str(name), str(group.abouts.get(code, "")), access_of(group))
        for group in db.session.scalars(wanted)
        for code, name in group.names.items()
    ]


def every() -> Iterator[list[int]]:
    """All groups; there are few."""
    yield list(db.session.scalars(sa.select(CommunityGroup.id).order_by(CommunityGroup.id)))


def visible(reader: Person | None, refs: Sequence[int]) -> dict[int, Hit]:
    """Those of these the reader may know of, as result rows."""
    return {seen.group.id: _hit(seen) for seen in found_groups(reader, refs)}


def _hit(seen: Seen) -> Hit:
    members = ngettext("%(num)s member", "%(num)s members", seen.group.members)
    about, url, icon = seen.about, seen.url, seen.group.icon
    return Hit(GROUP, seen.group.id, locale(), seen.name, url, about, meta=members, icon=icon)


key_giver(closed_keys)
searchable(
    Searchable(
        kind=GROUP,
        label=lazy("Groups"),
        icon="users",
        events=(GROUP_CREATED, GROUP_CHANGED, ACCESS_CHANGED, GROUP_ARCHIVED, GROUP_REOPENED),
        documents=documents,
        every=every,
        visible=visible,
        position=50,
    )
)
