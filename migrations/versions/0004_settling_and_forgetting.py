"""keys of forms, an index of what was not delivered, and how long things are kept"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

DAYS = {"events_days": "730", "notifications_days": "180", "misses_days": "180"}
TROUBLED = {"sqlite_where": sa.text("error IS NOT NULL"), "postgresql_where": sa.text("error IS NOT NULL")}
FAILED = {"sqlite_where": sa.text("state = 'failed'"), "postgresql_where": sa.text("state = 'failed'")}


def upgrade() -> None:
    op.create_table(
        "form_key",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("location", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_form_key")),
        sa.UniqueConstraint("key", name=op.f("uq_form_key_key")),
    )
    op.create_index(op.f("ix_form_key_at"), "form_key", ["at"])
    op.drop_index(op.f("ix_mail_failed"), "mail")
    op.create_index("ix_mail_troubled", "mail", ["id"], **TROUBLED)
    op.create_index("ix_outbox_troubled", "outbox", ["id"], **TROUBLED)
    with op.batch_alter_table("site") as site:
        for name, days in DAYS.items():
            site.add_column(sa.Column(name, sa.Integer(), nullable=False, server_default=days))


def downgrade() -> None:
    with op.batch_alter_table("site") as site:
        for name in DAYS:
            site.drop_column(name)
    op.drop_index("ix_outbox_troubled", "outbox")
    op.drop_index("ix_mail_troubled", "mail")
    op.create_index(op.f("ix_mail_failed"), "mail", ["id"], **FAILED)
    op.drop_index(op.f("ix_form_key_at"), "form_key")
    op.drop_table("form_key")
