"""the cafeteria finished"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    op.create_table(
        "feed_key",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_feed_key_person_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_feed_key")),
        sa.UniqueConstraint("person_id", name=op.f("uq_feed_key_person_id")),
        sa.UniqueConstraint("key", name=op.f("uq_feed_key_key")),
    )
    op.create_table(
        "draft",
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("stage", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("texts", sa.JSON(), nullable=False),
        sa.Column("based_on", sa.Integer(), nullable=False),
        sa.Column("editor_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["editor_id"], ["person.id"], name=op.f("fk_draft_editor_id")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_draft_item_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft")),
        sa.UniqueConstraint("item_id", name=op.f("uq_draft_item_id")),
        sa.UniqueConstraint("slug", name=op.f("uq_draft_slug")),
    )
    op.create_table(
        "next_step",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("due", sa.Date(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_next_step_item_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_next_step_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_next_step")),
        sa.UniqueConstraint("person_id", "item_id", name=op.f("uq_next_step_person_id_item_id")),
    )
    op.create_index(
        "ix_next_step_waiting",
        "next_step",
        ["due"],
        sqlite_where=sa.text("done_at IS NULL AND reminded_at IS NULL"),
        postgresql_where=sa.text("done_at IS NULL AND reminded_at IS NULL"),
    )
    op.create_table(
        "quiz_attempt",
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("digest", sa.Text(), nullable=False),
        sa.Column("asked", sa.JSON(), nullable=False),
        sa.Column("answers", sa.JSON(), nullable=False),
        sa.Column("correct", sa.Integer(), nullable=True),
        sa.Column("passed", sa.Boolean(), nullable=True),
        sa.Column("started_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("handed_in_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_quiz_attempt_item_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_quiz_attempt_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_quiz_attempt")),
        sa.UniqueConstraint("key", name=op.f("uq_quiz_attempt_key")),
    )
    op.create_index("ix_quiz_attempt_person_id_item_id_id", "quiz_attempt", ["person_id", "item_id", "id"])
    op.create_table(
        "rating",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("helpful", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_rating_item_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_rating_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_rating")),
        sa.UniqueConstraint("person_id", "item_id", name=op.f("uq_rating_person_id_item_id")),
    )
    op.create_index("ix_rating_item_id_id", "rating", ["item_id", "id"])
    op.create_table(
        "suggestion",
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_suggestion_by_id")),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_suggestion_item_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"], name=op.f("fk_suggestion_organization_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_suggestion_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_suggestion")),
        sa.UniqueConstraint("person_id", "item_id", name=op.f("uq_suggestion_person_id_item_id")),
    )
    op.create_index("ix_suggestion_organization_id_id", "suggestion", ["organization_id", "id"])
    op.create_index("ix_suggestion_by_id_at", "suggestion", ["by_id", "at"])
    op.create_table(
        "tray_entry",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_tray_entry_item_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_tray_entry_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tray_entry")),
        sa.UniqueConstraint("person_id", "item_id", name=op.f("uq_tray_entry_person_id_item_id")),
    )
    op.create_index("ix_tray_entry_person_id_position", "tray_entry", ["person_id", "position"])
    op.create_table(
        "tray_share",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"], name=op.f("fk_tray_share_organization_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_tray_share_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tray_share")),
        sa.UniqueConstraint("person_id", name=op.f("uq_tray_share_person_id")),
    )
    op.create_index(op.f("ix_tray_share_organization_id"), "tray_share", ["organization_id"])
    op.create_table(
        "watching",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("spans", sa.JSON(), nullable=False),
        sa.Column("left_at", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_watching_item_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_watching_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_watching")),
        sa.UniqueConstraint("person_id", "item_id", name=op.f("uq_watching_person_id_item_id")),
    )
    op.create_index("ix_completion_organization_id_at", "completion", ["organization_id", "at"])
    op.create_index("ix_completion_at_item_id_kind", "completion", ["at", "item_id", "kind"])
    with op.batch_alter_table("item") as batch_op:
        batch_op.add_column(sa.Column("prerequisites", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column("lessons", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column("lessons_at", sa.JSON(), nullable=False, server_default="{}"))
        batch_op.add_column(sa.Column("quiz", sa.JSON(none_as_null=True), nullable=True))
        batch_op.add_column(sa.Column("video", sa.JSON(none_as_null=True), nullable=True))
        batch_op.add_column(sa.Column("price", sa.JSON(none_as_null=True), nullable=True))
        batch_op.add_column(sa.Column("reviewed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("review_told_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("web_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("kept_from", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("material_version", sa.Integer(), nullable=False, server_default="1"))
        batch_op.add_column(sa.Column("helpful_yes", sa.Integer(), nullable=False, server_default="0"))
        batch_op.add_column(sa.Column("helpful_no", sa.Integer(), nullable=False, server_default="0"))

    op.execute("UPDATE item SET reviewed_at = changed_at")
    with op.batch_alter_table("item") as batch_op:
        batch_op.alter_column("reviewed_at", existing_type=sa.DateTime(timezone=True), nullable=False)
    with op.batch_alter_table("item_text") as batch_op:
        batch_op.add_column(sa.Column("questions", sa.JSON(), nullable=False, server_default="[]"))
        batch_op.add_column(sa.Column("downloads", sa.JSON(), nullable=False, server_default="[]"))

    with op.batch_alter_table("item_file") as batch_op:
        batch_op.add_column(sa.Column("kind", sa.Text(), nullable=False, server_default="picture"))
        batch_op.add_column(sa.Column("locale", sa.Text(), nullable=False, server_default=""))
        batch_op.add_column(sa.Column("name", sa.Text(), nullable=False, server_default=""))
        batch_op.drop_constraint(batch_op.f("uq_item_file_item_id_source"), type_="unique")
        batch_op.create_unique_constraint(
            batch_op.f("uq_item_file_item_id_source_kind_locale_name"),
            ["item_id", "source", "kind", "locale", "name"],
        )

    with op.batch_alter_table("item_version") as batch_op:
        batch_op.add_column(sa.Column("author_id", sa.Integer(), nullable=True))
        batch_op.add_column(sa.Column("files", sa.JSON(none_as_null=True), nullable=True))
        batch_op.create_foreign_key(batch_op.f("fk_item_version_author_id"), "person", ["author_id"], ["id"])


def downgrade() -> None:
    with op.batch_alter_table("item_version") as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_item_version_author_id"), type_="foreignkey")
        batch_op.drop_column("files")
        batch_op.drop_column("author_id")

    op.execute("DELETE FROM item_file WHERE kind <> 'picture'")
    with op.batch_alter_table("item_file") as batch_op:
        batch_op.drop_constraint(batch_op.f("uq_item_file_item_id_source_kind_locale_name"), type_="unique")
        batch_op.create_unique_constraint(batch_op.f("uq_item_file_item_id_source"), ["item_id", "source"])
        batch_op.drop_column("name")
        batch_op.drop_column("locale")
        batch_op.drop_column("kind")

    with op.batch_alter_table("item_text") as batch_op:
        batch_op.drop_column("downloads")
        batch_op.drop_column("questions")

    with op.batch_alter_table("item") as batch_op:
        batch_op.drop_column("helpful_no")
        batch_op.drop_column("helpful_yes")
        batch_op.drop_column("material_version")
        batch_op.drop_column("kept_from")
        batch_op.drop_column("web_at")
        batch_op.drop_column("review_told_at")
        batch_op.drop_column("reviewed_at")
        batch_op.drop_column("price")
        batch_op.drop_column("video")
        batch_op.drop_column("quiz")
        batch_op.drop_column("lessons_at")
        batch_op.drop_column("lessons")
        batch_op.drop_column("prerequisites")

    op.drop_index("ix_completion_at_item_id_kind", "completion")
    op.drop_index("ix_completion_organization_id_at", "completion")
    op.drop_table("watching")
    op.drop_index(op.f("ix_tray_share_organization_id"), "tray_share")
    op.drop_table("tray_share")
    op.drop_index("ix_tray_entry_person_id_position", "tray_entry")
    op.drop_table("tray_entry")
    op.drop_index("ix_suggestion_by_id_at", "suggestion")
    op.drop_index("ix_suggestion_organization_id_id", "suggestion")
    op.drop_table("suggestion")
    op.drop_index("ix_rating_item_id_id", "rating")
    op.drop_table("rating")
    op.drop_index("ix_quiz_attempt_person_id_item_id_id", "quiz_attempt")
    op.drop_table("quiz_attempt")
    op.drop_index("ix_next_step_waiting", "next_step")
    op.drop_table("next_step")
    op.drop_table("draft")
    op.drop_table("feed_key")
