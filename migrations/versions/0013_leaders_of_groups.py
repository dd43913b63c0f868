"""leaders of groups"""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"


def upgrade() -> None:
    leading = {"sqlite_where": sa.text("leader"), "postgresql_where": sa.text("leader")}
    op.create_index("ix_group_member_leader", "group_member", ["group_id", "id"], **leading)


def downgrade() -> None:
    op.drop_index("ix_group_member_leader", "group_member")
