"""Drawing on proofs: what declarations want, and what the ledger holds."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _create_draws()
    _create_opened_lines()
    _create_debits()


def _create_draws() -> None:
    op.create_table(
        "draws",
        sa.Column("declaration", sa.String(160), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("lineage", sa.LargeBinary(), nullable=False),
        sa.Column("line", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("quantity", sa.String(40), nullable=False),
        sa.Column("unit", sa.String(3), nullable=False),
        sa.Column("confirmed", sa.Boolean(), nullable=False),
        sa.Column("manual", sa.Boolean(), nullable=False),
        sa.Column("who", sa.String(200), nullable=True),
        sa.Column("reason", sa.String(4_000), nullable=True),
        sa.Column("state", sa.String(12), nullable=False),
        sa.Column("act", sa.LargeBinary(), nullable=True),
        sa.Column("problem", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("at", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("declaration", "number", "lineage", "line", name=op.f("pk_draws")),
    )
    op.create_index(op.f("ix_draws_state"), "draws", ["state"], unique=False)


def _create_opened_lines() -> None:
    op.create_table(
        "opened_lines",
        sa.Column("lineage", sa.LargeBinary(), nullable=False),
        sa.Column("line", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("record_id", sa.LargeBinary(), nullable=False),
        sa.Column("issuer", sa.Integer(), nullable=False),
        sa.Column("quantity", sa.String(40), nullable=False),
        sa.Column("unit", sa.String(3), nullable=False),
        sa.Column("block", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("lineage", "line", name=op.f("pk_opened_lines")),
    )


def _create_debits() -> None:
    op.create_table(
        "debits",
        sa.Column("lineage", sa.LargeBinary(), nullable=False),
        sa.Column("line", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("d", sa.LargeBinary(), nullable=False),
        sa.Column("member", sa.Integer(), nullable=False),
        sa.Column("state", sa.SmallInteger(), nullable=False),
        sa.Column("whole", sa.Boolean(), nullable=False),
        sa.Column("quantity", sa.String(40), nullable=False),
        sa.Column("expires", NUMBER, nullable=False),
        sa.Column("revision", NUMBER, nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=True),
        sa.Column("time", NUMBER, nullable=False),
        sa.Column("block", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("lineage", "line", "d", name=op.f("pk_debits")),
    )


def downgrade() -> None:
    for table in ("debits", "opened_lines", "draws"):
        op.drop_table(table)
