"""Two frames of one table, compared cell by cell: what is exported against what was derived."""

from collections.abc import Iterator, Sequence

import polars as pl

from gateway.archive.checking.report import Difference
from gateway.archive.frames import plain

_DERIVED = " derived"


def compare(
    table: str, key: Sequence[str], exported: pl.DataFrame, derived: pl.DataFrame
) -> Iterator[Difference]:
    """Rows of `exported` that differ from `derived`, that it lacks or has besides, by derived columns."""
    columns = derived.columns
    key = list(key)
    twice = exported.filter(exported.select(key).is_duplicated()).select(key).unique(maintain_order=True)
    for row in twice.iter_rows():
        yield Difference(_place(table, row), "one row", "several")
    found = exported.select(columns)
    if found.sort(key).equals(derived.sort(key)):
        return
    for row in derived.join(found, on=key, how="anti", nulls_equal=True).select(key).iter_rows():
        yield Difference(_place(table, row), "a row", "none")
    for row in found.join(derived, on=key, how="anti", nulls_equal=True).select(key).iter_rows():
        yield Difference(_place(table, row), "no such row", "one")
    both = found.join(derived, on=key, how="inner", suffix=_DERIVED, nulls_equal=True)
    for column in columns:
        if column not in key:
            yield from _cells(table, key, both, column)


def _cells(table: str, key: list[str], both: pl.DataFrame, column: str) -> Iterator[Difference]:
    other = column + _DERIVED
    wrong = both.filter(pl.col(column).ne_missing(pl.col(other)))
    for *place, found, expected in wrong.select(*key, column, other).iter_rows():
        yield Difference.cell(table, _key(place), column, plain(expected), plain(found))


def _place(table: str, row: Sequence[object]) -> str:
    return f"tables/{table}.parquet [{_key(row)}]"


def _key(row: Sequence[object]) -> str:
    return ", ".join(str(part) for part in row)
