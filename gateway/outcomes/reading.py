"""Reading outcomes, and the statistics of use: by agreement, issuer and month. An outcome that was reversed
counts no more.
"""

from collections import Counter
from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, literal, select

from contracts.ids import UnixTime, hex0x
from gateway.access import Principal
from gateway.store.tables.outcomes import outcomes

RESULTS = ("given", "partial", "not_given")
COLUMNS = ("agreement", "issuer", "period", *RESULTS)
"""The columns of the statistics; `period` is a month, `2026-11`."""


def visible(principal: Principal) -> ColumnElement[bool]:
    """What `principal` may see: an officer all; an issuer what was returned to it."""
    if principal.is_officer:
        return literal(True)
    return (outcomes.c.issuer == principal.member) & outcomes.c.returned


def outcomes_of(connection: Connection, declaration: str) -> list[dict[str, Any]]:
    """Every outcome of a declaration's lines, in order, for officers."""
    query = select(outcomes).where(outcomes.c.declaration == declaration).order_by(outcomes.c.no)
    rows = connection.execute(query).all()
    reversed_ = {row.reverses for row in rows if row.reverses}
    return [
        {
            "record": hex0x(row.record_id),
            "line": row.line,
            "agreement": row.agreement,
            "proof": row.proof,
            "result": row.result,
            "reason": row.reason,
            "returned": row.returned,
            "issuer": row.issuer,
            "officer": row.officer,
            "at": row.at,
            "reverses": hex0x(row.reverses) if row.reverses else None,
            "stands": row.record_id not in reversed_,
        }
        for row in rows
    ]


def statistics(
    connection: Connection, principal: Principal, since: UnixTime, until: UnixTime
) -> list[dict[str, Any]]:
    """Rows of COLUMNS for decisions from `since` until before `until`; sorted."""
    later = outcomes.alias("later")
    query: Select[Any] = (
        select(outcomes.c.agreement, outcomes.c.issuer, outcomes.c.at, outcomes.c.result)
        .outerjoin(later, later.c.reverses == outcomes.c.record_id)
        .where(later.c.no.is_(None), outcomes.c.at >= since, outcomes.c.at < until, visible(principal))
    )
    return _counted(connection.execute(query))


def _counted(rows: Iterable[Any]) -> list[dict[str, Any]]:
    counts: dict[tuple[str, int | None, str], Counter[str]] = {}
    for row in rows:
        period = datetime.fromtimestamp(row.at, UTC).strftime("%Y-%m")
        counts.setdefault((row.agreement, row.issuer, period), Counter())[row.result] += 1
    ordered = sorted(counts, key=lambda key: (key[0], key[1] or 0, key[2]))
    return [
        dict(zip(COLUMNS, (*key, *(counts[key][result] for result in RESULTS)), strict=True))
        for key in ordered
    ]
