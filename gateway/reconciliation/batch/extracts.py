"""An extract: the projections as Parquet files in a folder, one each, with how the ledger says that each
record stands.
"""

from collections.abc import Iterable
from pathlib import Path

import polars as pl

from gateway.store.projections.columns import HEADS, OF_DECLARATIONS, OF_RECORDS, ColumnType

_TYPES: dict[ColumnType, pl.DataType] = {
    "text": pl.String(),
    "date": pl.Date(),
    "moment": pl.Int64(),
    "decimal": pl.Decimal(38, 9),
    "integer": pl.Int64(),
    "flag": pl.Boolean(),
}
_STANDING: dict[str, pl.DataType] = {
    "record_id": pl.String(),
    "anchored": pl.Int64(),
    "state": pl.Int64(),
    "ended": pl.Int64(),
    "successor": pl.String(),
    "member_country": pl.String(),
    "compromised_since": pl.Int64(),
}


def _schema(columns: Iterable[tuple[str, ColumnType]], name: str) -> dict[str, pl.DataType]:
    own = {column: _TYPES[kind] for column, kind in columns}
    return own | (_STANDING if name in HEADS else {})


SCHEMAS: dict[str, dict[str, pl.DataType]] = {
    projection.name: _schema(((c.name, c.type) for c in projection.columns), projection.name)
    for projection in (*OF_RECORDS, *OF_DECLARATIONS)
}
"""Projection → its columns, those of standing included, as Polars has them; and officers' choices."""

SCHEMAS["choices"] = {
    "declaration": pl.String(),
    "kind": pl.String(),
    "position": pl.Int64(),
    "record_id": pl.String(),
    "declared_norm": pl.String(),
    "number_norm": pl.String(),
}


SCHEMAS["debits"] = {
    "record_id": pl.String(),
    "line": pl.Int64(),
    "d": pl.String(),
    "declaration": pl.String(),
    "member": pl.Int64(),
    "country": pl.String(),
    "confirmed": pl.Boolean(),
    "value": pl.Decimal(38, 9),
    "dimension": pl.String(),
    "shown": pl.String(),
    "time": pl.Int64(),
    "block": pl.Int64(),
}
"""What others drew from proofs (gateway.reconciliation.debits)."""


class Extract:
    """A folder of Parquet files: `NAME.parquet`, or parts `NAME.PART.parquet`, of each projection."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def scan(self, name: str) -> pl.LazyFrame:
        """All columns of a projection; no rows where the folder has no file of it."""
        files = sorted((*self.folder.glob(f"{name}.parquet"), *self.folder.glob(f"{name}.*.parquet")))
        return pl.scan_parquet(files) if files else pl.LazyFrame(schema=SCHEMAS[name])

    def count(self, name: str) -> int:
        """The rows of a projection."""
        return int(self.scan(name).select(pl.len()).collect().item())

    def read(self, name: str, *columns: str) -> pl.DataFrame:
        """Some columns of a projection."""
        return self.scan(name).select(columns).collect()
