"""What claims draw from the lines of proofs, in the order in which their declarations were lodged."""

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from contracts.records.parts import render_decimal

Claim = dict[str, Any]
_Totals = dict[tuple[Any, ...], Decimal | None]


def add_balances(groups: Iterable[list[Claim]]) -> None:
    """Adds whose `balance` each claim draws on: its proof's, of true copies and back-to-back proofs the
    original's.
    """
    for group in groups:
        for row in group:
            copies = row["p_back_to_back"] or row["p_true_copy"]
            row["balance"] = (row["p_original_norm"] if copies else None) or row["proof_norm"]


def draw(groups: Iterable[list[Claim]]) -> list[Claim]:
    """The claims, each with what claims up to it drew from its proof's line, alone (`drawn_total`) and with
    what others drew (`u_total`): null where one of them doesn't say a quantity in the proof's dimension.

    A group is the claims of one declared line. Those on several lines of one proof take what is left
    of each in turn, of an untouched line of the very quantity first; what is too much is claimed of the last
    line that something was drawn from, or of the last.
    """
    totals: _Totals = {}
    drawn = []
    for group in groups:
        for row in _allotted(group, totals):
            _count(row, totals)
            drawn.append(row)
    return drawn


def _allotted(group: list[Claim], totals: _Totals) -> list[Claim]:
    """The group with its quantity allotted to the lines of its one proof; lines that give nothing are
    left out.
    """
    first = group[0]
    if len(group) == 1 or any(row["p_record"] != first["p_record"] for row in group):
        return group
    claimed: Decimal = first["drawn_value"]
    left = {row["l_position"]: _left(row, totals) for row in group}
    rest = claimed
    for row in sorted(group, key=lambda row: not left[row["l_position"]] == row["l_quantity"] == claimed):
        row["drawn_value"] = min(rest, max(left[row["l_position"]], Decimal(0)))
        rest -= row["drawn_value"]
    used = [row for row in group if left[row["l_position"]] < row["l_quantity"]]
    (used or group)[-1]["drawn_value"] += rest
    for row in group:
        if row["drawn_value"] != claimed:
            row["drawn_shown"] = f"{render_decimal(row['drawn_value'])} ({row['drawn_shown']})"
    return [row for row in group if row["drawn_value"] > 0] or group[:1]


def _left(row: Claim, totals: _Totals) -> Decimal:
    """What declarations before and others left of the proof's line."""
    taken = (totals.get(_balance(row)) or 0) + (row["u_drawn"] or 0)
    return Decimal(0) if row["u_whole"] else row["l_quantity"] - taken


def _count(row: Claim, totals: _Totals) -> None:
    drawn, before = row["drawn_value"], totals.get(_balance(row), Decimal(0))
    total = None if drawn is None or before is None else before + drawn
    if row["l_sequence"] is not None:
        totals[_balance(row)] = total
    counted = row["l_sequence"] is not None and total is not None
    row["drawn_before"], row["drawn_total"] = (before, total) if counted else (None, None)
    known = counted and row["u_drawn"] is not None
    row["u_total"] = total + row["u_drawn"] if known else None


def _balance(row: Claim) -> tuple[Any, ...]:
    return row["agreement"], row["balance"], row["l_sequence"], row["l_dimension"]
