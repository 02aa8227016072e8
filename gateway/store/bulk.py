"""Inserting many rows quickly: on SQLite they go to the driver as values, under statements compiled once.

SQLAlchemy's executemany makes a dictionary of parameters for every row, which costs more there than the
insert; and the driver lets go of the interpreter's lock once a statement, so that a statement of one row
hands it to and fro, and one of many lets the other threads work while SQLite does.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain
from typing import Any

from sqlalchemy import Boolean, Connection, Dialect, LargeBinary, Table, insert

Convert = Callable[[Any], Any]

AT_ONCE = 64
"""Rows of one statement: every table has fewer than 32,766 ÷ 64 columns, which SQLite could not take."""

_AS_THEY_ARE = (LargeBinary, Boolean)
"""Types whose values sqlite3 takes without help."""


@dataclass(frozen=True)
class _Statement:
    """An insert by position, of one row and of `AT_ONCE`, and the values that the driver must be given in
    another form.
    """

    one: str
    many: str
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
    _insert(connection, statement, [statement.parameters(row) for row in rows])


def insert_values(
    connection: Connection, table: Table, columns: Sequence[str], rows: Sequence[Sequence[Any]]
) -> None:
    """Inserts `rows` of values, by `columns`: text for decimals and dates, as both databases take them."""
    if not rows:
        return
    if connection.dialect.name != "sqlite":
        connection.execute(insert(table), [dict(zip(columns, row, strict=True)) for row in rows])
        return
    _insert(connection, _values_statement(connection.dialect, table, tuple(columns)), rows)


def _insert(connection: Connection, statement: _Statement, rows: Sequence[Sequence[Any]]) -> None:
    whole = len(rows) - len(rows) % AT_ONCE
    for start in range(0, whole, AT_ONCE):
        values = tuple(chain.from_iterable(rows[start : start + AT_ONCE]))
        connection.exec_driver_sql(statement.many, values)
    if whole < len(rows):
        connection.exec_driver_sql(statement.one, [tuple(row) for row in rows[whole:]])


@lru_cache(maxsize=256)
def _statement(dialect: Dialect, table: Table, columns: tuple[str, ...]) -> _Statement:
    order = tuple(column.name for column in table.columns if column.name in columns)
    converted = []
    for index, name in enumerate(order):
        type_ = table.c[name].type
        process = type_.dialect_impl(dialect).bind_processor(dialect)
        if process is not None and not isinstance(type_, _AS_THEY_ARE):
            converted.append((index, process))
    return _Statement(*_texts(dialect, table, order), order, tuple(converted))


@lru_cache(maxsize=256)
def _values_statement(dialect: Dialect, table: Table, columns: tuple[str, ...]) -> _Statement:
    return _Statement(*_texts(dialect, table, columns), columns, ())


def _texts(dialect: Dialect, table: Table, columns: Sequence[str]) -> tuple[str, str]:
    """The insert of one row, and that of `AT_ONCE`."""
    quote = dialect.identifier_preparer.quote
    into = f"INSERT INTO {quote(table.name)} ({', '.join(map(quote, columns))}) VALUES "
    row = f"({', '.join('?' * len(columns))})"
    return into + row, into + ", ".join([row] * AT_ONCE)
