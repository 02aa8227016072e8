"""Released declarations that something later re-opens: a revocation, late evidence, an advance ruling.

Re-opening marks and decides nothing: the finding waits for an officer, and says what happened and whether it
reaches back before the day that the proof was used on. For five years after that day (the term in which
customs reassess, Customs Act Art. 14); a declaration's own amendment re-opens nothing.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import UTC, date, datetime
from typing import Any

from sqlalchemy import Connection, insert, select

from contracts.acts import State
from contracts.ids import UnixTime, hex0x
from contracts.records import Kind
from gateway.reconciliation.touched import touched_by
from gateway.store.events import Event, Topic
from gateway.store.projections.tables import TABLES
from gateway.store.tables.chain import anchored_batches
from gateway.store.tables.findings import findings, reopenings

RELEASED_STAGES = ("release_before_permit", "aeo_release", "special", "permit", "correction", "audit")
"""Stages at which the goods have left customs' hands."""

YEARS = 5

Cause = dict[str, Any]
"""What happened: `what`, the record or batch, whose it is, when; as JSON."""


def causes_of(connection: Connection, happened: Iterable[Event], names: Sequence[str]) -> dict[str, Cause]:
    """Declaration → the first event that touched it from outside, of those of `names` that were released."""
    released = {name for name in names if was_released(connection, name)}
    found: dict[str, Cause] = {}
    for event in happened if released else ():
        if event.topic is Topic.DECLARATION_RECEIVED:
            continue
        for name in released.intersection(touched_by(connection, [event])) - found.keys():
            found[name] = _cause(connection, event)
    return found


def was_released(connection: Connection, name: str) -> bool:
    """Whether the declaration's goods were released, by its stage or by officers' decisions on all that was
    found.
    """
    table = TABLES["declarations"]
    row = connection.execute(select(table).where(table.c.declaration == name)).one_or_none()
    if row is None or row.cancelled:
        return False
    if row.stage in RELEASED_STAGES:
        return True
    open_ = (findings.c.declaration == name, findings.c.state == "open")
    decided = connection.scalars(select(findings.c.decision).where(*open_)).all()
    return bool(decided) and set(decided) == {"release"}


def reopen(
    connection: Connection,
    name: str,
    changed: Mapping[str, Sequence[str]],
    cause: Cause | None,
    now: UnixTime,
) -> None:
    """Marks what was found anew on a released declaration as re-opened by `cause`; None marks nothing."""
    found = [*changed.get("new", ()), *changed.get("changed", ())]
    table = TABLES["declarations"]
    used = connection.scalar(select(table.c.law_date).where(table.c.declaration == name))
    if cause is None or not found or used is None or _too_late(used, now):
        return
    told = cause | {"used_on": used.isoformat(), "retroactive": _day(cause["at"]) > used}
    rows = [{"declaration": name, "finding_id": one, "cause": told, "at": now} for one in found]
    connection.execute(insert(reopenings), rows)


def _cause(connection: Connection, event: Event) -> Cause:
    told = {"subject": hex0x(event.subject), "member": event.data.get("member"), "at": int(event.at)}
    if event.topic is Topic.STATUS_CHANGED:
        return {"what": State(event.data["state"]).name.lower(), **told}
    if event.topic is Topic.DEBIT_WRITTEN:
        return {"what": "drawn_elsewhere", **told}
    kind = connection.scalar(
        select(anchored_batches.c.kind).where(
            anchored_batches.c.root == event.subject, anchored_batches.c.member == told["member"]
        )
    )
    return {"what": "advance_ruling" if kind == Kind.ADVANCE_RULING else "late_evidence", **told}


def _too_late(used: date, now: UnixTime) -> bool:
    today = _day(now)
    return (today.year - YEARS, today.month, today.day) > (used.year, used.month, used.day)


def _day(time: int) -> date:
    return datetime.fromtimestamp(time, UTC).date()
