"""Freight and insurance of declarations, to compare prices on one basis."""

import json
from decimal import Decimal
from typing import Any

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
    _fill(op.get_bind())


def _fill(connection: sa.Connection) -> None:
    """What the declarations that were lodged before say, each as its last version leaves it."""
    versions = sa.table(
        "declaration_versions", sa.column("declaration"), sa.column("version"), sa.column("current")
    )
    projected = sa.table(
        TABLE,
        sa.column("declaration"),
        *(
            column
            for charge in CHARGES
            for column in (sa.column(charge, DECIMAL), sa.column(f"{charge}_currency"))
        ),
    )
    last = sa.select(versions.c.declaration, sa.func.max(versions.c.version).label("version"))
    newest = last.group_by(versions.c.declaration).subquery()
    same = (versions.c.declaration == newest.c.declaration) & (versions.c.version == newest.c.version)
    for row in connection.execute(sa.select(versions).join(newest, same)).all():
        charges = _charges(json.loads(row.current), as_text=connection.dialect.name == "sqlite")
        if charges:
            connection.execute(
                sa.update(projected).where(projected.c.declaration == row.declaration).values(**charges)
            )


def _charges(current: dict[str, Any], *, as_text: bool) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for charge in CHARGES:
        if (amount := current.get(charge)) is not None:
            found[charge] = amount["value"] if as_text else Decimal(amount["value"])
            found[f"{charge}_currency"] = amount["currency"]
    return found


def downgrade() -> None:
    with op.batch_alter_table(TABLE) as table:
        for charge in CHARGES:
            table.drop_column(f"{charge}_currency")
            table.drop_column(charge)
