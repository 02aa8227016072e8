"""A gateway's promises, held against the ledger: what was handed in, under a key the gateway has there.

Without a trust file nothing is checked here, since a gateway's word for its own key would prove nothing.
"""

from collections.abc import Iterable
from typing import Any, NoReturn

from clients.sdk.plans import Plan, Request
from clients.sdk.reliance import Reliance
from clients.sdk.session import Session, call
from contracts.errors import SignatureInvalid, TegataError, brief
from contracts.ids import MemberId, UnixTime, hex0x, unhex
from contracts.proofs import DEFAULT_MAX_AGE, EvidenceRefused, ProvedKeys, keys_from_json, proved_keys
from contracts.receipts import NO_MATCH_TAG, NoMatch, Notice, Promise, Receipt, check, contents_hash
from contracts.slots import FOREVER

_CLOCKS_APART = 300
"""Seconds that two clocks may be apart."""

_RECEIPT, _NOTICE = "tegata/receipt/1", "tegata/notice/1"


class PromiseInvalid(TegataError):
    """A receipt or notice that is not the gateway's promise about what was handed in."""

    code = "promise.invalid"
    default_remedy = (
        "Do not rely on it, and tell the gateway's operator. What was handed in may be anchored all the "
        "same: the same command asks again, and changes nothing that stands."
    )


def check_receipt(
    session: Session,
    document: Any,
    member: MemberId,
    subject: bytes,
    parts: Iterable[bytes],
    valid_until: UnixTime,
) -> Plan[None]:
    """PromiseInvalid unless `document` is the gateway's signed receipt for `subject` of `member`.

    `parts` are the ids of a batch in their order, or the one target of an act; `valid_until` (seconds) is the
    latest time that was signed for.
    """
    reliance = session.reliance
    if reliance is None:
        return
    receipt = Receipt(
        network_id=reliance.trust.network_id,
        member=member,
        subject=subject,
        contents=contents_hash(parts),
        received_at=_time(document, "received_at"),
        decide_by=_time(document, "decide_by"),
    )
    _expect(document, "type", _RECEIPT)
    _expect(document, "contents", hex0x(receipt.contents))
    if receipt.decide_by > valid_until:
        _refuse("receipt/decide_by", f"a time up to {valid_until}, as was signed", str(receipt.decide_by))
    yield from _check_signed(session, reliance, document, receipt, receipt.received_at)


def check_notice(session: Session, document: Any, member: MemberId, subject: bytes) -> Plan[None]:
    """PromiseInvalid unless `document` is the gateway's signed notice that `subject` was not written."""
    reliance = session.reliance
    if reliance is None:
        return
    decided_at = _time(document, "decided_at")
    reason = _integer(document, "reason", 255)
    notice = Notice(reliance.trust.network_id, member, subject, reason, decided_at)
    _expect(document, "type", _NOTICE)
    yield from _check_signed(session, reliance, document, notice, decided_at)


def check_no_match(session: Session, document: Any, question: bytes) -> Plan[None]:
    """PromiseInvalid unless `document` is the issuing body's signed statement that nothing matches the
    question whose SHA-256 is `question`.
    """
    reliance = session.reliance
    if reliance is None:
        return
    at, issuer = _time(document, "at"), MemberId(_integer(document, "issuer", 0xFFFF))
    asker = MemberId(_integer(document, "asker", 0xFFFF))
    stated = NoMatch(reliance.trust.network_id, issuer, asker, question, at)
    _expect(document, "type", NO_MATCH_TAG.decode())
    _expect(document, "network", hex0x(stated.network_id))
    _expect(document, "question", hex0x(question))
    yield from _check_by(session, reliance, document, stated, issuer, at)


def _check_signed(
    session: Session, reliance: Reliance, document: Any, promise: Receipt | Notice, time: UnixTime
) -> Plan[None]:
    _expect(document, "network_id", hex0x(promise.network_id))
    _expect(document, "member", promise.member)
    _expect(document, "subject", hex0x(promise.subject))
    gateway = MemberId(_integer(document, "gateway", 0xFFFF))
    yield from _check_by(session, reliance, document, promise, gateway, time)


def _check_by(
    session: Session,
    reliance: Reliance,
    document: Any,
    promise: Promise,
    gateway: MemberId,
    time: UnixTime,
) -> Plan[None]:
    if reliance.gateway not in (None, gateway):
        _refuse("promise/gateway", f"the gateway of member {reliance.gateway}", f"that of member {gateway}")
    known = reliance.proved
    if known is not None and known.member == gateway and _is_signed(document, promise, time, known):
        return
    proved = reliance.proved = yield from _asked(session, reliance)
    if proved.member != gateway:
        _refuse(
            "promise/gateway", f"the gateway that was asked, of member {proved.member}", f"member {gateway}"
        )
    if not proved.keys:
        _refuse(
            "promise/signature",
            f"a signing key of the gateway of member {gateway} on the ledger",
            "none there, so nobody can tell whose signature this is",
        )
    if not _is_signed(document, promise, time, proved):
        _refuse(
            "promise/signature",
            f"a signature by a signing key that the ledger has for member {gateway} at {time}",
            "one over other values, or by another key",
        )


def _asked(session: Session, reliance: Reliance) -> Plan[ProvedKeys]:
    """The gateway's signing keys as the ledger proves them now."""
    document = yield from call(session, Request("GET", "/v1/network/signing-keys"))
    try:
        proved = proved_keys(keys_from_json(document), reliance.trust, reliance.now())
    except EvidenceRefused as error:
        _refuse(f"signing-keys/{error.where}", error.expected, error.found)
    age = reliance.now() - proved.as_of
    if not -_CLOCKS_APART <= age <= DEFAULT_MAX_AGE:
        _refuse(
            "signing-keys", f"the ledger's state of the last {DEFAULT_MAX_AGE} seconds", f"{age} seconds old"
        )
    return proved


def _is_signed(document: Any, promise: Promise, time: UnixTime, proved: ProvedKeys) -> bool:
    signature = _signature(document)
    return any(_is_by(promise, signature, key.key) for key in proved.keys if key.valid_at(time))


def _is_by(promise: Promise, signature: bytes, key: bytes) -> bool:
    try:
        check(promise, signature, key)
    except SignatureInvalid:
        return False
    return True


def _signature(document: Any) -> bytes:
    try:
        return unhex(_of(document, "signature"), 64, "promise/signature")
    except TegataError as error:
        _refuse("promise/signature", error.expected, error.found)


def _time(document: Any, name: str) -> UnixTime:
    return UnixTime(_integer(document, name, FOREVER))


def _integer(document: Any, name: str, limit: int) -> int:
    value = _of(document, name)
    if type(value) is not int or not 0 <= value <= limit:
        _refuse(f"promise/{name}", f"an integer from 0 to {limit}", brief(value))
    return value


def _expect(document: Any, name: str, wanted: str | int) -> None:
    value = _of(document, name)
    if value != wanted:
        _refuse(f"promise/{name}", str(wanted), brief(value))


def _of(document: Any, name: str) -> Any:
    return document.get(name) if isinstance(document, dict) else None


def _refuse(where: str, expected: str, found: str) -> NoReturn:
    raise PromiseInvalid(where, expected=expected, found=found)
