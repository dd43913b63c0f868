"""the community"""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"


def _where(condition: str) -> dict[str, sa.TextClause]:
    return {"sqlite_where": sa.text(condition), "postgresql_where": sa.text(condition)}


_LISTED = "merged_into_id IS NULL AND hidden_at IS NULL AND held_at IS NULL"
LISTED = _where(_LISTED)
UNANSWERED = _where(f"{_LISTED} AND solved_at IS NULL AND champion_at IS NULL AND staff_at IS NULL")
SOLVED = _where(f"{_LISTED} AND solved_at IS NOT NULL")
MERGED, DUE = _where("merged_into_id IS NOT NULL"), _where("route_at IS NOT NULL")
STANDS, WAITS, KEPT = _where("ended_at IS NULL"), _where("decided_at IS NULL"), _where("archived_at IS NULL")
SETTINGS = ("champion_months", "champion_accepted", "champion_stages", "route_week", "route_most", "route_hours")
TABLES = (
    "community_group",
    "asking",
    "champion_area",
    "champion_award",
    "champion_candidacy",
    "champion_figures",
    "champion_profile",
    "champion_term",
    "community_follow",
    "group_member",
    "helper",
    "point",
    "profile",
    "question",
    "answer",
    "question_tag",
    "question_too",
    "routed_question",
    "acceptance",
    "answer_useful",
    "question_comment",
    "community_revision",
)


