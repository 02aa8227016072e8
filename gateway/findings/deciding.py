"""Officers' decisions: appended, never changed. People decide; a finding by itself stops nothing."""

from typing import Literal, NamedTuple

from sqlalchemy import Connection, insert, select, update

from contracts.ids import UnixTime
from gateway.access import Action, Principal, record_access
from gateway.errors import Conflict, NotAllowed, NotFound
from gateway.store.events import Event, Topic, append_events
from gateway.store.tables.findings import finding_decisions, findings

Decision = Literal["release", "query", "inspect"]


class Decided(NamedTuple):
    """A decision on record: its number, and when it was made."""

    no: int
    at: UnixTime


def decide(
    connection: Connection,
    officer: Principal,
    name: str,
    decision: Decision,
    reason: str,
    now: UnixTime,
    correlation_id: str,
) -> Decided:
    """Records `decision` about the finding as it stands; the decision on record.

    The same once more, with nothing decided in between, is the same decision: a request that was sent again
    after its answer was lost decides nothing twice.

    Raises NotFound for a finding that is not there, Conflict for one that was cleared meanwhile.
    """
    if officer.officer_no is None:
        raise NotAllowed(f"findings/{name}", expected="an officer", found=officer.who)
    row = connection.execute(select(findings).where(findings.c.id == name)).one_or_none()
    if row is None:
        raise NotFound.of(name, "a finding")
    before = _last(connection, name)
    if before is not None and before[1:] == (officer.officer_no, row.content_hash, decision, reason):
        return before[0]
    if row.state != "open":
        raise _cleared(name)
    entry = {"finding_id": name, "decision": decision, "reason": reason, "content_hash": row.content_hash}
    who = {"officer_no": officer.officer_no, "officer": officer.officer_name or officer.who, "at": now}
    made = connection.execute(insert(finding_decisions).values(entry | who)).inserted_primary_key
    assert made is not None
    connection.execute(update(findings).where(findings.c.id == name).values(decision=decision))
    record_access(connection, officer, Action.DECIDED, [name.encode()], now, correlation_id)
    append_events(connection, [Event(Topic.FINDING_DECIDED, name.encode(), {"decision": decision}, now)])
    return Decided(int(made[0]), now)


def _last(connection: Connection, name: str) -> tuple[Decided, int, bytes, str, str] | None:
    """The last decision about the finding: by whom, before what, which, and why."""
    table = finding_decisions
    query = select(table).where(table.c.finding_id == name).order_by(table.c.no.desc()).limit(1)
    row = connection.execute(query).one_or_none()
    if row is None:
        return None
    return Decided(row.no, UnixTime(row.at)), row.officer_no, row.content_hash, row.decision, row.reason


def _cleared(name: str) -> Conflict:
    return Conflict(
        name, expected="an open finding", found="one that was cleared", remedy="Read the declaration again."
    )
