"""What re-opened a declaration, as it is told: of a finding, and of all that still wait."""

from collections.abc import Iterable
from typing import Any

from sqlalchemy import ColumnElement, Connection, exists, select

from gateway.store.tables.findings import findings, reopenings


def waits_reopened() -> ColumnElement[bool]:
    """The condition on `findings`: it was re-opened, and no officer has decided since."""
    one = reopenings.alias("one")
    marked = exists().where(one.c.finding_id == findings.c.id).correlate(findings)
    return marked & (findings.c.state == "open") & findings.c.decision.is_(None)


def reopened_by(connection: Connection, names: Iterable[str]) -> dict[str, dict[str, Any]]:
    """Finding → what re-opened it last, of those that wait for a decision."""
    query = (
        select(reopenings.c.finding_id, reopenings.c.cause, reopenings.c.at)
        .join(findings, findings.c.id == reopenings.c.finding_id)
        .where(reopenings.c.finding_id.in_(list(names)), waits_reopened())
        .order_by(reopenings.c.no)
    )
    return {row.finding_id: {**row.cause, "reopened_at": row.at} for row in connection.execute(query)}


def reopenings_of(connection: Connection, declaration: str) -> list[dict[str, Any]]:
    """Every re-opening of a declaration, in order; `waits` until an officer decides on its finding."""
    query = (
        select(reopenings, waits_reopened().label("waits"), findings.c.rule)
        .join(findings, findings.c.id == reopenings.c.finding_id)
        .where(reopenings.c.declaration == declaration)
        .order_by(reopenings.c.no)
    )
    return [
        {"finding": row.finding_id, "rule": row.rule, "waits": bool(row.waits), "at": row.at, **row.cause}
        | {"reopened_at": row.at}
        for row in connection.execute(query)
    ]
