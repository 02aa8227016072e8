"""A declaration before it is lodged: what would not match, as of now. Nothing of it is stored.

Only the plan and records are compared: what other declarations drew from the same proof is theirs, and not
told to whoever plans one.
"""

from typing import Any

from sqlalchemy import Connection

from contracts.declarations import ImportDeclaration
from contracts.ids import UnixTime
from gateway.declarations.versions import Version, law_date
from gateway.reconciliation.loading import height_of, load_planned
from gateway.store.projections.of_declarations import declaration_id, rows_of_declaration
from gateway.store.projections.of_records import moment_of

_DAY = 86_400


def check(connection: Connection, planned: ImportDeclaration, now: UnixTime) -> dict[str, Any]:
    """What rules for parties find in `planned` and what they lack, with the days left until it arrives.

    `days_left` is null where the plan does not say when it arrives, and negative after that.
    """
    from gateway.reconciliation.engine import reconcile

    law = law_date([Version(planned, planned, cancelled=False)])
    rows = rows_of_declaration(planned, law=law, cancelled=False)
    name = declaration_id(planned)
    result = reconcile(load_planned(connection, rows), [name], block_height=height_of(connection))
    return {
        "declaration": name,
        "days_left": _days_left(planned, now),
        "findings": [finding for finding in result.findings if finding["audience"] == "party"],
        "missing": [_told(entry) for entry in result.not_assessable if entry["audience"] == "party"],
        "rule_set": result.rule_set,
        "block_height": result.block_height,
    }


def _told(entry: dict[str, Any]) -> dict[str, Any]:
    return {name: entry[name] for name in ("rule", "line", "input", "missing")}


def _days_left(planned: ImportDeclaration, now: UnixTime) -> int | None:
    """Whole days until the arrival; until its day (UTC) where only that is stated."""
    if planned.arrival is not None:
        return (moment_of(planned.arrival) // 1_000_000 - now) // _DAY
    if planned.arrival_date is None:
        return None
    return planned.arrival_date.toordinal() - _EPOCH_ORDINAL - now // _DAY


_EPOCH_ORDINAL = 719_163
"""The day 1970-01-01 as `date.toordinal` counts it."""
