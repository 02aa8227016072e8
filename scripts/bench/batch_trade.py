"""An extract of any size for the batch benchmark: some thousand generated consignments of three lines, one in
thirty with a discrepancy, repeated under other numbers, by other firms, at other times.
"""

from pathlib import Path

import polars as pl

from gateway.reconciliation.batch.extracts import SCHEMAS, Extract
from scripts.scenarios.consignments import Consignment, Drawer
from scripts.scenarios.detection import projected
from scripts.scenarios.discrepancies import INJECTIONS

TEMPLATES = 2_000
ONE_IN = 30
"""One consignment in so many has a discrepancy."""

_NUMBERED = frozenset({
    "declaration", "number", "number_norm", "original_norm", "invoice_number", "invoice_norm", "proof_number",
    "proof_norm", "transport_norm", "order_number", "order_norm", "ruling", "ruling_norm", "ucr_norm",
    "authorisation", "identifier", "record_id", "successor",
})  # fmt: skip
_BOXES = ("containers", "declaration_containers")
"""A container serves many voyages, and its check digit is right: its number stays."""

_WORDS = frozenset({"transport_norms", "invoice_norms", "holder_ids"})
_FIRMS = frozenset({
    "exporter_name", "importer_name", "seller_name", "buyer_name", "consignee_name", "consignor_name",
    "holder_name", "importer_norm", "holder_norm",
})  # fmt: skip
_REPEATS_A_FIRM = 10
"""Repetitions in which the same firms trade."""

_MINUTE = 60_000_000


def write_extract(folder: Path, declarations: int) -> Extract:
    """An extract of about so many declarations; each has a proof, an invoice and a bill of lading."""
    folder.mkdir(parents=True, exist_ok=True)
    rows = projected(_consignments(min(TEMPLATES, declarations)))
    records = 1 + max(row["record"] for row in rows["references_made"])
    repeats = -(-declarations // len(rows["declarations"]))
    repeated = pl.LazyFrame({"repeat": range(repeats)}, schema={"repeat": pl.Int64})
    for name, some in rows.items():
        frame = pl.DataFrame(some, schema=SCHEMAS[name], orient="row").lazy()
        changed = [_changed(name, column, records) for column in SCHEMAS[name]]
        if name == "debits":  # ids of records are the same in every repetition
            frame.sink_parquet(folder / f"{name}.parquet")
            continue
        made = frame.join(repeated, how="cross").with_columns(c for c in changed if c is not None)
        made.drop("repeat").sink_parquet(folder / f"{name}.parquet")
    return Extract(folder)


def _consignments(count: int) -> list[Consignment]:
    drawer = Drawer(1, lines=(3,))
    makers = [maker for _, some in sorted(INJECTIONS.items()) for maker in some]
    made = []
    for index in range(count):
        injected = index % ONE_IN == 0
        consignment = drawer.random.choice(makers)(drawer)[0] if injected else drawer.consignment()
        consignment.milestones.clear()
        made.append(consignment)
    return made


def _changed(name: str, column: str, records: int) -> pl.Expr | None:
    """The column in a repetition; None where it stays as it is."""
    repeat = pl.col("repeat")
    if column.startswith("number") and name in _BOXES:
        return None
    if column in _NUMBERED:
        return pl.col(column) + pl.lit("R") + repeat.cast(pl.String)
    if column in _WORDS:
        return _each_word(column)
    if column in _FIRMS:
        return pl.col(column) + pl.lit(" r") + (repeat // _REPEATS_A_FIRM).cast(pl.String)
    if column == "record":
        return pl.col(column) + repeat * records
    if column in ("lodged", "anchored"):
        return pl.col(column) + repeat * _MINUTE
    return None


def _each_word(column: str) -> pl.Expr:
    ending = pl.concat_str(pl.lit("R"), pl.col("repeat").cast(pl.String))
    return pl.concat_str(pl.col(column).str.replace_all(" ", pl.concat_str(ending, pl.lit(" "))), ending)
