"""detractors behind ideas"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"


def upgrade() -> None:
    op.add_column("idea", sa.Column("detractors", sa.Integer(), server_default="0", nullable=False))
    op.execute(
        "UPDATE idea SET detractors = (SELECT count(*) FROM idea_company"
        " JOIN organization ON organization.id = idea_company.organization_id"
        " WHERE idea_company.idea_id = idea.id AND organization.nps_score < 7)"
    )
    shown = sa.text("merged_into_id IS NULL AND hidden_at IS NULL AND held_at IS NULL")
    op.create_index("ix_idea_detractors", "idea", ["detractors", "id"], sqlite_where=shown, postgresql_where=shown)


def downgrade() -> None:
    op.drop_index("ix_idea_detractors", "idea")
    op.drop_column("idea", "detractors")
