"""the review queue"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"

_UNSETTLED = sa.text("closed_at IS NULL")
UNSETTLED = {"sqlite_where": _UNSETTLED, "postgresql_where": _UNSETTLED}


def upgrade() -> None:
    op.create_table(
        "moderation_case",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("ref", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("came", sa.Text(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("holder_id", sa.Integer(), nullable=True),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_moderation_case_author_id_person")),
        sa.ForeignKeyConstraint(["holder_id"], ["person.id"], name=op.f("fk_moderation_case_holder_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moderation_case")),
    )
    op.create_index("uq_moderation_case_unsettled", "moderation_case", ["kind", "ref"], unique=True, **UNSETTLED)
    op.create_index("ix_moderation_case_kind_ref_id", "moderation_case", ["kind", "ref", "id"])
    op.create_index("ix_moderation_case_state_id", "moderation_case", ["state", "id"])
    op.create_index("ix_moderation_case_state_closed_at_id", "moderation_case", ["state", "closed_at", "id"])
    op.create_index("ix_moderation_case_author_id", "moderation_case", ["author_id"])
    op.create_table(
        "moderation_flag",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["moderation_case.id"],
            name=op.f("fk_moderation_flag_case_id_moderation_case"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_moderation_flag_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moderation_flag")),
        sa.UniqueConstraint("case_id", "person_id", name=op.f("uq_moderation_flag_case_id_person_id")),
    )
    op.create_index("ix_moderation_flag_person_id", "moderation_flag", ["person_id"])
    op.create_table(
        "moderation_step",
        sa.Column("case_id", sa.Integer(), nullable=False),
        sa.Column("what", sa.Text(), nullable=False),
        sa.Column("from_state", sa.Text(), nullable=False),
        sa.Column("to_state", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["case_id"],
            ["moderation_case.id"],
            name=op.f("fk_moderation_step_case_id_moderation_case"),
            ondelete="CASCADE",
        ),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_moderation_step_by_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moderation_step")),
    )
    op.create_index("ix_moderation_step_case_id_id", "moderation_step", ["case_id", "id"])


def downgrade() -> None:
    for table in ("moderation_step", "moderation_flag", "moderation_case"):
        op.drop_table(table)
