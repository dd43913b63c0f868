"""tokens of programs, keys of their acts, and when a follow-up last moved"""

import sqlalchemy as sa
from alembic import op

revision = "0021"
down_revision = "0020"

LONG_AGO = "2000-01-01 00:00:00.000000"  # UTC for SQLite, which keeps texts; every row gets its own below


def upgrade() -> None:
    op.create_table(
        "api_token",
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("tail", sa.Text(), nullable=False),
        sa.Column("scopes", sa.JSON(), nullable=False),
        sa.Column("made_by_id", sa.Integer(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("expires_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("revoked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("used_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["made_by_id"], ["person.id"], name=op.f("fk_api_token_made_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_token")),
        sa.UniqueConstraint("digest", name=op.f("uq_api_token_digest")),
    )
    op.create_index(op.f("ix_api_token_made_by_id"), "api_token", ["made_by_id"])
    op.create_index(op.f("ix_api_token_expires_at"), "api_token", ["expires_at"])
    op.create_table(
        "api_act",
        sa.Column("token_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("said", sa.Text(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("answer", sa.JSON(), nullable=False),
        sa.Column("location", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["token_id"], ["api_token.id"], name=op.f("fk_api_act_token_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_api_act")),
        sa.UniqueConstraint("token_id", "key", name=op.f("uq_api_act_token_id_key")),
    )
    op.create_index(op.f("ix_api_act_at"), "api_act", ["at"])
    long_ago = sa.Column("updated_at", sa.DateTime(timezone=True), nullable=False, server_default=LONG_AGO)
    op.add_column("follow_up", long_ago)
    op.execute(
        "UPDATE follow_up SET updated_at ="
        " coalesce((SELECT max(at) FROM follow_up_step WHERE follow_up_id = follow_up.id), opened_at)"
    )
    op.create_index("ix_follow_up_updated_at_id", "follow_up", ["updated_at", "id"])


def downgrade() -> None:
    op.drop_index("ix_follow_up_updated_at_id", "follow_up")
    op.drop_column("follow_up", "updated_at")  # in place: what refers to follow-ups keeps a table from being copied
    op.drop_table("api_act")
    op.drop_table("api_token")
