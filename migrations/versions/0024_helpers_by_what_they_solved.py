"""helpers by what they solved"""

import sqlalchemy as sa
from alembic import op

revision = "0024"
down_revision = "0023"


def upgrade() -> None:
    solved = sa.text("accepted > 0")
    op.create_index(
        "ix_helper_solved", "helper", ["accepted", "person_id"], sqlite_where=solved, postgresql_where=solved
    )


def downgrade() -> None:
    op.drop_index("ix_helper_solved", "helper")
