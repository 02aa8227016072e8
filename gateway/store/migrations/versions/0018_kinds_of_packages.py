"""What kind the packages of a declaration and of a transport document are."""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None


def upgrade() -> None:
    for table in ("projected_declarations", "projected_transports"):
        op.add_column(table, sa.Column("package_kind", sa.String(), nullable=True))


def downgrade() -> None:
    for table in ("projected_declarations", "projected_transports"):
        op.drop_column(table, "package_kind")
