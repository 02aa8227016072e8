"""What became of the acts that ended a member's statements: on their way, on the ledger, or refused."""

from dataclasses import dataclass
from typing import Any

from sqlalchemy import Connection, select

from contracts.ids import MemberId, UnixTime
from gateway.store.projections.tables import TABLES
from gateway.store.tables.outbox import status_acts
from gateway.store.tables.records import payloads

_PROOFS = TABLES["proofs"]
MOST = 500
_ENDING = ("revoke", "withdraw", "supersede")


@dataclass(frozen=True)
class ActDone:
    """An act that was handed in; `notice` is the gateway's signed statement of a failure."""

    target: bytes
    number: str
    kind: str
    reason: int
    state: str
    received_at: UnixTime
    notice: dict[str, Any] | None


def acts_of(connection: Connection, member: MemberId) -> tuple[ActDone, ...]:
    """The last MOST acts by which statements of `member` were ended here, the latest first."""
    query = (
        select(status_acts, _PROOFS.c.number)
        .outerjoin(payloads, payloads.c.record_id == status_acts.c.target)
        .outerjoin(_PROOFS, _PROOFS.c.record == payloads.c.no)
        .where(status_acts.c.member == member)
        .order_by(status_acts.c.no.desc())
        .limit(MOST)
    )
    return tuple(
        ActDone(
            bytes(row.target),
            row.number or "",
            row.body["type"],
            int(row.body["act"]["reason"]),
            row.state,
            UnixTime(row.received_at),
            row.notice,
        )
        for row in connection.execute(query)
        if row.body.get("type") in _ENDING
    )
