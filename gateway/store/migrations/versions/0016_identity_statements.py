"""Identity statements of members' keys."""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "identity_statements",
        sa.Column("no", NUMBER, nullable=False),
        sa.Column("address", sa.LargeBinary(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("member", sa.Integer(), nullable=False),
        sa.Column("statement", sa.LargeBinary(), nullable=False),
        sa.Column("bound_at", NUMBER, nullable=False),
        sa.Column("filed_at", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_identity_statements")),
        sa.UniqueConstraint("address", "position", name=op.f("uq_identity_statements_address_position")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_identity_statements_address"), "identity_statements", ["address"])


def downgrade() -> None:
    op.drop_table("identity_statements")
