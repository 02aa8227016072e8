"""Reading findings: an officer sees all; a party those of audience `party` on declarations it sent."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from sqlalchemy import ColumnElement, Connection, Select, func, select

from gateway.access import Principal
from gateway.errors import NotFound
from gateway.findings.places import places_of, sources_of
from gateway.findings.reopened import reopened_by
from gateway.store.tables.declarations import declaration_versions
from gateway.store.tables.findings import finding_decisions, findings

Severity = Literal["stop", "query", "notice"]
State = Literal["open", "cleared"]
SEVERITIES: tuple[Severity, ...] = ("stop", "query", "notice")


@dataclass(frozen=True)
class Filter:
    """Which findings are wanted; None leaves a criterion out."""

    severity: Severity | None = None
    rule: str | None = None
    declaration: str | None = None
    agreement: str | None = None
    state: State | None = "open"
    decided: bool | None = None


def visible(principal: Principal) -> list[ColumnElement[bool]]:
    """The conditions that leave what `principal` may see."""
    if principal.is_officer:
        return []
    own = select(declaration_versions.c.declaration).where(declaration_versions.c.member == principal.member)
    return [findings.c.audience == "party", findings.c.declaration.in_(own)]


def list_findings(
    connection: Connection, principal: Principal, wanted: Filter, *, after: int, limit: int
) -> list[dict[str, Any]]:
    """At most `limit` findings after number `after`, oldest first."""
    query = _wanted(select(findings), wanted).where(findings.c.no > after, *visible(principal))
    found = [finding_json(row) for row in connection.execute(query.order_by(findings.c.no).limit(limit))]
    return with_reopenings(connection, principal, found)


def with_reopenings(
    connection: Connection, principal: Principal, found: list[dict[str, Any]]
) -> list[dict[str, Any]]:
    """The findings, each for officers with what re-opened its released declaration, or null."""
    if not principal.is_officer:
        return found
    causes = reopened_by(connection, [one["id"] for one in found])
    return [one | {"reopened": causes.get(one["id"])} for one in found]


def count_findings(connection: Connection, principal: Principal, wanted: Filter) -> dict[str, int]:
    """How many there are of each severity."""
    query = _wanted(select(findings.c.severity, func.count()), wanted).where(*visible(principal))
    rows = connection.execute(query.group_by(findings.c.severity))
    counts = {row[0]: row[1] for row in rows}
    return {severity: counts.get(severity, 0) for severity in SEVERITIES}


def finding_of(connection: Connection, principal: Principal, name: str) -> dict[str, Any]:
    """A finding with its decisions and the places of its values; NotFound if `principal` may see none."""
    row = connection.execute(select(findings).where(findings.c.id == name, *visible(principal))).one_or_none()
    if row is None:
        raise NotFound.of(name, "a finding")
    sources = sources_of(connection, principal, row.content, row.declaration, row.version)
    (found,) = with_reopenings(connection, principal, [finding_json(row)])
    found |= {"places": places_of(sources, row.content)}
    officers = {"decisions": decisions_on(connection, name), "rank": row.rank, "ranking": row.ranking}
    return found | (officers if principal.is_officer else {"decisions": None})


def findings_named(
    connection: Connection, principal: Principal, names: Iterable[str]
) -> list[dict[str, Any]]:
    """Those of `names` that `principal` may see, oldest first."""
    query = select(findings).where(findings.c.id.in_(list(names)), *visible(principal))
    return [finding_json(row) for row in connection.execute(query.order_by(findings.c.no))]


def decisions_on(connection: Connection, name: str) -> list[dict[str, Any]]:
    """What officers decided about a finding, in order."""
    query = select(finding_decisions).where(finding_decisions.c.finding_id == name)
    return [
        {"no": row.no, "decision": row.decision, "reason": row.reason, "officer": row.officer, "at": row.at}
        for row in connection.execute(query.order_by(finding_decisions.c.no))
    ]


def finding_json(row: Any) -> dict[str, Any]:
    """A finding as the API tells it: what the engine made, and how it stands now."""
    return {
        **row.content,
        "no": row.no,
        "state": row.state,
        "decision": row.decision,
        "found_at": row.found_at,
        "changed_at": row.changed_at,
    }


def _wanted(query: Select[Any], wanted: Filter) -> Select[Any]:
    for name in ("severity", "rule", "declaration", "agreement", "state"):
        value = getattr(wanted, name)
        if value is not None:
            query = query.where(findings.c[name] == value)
    if wanted.decided is not None:
        decided = findings.c.decision.is_not(None)
        query = query.where(decided if wanted.decided else ~decided)
    return query
