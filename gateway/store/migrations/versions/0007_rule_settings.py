"""Rules that offices switched off, and why."""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "rule_settings",
        sa.Column("no", NUMBER, nullable=False),
        sa.Column("office", sa.String(length=20), nullable=False),
        sa.Column("rule", sa.String(length=60), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(length=4_000), nullable=False),
        sa.Column("officer_no", NUMBER, nullable=False),
        sa.Column("officer", sa.String(length=200), nullable=False),
        sa.Column("at", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_rule_settings")),
    )


def downgrade() -> None:
    op.drop_table("rule_settings")
