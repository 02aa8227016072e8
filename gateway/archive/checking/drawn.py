"""Draws of an archive that say they are written, against the debits that the ledger has of them."""

from collections.abc import Iterator
from typing import Any

import polars as pl
from sqlalchemy import Table

from contracts.slots import DebitState
from gateway.archive.checking.report import Difference
from gateway.store.tables.chain import blocks
from gateway.store.tables.records import records
from gateway.store.tables.utilisation import debits, draws, hidden_lines

Row = dict[str, Any]
WRITTEN = "written"


def draw_differences(frames: dict[Table, pl.DataFrame]) -> Iterator[Difference]:
    """Draws that were written before the last block and of which the ledger has something else, and lines
    that several `d` or one `d` of several lines.

    A draw that was written in that very second may stand in a block that the archive does not hold yet.
    """
    hidden = {(row["declaration"], row["number"]): row["d"] for row in _rows(frames, hidden_lines)}
    yield from _twice(frames[hidden_lines])
    debited = {(row["lineage"], row["line"], row["d"]): row for row in _rows(frames, debits)}
    here = {lineage for lineage, *_ in debited} | set(frames[records]["record_id"])
    last: Any = frames[blocks]["time"].max()
    for row in _rows(frames, draws):
        if row["state"] == WRITTEN and row["lineage"] in here and last is not None and row["at"] < last:
            yield from _written(row, hidden, debited)


def _rows(frames: dict[Table, pl.DataFrame], table: Table) -> Iterator[Row]:
    return frames[table].iter_rows(named=True)


def _twice(lines: pl.DataFrame) -> Iterator[Difference]:
    for d in lines.filter(lines["d"].is_duplicated())["d"].unique().sort():
        yield Difference.cell(hidden_lines.name, d, "d", "of one line", "of several")


def _written(
    row: Row, hidden: dict[tuple[str, int], str], debited: dict[tuple[str, int, str], Row]
) -> Iterator[Difference]:
    key = (row["declaration"], row["number"], row["lineage"], row["line"])
    d = hidden.get(key[:2])
    if d is None:
        place = f"tables/hidden_lines.parquet [{row['declaration']}, {row['number']}]"
        yield Difference(place, "a row", "none")
        return
    debit = debited.get((row["lineage"], row["line"], d))
    live = debit is not None and debit["state"] != DebitState.RELEASED
    if row["quantity"] == "0" and not row["whole"]:
        if live:
            yield Difference.cell(draws.name, key, "quantity", debit["quantity"] if debit else "", "0")
        return
    if debit is None or not live:
        yield Difference.cell(draws.name, key, "state", "a debit on the ledger", "none")
        return
    held: dict[str, Any] = {"quantity": debit["quantity"], "whole": debit["whole"]}
    if row["confirmed"]:
        held["confirmed"] = debit["state"] == DebitState.CONFIRMED
    for column, value in held.items():
        if row[column] != value:
            yield Difference.cell(draws.name, key, column, value, row[column])
