"""digests"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"

PLANNED = sa.text("next_at IS NOT NULL")
WAITING = {"postgresql_where": sa.text("digest_due"), "sqlite_where": sa.text("digest_due = 1")}
# kinds everybody was offered and got mails of: who refused all of them wants no mail of a new sort either
ASKED_OF_ALL = ("idea-answers", "idea-splits", "idea-status", "mentions", "moderation", "steps")


def upgrade() -> None:
    op.create_table(
        "digest",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("every", sa.Text(), nullable=False),
        sa.Column("day", sa.Date(), nullable=True),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("last_day", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["person_id"], ["person.id"], name=op.f("fk_digest_person_id_person"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_digest")),
        sa.UniqueConstraint("person_id", name=op.f("uq_digest_person_id")),
    )
    op.create_index("ix_digest_next_at_id", "digest", ["next_at", "id"], sqlite_where=PLANNED, postgresql_where=PLANNED)
    op.add_column("preference", sa.Column("digest", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("notification", sa.Column("digest_due", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_index("ix_notification_digest_due", "notification", ["person_id", "id"], **WAITING)
    ask_as_asked("mail_due = 1")
    keep_off()


def ask_as_asked(words: str) -> None:
    """SQLite takes a partial index only for the very words of the question; the one of mails was never taken."""
    if op.get_bind().dialect.name == "sqlite":
        op.drop_index("ix_notification_mail_due", "notification")
        op.create_index("ix_notification_mail_due", "notification", ["id"], sqlite_where=sa.text(words))


def keep_off() -> None:
    """Who switched off every mail gets no digest."""
    wish = sa.table("preference", sa.column("person_id"), sa.column("kind"), sa.column("mail", sa.Boolean()))
    digest = sa.table("digest", sa.column("person_id"), sa.column("every"))
    off = (
        sa.select(wish.c.person_id, sa.literal("none"))
        .group_by(wish.c.person_id)
        .having(
            sa.func.sum(sa.case((wish.c.mail, 1), else_=0)) == 0,
            sa.func.sum(sa.case((wish.c.kind.in_(ASKED_OF_ALL), 1), else_=0)) == len(ASKED_OF_ALL),
        )
    )
    op.execute(sa.insert(digest).from_select(["person_id", "every"], off))


def downgrade() -> None:
    ask_as_asked("mail_due")
    op.drop_index("ix_notification_digest_due", "notification")
    op.drop_column("notification", "digest_due")
    op.drop_column("preference", "digest")
    op.drop_table("digest")
