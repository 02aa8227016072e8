"""Tables of the store as columns of Parquet, and back: bytes as 0x-hex, JSON as its canonical text."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

import polars as pl
from sqlalchemy import (
    Boolean,
    Column,
    Connection,
    Date,
    Integer,
    LargeBinary,
    Numeric,
    Select,
    String,
    Table,
)
from sqlalchemy.types import JSON

from contracts.ids import hex0x
from gateway.reconciliation.result import canonical_json
from gateway.store.projections.tables import ExactDecimal

LEFT_OUT = {"records": {"reader_set"}, "submissions": {"upload", "chunk_records"}}
"""Table → columns that mean nothing outside the gateway's own database."""

AT_ONCE = 20_000
"""Rows that are read at a time."""

_TEXTS = {
    ("identity_statements", "statement"),
    ("declaration_versions", "message"),
    ("declaration_versions", "current"),
    ("reconciliations", "body"),
}
"""(table, column) of bytes that are text in UTF-8."""

Value = Any


def columns_of(table: Table) -> list[Column[Any]]:
    """The columns of `table` that an archive has."""
    return [column for column in table.columns if column.name not in LEFT_OUT.get(table.name, ())]


def schema_of(table: Table) -> dict[str, pl.DataType]:
    """The columns of `table` as Parquet has them."""
    return {column.name: _type(column) for column in columns_of(table)}


def key_of(table: Table) -> list[str]:
    """The columns that tell the rows of `table` apart."""
    return [column.name for column in table.primary_key]


def frame_of(table: Table, rows: Iterable[Mapping[str, Any]]) -> pl.DataFrame:
    """`rows` of `table` as a frame, in their order."""
    held = list(rows)
    columns = {
        column.name: _spelled([row[column.name] for row in held], _spelling(column))
        for column in columns_of(table)
    }
    return pl.DataFrame(columns, schema=schema_of(table))


def frame_read(table: Table, connection: Connection, query: Select[Any]) -> pl.DataFrame:
    """The rows of `table` that a query of all its columns finds; some of them in memory at a time."""
    spell = [(table.columns.keys().index(column.name), _spelling(column)) for column in columns_of(table)]
    schema = schema_of(table)
    found = connection.execute(query, execution_options={"yield_per": AT_ONCE})
    parts = [pl.DataFrame(schema=schema)]
    for rows in found.partitions():
        columns = list(zip(*rows, strict=True))
        spelled = [_spelled(columns[index], one) for index, one in spell]
        parts.append(pl.DataFrame(spelled, schema=schema))
    return pl.concat(parts, rechunk=False)


def _spelled(values: Sequence[Any], spell: Callable[[Any], Value] | None) -> list[Value]:
    if spell is None:
        return list(values)
    return [None if value is None else spell(value) for value in values]


def rows_of(table: Table, frame: pl.DataFrame) -> list[dict[str, Any]]:
    """The rows of a frame as the store takes them."""
    read = {column.name: _reading(column) for column in columns_of(table)}
    return [
        {name: None if value is None else read[name](value) for name, value in row.items()}
        for row in frame.iter_rows(named=True)
    ]


def _type(column: Column[Any]) -> pl.DataType:
    kind = column.type
    if isinstance(kind, ExactDecimal | Numeric) and not isinstance(kind, Integer):
        return pl.Decimal(38, 9)
    if isinstance(kind, Boolean):
        return pl.Boolean()
    if isinstance(kind, Date):
        return pl.Date()
    if isinstance(kind, Integer):
        return pl.Int64()
    assert isinstance(kind, String | LargeBinary | JSON), kind
    return pl.String()


def _spelling(column: Column[Any]) -> Callable[[Any], Value] | None:
    """What a value becomes in an archive; None where it stays as it is."""
    if isinstance(column.type, LargeBinary):
        is_text = (column.table.name, column.name) in _TEXTS
        return (lambda value: bytes(value).decode()) if is_text else (lambda value: hex0x(bytes(value)))
    if isinstance(column.type, JSON):
        return lambda value: canonical_json(value).decode()
    return None


def _reading(column: Column[Any]) -> Callable[[Value], Any]:
    if isinstance(column.type, LargeBinary):
        is_text = (column.table.name, column.name) in _TEXTS
        return (lambda value: value.encode()) if is_text else (lambda value: bytes.fromhex(value[2:]))
    if isinstance(column.type, JSON):
        return json.loads
    return lambda value: value


def plain(value: Any) -> Any:
    """A cell as JSON spells it."""
    return value.isoformat() if isinstance(value, date) else value if value is None else str(value)
