"""Inserting many rows quickly: on SQLite they go to the driver as tuples, under a statement compiled once.

SQLAlchemy's executemany makes a dictionary of parameters for every row, which costs more there than the
insert.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from sqlalchemy import Boolean, Connection, Dialect, LargeBinary, Table, insert

Convert = Callable[[Any], Any]

_AS_THEY_ARE = (LargeBinary, Boolean)
"""Types whose values sqlite3 takes without help."""


@dataclass(frozen=True)
class _Statement:
    """An insert by position, and the values that the driver must be given in another form."""

    text: str
    columns: tuple[str, ...]
    converted: tuple[tuple[int, Convert], ...]

    def parameters(self, row: Mapping[str, Any]) -> Sequence[Any]:
        values = [row[name] for name in self.columns]
        for index, convert in self.converted:
            values[index] = convert(values[index])
        return values


def insert_many(connection: Connection, table: Table, rows: Sequence[Mapping[str, Any]]) -> None:
    """Inserts `rows`, which all have the same keys. Defaults of columns are not applied."""
    if not rows:
        return
    if connection.dialect.name != "sqlite":
        connection.execute(insert(table), rows)
        return
    statement = _statement(connection.dialect, table, tuple(rows[0]))
    connection.exec_driver_sql(statement.text, [tuple(statement.parameters(row)) for row in rows])


@lru_cache(maxsize=256)
def _statement(dialect: Dialect, table: Table, columns: tuple[str, ...]) -> _Statement:
    compiled = insert(table).compile(dialect=dialect, column_keys=list(columns))
    order = tuple(compiled.positiontup or ())
    converted = []
    for index, name in enumerate(order):
        type_ = table.c[name].type
        process = type_.dialect_impl(dialect).bind_processor(dialect)
        if process is not None and not isinstance(type_, _AS_THEY_ARE):
            converted.append((index, process))
    return _Statement(str(compiled), order, tuple(converted))
