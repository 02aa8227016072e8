"""Rules that an office switched off or tuned, with the reason: appended, never changed; the last word counts.

Reconciliation reads it for each declaration's office. What is switched off is left out of findings made from
then on, what was tuned compares with other figures, and the result's rule-set version says so.
"""

from collections.abc import Mapping
from typing import Any

from sqlalchemy import Connection, insert, select

from contracts.ids import UnixTime
from gateway.reconciliation.rule_sets import RuleSet, current_rule_set
from gateway.reconciliation.rules.definition import Tuned
from gateway.reconciliation.selection import RANDOM_SHARE
from gateway.store.projections.tables import TABLES
from gateway.store.tables.findings import rule_settings

EVERY_OFFICE = ""
DECLARATIONS = TABLES["declarations"]
_ON_A_RULE = rule_settings.c.rule != RANDOM_SHARE


def rule_set_for(connection: Connection, office: str | None, until: UnixTime | None = None) -> RuleSet:
    """The rule set of this code as `office` has it; its own word goes before the one for every office.

    `until` leaves out what was said after that second.
    """
    query = (
        select(rule_settings)
        .where(_ON_A_RULE, rule_settings.c.office.in_([EVERY_OFFICE, office or EVERY_OFFICE]))
        .order_by(rule_settings.c.no)
    )
    if until is not None:
        query = query.where(rule_settings.c.at <= until)
    said = sorted(connection.execute(query), key=lambda row: (row.office != EVERY_OFFICE, row.no))
    return current_rule_set(*_word({row.rule: row for row in said}))


def words_of_offices(connection: Connection) -> dict[str, tuple[frozenset[str], Tuned]]:
    """Office → the rules that are off there and what is tuned, of every office that has said anything, and of
    EVERY_OFFICE for all others.
    """
    said = list(connection.execute(select(rule_settings).where(_ON_A_RULE).order_by(rule_settings.c.no)))
    of_all = {row.rule: row for row in said if row.office == EVERY_OFFICE}
    return {
        office: _word(of_all | {row.rule: row for row in said if row.office == office})
        for office in sorted({row.office for row in said} | {EVERY_OFFICE})
    }


def _word(last: Mapping[str, Any]) -> tuple[frozenset[str], Tuned]:
    off = frozenset(rule for rule, row in last.items() if not row.enabled)
    tuned = frozenset(
        (rule, name, value) for rule, row in last.items() for name, value in (row.settings or {}).items()
    )
    return off, tuned


def office_of(connection: Connection, declaration: str) -> str | None:
    """The office at which a declaration was lodged."""
    return connection.scalar(select(DECLARATIONS.c.office).where(DECLARATIONS.c.declaration == declaration))


def switch(
    connection: Connection, *, office: str, rule: str, enabled: bool, reason: str, officer: tuple[int, str],
    now: UnixTime, settings: Mapping[str, str] | None = None,
) -> int:  # fmt: skip
    """Records that `rule` is on or off in `office` from now on, with which `settings` (its own where none are
    given), by whom (number, name), and why.
    """
    entry = {
        "office": office, "rule": rule, "enabled": enabled, "reason": reason, "officer_no": officer[0],
        "officer": officer[1], "at": now, "settings": dict(settings) if settings else None,
    }  # fmt: skip
    made = connection.execute(insert(rule_settings).values(entry)).inserted_primary_key
    assert made is not None
    return int(made[0])


def settings_made(connection: Connection) -> list[dict[str, Any]]:
    """Every word on a rule, in order."""
    names = ("no", "office", "rule", "enabled", "settings", "reason", "officer", "at")
    query = select(*(rule_settings.c[name] for name in names)).order_by(rule_settings.c.no)
    return [dict(row) for row in connection.execute(query).mappings()]
