"""From a draw to a signed debit in the outbox: in one transaction, so that no crash asks twice."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import Connection, insert

from contracts import calls
from contracts.acts import CONFIRMED, Debit, DebitAct, Domain, WholeDebit, digest, sign
from contracts.addresses import UTILISATION
from contracts.errors import TegataError
from contracts.ids import RecordId, UnixTime, hex0x
from contracts.refusals import ActRefused, Refusal
from contracts.slots import DebitEntry, DebitState
from gateway.crash_points import reached
from gateway.errors import Conflict, LedgerUnavailable
from gateway.ledger import RpcRefused
from gateway.promises import receipt_for
from gateway.services import Services
from gateway.store.draws import mark
from gateway.store.hidden_lines import hiding
from gateway.store.tables.outbox import outbox, status_acts
from gateway.utilisation.lines import Place, opening_of, place_of, proof_of

VALID_SECONDS = 24 * 3600


class Overdrawn(ActRefused):
    """A line has not what is to be drawn from it."""

    code = "debit.overdrawn"

    def __init__(self, where: str, overdraw: calls.Overdraw, place: Place) -> None:
        super().__init__(where, Refusal.OVERDRAWN)
        self.overdraw, self.place = overdraw, place

    def to_dict(self) -> dict[str, str]:
        """The error as JSON, with what is left (decimal × 10⁹) and the debit in the way."""
        told = {"left": str(self.overdraw.left), "conflicting_debit": hex0x(self.overdraw.debit)}
        return {**super().to_dict(), **told, "lineage": hex0x(self.place.lineage)}


def draw(services: Services, row: Any) -> None:
    """Signs and queues what `row` of `draws` wants, or writes down that it stands or why it can't."""
    now = services.now()
    try:
        ready = _ready(services, row, now)
    except LedgerUnavailable:
        raise
    except TegataError as error:
        problem = error.to_dict()
        services.store.write(lambda c: mark(c, row, now, state="refused", problem=problem))
        return
    if ready is None:
        services.store.write(lambda c: mark(c, row, now, state="written"))
        return
    act, calldata, subject = ready
    body = {"type": "debit", "declaration": row.declaration, "number": row.number, "line": row.line}
    call = Call(subject, act.lineage, calldata, act.valid_until, body)
    write_call = queued(services, call, now)

    def change(connection: Connection) -> None:
        write_call(connection)
        mark(connection, row, now, state="asked", act=subject)

    reached("utilisation.before_commit")
    services.store.write(change, services.store.outbox_bell)
    reached("utilisation.after_commit")


@dataclass(frozen=True)
class Call:
    """A call of Utilisation that this gateway makes of itself; `subject` tells it from all others."""

    subject: bytes
    lineage: RecordId
    calldata: bytes
    valid_until: UnixTime
    body: dict[str, Any]


def queued(services: Services, call: Call, now: UnixTime) -> Callable[[Connection], None]:
    """What puts `call` into the outbox, in the transaction that it is given."""
    member = services.settings.member
    receipt = receipt_for(services, member, call.subject, (call.lineage,), call.valid_until, now)

    def change(connection: Connection) -> None:
        values = {"digest": call.subject, "member": member, "target": call.lineage, "body": call.body}
        made = connection.execute(
            insert(status_acts).values(
                **values, state="accepted", received_at=now, receipt=receipt, notice=None
            )
        ).inserted_primary_key
        assert made is not None
        connection.execute(
            insert(outbox).values(
                call="debit",
                subject_no=made[0],
                calldata=call.calldata,
                valid_until=call.valid_until,
                state="waiting",
            )
        )

    return change


def hidden(services: Services, declaration: str, number: int) -> bytes:
    """`d` of a declaration line of this administration."""
    hide = hiding(services.settings.debit_secret)
    assert hide is not None
    return hide(declaration, number)


def _ready(services: Services, row: Any, now: UnixTime) -> tuple[DebitAct, bytes, bytes] | None:
    """The debit with its calldata and digest; None if the ledger has what is wanted."""
    key = services.settings.debit_key
    assert key is not None
    domain = drawing_domain(services)
    with services.store.read() as connection:
        act, written = wanted_act(connection, services, row, now)
        if _stands(written, row):
            return None
        place = place_of(connection, row.lineage, row.line)
        opening = _opening(connection, services, act, place)
    signature = sign(act, domain, key.get_secret_value())
    calldata = calls.debit_act(act, signature, *opening)
    _try(services, calldata, row, place)
    return act, calldata, digest(act, domain)


def wanted_act(
    connection: Connection, services: Services, row: Any, now: UnixTime
) -> tuple[DebitAct, DebitEntry | None]:
    """The debit that `row` of `draws` wants, and what the ledger has of it now."""
    d = hidden(services, row.declaration, row.number)
    place = place_of(connection, row.lineage, row.line)
    asked = calls.debit_of(place.lineage, row.line, d)
    written = calls.decode_debit_of(services.ledger.call(UTILISATION, asked))
    return _act(services, row, place, d, written, now), written


def _opening(
    connection: Connection, services: Services, act: DebitAct, place: Place
) -> tuple[calls.Proof] | tuple[calls.Proof, calls.Leaf] | tuple[()]:
    """What the call shows besides the act: a whole line its proof, a line that is not open its quantity."""
    if isinstance(act, WholeDebit):
        return (proof_of(connection, place),)
    opening = opening_of(connection, services.ledger, place) if act.quantity else None
    return opening or ()


def drawing_domain(services: Services) -> Domain:
    """The domain in which debits are signed."""
    return replace(services.ledger.domain, verifying_contract=UTILISATION)


def _stands(written: DebitEntry | None, row: Any) -> bool:
    if written is None or written.state is DebitState.RELEASED:
        return bool(row.quantity == "0" and not row.whole)
    settled = written.state is DebitState.CONFIRMED or not row.confirmed
    same = written.whole if row.whole else not written.whole and str(written.quantity) == row.quantity
    return bool(settled and same)


def _act(
    services: Services, row: Any, place: Place, d: bytes, written: DebitEntry | None, now: UnixTime
) -> DebitAct:
    confirmed = row.confirmed or (written is not None and written.state is DebitState.CONFIRMED)
    reserves = not confirmed and (row.whole or row.quantity != "0")
    terms: dict[str, Any] = {
        "member": services.settings.member,
        "issuer": place.issuer,
        "lineage": place.lineage,
        "line": place.line,
        "d": d,
        "revision": (written.revision if written else 0) + 1,
        "expires": UnixTime(now + services.settings.reserve_seconds) if reserves else CONFIRMED,
        "valid_until": UnixTime(now + VALID_SECONDS),
    }
    if row.whole:
        return WholeDebit(**terms)
    return Debit(**terms, quantity=int(row.quantity), unit=row.unit.encode().ljust(3))


def _try(services: Services, calldata: bytes, row: Any, place: Place) -> None:
    """ActRefused, or Overdrawn with what is left, where the ledger would refuse the call now."""
    where = f"{row.declaration}/lines/{row.number}"
    try:
        services.ledger.call(UTILISATION, calldata)
    except RpcRefused as refusal:
        data = bytes.fromhex(refusal.data[2:]) if isinstance(refusal.data, str) else b""
        overdraw = calls.decode_overdraw(data)
        if overdraw is not None:
            raise Overdrawn(where, overdraw, place) from refusal
        reason = calls.decode_refusal(data)
        if reason is None:
            raise Conflict(where, expected="a debit that the ledger takes", found=refusal.found) from refusal
        raise ActRefused(where, reason) from refusal
