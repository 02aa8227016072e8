"""Parcels, advance rulings and export declarations as rules read them; more columns of proofs and
declarations.

What declarations say in the new columns is read from their next version on.
"""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
DECIMAL = sa.Numeric(38, 9).with_variant(sa.String(40), "sqlite")
NEW: dict[str, tuple[tuple[str, sa.types.TypeEngine[Any]], ...]] = {
    "projected_proofs": (("explained", sa.Boolean()),),
    "projected_declarations": (("holder_ids", sa.String()), ("importer_norm", sa.String())),
    "projected_declaration_lines": (
        ("goods_words", sa.String()), ("ruling", sa.String()), ("ruling_norm", sa.String()),
    ),
}  # fmt: skip
INDEXED = (("projected_declarations", "importer_norm"), ("projected_declaration_lines", "ruling_norm"))
TABLES: dict[str, tuple[str, tuple[str, ...]]] = {
    "projected_parcels": (
        (
            "member:i number number_norm order_number order_norm platform_code seller_name price:d"
            " price_currency price_text"
        ),
        ("number_norm", "order_norm"),
    ),
    "projected_rulings": (
        (
            "member:i number number_norm subject holder_name holder_ids holder_norm goods goods_words hs_code"
            " hs_edition origin_country valid_from:y valid_until:y"
        ),
        ("number_norm", "holder_norm"),
    ),
    "projected_exports": (
        (
            "member:i number number_norm transport_norm exporter exporter_name export_country"
            " consignee_country release_date:y gross_mass:d gross_mass_text hs6 origins"
        ),
        ("number_norm", "transport_norm"),
    ),
}
TYPES: dict[str, sa.types.TypeEngine[Any]] = {
    "": sa.String(), "i": sa.Integer(), "d": DECIMAL, "y": sa.Date(),
}  # fmt: skip


def upgrade() -> None:
    for table, columns in NEW.items():
        for name, kind in columns:
            op.add_column(table, sa.Column(name, kind, nullable=True))
    for table, name in INDEXED:
        op.create_index(op.f(f"ix_{table}_{name}"), table, [name], unique=False)
    for table, (layout, indexed) in TABLES.items():
        words = [word.partition(":") for word in layout.split()]
        op.create_table(
            table,
            sa.Column("record", NUMBER, autoincrement=False, nullable=False),
            *(sa.Column(name, TYPES[kind], nullable=True) for name, _, kind in words),
            sa.PrimaryKeyConstraint("record", name=op.f(f"pk_{table}")),
        )
        for name in indexed:
            op.create_index(op.f(f"ix_{table}_{name}"), table, [name], unique=False)


def downgrade() -> None:
    for table in TABLES:
        op.drop_table(table)
    for table, name in INDEXED:
        op.drop_index(op.f(f"ix_{table}_{name}"), table_name=table)
    for table, columns in NEW.items():
        with op.batch_alter_table(table) as changed:
            for name, _ in columns:
                changed.drop_column(name)
