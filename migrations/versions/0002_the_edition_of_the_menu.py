"""the edition of the menu"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    edition = op.create_table(
        "edition",
        sa.Column("token", sa.Text(), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_edition")),
    )
    op.bulk_insert(edition, [{"id": 1, "token": "before the first sync"}])


def downgrade() -> None:
    op.drop_table("edition")
