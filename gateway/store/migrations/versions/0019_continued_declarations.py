"""Which earlier declarations a declaration continues."""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("projected_declarations", sa.Column("continues", sa.String(), nullable=True))


def downgrade() -> None:
    op.drop_column("projected_declarations", "continues")
