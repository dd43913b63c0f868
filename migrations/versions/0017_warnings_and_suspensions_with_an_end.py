"""warnings, and suspensions with an end"""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    op.create_table(
        "moderation_warning",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("ref", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_moderation_warning_by_id_person")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_moderation_warning_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_moderation_warning")),
    )
    op.create_index("ix_moderation_warning_person_id_id", "moderation_warning", ["person_id", "id"])
    op.create_table(
        "suspension",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("until", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lifted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("lifted_by_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_suspension_by_id_person")),
        sa.ForeignKeyConstraint(["lifted_by_id"], ["person.id"], name=op.f("fk_suspension_lifted_by_id_person")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_suspension_person_id_person")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suspension")),
    )
    op.create_index("ix_suspension_person_id_id", "suspension", ["person_id", "id"])
    op.add_column("person", sa.Column("suspended_until", sa.DateTime(timezone=True), nullable=True))
    op.add_column("person", sa.Column("suspended_reason", sa.Text(), nullable=False, server_default=""))


def downgrade() -> None:
    op.drop_column("person", "suspended_reason")
    op.drop_column("person", "suspended_until")
    op.drop_index("ix_suspension_person_id_id", "suspension")
    op.drop_table("suspension")
    op.drop_index("ix_moderation_warning_person_id_id", "moderation_warning")
    op.drop_table("moderation_warning")
