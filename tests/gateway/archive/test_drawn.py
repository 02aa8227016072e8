"""Draws that say they are written are held against the ledger's debits."""

from typing import Any

import polars as pl
import pytest

from contracts.slots import DebitState
from gateway.archive.checking.drawn import draw_differences
from gateway.archive.frames import schema_of
from gateway.store.tables.chain import blocks
from gateway.store.tables.records import records
from gateway.store.tables.utilisation import debits, draws, hidden_lines

NAME, LINEAGE, D = "JP-26000000001", "0x" + "11" * 32, "0x" + "d1" * 32
DRAW = {
    "declaration": NAME, "number": 1, "lineage": LINEAGE, "line": 0, "quantity": "6", "unit": "C62",
    "confirmed": True, "manual": False, "whole": False, "state": "written", "at": 100,
}  # fmt: skip
DEBIT = {
    "lineage": LINEAGE, "line": 0, "d": D, "member": 1, "state": int(DebitState.CONFIRMED), "whole": False,
    "quantity": "6", "expires": 0, "revision": 1, "time": 100, "block": 7,
}  # fmt: skip
HIDDEN = {"declaration": NAME, "number": 1, "d": D}


def found(draw: Any = None, debit: Any = None, hidden: Any = None, at: int = 200) -> list[str]:
    """Where draws differ, with changes to the draw, its debit (none for False) and its hidden line."""
    rows: dict[Any, list[dict[str, Any]]] = {
        draws: [DRAW | (draw or {})],
        debits: [] if debit is False else [DEBIT | (debit or {})],
        hidden_lines: [] if hidden is False else [HIDDEN | (hidden or {})],
        blocks: [{"height": 9, "time": at}],
        records: [{"record_id": LINEAGE}],
    }
    frames = {
        table: pl.DataFrame(
            [{name: row.get(name) for name in schema_of(table)} for row in some], schema=schema_of(table)
        )
        for table, some in rows.items()
    }
    return [one.place.rpartition(" ")[2] for one in draw_differences(frames)]


def test_a_draw_that_is_its_debit_differs_in_nothing() -> None:
    assert found() == []
    reserved = {"state": int(DebitState.RESERVED), "expires": 900}
    assert found({"confirmed": False}, reserved) == []
    given_back = {"state": int(DebitState.RELEASED), "quantity": "0"}
    assert found({"quantity": "0"}, given_back) == []
    assert found({"state": "refused"}, debit=False) == [], "what was refused is not on the ledger"


@pytest.mark.parametrize(
    ("changes", "column"),
    [
        ({"draw": {"quantity": "7"}}, "quantity"),
        ({"draw": {"whole": True}}, "whole"),
        ({"draw": {"quantity": "0"}}, "quantity"),
        ({"debit": {"state": int(DebitState.RESERVED)}}, "confirmed"),
        ({"debit": {"state": int(DebitState.RELEASED)}}, "state"),
        ({"debit": False}, "state"),
        ({"hidden": {"d": "0x" + "d2" * 32}}, "state"),
        ({"hidden": False}, "1]"),
    ],
)
def test_a_draw_that_is_not_its_debit_is_named(changes: dict[str, Any], column: str) -> None:
    assert found(**changes) == [column]


def test_what_was_written_in_the_second_of_the_last_block_is_not_held_against_it() -> None:
    assert found(debit=False, at=100) == []
