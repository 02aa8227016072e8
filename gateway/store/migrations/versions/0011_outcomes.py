"""Outcomes of claims."""

import sqlalchemy as sa
from alembic import op

revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "outcomes",
        sa.Column("no", NUMBER, nullable=False),
        sa.Column("declaration", sa.String(160), nullable=False),
        sa.Column("line", sa.Integer(), nullable=False),
        sa.Column("record_id", sa.LargeBinary(), nullable=False),
        sa.Column("reverses", sa.LargeBinary(), nullable=True),
        sa.Column("agreement", sa.String(8), nullable=False),
        sa.Column("proof", sa.String(200), nullable=False),
        sa.Column("proof_id", sa.LargeBinary(), nullable=True),
        sa.Column("issuer", sa.Integer(), nullable=True),
        sa.Column("result", sa.String(12), nullable=False),
        sa.Column("returned", sa.Boolean(), nullable=False),
        sa.Column("reason", sa.String(4_000), nullable=True),
        sa.Column("officer_no", NUMBER, nullable=False),
        sa.Column("officer", sa.String(200), nullable=False),
        sa.Column("at", NUMBER, nullable=False),
        sa.Column("superseding", sa.LargeBinary(), nullable=True),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_outcomes")),
        sa.UniqueConstraint("record_id", name=op.f("uq_outcomes_record_id")),
    )
    op.create_index(op.f("ix_outcomes_declaration"), "outcomes", ["declaration"], unique=False)


def downgrade() -> None:
    op.drop_table("outcomes")
