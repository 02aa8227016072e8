"""Released declarations that were re-opened."""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "reopenings",
        sa.Column("no", NUMBER, nullable=False),
        sa.Column("declaration", sa.String(160), nullable=False),
        sa.Column("finding_id", sa.String(32), nullable=False),
        sa.Column("cause", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("at", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_reopenings")),
    )
    op.create_index(op.f("ix_reopenings_declaration"), "reopenings", ["declaration"], unique=False)
    op.create_index(op.f("ix_reopenings_finding_id"), "reopenings", ["finding_id"], unique=False)


def downgrade() -> None:
    op.drop_table("reopenings")
