"""An extract from a gateway's database: every projection that a batch reads as Parquet files, in one
snapshot.
"""

from collections.abc import Callable, Iterator
from itertools import islice
from pathlib import Path
from typing import Any

import polars as pl
from sqlalchemy import Connection, Select, select

from gateway.reconciliation.batch.copying import copied
from gateway.reconciliation.batch.extracts import SCHEMAS, Extract
from gateway.reconciliation.batch.tables import COLUMNS, MILESTONE
from gateway.reconciliation.debits import all_debits
from gateway.reconciliation.loading import spelled, standing_query
from gateway.store.projections.columns import HEADS
from gateway.store.projections.tables import TABLES
from gateway.store.tables.findings import chosen_records

AT_ONCE = 100_000
"""Rows that are Python's in memory at a time."""

_READ = (*COLUMNS, "debits")


def extract_all(
    connection: Connection, folder: Path, progress: Callable[[float], None] = lambda _share: None
) -> Extract:
    """Writes every projection that a batch reads into `folder`, as the transaction of `connection` sees it.
    What is there is removed: it may be of an extract that broke off.
    """
    folder.mkdir(parents=True, exist_ok=True)
    for old in folder.glob("*.parquet"):
        old.unlink()
    for done, name in enumerate(_READ):
        progress(done / len(_READ))
        for index, frame in enumerate(_frames(connection, name)):
            frame.write_parquet(folder / f"{name}.{index:06}.parquet", compression="lz4", statistics=False)
    return Extract(folder)


def _frames(connection: Connection, name: str) -> Iterator[pl.DataFrame]:
    if connection.dialect.name == "postgresql" and name != "debits":
        yield from copied(connection, _query(name), SCHEMAS[name])
        return
    rows = all_debits(connection) if name == "debits" else _rows(connection, name)
    while some := list(islice(rows, AT_ONCE)):
        yield pl.DataFrame(some, schema=SCHEMAS[name], orient="row")


def _rows(connection: Connection, name: str) -> Iterator[dict[str, Any]]:
    options = {"stream_results": True, "yield_per": AT_ONCE}
    for row in connection.execution_options(**options).execute(_query(name)).mappings():
        yield spelled(dict(row)) if name in HEADS else dict(row)


def _query(name: str) -> Select[Any]:
    """The rows of a projection that a batch reads: of references those that milestones make."""
    if name in HEADS:
        return standing_query(TABLES[name])
    table = chosen_records if name == "choices" else TABLES[name]
    query = select(table)
    return query.where(table.c.kind == MILESTONE) if name == "references_made" else query
