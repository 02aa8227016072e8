"""Where in which document the fields of records and declarations stood."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON(none_as_null=True)


def upgrade() -> None:
    op.create_table(
        "declaration_sources",
        sa.Column("declaration", sa.String(length=160), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("document", JSON, nullable=False),
        sa.PrimaryKeyConstraint("declaration", "version", name=op.f("pk_declaration_sources")),
    )
    op.create_table(
        "record_sources",
        sa.Column("record_id", sa.LargeBinary(), nullable=False),
        sa.Column("member", sa.Integer(), nullable=False),
        sa.Column("told_at", NUMBER, nullable=False),
        sa.Column("document", JSON, nullable=False),
        sa.PrimaryKeyConstraint("record_id", name=op.f("pk_record_sources")),
    )


def downgrade() -> None:
    op.drop_table("record_sources")
    op.drop_table("declaration_sources")
