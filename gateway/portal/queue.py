"""The officers' queue as the pages ask for it: findings with their declaration's importer and office,
filtered and in order of urgency. Reads the tables of findings and projections, and never writes one.
"""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, case, func, select

from contracts.ids import UnixTime
from contracts.records.parts import Party
from gateway.errors import NotFound
from gateway.findings.reopened import waits_reopened
from gateway.store.projections.tables import TABLES
from gateway.store.tables.declarations import declaration_versions
from gateway.store.tables.findings import finding_decisions, findings, reconciliations, reopenings

DECLARATIONS = TABLES["declarations"]
PAGE = 50
DAY = 86_400
AGES: Mapping[str, int] = {"day": DAY, "week": 7 * DAY, "month": 30 * DAY}
"""How old the findings may be that a filter leaves, in seconds."""

_URGENCY = case({"stop": 0, "query": 1, "notice": 2}, value=findings.c.severity, else_=3)
_OPEN = (findings.c.state == "open") & findings.c.decision.is_(None)


Row = dict[str, Any]
"""A finding by column, with its declaration's `office` and `number`, and its `importer` (a Party or None)."""


@dataclass(frozen=True)
class Wish:
    """What an officer wants to see; an empty value filters nothing. `state` is open, decided, cleared or
    all.
    """

    severity: str = ""
    rule: str = ""
    agreement: str = ""
    office: str = ""
    state: str = "open"
    age: str = ""


@dataclass(frozen=True)
class Choices:
    """The values there are to filter by."""

    rules: Sequence[str] = field(default_factory=tuple)
    agreements: Sequence[str] = field(default_factory=tuple)
    offices: Sequence[str] = field(default_factory=tuple)


def queue(connection: Connection, wish: Wish, now: UnixTime, skip: int = 0) -> list[Row]:
    """At most PAGE findings that fit `wish`, the highest rank first, then the oldest."""
    query = (
        _with_declaration().order_by(findings.c.rank.desc(), _URGENCY, findings.c.no).offset(skip).limit(PAGE)
    )
    return _rows(connection, query.where(*_conditions(wish, now)))


def newest(connection: Connection, number: int) -> list[Row]:
    """The newest open findings."""
    query = _with_declaration().where(_OPEN).order_by(findings.c.no.desc()).limit(number)
    return _rows(connection, query)


def of_declarations(connection: Connection, names: Sequence[str]) -> list[Row]:
    """The findings on declarations that were not cleared, the most urgent first."""
    query = _with_declaration().where(findings.c.declaration.in_(names), findings.c.state == "open")
    return _rows(connection, query.order_by(_URGENCY, findings.c.no))


def finding(connection: Connection, identity: str) -> Row:
    """One finding, cleared or not; NotFound where there is none."""
    rows = _rows(connection, _with_declaration().where(findings.c.id == identity))
    if not rows:
        raise NotFound.of(f"findings/{identity}", "a finding")
    return rows[0]


def decisions(connection: Connection, identity: str) -> list[Row]:
    """What officers decided about a finding, the last first."""
    query = select(finding_decisions).where(finding_decisions.c.finding_id == identity)
    return _rows(connection, query.order_by(finding_decisions.c.no.desc()))


def waiting(connection: Connection) -> dict[str, int]:
    """Severity → how many findings wait for a decision."""
    query = select(findings.c.severity, func.count()).where(_OPEN).group_by(findings.c.severity)
    return {str(severity): int(number) for severity, number in connection.execute(query)}


def choices(connection: Connection) -> Choices:
    """The values that findings have, to filter by."""

    def of(column: ColumnElement[Any]) -> tuple[str, ...]:
        query = select(column).select_from(_joined()).where(column.is_not(None)).distinct().order_by(column)
        return tuple(connection.scalars(query))

    return Choices(of(findings.c.rule), of(findings.c.agreement), of(DECLARATIONS.c.office))


def last_result(connection: Connection, declaration: str) -> Row | None:
    """The last signed result of a declaration, if there is one."""
    query = select(reconciliations).where(reconciliations.c.declaration == declaration)
    rows = _rows(connection, query.order_by(reconciliations.c.no.desc()).limit(1))
    return rows[0] if rows else None


def _rows(connection: Connection, query: Select[Any]) -> list[Row]:
    return [_with_importer(dict(row)) for row in connection.execute(query).mappings()]


def _with_importer(row: Row) -> Row:
    """The row with the importer as the declaration's last version names it, in the place of that version."""
    current = row.pop("current", None)
    party = json.loads(current).get("importer") if current else None
    return row | {"importer": Party.model_validate(party) if party else None}


def _joined() -> Any:
    return findings.outerjoin(DECLARATIONS, DECLARATIONS.c.declaration == findings.c.declaration)


def _with_declaration() -> Select[Any]:
    last = (
        select(declaration_versions.c.current)
        .where(declaration_versions.c.declaration == findings.c.declaration)
        .order_by(declaration_versions.c.version.desc())
        .limit(1)
        .scalar_subquery()
    )
    why = (
        select(reopenings.c.cause)
        .where(reopenings.c.finding_id == findings.c.id, waits_reopened())
        .order_by(reopenings.c.no.desc())
        .limit(1)
        .correlate(findings)
        .scalar_subquery()
    )
    columns = (DECLARATIONS.c.office, DECLARATIONS.c.number, last.label("current"), why.label("reopened"))
    return select(findings, *columns).select_from(_joined())


def _conditions(wish: Wish, now: UnixTime) -> list[ColumnElement[bool]]:
    wanted = {
        findings.c.severity: wish.severity,
        findings.c.rule: wish.rule,
        findings.c.agreement: wish.agreement,
        DECLARATIONS.c.office: wish.office,
    }
    found = [column == value for column, value in wanted.items() if value]
    states = {
        "open": _OPEN,
        "decided": findings.c.decision.is_not(None) & (findings.c.state == "open"),
        "cleared": findings.c.state == "cleared",
    }
    if wish.state in states:
        found.append(states[wish.state])
    if wish.age in AGES:
        found.append(findings.c.found_at >= now - AGES[wish.age])
    return found
