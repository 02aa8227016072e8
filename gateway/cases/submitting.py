"""A signed act of a case from its bytes to its receipt: read, judged as the ledger and the agreement will."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, delete, insert, select

from contracts import calls, strict_json
from contracts.acts import CaseAct, CaseRequest, CaseStep, Domain, StepKind, digest
from contracts.addresses import VERIFICATION
from contracts.cases import case_id
from contracts.errors import brief
from contracts.ids import CaseId, MemberId, Signature, UnixTime, hex0x, unhex
from contracts.refusals import ActRefused, Refusal
from contracts.scopes import AGREEMENT_CODES
from gateway.cases.clocks import may_deny
from gateway.cases.errors import CaseRefused
from gateway.cases.payloads import read_payload
from gateway.cases.reading import case_row, clock_of, standing_of
from gateway.cases.terms import check_request
from gateway.crash_points import reached
from gateway.errors import Conflict, NotFound, RequestInvalid
from gateway.ledger import RpcRefused
from gateway.promises import receipt_for
from gateway.reconciliation.agreements import load_agreements
from gateway.services import Services
from gateway.store.tables.cases import case_payloads
from gateway.store.tables.outbox import outbox, status_acts

_REQUEST: dict[str, tuple[int, int]] = {
    "member": (1, 65_535),
    "respondent": (1, 65_535),
    "addressee": (1, 5),
    "scope": (1, 127),
    "start": (1, 2),
    "months": (0, 1),
    "reply": (1, 1_096),
    "extension": (0, 1_096),
    "valid_until": (0, 2**40 - 2),
}
_STEP: dict[str, tuple[int, int]] = {
    "member": (1, 65_535),
    "kind": (1, 22),
    "number": (1, 65_534),
    "due": (0, 2**40 - 2),
    "valid_until": (0, 2**40 - 2),
}


def submit_case_act(services: Services, body: bytes) -> dict[str, Any]:
    """The receipt for the signed act with its payload in `body`; the one given before, if it came before.

    Raises JsonInvalid, RequestInvalid, RecordInvalid, CaseRefused, ActRefused, LedgerUnavailable.
    """
    document = strict_json.loads(body)
    act, signature = read_act(document)
    case = case_id(act.member, act.content) if isinstance(act, CaseRequest) else CaseId(act.case_id)
    subject = digest(act, questions_domain(services))
    with services.store.read() as connection:
        given = _receipt_on_record(connection, subject)
    if given is not None:
        return given
    payload, salt = read_payload(act, document.get("payload"), document.get("salt"), case)
    _judge(services, act, payload, case)
    calldata = calls.case_act(act, signature)
    _try(services, calldata)
    now = services.now()
    receipt = receipt_for(services, act.member, subject, (case,), act.valid_until, now)
    said = {"payload": payload, "salt": salt, "signature": bytes(signature)}
    accept = _acceptance(act, case, subject, calldata, receipt, said, now)
    return services.store.write(accept, services.store.outbox_bell)


def questions_domain(services: Services) -> Domain:
    """The domain in which acts of cases are signed."""
    return replace(services.ledger.domain, verifying_contract=VERIFICATION)


def read_act(document: Any) -> tuple[CaseAct, Signature]:
    """The act that `document` spells, and its signature; RequestInvalid for anything else."""
    if not isinstance(document, dict) or document.get("type") not in ("request", "step"):
        raise RequestInvalid("body/type", expected="request or step", found=brief(document))
    fields, is_request = document.get("act"), document["type"] == "request"
    ranges = _REQUEST if is_request else _STEP
    wanted = {*ranges, "content", *(() if is_request else ("case_id",))}
    if not isinstance(fields, dict) or fields.keys() != wanted:
        raise RequestInvalid(
            "body/act", expected=f"the keys {', '.join(sorted(wanted))}", found=brief(fields)
        )
    values: dict[str, Any] = {name: _integer(fields, name, *ranges[name]) for name in ranges}
    values["content"] = unhex(fields["content"], 32, "act/content")
    if not is_request:
        values["case_id"] = unhex(fields["case_id"], 32, "act/case_id")
        if values["kind"] not in list(StepKind):
            raise RequestInvalid("act/kind", expected="a kind of step", found=str(values["kind"]))
    signature = Signature(unhex(document.get("signature", ""), 65, "signature"))
    return (CaseRequest(**values) if is_request else CaseStep(**values)), signature


def act_fields(act: CaseAct) -> dict[str, Any]:
    """The fields of an act as JSON: what `read_act` reads."""
    return {name: hex0x(value) if isinstance(value, bytes) else value for name, value in vars(act).items()}


def _integer(fields: dict[str, Any], name: str, least: int, most: int) -> int:
    value = fields[name]
    if type(value) is not int or not least <= value <= most:
        raise RequestInvalid(f"act/{name}", expected=f"an integer from {least} to {most}", found=brief(value))
    return value


def _judge(services: Services, act: CaseAct, payload: dict[str, Any], case: CaseId) -> None:
    """CaseRefused where the agreement gives no basis for the act; the ledger judges the rest."""
    day = datetime.fromtimestamp(services.now(), UTC).date()
    if isinstance(act, CaseRequest):
        agreement = load_agreements().get(AGREEMENT_CODES.get(act.scope, ""))
        if agreement is None or payload["agreement"] != agreement.code:
            raise CaseRefused(
                "payload/agreement", expected=f"agreement {act.scope}", found=payload["agreement"]
            )
        clock = check_request(
            act, agreement, day, _country(services, act.member), _country(services, act.respondent)
        )
        _check_age(payload, clock, day)
        return
    if act.kind != StepKind.OUTCOME_TOLD or payload["result"] == "given":
        return
    with services.store.read() as connection:
        row = case_row(connection, case)
        if row is None:
            raise NotFound.of(f"cases/{hex0x(case)}", "a case")
        earliest = may_deny(standing_of(connection, row), clock_of(row), services.now())
    if earliest is not None:
        expected = f"a denial from second {earliest} on" if earliest else "the denial to be announced first"
        raise CaseRefused("payload/result", expected=expected, found=payload["result"])


def _check_age(payload: dict[str, Any], clock: Any, day: Any) -> None:
    """CaseRefused where the agreement lets customs ask within some years of the importation only."""
    imported = payload.get("imported_on")
    if imported is None or clock is None or clock.request_within_years is None:
        return
    try:
        last = datetime.fromisoformat(imported).date()
        limit = last.replace(year=last.year + clock.request_within_years, day=min(last.day, 28))
    except ValueError:
        raise RequestInvalid("payload/imported_on", expected="a day", found=imported) from None
    if day > limit:
        raise CaseRefused(
            "payload/imported_on",
            expected=f"a day at most {clock.request_within_years} years ago ({clock.source})",
            found=imported,
        )


def _country(services: Services, member: MemberId) -> str:
    entry = services.ledger.member(member)
    if entry is None:
        raise ActRefused("act/respondent", Refusal.MEMBER_UNKNOWN)
    return entry.country


def _try(services: Services, calldata: bytes) -> None:
    """ActRefused where the ledger would refuse the call now."""
    try:
        services.ledger.call(VERIFICATION, calldata)
    except RpcRefused as refusal:
        data = bytes.fromhex(refusal.data[2:]) if isinstance(refusal.data, str) else b""
        reason = calls.decode_refusal(data)
        if reason is None:
            raise Conflict("act", expected="an act that the ledger takes", found=refusal.found) from refusal
        raise ActRefused("act", reason) from refusal


def _acceptance(
    act: CaseAct,
    case: CaseId,
    subject: bytes,
    calldata: bytes,
    receipt: dict[str, Any],
    said: dict[str, Any],
    now: UnixTime,
) -> Callable[[Connection], dict[str, Any]]:
    def accept(connection: Connection) -> dict[str, Any]:
        given = _receipt_on_record(connection, subject)
        if given is not None:
            return given
        connection.execute(delete(status_acts).where(status_acts.c.digest == subject))
        body = {"type": "case", "act": act_fields(act)}
        values = {"digest": subject, "member": act.member, "target": case, "body": body}
        made = connection.execute(
            insert(status_acts).values(
                **values, state="accepted", received_at=now, receipt=receipt, notice=None
            )
        ).inserted_primary_key
        assert made is not None
        connection.execute(
            insert(outbox).values(
                call="case",
                subject_no=made[0],
                calldata=calldata,
                valid_until=act.valid_until,
                state="waiting",
            )
        )
        keep_payload(connection, act, case, said, "here", now)
        reached("cases.before_commit")
        return receipt

    return accept


def keep_payload(
    connection: Connection, act: CaseAct, case: CaseId, said: dict[str, Any], origin: str, now: UnixTime
) -> bool:
    """Stores what was said in a step; False if it is there already."""
    mine = (case_payloads.c.case_id == case, case_payloads.c.content == act.content)
    if connection.scalar(select(case_payloads.c.number).where(*mine)) is not None:
        return False
    number = 0 if isinstance(act, CaseRequest) else act.number
    delivery = "due" if origin == "here" else "none"
    connection.execute(
        insert(case_payloads).values(
            case_id=case, content=act.content, number=number, origin=origin, delivery=delivery, at=now, **said
        )
    )
    return True


def _receipt_on_record(connection: Connection, subject: bytes) -> dict[str, Any] | None:
    row = connection.execute(
        select(status_acts.c.receipt).where(status_acts.c.digest == subject, status_acts.c.state != "failed")
    ).one_or_none()
    return None if row is None else dict(row.receipt)
