"""In which order findings deserve an officer's time: by severity, duty at stake and confidence, each told."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_DOWN, Decimal
from typing import Any

from sqlalchemy import Connection, select

from gateway.reconciliation.projected import Projected, Row
from gateway.store.tables.workload import duty_rates

SEVERITY = {"stop": 600, "query": 350, "notice": 100}
"""Points of 1,000 for what a finding is."""

MOST_FOR_DUTY = 300
_STEPS = (Decimal(10_000), Decimal(100_000), Decimal(1_000_000), Decimal(10_000_000))
"""Yen at stake from which a finding gets another fourth of the points for duty, a tenth for any at all."""

VERIFIED, UNVERIFIED = 100, 40
"""Points where all that a finding rests on was read in its source, and where some was not."""

_WHOLE = Decimal(1)


@dataclass(frozen=True)
class Rate:
    """The duty on goods without and with the preference, in percent, and where it was read."""

    base: Decimal
    preferential: Decimal
    source: str


@dataclass(frozen=True)
class Ranking:
    """Points of 1,000, and what they are made of."""

    points: int
    parts: Mapping[str, Any]


def ranked(finding: Mapping[str, Any], value: Decimal | None, rate: Rate | None) -> Ranking:
    """The rank of `finding`, whose goods have the customs value `value` in yen.

    Duty at stake is that value times the difference of the rates; without a value or a row for the goods'
    rate there is none, and the parts say so.
    """
    at_stake = None
    if value is not None and rate is not None and rate.base > rate.preferential:
        at_stake = (value * (rate.base - rate.preferential) / 100).quantize(_WHOLE, ROUND_DOWN)
    points = {
        "severity": SEVERITY[finding["severity"]],
        "duty": _for_duty(at_stake),
        "confidence": VERIFIED if finding["verified"] else UNVERIFIED,
    }
    told = {
        **points,
        "duty_at_stake": None if at_stake is None else str(at_stake),
        "customs_value": None if value is None else str(value),
        "rate": None if rate is None else f"{rate.base} % / {rate.preferential} % ({rate.source})",
    }
    return Ranking(sum(points.values()), told)


def _for_duty(at_stake: Decimal | None) -> int:
    if not at_stake:
        return 0
    return max(30, MOST_FOR_DUTY * sum(at_stake >= step for step in _STEPS) // len(_STEPS))


def rankings(
    connection: Connection, trade: Projected, findings: Iterable[Mapping[str, Any]]
) -> dict[str, Ranking]:
    """Finding → its rank, with the rates that held on the day that counts for its declaration."""
    heads = {head["declaration"]: head for head in trade.heads()}
    found: dict[str, Ranking] = {}
    for finding in findings:
        head = heads.get(finding["declaration"])
        line = _line(trade, finding)
        agreement = finding["agreement"] or (line or {}).get("agreement")
        rate = _rate(connection, line, agreement, head["law_date"]) if head and line else None
        found[finding["id"]] = ranked(finding, _yen(line, head), rate)
    return found


def _line(trade: Projected, finding: Mapping[str, Any]) -> Row | None:
    """The finding's line; the only one of its declaration where the finding is of the whole."""
    lines = trade.where("declaration_lines", "declaration", finding["declaration"])
    own = [row for row in lines if row["line"] == finding["line"]] if finding["line"] is not None else lines
    return own[0] if len(own) == 1 else None


def _yen(line: Row | None, head: Row | None) -> Decimal | None:
    """The customs value in yen: the line's, otherwise that of the declaration."""
    for row in (line, head):
        if row is not None and row["customs_value"] is not None and row["customs_value_currency"] == "JPY":
            return Decimal(row["customs_value"])
    return None


def _rate(connection: Connection, line: Row, agreement: str | None, day: date) -> Rate | None:
    """The row for the longest part of the line's code, the last that was entered of several."""
    code = line["hs_code"] or ""
    starts = [code[:length] for length in range(4, len(code) + 1)]
    if agreement is None or not starts:
        return None
    table = duty_rates
    query = select(table).where(
        table.c.agreement == agreement,
        table.c.hs_code.in_(starts),
        table.c.since <= day,
        table.c.until.is_(None) | (table.c.until >= day),
    )
    rows = sorted(connection.execute(query), key=lambda row: (len(row.hs_code), row.no))
    if not rows:
        return None
    return Rate(Decimal(rows[-1].base_percent), Decimal(rows[-1].preferential_percent), rows[-1].source)
