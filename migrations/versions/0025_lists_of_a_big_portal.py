"""indexes for lists of a big portal, and which helpers are champions"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"


def upgrade() -> None:
    champion = sa.Column("champion", sa.Boolean(), server_default=sa.false(), nullable=False)
    op.add_column("helper", champion)
    op.execute(
        "INSERT INTO helper (person_id, answers, accepted, points) SELECT person_id, 0, 0, 0 FROM champion_term"
        " WHERE ended_at IS NULL AND person_id NOT IN (SELECT person_id FROM helper)"
    )
    op.execute(
        "UPDATE helper SET champion = true WHERE person_id IN"
        " (SELECT person_id FROM champion_term WHERE ended_at IS NULL)"
    )
    only = {"sqlite_where": sa.text("champion = 1"), "postgresql_where": sa.text("champion")}
    op.create_index("ix_helper_champion", "helper", ["accepted", "person_id"], **only)
    op.drop_index(op.f("ix_champion_figures_accepted"), "champion_figures")
    op.create_index("ix_champion_figures_accepted_person_id", "champion_figures", ["accepted", "person_id"])
    op.create_index("ix_organization_contract_value_id", "organization", ["contract_value", "id"])
    noted = sa.text("added_by_id IS NOT NULL")
    op.create_index("ix_idea_vote_noted", "idea_vote", ["idea_id", "id"], sqlite_where=noted, postgresql_where=noted)
    of_company = ["idea_id", "organization_id", "at", "id"]
    op.create_index("ix_idea_vote_idea_id_organization_id_at_id", "idea_vote", of_company)
    op.drop_index("ix_idea_vote_idea_id_organization_id", "idea_vote")


def downgrade() -> None:
    op.create_index("ix_idea_vote_idea_id_organization_id", "idea_vote", ["idea_id", "organization_id"])
    op.drop_index("ix_idea_vote_idea_id_organization_id_at_id", "idea_vote")
    op.drop_index("ix_idea_vote_noted", "idea_vote")
    op.drop_index("ix_organization_contract_value_id", "organization")
    op.drop_index("ix_champion_figures_accepted_person_id", "champion_figures")
    op.create_index(op.f("ix_champion_figures_accepted"), "champion_figures", ["accepted"])
    op.drop_index("ix_helper_champion", "helper")
    op.drop_column("helper", "champion")
