"""What officers chose where no number led to one record; parties are looked up by name."""

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
LOOKED_UP = (
    ("projected_declarations", "exporter_name"),
    ("projected_declarations", "importer_name"),
    ("projected_invoices", "seller_name"),
    ("projected_proofs", "consignee_name"),
    ("projected_proofs", "exporter_name"),
)


def upgrade() -> None:
    op.create_table(
        "match_choices",
        sa.Column("no", NUMBER, nullable=False),
        sa.Column("declaration", sa.String(160), nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("declared_norm", sa.String(), nullable=False),
        sa.Column("records", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("reason", sa.String(4_000), nullable=False),
        sa.Column("officer_no", NUMBER, nullable=False),
        sa.Column("officer", sa.String(200), nullable=False),
        sa.Column("at", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_match_choices")),
    )
    op.create_index(op.f("ix_match_choices_declaration"), "match_choices", ["declaration"])
    op.create_table(
        "chosen_records",
        sa.Column("declaration", sa.String(160), nullable=False),
        sa.Column("kind", sa.String(8), nullable=False),
        sa.Column("position", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("record_id", sa.String(66), nullable=False),
        sa.Column("declared_norm", sa.String(), nullable=False),
        sa.Column("number_norm", sa.String(), nullable=False),
        sa.PrimaryKeyConstraint(
            "declaration", "kind", "position", "record_id", name=op.f("pk_chosen_records")
        ),
    )
    op.create_index(op.f("ix_chosen_records_number_norm"), "chosen_records", ["number_norm"])
    for table, column in LOOKED_UP:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def downgrade() -> None:
    for table, column in reversed(LOOKED_UP):
        op.drop_index(op.f(f"ix_{table}_{column}"), table)
    op.drop_table("chosen_records")
    op.drop_table("match_choices")
