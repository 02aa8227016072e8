"""An extract from a gateway's database: every projection as a Parquet file, in one snapshot."""

from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import polars as pl
from sqlalchemy import Connection, Table, select

from gateway.reconciliation.batch.extracts import SCHEMAS, Extract
from gateway.reconciliation.debits import all_debits
from gateway.reconciliation.loading import spelled, standing_query
from gateway.store.projections.columns import HEADS
from gateway.store.projections.tables import TABLES
from gateway.store.tables.findings import chosen_records

AT_ONCE = 100_000
"""Rows that are in memory at a time."""


def extract_all(connection: Connection, folder: Path, at_once: int = AT_ONCE) -> Extract:
    """Writes every projection into `folder`, as the transaction of `connection` sees it."""
    folder.mkdir(parents=True, exist_ok=True)
    sources = [
        (name, _batches(connection, name, table, at_once))
        for name, table in {**TABLES, "choices": chosen_records}.items()
    ]
    for name, batches in [*sources, ("debits", _together(all_debits(connection), at_once))]:
        parts = []
        for index, rows in enumerate(batches):
            part = folder / f"{name}.{index}.part"
            pl.DataFrame(rows, schema=SCHEMAS[name], orient="row").write_parquet(part)
            parts.append(part)
        frames = [pl.scan_parquet(part) for part in parts] or [pl.LazyFrame(schema=SCHEMAS[name])]
        pl.concat(frames).sink_parquet(folder / f"{name}.parquet")
        for part in parts:
            part.unlink()
    return Extract(folder)


def _batches(connection: Connection, name: str, table: Table, at_once: int) -> Iterator[list[dict[str, Any]]]:
    query = standing_query(table) if name in HEADS else select(table)
    options = {"stream_results": True, "yield_per": at_once}
    found = connection.execution_options(**options).execute(query).mappings()
    for part in found.partitions(at_once):
        rows = [dict(row) for row in part]
        yield [spelled(row) for row in rows] if name in HEADS else rows


def _together(rows: Iterator[dict[str, Any]], at_once: int) -> Iterator[list[dict[str, Any]]]:
    while some := list(islice(rows, at_once)):
        yield some
