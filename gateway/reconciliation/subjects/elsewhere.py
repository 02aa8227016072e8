"""What others drew from the balance that a claim draws on: customs of other countries, other offices, and
officers here by hand. What declarations here draw of themselves is in the claims already.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

from gateway.reconciliation.matching import best_proof
from gateway.reconciliation.projected import Projected, Row

NOTHING_DRAWN: Mapping[str, Any] = {
    "u_known": True,
    "u_abroad": 0,
    "u_abroad_text": None,
    "u_elsewhere": 0,
    "u_confirmed_text": None,
    "u_reserved_text": None,
    "u_on_line": 0,
    "u_on_line_text": None,
    "u_whole": False,
    "u_drawn": Decimal(0),
    "u_place": None,
    "u_source_id": None,
}
"""The columns of a claim on whose balance nobody else drew.

`u_known`: the balance is known (of a copy, its original is here). `u_abroad`: debits of other countries'
customs that are confirmed; `u_elsewhere`: all others that hold something; both of any line of the proof.
`u_on_line`, `u_drawn`, `u_whole`: those of the claimed line, how many, how much in the line's dimension, and
whether one of them holds all of it. Texts list them: quantity, country and member, time, block.
"""


@dataclass(frozen=True)
class Balance:
    """Whose balance a claim draws on: record, the line's place in it and its quantity, as far as known."""

    record_id: str
    position: int | None
    quantity_text: str | None


def balance_of(trade: Projected, row: Row) -> Balance | None:
    """The balance of a claim's proof; of the original, for a true copy or a back-to-back proof.

    None without a proof, or where the original isn't here.
    """
    if row["p_record_id"] is None:
        return None
    if not (row["p_back_to_back"] or row["p_true_copy"]):
        return Balance(row["p_record_id"], row["l_position"], row["l_quantity_text"])
    match = best_proof(trade.where("proofs", "number_norm", row["p_original_norm"]))
    if match is None or len(match.candidates) != 1:
        return None
    lines = trade.where("proof_lines", "record", match.row["record"])
    same = [line for line in lines if line["sequence"] == row["l_sequence"]]
    if row["l_position"] is None or len(same) != 1 or same[0]["dimension"] != row["l_dimension"]:
        return Balance(match.row["record_id"], None, None)
    return Balance(match.row["record_id"], same[0]["position"], same[0]["quantity_text"])


def add_drawn_elsewhere(trade: Projected, rows: Sequence[dict[str, Any]]) -> None:
    """Adds the columns of NOTHING_DRAWN, as they are for each claim."""
    drawn_on = {row["record_id"] for row in trade.rows("debits")}
    here = _declarations_here(rows)
    for row in rows:
        row.update(_found(trade, row, here) if drawn_on or _is_copy(row) else NOTHING_DRAWN)


def _is_copy(row: Row) -> bool:
    return bool(row["p_back_to_back"] or row["p_true_copy"])


def _declarations_here(rows: Iterable[Row]) -> Mapping[tuple[Any, ...], set[str]]:
    """The declarations whose claims are counted, by balance, and by line of it."""
    here: dict[tuple[Any, ...], set[str]] = {}
    for row in rows:
        here.setdefault((row["agreement"], row["balance"]), set()).add(row["declaration"])
        if row["l_sequence"] is not None:
            here.setdefault(_line(row), set()).add(row["declaration"])
    return here


def _line(row: Row) -> tuple[Any, ...]:
    return row["agreement"], row["balance"], row["l_sequence"]


def _found(trade: Projected, row: Row, here: Mapping[tuple[Any, ...], set[str]]) -> Mapping[str, Any]:
    balance = balance_of(trade, row)
    if balance is None:
        return {**NOTHING_DRAWN, "u_known": not _is_copy(row)}
    live = sorted(
        trade.where("debits", "record_id", balance.record_id), key=lambda d: (d["block"], d["line"], d["d"])
    )
    counted = here.get((row["agreement"], row["balance"]), set())
    of_proof = [debit for debit in live if debit["declaration"] not in counted]
    on_line = [
        debit
        for debit in live
        if debit["line"] == balance.position and debit["declaration"] not in here.get(_line(row), set())
    ]
    if not of_proof and not on_line:
        return NOTHING_DRAWN
    first = (on_line or of_proof)[0]
    return {
        "u_known": True,
        **_used(row, of_proof),
        **_drawn(row, on_line),
        "u_place": f"utilisation/lines/{first['line']}/debits/{first['d']}",
        "u_source_id": balance.record_id,
    }


def _used(row: Row, debits: Sequence[Row]) -> dict[str, Any]:
    """What is used of any line of the proof."""
    abroad = [
        debit for debit in debits if debit["confirmed"] and debit["country"] != row["importing_country"]
    ]
    others = [debit for debit in debits if debit not in abroad]
    return {
        "u_abroad": len(abroad),
        "u_abroad_text": _listed(abroad),
        "u_elsewhere": len(others),
        "u_confirmed_text": _listed(debit for debit in others if debit["confirmed"]),
        "u_reserved_text": _listed(debit for debit in others if not debit["confirmed"]),
    }


def _drawn(row: Row, debits: Sequence[Row]) -> dict[str, Any]:
    """What is drawn from the claimed line; `u_drawn` is null where that is in another dimension."""
    whole = any(debit["value"] is None for debit in debits)
    same = all(debit["dimension"] == row["l_dimension"] for debit in debits)
    total = sum((debit["value"] for debit in debits), Decimal(0)) if same and not whole else None
    return {
        "u_on_line": len(debits),
        "u_on_line_text": _listed(debits),
        "u_whole": whole,
        "u_drawn": total,
    }


def _listed(debits: Iterable[Row]) -> str | None:
    return "; ".join(map(_text, debits)) or None


def _text(debit: Row) -> str:
    """A debit in no language: quantity (country, member, when it was written, block)."""
    at = datetime.fromtimestamp(debit["time"], UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return f"{debit['shown']} ({debit['country']}, {debit['member']}, {at}, #{debit['block']})"
