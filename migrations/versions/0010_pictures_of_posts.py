"""pictures of posts"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    op.create_table(
        "post_image",
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("ref", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["file.id"], name=op.f("fk_post_image_file_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_post_image_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_post_image")),
        sa.UniqueConstraint("file_id", name=op.f("uq_post_image_file_id")),
    )
    op.create_index("ix_post_image_kind_ref", "post_image", ["kind", "ref"])
    op.create_index("ix_post_image_person_id", "post_image", ["person_id"])
    op.execute(
        "INSERT INTO post_image (file_id, person_id, kind, ref, at)"
        " SELECT file_id, person_id, CASE WHEN idea_id IS NULL THEN '' ELSE 'idea' END, idea_id, at"
        " FROM idea_image ORDER BY id"
    )
    op.drop_table("idea_image")


def downgrade() -> None:
    op.create_table(
        "idea_image",
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("idea_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["file.id"], name=op.f("fk_idea_image_file_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_idea_image_person_id")),
        sa.ForeignKeyConstraint(["idea_id"], ["idea.id"], name=op.f("fk_idea_image_idea_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idea_image")),
        sa.UniqueConstraint("file_id", name=op.f("uq_idea_image_file_id")),
    )
    op.create_index("ix_idea_image_idea_id", "idea_image", ["idea_id"])
    op.create_index("ix_idea_image_person_id", "idea_image", ["person_id"])
    op.execute(
        "INSERT INTO idea_image (file_id, person_id, idea_id, at)"
        " SELECT file_id, person_id, ref, at FROM post_image WHERE kind IN ('', 'idea') ORDER BY id"
    )
    op.drop_table("post_image")
