"""key person of one company"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

KEYPERSON = 2  # the bit of the person's roles that moves into the membership

person = sa.table("person", sa.column("id"), sa.column("roles", sa.Integer), sa.column("organization_id"))
membership = sa.table(
    "membership", sa.column("person_id"), sa.column("organization_id"), sa.column("key_person", sa.Boolean)
)
holds_it = person.c.roles.bitwise_and(KEYPERSON) != 0
acted_for = sa.and_(
    membership.c.person_id == person.c.id, membership.c.organization_id == person.c.organization_id
)  # the company they act for now


def upgrade() -> None:
    op.add_column("membership", sa.Column("key_person", sa.Boolean(), nullable=False, server_default=sa.false()))
    # Only the company acted for now. To carry it into every membership would write down what this ends: a consultant
    # who leads one company with power over the people of the others. For somebody of one company both are the same;
    # a consultant keeps what they can do at this moment, and staff give the rest again where it is meant.
    leads = sa.exists().where(acted_for, holds_it).correlate(membership)
    op.execute(membership.update().where(leads).values(key_person=True))
    op.execute(person.update().where(holds_it).values(roles=person.c.roles - KEYPERSON))
    op.create_index(
        "ix_membership_key_person",
        "membership",
        ["organization_id", "person_id"],
        sqlite_where=sa.text("key_person = 1"),
        postgresql_where=sa.text("key_person"),
    )


def downgrade() -> None:
    # Back again from the company acted for alone: anything more would raise somebody's access.
    leads = sa.exists().where(acted_for, membership.c.key_person).correlate(person)
    op.execute(person.update().where(leads, ~holds_it).values(roles=person.c.roles + KEYPERSON))
    op.drop_index("ix_membership_key_person", "membership")
    op.drop_column("membership", "key_person")
