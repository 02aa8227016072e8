"""What was said here goes to the other side's gateway, until it gives a receipt."""

import logging
from typing import Any

from sqlalchemy import Connection, select, update

from contracts.ids import CaseId, MemberId, UnixTime, hex0x
from contracts.slots import Service
from gateway.cases.sealing import Address, Envelope, seal
from gateway.courier import PeerUnreachable
from gateway.services import Services
from gateway.store.tables.cases import case_payloads, case_steps, cases
from gateway.store.tables.chain import service_keys

_log = logging.getLogger(__name__)
AT_ONCE = 20
FIRST_PAUSE, LONGEST_PAUSE = 1, 3_600
"""Seconds between two attempts: each time twice as long."""
_SETTLED = ("received", "duplicate")


def deliver_due(services: Services) -> bool:
    """Delivers what waits, of steps that the blocks hold; True if there may be more at once."""
    now = services.now()
    query = (
        select(
            case_payloads,
            case_steps.c.member.label("author"),
            cases.c.member.label("asker"),
            cases.c.respondent,
        )
        .join(
            case_steps,
            (case_steps.c.case_id == case_payloads.c.case_id)
            & (case_steps.c.content == case_payloads.c.content),
        )
        .join(cases, cases.c.case_id == case_payloads.c.case_id)
        .where(case_payloads.c.delivery == "due", case_payloads.c.next_at <= now)
        .order_by(case_payloads.c.at)
        .limit(AT_ONCE)
    )
    with services.store.read() as connection:
        rows = connection.execute(query).all()
    for row in rows:
        _deliver(services, row, now)
    return len(rows) == AT_ONCE


def _deliver(services: Services, row: Any, now: UnixTime) -> None:
    recipient = MemberId(row.respondent if row.author == row.asker else row.asker)
    entry = services.settings.directory.get(recipient)
    url = services.settings.peers.get(recipient) or (entry.gateway.url if entry and entry.gateway else None)
    if recipient == services.settings.member or url is None:
        _mark(services, row, delivery="none")  # it reads here: it has no gateway of its own
        return
    key = _payload_key(services, recipient, now)
    if key is None:
        _again(services, row, now, {"status": "no_key", "member": recipient})
        return
    answer = _hand_over(services, row, recipient, url, key)
    if answer.get("status") in _SETTLED:
        _mark(services, row, delivery="done", receipt=answer)
    else:
        _again(services, row, now, answer)


def _hand_over(services: Services, row: Any, recipient: MemberId, url: str, key: bytes) -> dict[str, Any]:
    network = services.ledger.domain.network_id
    address = Address(
        network, services.settings.member, recipient, CaseId(row.case_id), row.number, bytes(row.content)
    )
    inside = {"payload": row.payload, "salt": hex0x(row.salt), "signature": hex0x(row.signature)}
    sealed = seal(address, inside, key)
    envelope = Envelope(address, sealed, services.signer.sign(address.message(sealed)))
    try:
        answer = services.courier(f"{url.rstrip('/')}/v1/case-deliveries", envelope.to_json())
    except PeerUnreachable as error:
        return {"status": "unreachable", "problem": error.to_dict()}
    return answer if isinstance(answer, dict) else {"status": "unreachable"}


def _payload_key(services: Services, member: MemberId, now: UnixTime) -> bytes | None:
    """The newest X25519 key of a member's gateway that is in its window."""
    query = (
        select(service_keys.c.key)
        .where(
            service_keys.c.member == member,
            service_keys.c.service == int(Service.PAYLOAD),
            service_keys.c.valid_from <= now,
            service_keys.c.valid_until > now,
        )
        .order_by(service_keys.c.block.desc())
    )
    with services.store.read() as connection:
        return connection.scalar(query.limit(1))


def _again(services: Services, row: Any, now: UnixTime, answer: dict[str, Any]) -> None:
    pause = min(FIRST_PAUSE << min(row.attempts, 20), LONGEST_PAUSE)
    _log.info(
        "step %d of case %s is delivered later: %s", row.number, hex0x(row.case_id), answer.get("status")
    )
    _mark(services, row, attempts=row.attempts + 1, next_at=now + pause, receipt=answer)


def _mark(services: Services, row: Any, **values: Any) -> None:
    def change(connection: Connection) -> None:
        mine = (case_payloads.c.case_id == row.case_id, case_payloads.c.content == row.content)
        connection.execute(update(case_payloads).where(*mine).values(**values))

    services.store.write(change)
