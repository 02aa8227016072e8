"""Verification cases: asking about origin, going on with a case, reading it."""

from typing import Any

from clients.sdk.plans import Pause, Plan, Request
from clients.sdk.preparing import Author, Randomness
from clients.sdk.promises import check_receipt
from clients.sdk.session import Session, call
from contracts.acts import Addressee, CaseAct, CaseRequest, CaseStep, Domain, StepKind, digest, sign
from contracts.addresses import VERIFICATION
from contracts.cases import SALT_SIZE, case_id, content_of
from contracts.ids import CaseId, MemberId, UnixTime, hex0x
from contracts.scopes import scope_of

_LOOKS, _BETWEEN = 120, 0.25
"""How often to look whether a gateway has read the last block, and seconds between two looks."""


def case_terms(session: Session, agreement: str, addressee: Addressee) -> Plan[dict[str, Any]]:
    """The terms that a question has under an agreement, by the gateway's tables."""
    params = {"agreement": agreement, "addressee": addressee.name.lower()}
    return dict((yield from call(session, Request("GET", "/v1/case-terms", params=params))))


def open_case(
    session: Session,
    author: Author,
    respondent: MemberId,
    addressee: Addressee,
    said: dict[str, Any],
    terms: dict[str, Any],
    valid_until: UnixTime,
    random: Randomness,
) -> Plan[dict[str, Any]]:
    """Sign a question about origin and hand it in; the receipt, with the case's id as `case`."""
    salt = random(SALT_SIZE)
    act = CaseRequest(
        author.member,
        respondent,
        int(addressee),
        scope_of(said["agreement"]),
        content_of(said, salt),
        terms["start"],
        terms["months"],
        terms["reply"],
        terms["extension"],
        valid_until,
    )
    receipt = yield from _hand_in(session, author, act, said, salt)
    return {"case": hex0x(case_id(act.member, act.content)), **receipt}


def take_step(
    session: Session,
    author: Author,
    case: CaseId,
    kind: StepKind,
    said: dict[str, Any],
    valid_until: UnixTime,
    random: Randomness,
    due: int = 0,
) -> Plan[dict[str, Any]]:
    """Sign the next step of a case and hand it in; the gateway's receipt."""
    found = yield from read_case(session, case)
    payload = {"format": "tegata/case-step/1", "case": hex0x(case), "kind": kind.name.lower(), **said}
    salt = random(SALT_SIZE)
    number = len(found["steps"])
    act = CaseStep(
        author.member, case, int(kind), number, content_of(payload, salt), UnixTime(due), valid_until
    )
    receipt = yield from _hand_in(session, author, act, payload, salt)
    return {"case": hex0x(case), **receipt}


def list_cases(session: Session) -> Plan[list[dict[str, Any]]]:
    """The cases that the member who is signed in is a party to, those due first."""
    yield from _level(session)
    return list((yield from call(session, Request("GET", "/v1/cases")))["cases"])


def read_case(session: Session, case: CaseId) -> Plan[dict[str, Any]]:
    """A case with its steps and what was said in them, as of the ledger's last block."""
    yield from _level(session)
    return dict((yield from call(session, Request("GET", f"/v1/cases/{hex0x(case)}"))))


def dossier(session: Session, case: CaseId) -> Plan[dict[str, Any]]:
    """The case in one file, proved from the ledger."""
    yield from _level(session)
    return dict((yield from call(session, Request("GET", f"/v1/cases/{hex0x(case)}/dossier"))))


def _level(session: Session) -> Plan[None]:
    """Waits until the gateway's tables hold the ledger's last block, or for as long as one may wait."""
    for _ in range(_LOOKS):
        if (yield from call(session, Request("GET", "/v1/network")))["indexer"]["lag"] == 0:
            return
        yield Pause(_BETWEEN)


def _hand_in(
    session: Session, author: Author, act: CaseAct, said: dict[str, Any], salt: bytes
) -> Plan[dict[str, Any]]:
    domain = Domain(author.domain.chain_id, VERIFICATION, author.domain.network_id)
    body = {
        "type": "request" if isinstance(act, CaseRequest) else "step",
        "act": {n: hex0x(v) if isinstance(v, bytes) else v for n, v in vars(act).items()},
        "signature": hex0x(sign(act, domain, author.private_key)),
        "payload": said,
        "salt": hex0x(salt),
    }
    receipt = yield from call(session, Request("POST", "/v1/case-acts", json=body))
    case = case_id(act.member, act.content) if isinstance(act, CaseRequest) else act.case_id
    yield from check_receipt(session, receipt, act.member, digest(act, domain), [case], act.valid_until)
    return dict(receipt)
