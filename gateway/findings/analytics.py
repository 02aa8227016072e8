"""What was found and what became of it, counted: by rule, agreement, office, over time; how long decisions
took; what was overturned.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from statistics import median
from typing import Any

from sqlalchemy import Connection, func, select

from gateway.store.projections.tables import TABLES
from gateway.store.tables.findings import finding_decisions, findings

_DECLARATIONS = TABLES["declarations"]
_HOUR = 3_600
_JAPAN = timedelta(hours=9)


@dataclass(frozen=True)
class Table:
    """Rows under named columns; the first tells the rows apart, the second is what a chart shows."""

    name: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


def by_rule(connection: Connection) -> Table:
    """Findings of each rule: all, those still open without a decision."""
    return _counted(connection, "rule", findings.c.rule)


def by_agreement(connection: Connection) -> Table:
    """Findings under each agreement; a dash where a finding is under none."""
    return _counted(connection, "agreement", findings.c.agreement)


def by_office(connection: Connection) -> Table:
    """Findings at each office; a dash where the declaration names none."""
    return _counted(connection, "office", _DECLARATIONS.c.office)


def by_week(connection: Connection) -> Table:
    """Findings by the week in which they were found, by its Monday in Japan."""
    weeks: Counter[str] = Counter()
    waiting: Counter[str] = Counter()
    query = select(findings.c.found_at, findings.c.state, findings.c.decision)
    for at, state, decision in connection.execute(query):
        week = _monday(at)
        weeks[week] += 1
        waiting[week] += state == "open" and decision is None
    return Table(
        "week", ("week", "findings", "open"), tuple((w, weeks[w], waiting[w]) for w in sorted(weeks))
    )


def decision_times(connection: Connection) -> Table:
    """Hours from finding to the first decision, of each rule: the median, the longest, how many."""
    first = (
        select(finding_decisions.c.finding_id, func.min(finding_decisions.c.at).label("at"))
        .group_by(finding_decisions.c.finding_id)
        .subquery()
    )
    query = select(findings.c.rule, first.c.at - findings.c.found_at).join(
        first, first.c.finding_id == findings.c.id
    )
    hours: dict[str, list[float]] = {}
    for rule, seconds in connection.execute(query):
        hours.setdefault(rule, []).append(max(0, seconds) / _HOUR)
    rows = [(rule, round(median(some), 1), round(max(some), 1), len(some)) for rule, some in hours.items()]
    return Table("time", ("rule", "median_hours", "longest_hours", "decided"), tuple(sorted(rows)))


def overturned(connection: Connection) -> Table:
    """Stops and queries that officers decided to release, since they were explained or lawful; of each rule,
    with the number decided.
    """
    query = select(findings.c.rule, findings.c.decision, func.count()).where(
        findings.c.decision.is_not(None), findings.c.severity != "notice"
    )
    decided: Counter[str] = Counter()
    released: Counter[str] = Counter()
    for rule, decision, count in connection.execute(query.group_by(findings.c.rule, findings.c.decision)):
        decided[rule] += count
        released[rule] += count if decision == "release" else 0
    rows = [(r, round(100 * released[r] / decided[r]), released[r], decided[r]) for r in sorted(decided)]
    return Table("overturned", ("rule", "percent", "overturned", "decided"), tuple(rows))


TABLES_OF: dict[str, Callable[[Connection], Table]] = {
    "rule": by_rule,
    "agreement": by_agreement,
    "office": by_office,
    "week": by_week,
    "time": decision_times,
    "overturned": overturned,
}
"""Name → what makes the table."""


def as_csv(table: Table) -> str:
    """The table as CSV (RFC 4180); texts that a spreadsheet would take for formulas get an apostrophe."""
    lines = [table.columns, *table.rows]
    return "".join(",".join(_cell(value) for value in line) + "\r\n" for line in lines)


def _cell(value: Any) -> str:
    text = str(value)
    if isinstance(value, str) and text[:1] in ("=", "+", "-", "@", "\t", "\r"):
        text = f"'{text}"
    return '"' + text.replace('"', '""') + '"' if any(sign in text for sign in ',"\r\n') else text


def _counted(connection: Connection, name: str, column: Any) -> Table:
    joined = findings.outerjoin(_DECLARATIONS, _DECLARATIONS.c.declaration == findings.c.declaration)
    waits = (findings.c.state == "open") & findings.c.decision.is_(None)
    query = select(column, waits, func.count()).select_from(joined).group_by(column, waits)
    every: Counter[str] = Counter()
    waiting: Counter[str] = Counter()
    for value, is_open, count in connection.execute(query):
        key = value or "–"
        every[key] += count
        waiting[key] += count if is_open else 0
    return Table(name, (name, "findings", "open"), _most_first(every, waiting))


def _most_first(every: Counter[str], waiting: Counter[str]) -> tuple[tuple[Any, ...], ...]:
    ordered: Sequence[str] = sorted(every, key=lambda key: (-every[key], key))
    return tuple((key, every[key], waiting[key]) for key in ordered)


def _monday(at: int) -> str:
    day = (datetime.fromtimestamp(at, UTC) + _JAPAN).date()
    return (day - timedelta(days=day.weekday())).isoformat()
