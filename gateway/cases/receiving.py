"""An envelope from another member's gateway: opened, checked against the ledger, kept, receipted."""

from typing import Any

from sqlalchemy import Connection, or_, select

from contracts import strict_json
from contracts.acts import recover
from contracts.ed25519 import is_signed
from contracts.errors import TegataError
from contracts.ids import CaseId, UnixTime, hex0x
from contracts.slots import Service
from gateway.cases.payloads import read_payload
from gateway.cases.sealing import Envelope, open_sealed, read_envelope
from gateway.cases.submitting import keep_payload, questions_domain, read_act
from gateway.errors import Conflict
from gateway.services import Services
from gateway.store.tables.cases import case_steps, cases
from gateway.store.tables.chain import service_keys

RECEIPT = "tegata/delivery/1"


def receive(services: Services, body: bytes) -> dict[str, Any]:
    """The signed receipt for the envelope in `body`: received, duplicate, bad_signature, unknown or dispute.

    `unknown`: the ledger, as far as this gateway has read it, has no such step; send it again later. Raises
    JsonInvalid, EnvelopeInvalid, Conflict where it is for another network or gateway.
    """
    envelope = read_envelope(strict_json.loads(body))
    now, on = services.now(), envelope.address
    if on.network_id != services.ledger.domain.network_id or on.recipient != services.settings.member:
        raise Conflict("envelope", expected="one for this gateway", found=f"one for member {on.recipient}")
    with services.store.read() as connection:
        status = _judge(connection, envelope, now)
    if status == "received":
        status = _keep(services, envelope, now)
    return _receipt(services, envelope, status, now)


def _judge(connection: Connection, envelope: Envelope, now: UnixTime) -> str:
    on = envelope.address
    keys = connection.scalars(
        select(service_keys.c.key).where(
            service_keys.c.member == on.sender,
            service_keys.c.service == int(Service.SIGNING),
            service_keys.c.valid_from <= now,
            service_keys.c.valid_until > now,
        )
    )
    message = on.message(envelope.sealed)
    if not any(is_signed(key, message, envelope.signature) for key in keys):
        return "bad_signature"
    step = _step(connection, envelope)
    return "unknown" if step is None else "received"


def _step(connection: Connection, envelope: Envelope) -> Any | None:
    """The step that an envelope is about, of a case that its recipient is a party to.

    Who sends it need not be: a member without a gateway is served by another's. What is inside must be what
    the party signed, and open to what stands on the ledger.
    """
    on = envelope.address
    return connection.execute(
        select(case_steps)
        .join(cases, cases.c.case_id == case_steps.c.case_id)
        .where(
            case_steps.c.case_id == on.case,
            case_steps.c.number == on.step,
            case_steps.c.content == on.content,
            or_(cases.c.member == on.recipient, cases.c.respondent == on.recipient),
        )
    ).one_or_none()


def _keep(services: Services, envelope: Envelope, now: UnixTime) -> str:
    secret, on = services.settings.payload_key, envelope.address
    if secret is None:
        return "dispute"
    with services.store.read() as connection:
        step = _step(connection, envelope)
    assert step is not None
    kind = "step" if on.step else "request"
    try:
        inside = open_sealed(envelope, secret.get_secret_value())
        spelled = {"type": kind, "act": step.act, "signature": inside.get("signature")}
        act, signature = read_act(spelled)
        payload, salt = read_payload(act, inside.get("payload"), inside.get("salt"), CaseId(on.case))
        if recover(act, questions_domain(services), signature) != step.key:
            return "dispute"
    except (TegataError, AttributeError):
        return "dispute"
    said = {"payload": payload, "salt": salt, "signature": bytes(signature)}
    kept = services.store.write(
        lambda connection: keep_payload(connection, act, CaseId(on.case), said, "delivered", now)
    )
    return "received" if kept else "duplicate"


def _receipt(services: Services, envelope: Envelope, status: str, now: UnixTime) -> dict[str, Any]:
    on = envelope.address
    message = delivery_message(on.network_id, on.case, on.step, on.content, status, now)
    return {
        "type": RECEIPT,
        "network": hex0x(on.network_id),
        "case": hex0x(on.case),
        "step": on.step,
        "content": hex0x(on.content),
        "status": status,
        "at": now,
        "gateway": services.settings.member,
        "signature": hex0x(services.signer.sign(message)),
    }


def delivery_message(
    network_id: bytes, case: bytes, step: int, content: bytes, status: str, at: UnixTime
) -> bytes:
    """What a receipt's signature is over."""
    head = (RECEIPT.encode(), network_id, case, step.to_bytes(2, "big"), content)
    return b"".join((*head, at.to_bytes(8, "big"), status.encode()))
