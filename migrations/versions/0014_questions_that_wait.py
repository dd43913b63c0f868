"""questions that were brought to champions and wait"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"

WAITS = sa.text(
    "merged_into_id IS NULL AND hidden_at IS NULL AND held_at IS NULL"
    " AND routed_at IS NOT NULL AND answered_at IS NULL AND solved_at IS NULL"
)


def upgrade() -> None:
    op.create_index("ix_question_brought", "question", ["routed_at", "id"], sqlite_where=WAITS, postgresql_where=WAITS)


def downgrade() -> None:
    op.drop_index("ix_question_brought", table_name="question")