def upgrade() -> None:
    op.create_table(
        "community_group",
        sa.Column("slug", sa.Text(), nullable=False),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.Column("abouts", sa.JSON(), nullable=False),
        sa.Column("icon", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("industry", sa.Text(), nullable=False),
        sa.Column("access", sa.Text(), nullable=False),
        sa.Column("members", sa.Integer(), nullable=False),
        sa.Column("questions", sa.Integer(), nullable=False),
        sa.Column("pinned_id", sa.Integer(), nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("archived_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_community_group")),
        sa.UniqueConstraint("slug", name=op.f("uq_community_group_slug")),
    )
    op.create_index(
        "ix_community_group_position",
        "community_group",
        ["position", "id"],
        **KEPT,
    )

    op.create_table(
        "asking",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("ref", sa.Integer(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_asking_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_asking")),
    )
    op.create_index("ix_asking_at", "asking", ["at"])
    op.create_index("ix_asking_person_id_at", "asking", ["person_id", "at"])

    op.create_table(
        "champion_area",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("area_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_champion_area_area_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_champion_area_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_champion_area")),
        sa.UniqueConstraint("person_id", "area_id", name=op.f("uq_champion_area_person_id_area_id")),
    )
    op.create_index("ix_champion_area_area_id", "champion_area", ["area_id"])

    op.create_table(
        "champion_award",
        sa.Column("year", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("names", sa.JSON(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_champion_award_by_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_champion_award_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_champion_award")),
        sa.UniqueConstraint("year", "person_id", name=op.f("uq_champion_award_year_person_id")),
    )
    op.create_index(op.f("ix_champion_award_person_id"), "champion_award", ["person_id"])

    op.create_table(
        "champion_candidacy",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("appointed", sa.Boolean(), nullable=True),
        sa.Column("decided_by_id", sa.Integer(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("reply", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_champion_candidacy_by_id")),
        sa.ForeignKeyConstraint(["decided_by_id"], ["person.id"], name=op.f("fk_champion_candidacy_decided_by_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_champion_candidacy_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_champion_candidacy")),
    )
    op.create_index("ix_champion_candidacy_decided_at_id", "champion_candidacy", ["decided_at", "id"])
    op.create_index(
        "uq_champion_candidacy_waiting",
        "champion_candidacy",
        ["person_id"],
        unique=True,
        **WAITS,
    )

    op.create_table(
        "champion_figures",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("stages", sa.Integer(), nullable=False),
        sa.Column("accepted", sa.Integer(), nullable=False),
        sa.Column("helped", sa.Integer(), nullable=False),
        sa.Column("fits", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_champion_figures_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_champion_figures")),
        sa.UniqueConstraint("person_id", name=op.f("uq_champion_figures_person_id")),
    )
    op.create_index(op.f("ix_champion_figures_accepted"), "champion_figures", ["accepted"])
    op.create_index(op.f("ix_champion_figures_fits"), "champion_figures", ["fits"])

    op.create_table(
        "champion_profile",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("use_cases", sa.JSON(), nullable=False),
        sa.Column("away_until", sa.Date(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_champion_profile_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_champion_profile")),
        sa.UniqueConstraint("person_id", name=op.f("uq_champion_profile_person_id")),
    )
    op.create_table(
        "champion_term",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("starts", sa.Date(), nullable=False),
        sa.Column("ends", sa.Date(), nullable=False),
        sa.Column("figures", sa.JSON(), nullable=False),
        sa.Column("outcome", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("end_figures", sa.JSON(), nullable=True),
        sa.Column("ended_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_champion_term_by_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_champion_term_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_champion_term")),
    )
    op.create_index(
        "ix_champion_term_ends",
        "champion_term",
        ["ends", "id"],
        **STANDS,
    )
    op.create_index("ix_champion_term_person_id_id", "champion_term", ["person_id", "id"])
    op.create_index(
        "uq_champion_term_standing",
        "champion_term",
        ["person_id"],
        unique=True,
        **STANDS,
    )

    op.create_table(
        "community_follow",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("ref", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("wanted", sa.Boolean(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_community_follow_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_community_follow")),
        sa.UniqueConstraint("kind", "ref", "person_id", name=op.f("uq_community_follow_kind_ref_person_id")),
    )
    op.create_index("ix_community_follow_person_id_kind_id", "community_follow", ["person_id", "kind", "id"])

    op.create_table(
        "group_member",
        sa.Column("group_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("state", sa.Text(), nullable=False),
        sa.Column("leader", sa.Boolean(), nullable=False),
        sa.Column("words", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["group_id"], ["community_group.id"], name=op.f("fk_group_member_group_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_group_member_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_group_member")),
        sa.UniqueConstraint("group_id", "person_id", name=op.f("uq_group_member_group_id_person_id")),
    )
    op.create_index("ix_group_member_group_id_state_id", "group_member", ["group_id", "state", "id"])
    op.create_index("ix_group_member_person_id_group_id", "group_member", ["person_id", "group_id"])

    op.create_table(
        "helper",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.Column("accepted", sa.Integer(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_helper_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_helper")),
        sa.UniqueConstraint("person_id", name=op.f("uq_helper_person_id")),
    )
    op.create_table(
        "point",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("ref", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("points", sa.Integer(), nullable=False),
        sa.Column("cancelled_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_point_by_id")),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_point_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_point")),
        sa.UniqueConstraint("kind", "ref", "by_id", name=op.f("uq_point_kind_ref_by_id")),
    )
    op.create_index("ix_point_person_id_id", "point", ["person_id", "id"])

    op.create_table(
        "profile",
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("about", sa.Text(), nullable=False),
        sa.Column("shows_work", sa.Boolean(), nullable=False),
        sa.Column("shows_posts", sa.Boolean(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_profile_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_profile")),
        sa.UniqueConstraint("person_id", name=op.f("uq_profile_person_id")),
    )
    op.create_table(
        "question",
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("excerpt", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("plain", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=True),
        sa.Column("area_id", sa.Integer(), nullable=True),
        sa.Column("group_id", sa.Integer(), nullable=True),
        sa.Column("secret", sa.Boolean(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=True),
        sa.Column("idea_id", sa.Integer(), nullable=True),
        sa.Column("merged_into_id", sa.Integer(), nullable=True),
        sa.Column("answers", sa.Integer(), nullable=False),
        sa.Column("too", sa.Integer(), nullable=False),
        sa.Column("solved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("champion_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("staff_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("route_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("routed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("locked_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("held_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hidden_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hidden_reason", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("external_id", sa.Text(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["area_id"], ["area.id"], name=op.f("fk_question_area_id")),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_question_author_id")),
        sa.ForeignKeyConstraint(["group_id"], ["community_group.id"], name=op.f("fk_question_group_id")),
        sa.ForeignKeyConstraint(["idea_id"], ["idea.id"], name=op.f("fk_question_idea_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["item_id"], ["item.id"], name=op.f("fk_question_item_id"), ondelete="SET NULL"),
        sa.ForeignKeyConstraint(["merged_into_id"], ["question.id"], name=op.f("fk_question_merged_into_id")),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"], name=op.f("fk_question_organization_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question")),
        sa.UniqueConstraint("external_id", name=op.f("uq_question_external_id")),
    )
    op.create_index(
        "ix_question_area_at",
        "question",
        ["area_id", "at", "id"],
        **LISTED,
    )
    op.create_index(
        "ix_question_at",
        "question",
        ["at", "id"],
        **LISTED,
    )
    op.create_index("ix_question_author_id_id", "question", ["author_id", "id"])
    op.create_index(
        "ix_question_group_at",
        "question",
        ["group_id", "at", "id"],
        **LISTED,
    )
    op.create_index(
        "ix_question_item_at",
        "question",
        ["item_id", "at", "id"],
        **LISTED,
    )
    op.create_index(
        "ix_question_merged_into_id",
        "question",
        ["merged_into_id"],
        **MERGED,
    )
    op.create_index("ix_question_organization_id_id", "question", ["organization_id", "id"])
    op.create_index(
        "ix_question_route_at",
        "question",
        ["route_at", "id"],
        **DUE,
    )
    op.create_index(
        "ix_question_solved",
        "question",
        ["solved_at", "id"],
        **SOLVED,
    )
    op.create_index(
        "ix_question_unanswered",
        "question",
        ["at", "id"],
        **UNANSWERED,
    )

    op.create_table(
        "answer",
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=True),
        sa.Column("standing", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("plain", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("useful", sa.Integer(), nullable=False),
        sa.Column("comments", sa.Integer(), nullable=False),
        sa.Column("held_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hidden_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hidden_reason", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("external_id", sa.Text(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_answer_author_id")),
        sa.ForeignKeyConstraint(["organization_id"], ["organization.id"], name=op.f("fk_answer_organization_id")),
        sa.ForeignKeyConstraint(
            ["question_id"], ["question.id"], name=op.f("fk_answer_question_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer")),
        sa.UniqueConstraint("external_id", name=op.f("uq_answer_external_id")),
    )
    op.create_index("ix_answer_author_id_id", "answer", ["author_id", "id"])
    op.create_index("ix_answer_question_id_id", "answer", ["question_id", "id"])
    op.create_index("ix_answer_question_id_useful_id", "answer", ["question_id", "useful", "id"])

    op.create_table(
        "question_tag",
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("tag_id", sa.Integer(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["question_id"], ["question.id"], name=op.f("fk_question_tag_question_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["tag_id"], ["tag.id"], name=op.f("fk_question_tag_tag_id"), ondelete="CASCADE"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question_tag")),
        sa.UniqueConstraint("question_id", "tag_id", name=op.f("uq_question_tag_question_id_tag_id")),
    )
    op.create_index("ix_question_tag_tag_id_question_id", "question_tag", ["tag_id", "question_id"])

    op.create_table(
        "question_too",
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_question_too_person_id")),
        sa.ForeignKeyConstraint(
            ["question_id"], ["question.id"], name=op.f("fk_question_too_question_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question_too")),
        sa.UniqueConstraint("question_id", "person_id", name=op.f("uq_question_too_question_id_person_id")),
    )
    op.create_index("ix_question_too_person_id_id", "question_too", ["person_id", "id"])

    op.create_table(
        "routed_question",
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("why", sa.Text(), nullable=False),
        sa.Column("done_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_routed_question_person_id")),
        sa.ForeignKeyConstraint(
            ["question_id"], ["question.id"], name=op.f("fk_routed_question_question_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_routed_question")),
        sa.UniqueConstraint("question_id", "person_id", name=op.f("uq_routed_question_question_id_person_id")),
    )
    op.create_index("ix_routed_question_person_id_at", "routed_question", ["person_id", "at"])
    op.create_index("ix_routed_question_person_id_done_at_id", "routed_question", ["person_id", "done_at", "id"])

    op.create_table(
        "acceptance",
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("answer_id", sa.Integer(), nullable=False),
        sa.Column("by_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["answer_id"], ["answer.id"], name=op.f("fk_acceptance_answer_id"), ondelete="CASCADE"),
        sa.ForeignKeyConstraint(["by_id"], ["person.id"], name=op.f("fk_acceptance_by_id")),
        sa.ForeignKeyConstraint(
            ["question_id"], ["question.id"], name=op.f("fk_acceptance_question_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_acceptance")),
        sa.UniqueConstraint("answer_id", name=op.f("uq_acceptance_answer_id")),
        sa.UniqueConstraint("question_id", name=op.f("uq_acceptance_question_id")),
    )
    op.create_table(
        "answer_useful",
        sa.Column("answer_id", sa.Integer(), nullable=False),
        sa.Column("person_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["answer_id"], ["answer.id"], name=op.f("fk_answer_useful_answer_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["person_id"], ["person.id"], name=op.f("fk_answer_useful_person_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_answer_useful")),
        sa.UniqueConstraint("answer_id", "person_id", name=op.f("uq_answer_useful_answer_id_person_id")),
    )
    op.create_index(op.f("ix_answer_useful_person_id"), "answer_useful", ["person_id"])

    op.create_table(
        "question_comment",
        sa.Column("question_id", sa.Integer(), nullable=False),
        sa.Column("answer_id", sa.Integer(), nullable=True),
        sa.Column("author_id", sa.Integer(), nullable=False),
        sa.Column("organization_id", sa.Integer(), nullable=True),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("html", sa.Text(), nullable=False),
        sa.Column("plain", sa.Text(), nullable=False),
        sa.Column("language", sa.Text(), nullable=False),
        sa.Column("held_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hidden_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("hidden_reason", sa.Text(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["answer_id"], ["answer.id"], name=op.f("fk_question_comment_answer_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["author_id"], ["person.id"], name=op.f("fk_question_comment_author_id")),
        sa.ForeignKeyConstraint(
            ["organization_id"], ["organization.id"], name=op.f("fk_question_comment_organization_id")
        ),
        sa.ForeignKeyConstraint(
            ["question_id"], ["question.id"], name=op.f("fk_question_comment_question_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question_comment")),
    )
    op.create_index("ix_question_comment_answer_id_id", "question_comment", ["answer_id", "id"])
    op.create_index(op.f("ix_question_comment_author_id"), "question_comment", ["author_id"])
    op.create_index(
        "ix_question_comment_question_id_answer_id_id", "question_comment", ["question_id", "answer_id", "id"]
    )

    op.create_table(
        "community_revision",
        sa.Column("question_id", sa.Integer(), nullable=True),
        sa.Column("answer_id", sa.Integer(), nullable=True),
        sa.Column("comment_id", sa.Integer(), nullable=True),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("editor_id", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(
            ["answer_id"], ["answer.id"], name=op.f("fk_community_revision_answer_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["comment_id"], ["question_comment.id"], name=op.f("fk_community_revision_comment_id"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(["editor_id"], ["person.id"], name=op.f("fk_community_revision_editor_id")),
        sa.ForeignKeyConstraint(
            ["question_id"], ["question.id"], name=op.f("fk_community_revision_question_id"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_community_revision")),
    )
    op.create_index("ix_community_revision_answer_id_id", "community_revision", ["answer_id", "id"])
    op.create_index("ix_community_revision_comment_id_id", "community_revision", ["comment_id", "id"])
    op.create_index("ix_community_revision_question_id_id", "community_revision", ["question_id", "id"])

    with op.batch_alter_table("site", schema=None) as batch_op:
        batch_op.add_column(sa.Column("route_hours", sa.Integer(), nullable=False, server_default="4"))
        batch_op.add_column(sa.Column("route_most", sa.Integer(), nullable=False, server_default="3"))
        batch_op.add_column(sa.Column("route_week", sa.Integer(), nullable=False, server_default="5"))
        batch_op.add_column(sa.Column("champion_stages", sa.Integer(), nullable=False, server_default="1"))
        batch_op.add_column(sa.Column("champion_accepted", sa.Integer(), nullable=False, server_default="5"))
        batch_op.add_column(sa.Column("champion_months", sa.Integer(), nullable=False, server_default="12"))
    with op.batch_alter_table("community_group") as group:
        group.create_foreign_key(
            op.f("fk_community_group_pinned_id"), "question", ["pinned_id"], ["id"], ondelete="SET NULL"
        )


def downgrade() -> None:
    with op.batch_alter_table("community_group") as group:
        group.drop_constraint(op.f("fk_community_group_pinned_id"), type_="foreignkey")
    for table in reversed(TABLES):
        op.drop_table(table)
    with op.batch_alter_table("site") as site:
        for name in SETTINGS:
            site.drop_column(name)
