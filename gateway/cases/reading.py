"""Cases as both sides see them: steps, clocks, tasks, and what was said, to the parties alone."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, or_, select

from contracts.acts import Addressee, StepKind
from contracts.errors import RecordInvalid, brief
from contracts.ids import CaseId, MemberId, UnixTime, hex0x, unhex
from contracts.scopes import AGREEMENT_CODES
from contracts.slots import CaseState
from gateway.access import Principal
from gateway.cases.clocks import REQUEST, Due, Moment, Standing, dues_of, tasks_of
from gateway.errors import NotFound
from gateway.reconciliation.agreements import Clock, load_agreements
from gateway.store.tables.cases import case_payloads, case_steps, cases


def cases_of(connection: Connection, principal: Principal, now: UnixTime) -> list[dict[str, Any]]:
    """The cases that `principal` is a party to, those due first."""
    if principal.member is None:
        return []
    mine = or_(cases.c.member == principal.member, cases.c.respondent == principal.member)
    found = [summary_of(connection, row, now) for row in connection.execute(select(cases).where(mine))]
    return sorted(found, key=lambda one: (one["closed"], one["due"] or 2**40, one["case"]))


def case_for(connection: Connection, principal: Principal, text: str) -> Any:
    """The row of the case that `text` spells, if `principal` is a party to it; NotFound otherwise."""
    try:
        row = case_row(connection, CaseId(unhex(text, 32)))
    except RecordInvalid:
        row = None
    if row is None or principal.member not in (row.member, row.respondent):
        raise NotFound.of(f"cases/{brief(text)}", "a case")
    return row


def case_row(connection: Connection, case: CaseId) -> Any:
    """The row of a case; None if the blocks have told of none yet."""
    return connection.execute(select(cases).where(cases.c.case_id == case)).one_or_none()


def clock_of(row: Any) -> Clock | None:
    """The agreement's clock as of the day on which the case was opened."""
    agreement = load_agreements().get(AGREEMENT_CODES.get(row.scope, ""))
    if agreement is None:
        return None
    clock: Clock | None = agreement.on("clock", datetime.fromtimestamp(row.opened_at, UTC).date())
    return clock


def standing_of(connection: Connection, row: Any) -> Standing:
    """How a case stands, as its clocks need it."""
    steps = connection.execute(
        select(case_steps.c.kind, case_steps.c.time)
        .where(case_steps.c.case_id == row.case_id)
        .order_by(case_steps.c.number)
    )
    moments = tuple(Moment(step.kind, UnixTime(step.time)) for step in steps)
    return Standing(
        MemberId(row.member), MemberId(row.respondent), CaseState(row.state), UnixTime(row.due), moments
    )


def summary_of(connection: Connection, row: Any, now: UnixTime) -> dict[str, Any]:
    """A case without what was said in it."""
    standing, clock = standing_of(connection, row), clock_of(row)
    due = row.due or None
    return {
        "case": hex0x(row.case_id),
        "agreement": AGREEMENT_CODES.get(row.scope, str(row.scope)),
        "state": CaseState(row.state).name.lower(),
        "closed": row.state >= CaseState.CLOSED,
        "member": row.member,
        "respondent": row.respondent,
        "addressee": Addressee(row.addressee).name.lower(),
        "opened_at": row.opened_at,
        "due": due,
        "seconds_left": None if due is None or row.state > CaseState.RECEIVED else due - now,
        "legal_basis": None if clock is None else {"source": clock.source, "verified": clock.verified},
        "clocks": [_due(one) for one in dues_of(standing, clock, now)],
        "tasks": tasks_of(standing, clock, now),
    }


def case_of(connection: Connection, row: Any, now: UnixTime) -> dict[str, Any]:
    """A case with every step, and what was said in those whose payloads are here."""
    said = {
        payload.content: payload
        for payload in connection.execute(select(case_payloads).where(case_payloads.c.case_id == row.case_id))
    }
    steps = connection.execute(
        select(case_steps).where(case_steps.c.case_id == row.case_id).order_by(case_steps.c.number)
    )
    return {
        **summary_of(connection, row, now),
        "steps": [_step(step, said.get(step.content)) for step in steps],
    }


def _step(step: Any, said: Any | None) -> dict[str, Any]:
    return {
        "number": step.number,
        "kind": "request" if step.kind == REQUEST else StepKind(step.kind).name.lower(),
        "member": step.member,
        "time": step.time,
        "block": step.block,
        "key": hex0x(step.key),
        "content": hex0x(step.content),
        "due": step.due or None,
        "payload": None if said is None else said.payload,
        "delivery": None if said is None else said.delivery,
        "receipt": None if said is None else said.receipt,
    }


def _due(due: Due) -> dict[str, Any]:
    return {"name": due.name, "member": due.whose, "at": due.at, "state": due.running.value}
