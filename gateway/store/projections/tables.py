"""The projections as database tables. Those of records are derived: they can be dropped and rebuilt."""

from collections.abc import Iterable, Mapping
from decimal import Decimal
from typing import Any

from sqlalchemy import Boolean, Column, Connection, Date, Dialect, Integer, Numeric, String, Table
from sqlalchemy.types import TypeDecorator, TypeEngine

from contracts.records.parts import render_decimal
from gateway.store.bulk import insert_many
from gateway.store.metadata import Number, derived, metadata
from gateway.store.projections.columns import OF_DECLARATIONS, OF_RECORDS, Projection


class ExactDecimal(TypeDecorator[Decimal]):
    """A decimal that stays exact: text on SQLite, which has no decimals, NUMERIC elsewhere."""

    impl = String(40)
    cache_ok = True

    def load_dialect_impl(self, dialect: Dialect) -> TypeEngine[Any]:
        kind: TypeEngine[Any] = String(40) if dialect.name == "sqlite" else Numeric(38, 9)
        return dialect.type_descriptor(kind)

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Any:
        if value is None or dialect.name != "sqlite":
            return value
        return render_decimal(value)

    def process_result_value(self, value: Any, _dialect: Dialect) -> Decimal | None:
        return None if value is None else Decimal(value)


_TYPES: dict[str, TypeEngine[Any]] = {
    "text": String(),
    "date": Date(),
    "moment": Number,
    "decimal": ExactDecimal(),
    "integer": Integer(),
    "flag": Boolean(),
}
_KEYS: dict[str, TypeEngine[Any]] = {**_TYPES, "integer": Number, "text": String(160)}


def _table(projection: Projection, info: dict[str, str]) -> Table:
    columns: list[Column[Any]] = [
        Column(
            column.name,
            (_KEYS if column.name in projection.key else _TYPES)[column.type],
            primary_key=column.name in projection.key,
            autoincrement=False,
            index=column.indexed,
        )
        for column in projection.columns
    ]
    return Table(f"projected_{projection.name}", metadata, *columns, info=info)


TABLES: dict[str, Table] = {
    **{projection.name: _table(projection, derived) for projection in OF_RECORDS},
    **{projection.name: _table(projection, {}) for projection in OF_DECLARATIONS},
}
"""Projection name → table."""

Rows = Mapping[str, list[dict[str, Any]]]
"""Projection name → rows, each with every column of the projection."""


def insert_rows(connection: Connection, projected: Iterable[Rows]) -> None:
    """Writes what several documents were projected to, one statement a table."""
    gathered: dict[str, list[dict[str, Any]]] = {}
    for rows in projected:
        for name, some in rows.items():
            gathered.setdefault(name, []).extend(some)
    for name, some in gathered.items():
        insert_many(connection, TABLES[name], some)
