"""What a declaration uses of origin proofs: each claimed line's quantity, in the unit of the proof's line."""

from collections.abc import Callable, Iterator
from decimal import ROUND_UP, Decimal

from contracts.ids import RecordId, unhex
from gateway.reconciliation.facts import known_facts
from gateway.reconciliation.projected import Projected, Row
from gateway.reconciliation.subjects.claims import claims
from gateway.reconciliation.subjects.elsewhere import balance_of
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
    balance = balance_of(trade, row)
    if balance is None or balance.position is None or balance.quantity_text is None:
        return
    if row["drawn_value"] is None or row["line"] is None:
        return
    unit = balance.quantity_text.rpartition(" ")[2]
    yield Draw(
        number=row["line"],
        lineage=lineage(RecordId(unhex(balance.record_id, 32))),
        line=balance.position,
        quantity=billionths_of(_in_unit(row["drawn_value"], unit)),
        unit=unit,
        confirmed=row["stage"] != _RESERVES,
    )


def _in_unit(value: Decimal, unit: str) -> Decimal:
    """A quantity on its dimension's scale in `unit`; rounded up where nine places don't hold it."""
    known = conversions().get(unit)
    return value if known is None else (value / known.factor).quantize(_PLACES, rounding=ROUND_UP)
