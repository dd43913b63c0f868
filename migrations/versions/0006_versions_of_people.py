"""a version of each person, so that no save overwrites a newer one, and indexes for lists of invitations"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"

INVITATIONS = {"sqlite_where": sa.text("purpose = 'invite'"), "postgresql_where": sa.text("purpose = 'invite'")}


def upgrade() -> None:
    op.add_column("person", sa.Column("version", sa.Integer(), nullable=False, server_default="1"))
    op.create_index("ix_link_invitation", "link", ["id"], **INVITATIONS)
    op.create_index("ix_link_invitation_of_organization", "link", ["organization_id", "id"], **INVITATIONS)


def downgrade() -> None:
    op.drop_index("ix_link_invitation_of_organization", "link")
    op.drop_index("ix_link_invitation", "link")
    op.drop_column("person", "version")
