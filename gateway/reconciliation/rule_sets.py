"""Rule sets by version: their data kept whole, so that what was found under one can be found again."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

from sqlalchemy import Connection, insert, select

from contracts.ids import UnixTime
from gateway.reconciliation.agreements import parse_agreements
from gateway.reconciliation.facts import Facts, facts_of
from gateway.reconciliation.rules.definition import (
    Rule,
    Subject,
    Tuned,
    code_version,
    rule_set_version,
    rule_texts,
    rules_from,
)
from gateway.store.tables.findings import rule_sets

FORMAT = "tegata/rule-set/1"


@dataclass(frozen=True)
class RuleSet:
    """Rules with their settings, and the facts about agreements that they rest on."""

    version: str
    rules: Mapping[str, Rule]
    facts: Facts
    body: Mapping[str, Any]
    """All data as JSON values: texts, agreements, what is off, what was tuned, the hash of the code."""

    def of(self, subject: Subject) -> tuple[Rule, ...]:
        """The rules of a subject, by id."""
        return tuple(rule for rule in self.rules.values() if rule.data.subject == subject)

    @property
    def same_code(self) -> bool:
        """Whether the comparisons are still the ones that this version ran with."""
        return bool(self.body["code"] == code_version())


@cache
def current_rule_set(off: frozenset[str] = frozenset(), tuned: Tuned = frozenset()) -> RuleSet:
    """The rule set of this code, as an office has it."""
    agreements = files(__package__).joinpath("agreements.toml").read_text(encoding="utf-8")
    body = {
        "format": FORMAT,
        "version": rule_set_version(off, tuned),
        "code": code_version(),
        "agreements": agreements,
        "rules": rule_texts(),
        "off": sorted(off),
        "tuned": [list(one) for one in sorted(tuned)],
    }
    return rule_set_from(body)


def rule_set_from(body: Mapping[str, Any]) -> RuleSet:
    """The rule set whose data are `body`, with the comparisons of this code.

    Raises RulesInvalid where this code has other comparisons than the data have texts.
    """
    off = frozenset(body["off"])
    made = rules_from(body["rules"], frozenset((rule, name, value) for rule, name, value in body["tuned"]))
    ruled = {name: rule for name, rule in made.items() if name not in off}
    return RuleSet(body["version"], ruled, facts_of(parse_agreements(body["agreements"])), body)


def keep(connection: Connection, rule_set: RuleSet, now: UnixTime) -> None:
    """Keeps the data of a version; again it changes nothing."""
    table = rule_sets
    if connection.scalar(select(table.c.version).where(table.c.version == rule_set.version)) is None:
        row = {"version": rule_set.version, "body": dict(rule_set.body), "first_used_at": now}
        connection.execute(insert(table).values(row))


def kept(connection: Connection, version: str) -> RuleSet | None:
    """The rule set of a version; this code's own is known before it was used."""
    body = connection.scalar(select(rule_sets.c.body).where(rule_sets.c.version == version))
    if body is None:
        own = current_rule_set()
        return own if own.version == version else None
    return rule_set_from(body)


def versions(connection: Connection) -> list[dict[str, Any]]:
    """Every version that was used here, in order, with what was off and tuned in it."""
    query = select(rule_sets).order_by(rule_sets.c.first_used_at, rule_sets.c.version)
    return [
        {
            "version": row.version,
            "first_used_at": row.first_used_at,
            "off": row.body["off"],
            "tuned": row.body["tuned"],
            "same_code": row.body["code"] == code_version(),
        }
        for row in connection.execute(query)
    ]
