"""the idea board"""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"

_LISTED = sa.text("merged_into_id IS NULL AND hidden_at IS NULL AND held_at IS NULL")
_PLEDGED = sa.text("pledged_for IS NOT NULL AND answered_at IS NULL")
_MERGED = sa.text("merged_into_id IS NOT NULL")
LISTED = {"sqlite_where": _LISTED, "postgresql_where": _LISTED}
_KEPT = sa.text("pledged_at IS NOT NULL AND answered_at IS NOT NULL")
_OPEN = sa.text("settled_at IS NULL")
MERGED = {"sqlite_where": _MERGED, "postgresql_where": _MERGED}
PLEDGED = {"sqlite_where": _PLEDGED, "postgresql_where": _PLEDGED}
KEPT = {"sqlite_where": _KEPT, "postgresql_where": _KEPT}
OPEN = {"sqlite_where": _OPEN, "postgresql_where": _OPEN}


def upgrade() -> None:
    op.create_table(
        "area",
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.Column("ideas", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_area")),
        sa.UniqueConstraint("slug", name=op.f("uq_area_slug")),
    )
    op.create_table(
        "idea_status",
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("category", sa.Text(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.Column("ideas", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idea_status")),
        sa.UniqueConstraint("slug", name=op.f("uq_idea_status_slug")),
    )
    op.create_table(
        "tag",
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("name", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_tag")),
        sa.UniqueConstraint("slug", name=op.f("uq_tag_slug")),
    )
    op.create_table(
        "idea",
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("excerpt", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("plain", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=True),
        sa.Column("status_id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=True),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.Column("merged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("votes", sa.Integer(), nullable=False),
        sa.Column("companies", sa.Integer(), nullable=False),
        sa.Column("comments", sa.Integer(), nullable=False),
        sa.Column("trending", sa.Double(), nullable=False),
        sa.Column("demand", sa.BigInteger(), nullable=False),
        sa.Column("pledged_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("pledged_for", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("heard_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("shipped_url", sa.Text(), nullable=False),
        sa.Column("window", sa.Text(), nullable=False),
        sa.Column("held_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hidden_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hidden_reason", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("external_id", sa.Text(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_idea_area_id")),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_idea_author_id")),
        sa.ForeignKeyConstraint(["merged_into_id"], ["idea.id"], name=op.f("fk_idea_merged_into_id")),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"], name=op.f("fk_idea_organization_id")),
        sa.ForeignKeyConstraint(["status_id"], ["idea_status.id"], name=op.f("fk_idea_status_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idea")),
        sa.UniqueConstraint("external_id", name=op.f("uq_idea_external_id")),
    )
    op.create_index("ix_idea_at", "idea", ["at", "id"], unique=False, **LISTED)
    op.create_index("ix_idea_area_at", "idea", ["area_id", "at", "id"], unique=False, **LISTED)
    op.create_index("ix_idea_area_trending", "idea", ["area_id", "trending", "id"], unique=False, **LISTED)
    op.create_index("ix_idea_area_votes", "idea", ["area_id", "votes", "id"], unique=False, **LISTED)
    op.create_index("ix_idea_author_id_id", "idea", ["author_id", "id"], unique=False)
    op.create_index("ix_idea_companies", "idea", ["companies", "id"], unique=False, **LISTED)
    op.create_index("ix_idea_demand", "idea", ["demand", "id"], unique=False, **LISTED)
    op.create_index("ix_idea_heard", "idea", ["heard_at", "id"], unique=False, **LISTED)
    op.create_index("ix_idea_kept", "idea", ["answered_at", "id"], unique=False, **KEPT)
    op.create_index("ix_idea_merged_into_id", "idea", ["merged_into_id"], unique=False, **MERGED)
    op.create_index("ix_idea_organization_id_id", "idea", ["organization_id", "id"], unique=False)
    op.create_index("ix_idea_pledge", "idea", ["pledged_for", "id"], unique=False, **PLEDGED)
    op.create_index("ix_idea_status_at", "idea", ["status_id", "at", "id"], unique=False, **LISTED)
    op.create_index("ix_idea_status_trending", "idea", ["status_id", "trending", "id"], unique=False, **LISTED)
    op.create_index("ix_idea_status_votes", "idea", ["status_id", "votes", "id"], unique=False, **LISTED)
    op.create_index("ix_idea_trending", "idea", ["trending", "id"], unique=False, **LISTED)
    op.create_index("ix_idea_votes", "idea", ["votes", "id"], unique=False, **LISTED)

    op.create_table(
        "idea_comment",
        sa.Column("idea_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("plain", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("agrees", sa.Integer(), nullable=False),
        sa.Column("held_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hidden_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hidden_reason", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("external_id", sa.Text(), nullable=True),
        sa.Column("became_id", sa.Integer(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_idea_comment_author_id")),
        sa.ForeignKeyConstraint(
            ["became_id"], ["idea.id"], name=op.f("fk_idea_comment_became_id"), ondelete="SET NULL"
        ),
        sa.ForeignKeyConstraint(["idea_id"], ["idea.id"], name=op.f("fk_idea_comment_idea_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"], name=op.f("fk_idea_comment_organization_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idea_comment")),
        sa.UniqueConstraint("became_id", name=op.f("uq_idea_comment_became_id")),
        sa.UniqueConstraint("external_id", name=op.f("uq_idea_comment_external_id")),
    )
    op.create_index(op.f("ix_idea_comment_author_id"), "idea_comment", ["author_id"], unique=False)
    op.create_index("ix_idea_comment_idea_id_id", "idea_comment", ["idea_id", "id"], unique=False)

    op.create_table(
        "idea_company",
        sa.Column("idea_id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=False),
        sa.Column("voters", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["idea_id"], ["idea.id"], name=op.f("fk_idea_company_idea_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"], name=op.f("fk_idea_company_organization_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idea_company")),
        sa.UniqueConstraint("idea_id", "organization_id", name=op.f("uq_idea_company_idea_id_organization_id")),
    )
    op.create_index(
        "ix_idea_company_organization_id_idea_id", "idea_company", ["organization_id", "idea_id"], unique=False
    )

    op.create_table(
        "idea_follow",
        sa.Column("idea_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("wanted", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["idea_id"], ["idea.id"], name=op.f("fk_idea_follow_idea_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_idea_follow_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idea_follow")),
        sa.UniqueConstraint("idea_id", "person_id", name=op.f("uq_idea_follow_idea_id_person_id")),
    )
    op.create_index("ix_idea_follow_person_id_id", "idea_follow", ["person_id", "id"], unique=False)

    op.create_table(
        "idea_image",
        sa.Column("file_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("idea_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["file_id"], ["file.id"], name=op.f("fk_idea_image_file_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["idea_id"], ["idea.id"], name=op.f("fk_idea_image_idea_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_idea_image_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idea_image")),
        sa.UniqueConstraint("file_id", name=op.f("uq_idea_image_file_id")),
    )
    op.create_index(op.f("ix_idea_image_idea_id"), "idea_image", ["idea_id"], unique=False)
    op.create_index(op.f("ix_idea_image_person_id"), "idea_image", ["person_id"], unique=False)

    op.create_table(
        "idea_note",
        sa.Column("idea_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_idea_note_by_id")),
        sa.ForeignKeyConstraint(["idea_id"], ["idea.id"], name=op.f("fk_idea_note_idea_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idea_note")),
    )
    op.create_index("ix_idea_note_idea_id_id", "idea_note", ["idea_id", "id"], unique=False)

    op.create_table(
        "idea_proposal",
        sa.Column("idea_id", sa.Integer(), nullable=False),
        sa.Column("status_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("taken", sa.Boolean(), nullable=True),
        sa.Column("settled_by_id", sa.Integer(), nullable=True),
        sa.Column("settled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_idea_proposal_by_id")),
        sa.ForeignKeyConstraint(["idea_id"], ["idea.id"], name=op.f("fk_idea_proposal_idea_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["settled_by_id"], ["person.id"], name=op.f("fk_idea_proposal_settled_by_id")),
        sa.ForeignKeyConstraint(["status_id"], ["idea_status.id"], name=op.f("fk_idea_proposal_status_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idea_proposal")),
    )
    op.create_index("ix_idea_proposal_idea_id_id", "idea_proposal", ["idea_id", "id"], unique=False)
    op.create_index("ix_idea_proposal_open", "idea_proposal", ["idea_id", "id"], unique=False, **OPEN)

    op.create_table(
        "idea_response",
        sa.Column("idea_id", sa.Integer(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("plain", sa.Text(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_idea_response_by_id")),
        sa.ForeignKeyConstraint(["idea_id"], ["idea.id"], name=op.f("fk_idea_response_idea_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idea_response")),
        sa.UniqueConstraint("idea_id", "number", name=op.f("uq_idea_response_idea_id_number")),
    )
    op.create_table(
        "idea_status_change",
        sa.Column("idea_id", sa.Integer(), nullable=False),
        sa.Column("from_id", sa.Integer(), nullable=True),
        sa.Column("to_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("window", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_idea_status_change_by_id")),
        sa.ForeignKeyConstraint(["from_id"], ["idea_status.id"], name=op.f("fk_idea_status_change_from_id")),
        sa.ForeignKeyConstraint(
            ["idea_id"], ["idea.id"], name=op.f("fk_idea_status_change_idea_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["to_id"], ["idea_status.id"], name=op.f("fk_idea_status_change_to_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idea_status_change")),
    )
    op.create_index("ix_idea_status_change_idea_id_id", "idea_status_change", ["idea_id", "id"], unique=False)
    op.create_index("ix_idea_status_change_to_id_at_id", "idea_status_change", ["to_id", "at", "id"], unique=False)

    op.create_table(
        "idea_import",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idea_import")),
        sa.UniqueConstraint("kind", "key", name=op.f("uq_idea_import_kind_key")),
    )
    op.create_table(
        "idea_turn",
        sa.Column("idea_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("other_id", sa.Integer(), nullable=True),
        sa.Column("before_id", sa.Integer(), nullable=True),
        sa.Column("after_id", sa.Integer(), nullable=True),
        sa.Column("person_id", sa.Integer(), nullable=True),
        sa.Column("by_id", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["after_id"], ["area.id"], name=op.f("fk_idea_turn_after_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["before_id"], ["area.id"], name=op.f("fk_idea_turn_before_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_idea_turn_by_id")),
        sa.ForeignKeyConstraint(["idea_id"], ["idea.id"], name=op.f("fk_idea_turn_idea_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["other_id"], ["idea.id"], name=op.f("fk_idea_turn_other_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_idea_turn_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idea_turn")),
    )
    op.create_index("ix_idea_turn_idea_id_id", "idea_turn", ["idea_id", "id"], unique=False)
    op.create_index("ix_idea_turn_other_id_id", "idea_turn", ["other_id", "id"], unique=False)
    op.create_table(
        "idea_tag",
        sa.Column("idea_id", sa.Integer(), nullable=False),
        sa.Column("tag_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["idea_id"], ["idea.id"], name=op.f("fk_idea_tag_idea_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["tag_id"], ["tag.id"], name=op.f("fk_idea_tag_tag_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idea_tag")),
        sa.UniqueConstraint("idea_id", "tag_id", name=op.f("uq_idea_tag_idea_id_tag_id")),
    )
    op.create_index("ix_idea_tag_tag_id_idea_id", "idea_tag", ["tag_id", "idea_id"], unique=False)

    op.create_table(
        "idea_verdict",
        sa.Column("idea_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("solved", sa.Boolean(), nullable=True),
        sa.Column("missing", sa.Text(), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["idea_id"], ["idea.id"], name=op.f("fk_idea_verdict_idea_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_idea_verdict_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idea_verdict")),
        sa.UniqueConstraint("idea_id", "person_id", name=op.f("uq_idea_verdict_idea_id_person_id")),
    )
    op.create_index("ix_idea_verdict_idea_id_solved", "idea_verdict", ["idea_id", "solved"], unique=False)
    op.create_index(op.f("ix_idea_verdict_person_id"), "idea_verdict", ["person_id"], unique=False)

    op.create_table(
        "idea_vote",
        sa.Column("idea_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("added_by_id", sa.Integer(), nullable=True),
        sa.Column("note", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["added_by_id"], ["person.id"], name=op.f("fk_idea_vote_added_by_id")),
        sa.ForeignKeyConstraint(["idea_id"], ["idea.id"], name=op.f("fk_idea_vote_idea_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"], name=op.f("fk_idea_vote_organization_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_idea_vote_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idea_vote")),
        sa.UniqueConstraint("idea_id", "person_id", name=op.f("uq_idea_vote_idea_id_person_id")),
    )
    op.create_index("ix_idea_vote_idea_id_at_id", "idea_vote", ["idea_id", "at", "id"], unique=False)
    op.create_index("ix_idea_vote_idea_id_organization_id", "idea_vote", ["idea_id", "organization_id"], unique=False)
    op.create_index("ix_idea_vote_organization_id_idea_id", "idea_vote", ["organization_id", "idea_id"], unique=False)
    op.create_index("ix_idea_vote_person_id_id", "idea_vote", ["person_id", "id"], unique=False)

    op.create_table(
        "comment_agree",
        sa.Column("comment_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["idea_comment.id"], name=op.f("fk_comment_agree_comment_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_comment_agree_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_comment_agree")),
        sa.UniqueConstraint("comment_id", "person_id", name=op.f("uq_comment_agree_comment_id_person_id")),
    )
    op.create_index(op.f("ix_comment_agree_person_id"), "comment_agree", ["person_id"], unique=False)

    op.create_table(
        "idea_revision",
        sa.Column("idea_id", sa.Integer(), nullable=True),
        sa.Column("comment_id", sa.Integer(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("editor_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["idea_comment.id"], name=op.f("fk_idea_revision_comment_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["editor_id"], ["person.id"], name=op.f("fk_idea_revision_editor_id")),
        sa.ForeignKeyConstraint(["idea_id"], ["idea.id"], name=op.f("fk_idea_revision_idea_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_idea_revision")),
    )
    op.create_index("ix_idea_revision_comment_id_id", "idea_revision", ["comment_id", "id"], unique=False)
    op.create_index("ix_idea_revision_idea_id_id", "idea_revision", ["idea_id", "id"], unique=False)

    with op.batch_alter_table("site") as batch_op:
        batch_op.add_column(sa.Column("pledge_companies", sa.Integer(), nullable=False, server_default="5"))
        batch_op.add_column(sa.Column("pledge_days", sa.Integer(), nullable=False, server_default="10"))


def downgrade() -> None:
    with op.batch_alter_table("site") as site:
        site.drop_column("pledge_days")
        site.drop_column("pledge_companies")
    op.drop_table("idea_revision")
    op.drop_table("comment_agree")
    op.drop_table("idea_vote")
    op.drop_table("idea_verdict")
    op.drop_table("idea_tag")
    op.drop_table("idea_status_change")
    op.drop_table("idea_response")
    op.drop_table("idea_turn")
    op.drop_table("idea_import")
    op.drop_table("idea_proposal")
    op.drop_table("idea_note")
    op.drop_table("idea_image")
    op.drop_table("idea_follow")
    op.drop_table("idea_company")
    op.drop_table("idea_comment")
    op.drop_table("idea")
    op.drop_table("tag")
    op.drop_table("idea_status")
    op.drop_table("area")
