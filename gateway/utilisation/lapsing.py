"""Reservations that have lapsed are released on the ledger: a fact of time that nobody signs."""

from hashlib import sha256
from typing import Any

from sqlalchemy import Connection, select

from contracts import calls
from contracts.ids import RecordId, UnixTime
from contracts.slots import DebitState
from gateway.services import Services
from gateway.store.draws import mark
from gateway.store.tables.outbox import status_acts
from gateway.store.tables.utilisation import debits, draws
from gateway.utilisation.drawing import VALID_SECONDS, Call, hidden, queued

AT_ONCE = 50
ASKED_AGAIN = 3600
"""Seconds after which a release that the ledger refused is asked for once more."""


def release_lapsed(services: Services) -> None:
    """Asks the ledger to release what this administration reserved until a time that has passed.

    The draw of such a reservation says `lapsed`; it draws again once its declaration wants something else.
    """
    now = services.now()
    query = (
        select(debits)
        .where(
            debits.c.member == services.settings.member,
            debits.c.state == int(DebitState.RESERVED),
            debits.c.expires < now,
        )
        .limit(AT_ONCE)
    )
    with services.store.read() as connection:
        rows = connection.execute(query).all()
        fresh = [(row, call) for row in rows if not _asked(connection, call := _call(row, now))]
    for row, call in fresh:
        _ask(services, row, call, now)


def _call(row: Any, now: UnixTime) -> Call:
    calldata = calls.expire(RecordId(row.lineage), row.line, row.d)
    attempt = (row.revision << 64 | now // ASKED_AGAIN).to_bytes(16, "big")
    body = {"type": "expire", "line": row.line, "d": "0x" + row.d.hex()}
    subject = sha256(calldata + attempt).digest()
    return Call(subject, RecordId(row.lineage), calldata, UnixTime(now + VALID_SECONDS), body)


def _asked(connection: Connection, call: Call) -> bool:
    known = select(status_acts.c.no).where(status_acts.c.digest == call.subject)
    return connection.scalar(known) is not None


def _ask(services: Services, row: Any, call: Call, now: UnixTime) -> None:
    write_call = queued(services, call, now)

    def change(connection: Connection) -> None:
        write_call(connection)
        of_line = (draws.c.lineage == row.lineage, draws.c.line == row.line)
        for draw in connection.execute(select(draws).where(*of_line)).all():
            if hidden(services, draw.declaration, draw.number) == row.d and draw.state == "written":
                mark(connection, draw, now, state="lapsed")

    services.store.write(change, services.store.outbox_bell)
