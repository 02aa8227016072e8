"""Rules that an office switched off, with the reason: appended, never changed; the last word counts.

Reconciliation reads it for each declaration's office. What is switched off is left out of findings made from
then on, and the result's rule-set version says so.
"""

from typing import Any

from sqlalchemy import Connection, insert, select

from contracts.ids import UnixTime
from gateway.store.projections.tables import TABLES
from gateway.store.tables.findings import rule_settings

EVERY_OFFICE = ""
DECLARATIONS = TABLES["declarations"]


def switched_off(connection: Connection, office: str | None, until: UnixTime | None = None) -> frozenset[str]:
    """The rules that are off in `office`; its own word goes before the one for every office.

    `until` leaves out what was said after that second.
    """
    query = (
        select(rule_settings)
        .where(rule_settings.c.office.in_([EVERY_OFFICE, office or EVERY_OFFICE]))
        .order_by(rule_settings.c.no)
    )
    if until is not None:
        query = query.where(rule_settings.c.at <= until)
    said = sorted(connection.execute(query), key=lambda row: (row.office != EVERY_OFFICE, row.no))
    enabled = {row.rule: row.enabled for row in said}
    return frozenset(rule for rule, on in enabled.items() if not on)


def office_of(connection: Connection, declaration: str) -> str | None:
    """The office at which a declaration was lodged."""
    return connection.scalar(select(DECLARATIONS.c.office).where(DECLARATIONS.c.declaration == declaration))


def switch(
    connection: Connection, *, office: str, rule: str, enabled: bool, reason: str, officer: tuple[int, str],
    now: UnixTime,
) -> int:  # fmt: skip
    """Records that `rule` is on or off in `office` from now on, by whom (number, name), and why."""
    entry = {
        "office": office, "rule": rule, "enabled": enabled, "reason": reason, "officer_no": officer[0],
        "officer": officer[1], "at": now,
    }  # fmt: skip
    made = connection.execute(insert(rule_settings).values(entry)).inserted_primary_key
    assert made is not None
    return int(made[0])


def settings_made(connection: Connection) -> list[dict[str, Any]]:
    """Every word on a rule, in order."""
    names = ("no", "office", "rule", "enabled", "reason", "officer", "at")
    query = select(*(rule_settings.c[name] for name in names)).order_by(rule_settings.c.no)
    return [dict(row) for row in connection.execute(query).mappings()]
