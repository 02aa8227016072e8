"""What a declaration uses of origin proofs: each claimed line's quantity, in the unit of the proof's line."""

from collections.abc import Callable, Iterator
from decimal import ROUND_UP, Decimal

from contracts.ids import RecordId, unhex
from gateway.reconciliation.facts import known_facts
from gateway.reconciliation.matching import best_proof
from gateway.reconciliation.projected import Projected, Row
from gateway.reconciliation.subjects.claims import claims
from gateway.store.draws import Draw, billionths_of
from gateway.store.projections.units import conversions

_PLACES = Decimal("0.000000001")
_RESERVES = "preliminary"
Lineage = Callable[[RecordId], RecordId]


def draws_of(trade: Projected, declaration: str, lineage: Lineage) -> list[Draw]:
    """The draws of `declaration`, one for each line that claims under a proof which is drawn from.

    None for a blanket proof, where the match is ambiguous, and where no quantity of the line is in the
    dimension of the proof's. A true copy and a back-to-back proof draw on their original, and on nothing
    while that is not here.
    """
    found: dict[tuple[int, bytes, int], Draw] = {}
    for row in claims(trade, known_facts()):
        if row["declaration"] != declaration or row["p_usage"] == "blanket" or row["p_candidates"] != 1:
            continue
        for draw in _draws(trade, row, lineage):
            found.setdefault(draw.key, draw)
    return list(found.values())


def _draws(trade: Projected, row: Row, lineage: Lineage) -> Iterator[Draw]:
    place = _place(trade, row)
    if place is None or row["drawn_value"] is None or row["line"] is None:
        return
    record, line, text = place
    unit = text.rpartition(" ")[2]
    yield Draw(
        number=row["line"],
        lineage=lineage(RecordId(unhex(record, 32))),
        line=line,
        quantity=billionths_of(_in_unit(row["drawn_value"], unit)),
        unit=unit,
        confirmed=row["stage"] != _RESERVES,
    )


def _place(trade: Projected, row: Row) -> tuple[str, int, str] | None:
    """Record, line and quantity of the proof's line that is drawn from; of the original, for a copy."""
    if row["l_position"] is None or row["l_quantity_text"] is None:
        return None
    if not (row["p_back_to_back"] or row["p_true_copy"]):
        return row["p_record_id"], row["l_position"], row["l_quantity_text"]
    match = best_proof(trade.where("proofs", "number_norm", row["p_original_norm"]))
    if match is None or len(match.candidates) != 1:
        return None
    lines = trade.where("proof_lines", "record", match.row["record"])
    same = [line for line in lines if line["sequence"] == row["l_sequence"]]
    if len(same) != 1 or same[0]["dimension"] != row["l_dimension"]:
        return None
    return match.row["record_id"], same[0]["position"], same[0]["quantity_text"]


def _in_unit(value: Decimal, unit: str) -> Decimal:
    """A quantity on its dimension's scale in `unit`; rounded up where nine places don't hold it."""
    known = conversions().get(unit)
    return value if known is None else (value / known.factor).quantize(_PLACES, rounding=ROUND_UP)
