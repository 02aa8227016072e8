"""A member's own proofs of origin that still stand, by what a person chooses them by."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import ColumnElement, Connection, and_, select

from contracts.ids import BatchRoot, MemberId, RecordId, UnixTime
from gateway.store.projections import normalise_reference
from gateway.store.projections.tables import TABLES
from gateway.store.tables.chain import status_changes
from gateway.store.tables.records import records

_PROOFS = TABLES["proofs"]
MOST = 500
"""Proofs that are listed, and ended, at once."""


@dataclass(frozen=True)
class Chosen:
    """What proofs are chosen by; what is None or empty is not asked. Days are of issue, both included."""

    number: str = ""
    exporter: str = ""
    agreement: str = ""
    since: date | None = None
    until: date | None = None


@dataclass(frozen=True)
class Issued:
    """A proof that stands: no end is written for it or its batch."""

    record_id: RecordId
    root: BatchRoot
    number: str
    agreement: str
    exporter: str
    issued_on: date | None
    anchored_at: UnixTime


def issued(connection: Connection, member: MemberId, chosen: Chosen) -> tuple[Issued, ...]:
    """At most MOST proofs of `member` that stand and fit, the latest first."""
    wanted = [records.c.member == member, *_conditions(chosen)]
    return _read(connection, wanted)


def named(connection: Connection, member: MemberId, ids: Sequence[RecordId]) -> tuple[Issued, ...]:
    """Those of `ids` that are proofs of `member` and stand."""
    return _read(connection, [records.c.member == member, records.c.record_id.in_(ids)])


def _conditions(chosen: Chosen) -> list[ColumnElement[bool]]:
    found = []
    if chosen.number:
        number = normalise_reference(chosen.number)
        found.append(_PROOFS.c.number_norm.contains(number, autoescape=True))
    if chosen.exporter:
        found.append(_PROOFS.c.exporter.icontains(chosen.exporter, autoescape=True))
    if chosen.agreement:
        found.append(_PROOFS.c.agreement == chosen.agreement)
    if chosen.since is not None:
        found.append(_PROOFS.c.issue_date >= chosen.since)
    if chosen.until is not None:
        found.append(_PROOFS.c.issue_date <= chosen.until)
    return found


def _read(connection: Connection, wanted: list[ColumnElement[bool]]) -> tuple[Issued, ...]:
    ended = and_(
        status_changes.c.member == records.c.member,
        status_changes.c.target.in_([records.c.record_id, records.c.root]),
    )
    query = (
        select(records, _PROOFS)
        .join(_PROOFS, _PROOFS.c.record == records.c.no)
        .outerjoin(status_changes, ended)
        .where(status_changes.c.target.is_(None), *wanted)
        .order_by(records.c.no.desc())
        .limit(MOST)
    )
    return tuple(
        Issued(
            RecordId(bytes(row.record_id)),
            BatchRoot(bytes(row.root)),
            row.number,
            row.agreement,
            row.exporter or "",
            row.issue_date,
            UnixTime(row.anchored_at),
        )
        for row in connection.execute(query)
    )
