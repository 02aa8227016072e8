"""What declarations are to use of proofs: each reconciliation replaces it, and the debits follow."""

from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from sqlalchemy import Connection, insert, select, update

from contracts.ids import RecordId, UnixTime
from gateway.store.tables.chain import status_changes
from gateway.store.tables.utilisation import draws

Key = tuple[int, bytes, int]


@dataclass(frozen=True)
class Draw:
    """What the declaration line `number` is to use of a proof's line: a decimal × 10⁹ in its unit."""

    number: int
    lineage: RecordId
    line: int
    quantity: int
    unit: str
    confirmed: bool
    whole: bool = False
    """All of the line, whatever it covers; `quantity` is 0 then."""

    @property
    def key(self) -> Key:
        """What tells it from the others of its declaration."""
        return self.number, self.lineage, self.line


def lineage_of(connection: Connection, record: RecordId) -> RecordId:
    """The first of the chain of supersession that led to a record, as far as the blocks tell."""
    seen = {bytes(record)}
    while True:
        before = connection.scalar(
            select(status_changes.c.target).where(status_changes.c.successor == record)
        )
        if before is None or before in seen:
            return record
        record = RecordId(before)
        seen.add(before)


def want(connection: Connection, declaration: str, wanted: Iterable[Draw], now: UnixTime) -> None:
    """Writes what `declaration` is to use; what it used before and no longer does is given back.

    What is wanted already stays as it is, and what an officer decided stays as he decided.
    """
    before = {
        (row.number, row.lineage, row.line): row
        for row in connection.execute(select(draws).where(draws.c.declaration == declaration))
    }
    after = {draw.key: draw for draw in wanted}
    for key, draw in after.items():
        known = before.get(key)
        if known is None:
            values = {"number": draw.number, "lineage": draw.lineage, "line": draw.line, "manual": False}
            connection.execute(insert(draws).values(declaration=declaration, **values, **_terms(draw, now)))
        elif not known.manual and _differs(known, draw):
            connection.execute(update(draws).where(*_row(declaration, key)).values(**_terms(draw, now)))
    for key, known in before.items():
        if key not in after and not known.manual and known.quantity != "0":
            given_back = {"quantity": "0", "whole": False, "state": "wanted", "problem": None, "at": now}
            connection.execute(update(draws).where(*_row(declaration, key)).values(**given_back))


def decide(
    connection: Connection, declaration: str, draw: Draw, who: str, reason: str, now: UnixTime
) -> None:
    """Writes what an officer decided that a declaration line uses."""
    officer = {"manual": True, "who": who, "reason": reason}
    made = connection.execute(
        update(draws).where(*_row(declaration, draw.key)).values(**_terms(draw, now), **officer)
    )
    if made.rowcount == 0:
        values = {"number": draw.number, "lineage": draw.lineage, "line": draw.line}
        connection.execute(
            insert(draws).values(declaration=declaration, **values, **_terms(draw, now), **officer)
        )


def mark(connection: Connection, row: Any, now: UnixTime, **values: Any) -> None:
    """Writes what became of a draw, unless it was changed meanwhile."""
    same = tuple(draws.c[name] == getattr(row, name) for name in ("quantity", "confirmed", "whole"))
    key = (row.number, row.lineage, row.line)
    connection.execute(update(draws).where(*_row(row.declaration, key), *same).values(at=now, **values))


def _differs(known: Any, draw: Draw) -> bool:
    return (known.quantity, known.unit, known.confirmed) != (str(draw.quantity), draw.unit, draw.confirmed)


def _terms(draw: Draw, now: UnixTime) -> dict[str, Any]:
    return {
        "quantity": str(draw.quantity),
        "unit": draw.unit,
        "confirmed": draw.confirmed,
        "whole": draw.whole,
        "state": "wanted",
        "problem": None,
        "at": now,
    }


def _row(declaration: str, key: Key) -> tuple[Any, ...]:
    number, lineage, line = key
    return (
        draws.c.declaration == declaration,
        draws.c.number == number,
        draws.c.lineage == lineage,
        draws.c.line == line,
    )


def decimal_of(billionths: int) -> Decimal:
    """The decimal that the ledger counts × 10⁹."""
    return Decimal(billionths).scaleb(-9)


def billionths_of(value: Decimal) -> int:
    """A decimal as the ledger counts it."""
    return int(value.scaleb(9))
