"""What the staff pages on customers keep for themselves: files waiting for a yes, and indexes for their lists."""

from __future__ import annotations

from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from portal.accounts.models import Organization, Person, Role
from portal.kernel.calendar import now
from portal.kernel.db import Model, db
from portal.kernel.jobs import every

KEPT = timedelta(hours=2)  # a previewed file waits this long for its yes


class ImportDraft(Model):
    """A CSV file that was previewed and not confirmed yet; only its owner may confirm it."""

    kind: Mapped[str]  # organizations | people
    owner_id: Mapped[int] = mapped_column(ForeignKey("person.id", ondelete="CASCADE"), index=True)
    file_name: Mapped[str]
    data: Mapped[bytes] = mapped_column(sa.LargeBinary)
    expires_at: Mapped[datetime] = mapped_column(default=lambda: now() + KEPT, index=True)


@every(3600, "accounts.forget_import_drafts")
def forget_import_drafts() -> None:
    """Files nobody confirmed hold people's addresses: they go after `KEPT`."""
    db.session.execute(sa.delete(ImportDraft).where(ImportDraft.expires_at <= now()))
    db.session.commit()


# How a name or an address begins, among a million people; PostgreSQL reads prefixes from these in any collation.
Index("ix_person_email_prefix", Person.email, postgresql_ops={"email": "text_pattern_ops"})
Index(
    "ix_person_lower_name",
    sa.func.lower(Person.display_name).label("lower_name"),
    postgresql_ops={"lower_name": "text_pattern_ops"},
)

# The few with an access role beyond member, and the few suspended, in the order of the list.
_SPECIAL = sa.text("roles > 1")
_SUSPENDED = sa.text("suspended_at IS NOT NULL")
Index("ix_person_special", Person.display_name, Person.id, sqlite_where=_SPECIAL, postgresql_where=_SPECIAL)
Index("ix_person_suspended", Person.display_name, Person.id, sqlite_where=_SUSPENDED, postgresql_where=_SUSPENDED)

Index("ix_organization_owner_id_name_key", Organization.owner_id, Organization.name_key)
Index("ix_organization_renewal", Organization.renewal)


def holding(roles: Role) -> tuple[sa.ColumnElement[bool], ...]:
    """Conditions for people with any of `roles` beyond member, in the words the partial index knows."""
    return Person.roles > sa.literal_column("1"), Person.roles.bitwise_and(roles) != 0
