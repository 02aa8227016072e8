"""Freight and insurance of declarations, to compare prices on one basis."""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

TABLE = "projected_declarations"
DECIMAL = sa.Numeric(38, 9).with_variant(sa.String(40), "sqlite")
CHARGES = ("freight", "insurance")


def upgrade() -> None:
    for charge in CHARGES:
        op.add_column(TABLE, sa.Column(charge, DECIMAL, nullable=True))
        op.add_column(TABLE, sa.Column(f"{charge}_currency", sa.String(), nullable=True))


def downgrade() -> None:
    with op.batch_alter_table(TABLE) as table:
        for charge in CHARGES:
            table.drop_column(f"{charge}_currency")
            table.drop_column(charge)
