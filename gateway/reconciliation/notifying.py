"""Importers are told before arrival, unasked, what does not match and what is missing: a notice whenever that
changes, in the transaction of the result that it comes from.
"""

import hashlib
from datetime import UTC, datetime, time, timedelta
from typing import Any

from sqlalchemy import Connection, insert, select

from contracts.ids import UnixTime
from gateway.reconciliation.projected import Projected, Row
from gateway.reconciliation.result import Result, canonical_json
from gateway.store.events import Event, Topic, append_events
from gateway.store.tables.workload import notices

_JAPAN = timedelta(hours=9)
_TOLD = ("id", "rule", "severity", "line", "title", "explanation", "resolution")
_LACKED = ("rule", "line", "input", "missing")


def arrives_at(head: Row) -> UnixTime | None:
    """The end of the day of arrival in Japan, as the declaration states it; None where it does not."""
    if head["arrival_date"] is None:
        return None
    end = datetime.combine(head["arrival_date"], time(0), UTC) + timedelta(days=1) - _JAPAN
    return UnixTime(int(end.timestamp()))


def told(result: Result) -> dict[str, list[dict[str, Any]]]:
    """What a notice says of a result: findings and missing inputs for parties, never what is for officers."""
    return {
        "findings": [
            {name: finding[name] for name in _TOLD}
            for finding in result.findings
            if finding["audience"] == "party"
        ],
        "missing": [
            {name: entry[name] for name in _LACKED}
            for entry in result.not_assessable
            if entry["audience"] == "party"
        ],
    }


def notify(connection: Connection, trade: Projected, declaration: str, result: Result, now: UnixTime) -> None:
    """Makes a notice if the goods have not arrived and it says something else than the last one did; one that
    says nothing follows only on one that said something.
    """
    head = next((one for one in trade.heads() if one["declaration"] == declaration), None)
    arrival = None if head is None else arrives_at(head)
    if arrival is None or arrival <= now:
        return
    content = told(result)
    digest = hashlib.sha256(canonical_json([content, arrival])).digest()
    query = select(notices.c.content_hash).where(notices.c.declaration == declaration)
    last = connection.scalar(query.order_by(notices.c.no.desc()).limit(1))
    if last == digest or (last is None and not any(content.values())):
        return
    row = {"declaration": declaration, "arrives_at": arrival, "content": content, "content_hash": digest}
    made = connection.execute(insert(notices).values(row | {"at": now})).inserted_primary_key
    assert made is not None
    append_events(connection, [Event(Topic.NOTICE_MADE, declaration.encode(), {"notice": int(made[0])}, now)])
