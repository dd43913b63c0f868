"""what files brought into the community"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    op.create_table(
        "community_import",
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("key", sa.Text(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_community_import")),
        sa.UniqueConstraint("kind", "key", name=op.f("uq_community_import_kind_key")),
    )


def downgrade() -> None:
    op.drop_table("community_import")
