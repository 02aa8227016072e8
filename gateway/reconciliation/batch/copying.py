"""Rows of a query out of PostgreSQL by COPY: text that the server spells and Polars reads, without a Python
object for any value.
"""

import io
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import polars as pl
from sqlalchemy import Boolean, Connection, LargeBinary, Select, case, func, select

AT_ONCE = 32 * 1024 * 1024
"""Bytes of text that are read into a frame at a time, while the server sends the next ones."""


def copied(
    connection: Connection, query: Select[Any], schema: Mapping[str, pl.DataType], at_once: int = AT_ONCE
) -> Iterator[pl.DataFrame]:
    """The rows of `query` in frames, with the columns of `schema`; bytes are 0x-prefixed hex.

    In CSV an empty field is a null and `""` is an empty text, for PostgreSQL as for Polars.
    """
    with ThreadPoolExecutor(1) as reader:
        waiting = None
        for text in _texts(connection, _spelled(query, schema), at_once):
            started = reader.submit(_read, text, schema)
            if waiting is not None:
                yield waiting.result()
            waiting = started
        if waiting is not None:
            yield waiting.result()


def _spelled(query: Select[Any], schema: Mapping[str, pl.DataType]) -> Select[Any]:
    """The columns of `schema`, each as Polars reads it."""
    inner = query.subquery()
    return select(*(_column(inner.c[name]) for name in schema))


def _column(column: Any) -> Any:
    if isinstance(column.type, LargeBinary):
        return ("0x" + func.encode(column, "hex")).label(column.name)
    if isinstance(column.type, Boolean):
        return case((column, "true"), (~column, "false")).label(column.name)
    return column


def _texts(connection: Connection, query: Select[Any], at_once: int) -> Iterator[bytes]:
    """Whole rows as CSV, about `at_once` bytes at a time."""
    said = query.compile(connection, compile_kwargs={"literal_binds": True})
    driver: Any = connection.connection.driver_connection
    text = io.BytesIO()  # rows are put together as they come: kept one by one, they cost three times as much
    with driver.cursor() as cursor, cursor.copy(f"COPY ({said}) TO STDOUT (FORMAT csv)") as copy:
        for row in copy:
            if text.tell() >= at_once:
                yield text.getvalue()
                text = io.BytesIO()
            text.write(row)
    if text.tell():
        yield text.getvalue()


def _read(text: bytes, schema: Mapping[str, pl.DataType]) -> pl.DataFrame:
    return pl.read_csv(io.BytesIO(text), has_header=False, schema=dict(schema))
