"""Facts about agreements as columns that subjects take in: of an agreement on a day, of a route, of a code's
edition.
"""

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any

from gateway.reconciliation.agreements import EARLIEST, LATEST, Agreement, Route, load_agreements

Columns = Mapping[str, Any]

_FACTS: dict[str, str] = {
    "hs_edition": "value",
    "criteria": "codes",
    "validity": "months",
    "usage": "allowed",
    "retroactive": "grace_days",
    "low_value": "amount",
    "language": "allowed",
    "transit": "article",
    "unclaimed": "after_permit",
}
"""Fact → the field of its row that rules compare."""


@dataclass(frozen=True)
class Facts:
    """What is not in any document, by agreement code."""

    periods: Mapping[str, tuple[tuple[date, Columns], ...]]
    """The last day of each period between changes of law, with what holds until then."""
    routes: Mapping[tuple[str, str, str], Columns]
    """(agreement, party, capacity) → its columns."""

    def on(self, agreement: str | None, day: date) -> Columns:
        """Columns `f_…` of what the agreement says on `day`; nulls for an agreement that is not known."""
        periods = self.periods.get(agreement or "", ())
        return next((columns for until, columns in periods if day <= until), _UNKNOWN)

    def route(self, agreement: str | None, country: str | None, capacity: str) -> Columns:
        """Columns `r_…`: since when `country` is a party, and whether a proof by `capacity` is open to it."""
        return self.routes.get((agreement or "", country or "", capacity), _NO_ROUTE)


def facts_of(agreements: Mapping[str, Agreement]) -> Facts:
    """The facts that `agreements` state."""
    return Facts(
        {
            code: tuple((until, _fact_columns(agreement, since)) for since, until in agreement.periods())
            for code, agreement in agreements.items()
        },
        {
            (code, *key): columns
            for code, agreement in agreements.items()
            for key, columns in _routes(agreement).items()
        },
    )


@cache
def known_facts() -> Facts:
    """The facts of this rule set."""
    return facts_of(load_agreements())


def months_after(day: date, months: int) -> date:
    """The day so many months later; the month's last day where it has no such day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def _fact_columns(agreement: Agreement, day: date) -> Columns:
    parties = tuple(sorted({country for row in agreement.member for country in row.countries} - {"JP"}))
    columns: dict[str, Any] = {"f_union": parties if agreement.union else ()}
    for fact, field in _FACTS.items():
        row = agreement.on(fact, day)
        columns[f"f_{fact}"] = getattr(row, field) if row else None
        columns[f"f_{fact}_source"] = row.source if row else None
        columns[f"f_{fact}_verified"] = row.verified if row else None
    criteria, retroactive = agreement.on("criteria", day), agreement.on("retroactive", day)
    if criteria and criteria.codes:
        columns["f_criteria"] = (*criteria.codes, *criteria.additions)
    columns["f_mark"] = retroactive.mark if retroactive else None
    return columns


_UNKNOWN: Columns = {
    "f_union": (),
    "f_mark": None,
    **{f"f_{fact}{suffix}": None for fact in _FACTS for suffix in ("", "_source", "_verified")},
}
_NO_ROUTE: Columns = {
    "r_from": None,
    "r_until": None,
    "r_member_source": None,
    "r_member_verified": None,
    "r_open": None,
    "r_route_source": None,
    "r_route_verified": None,
}


def _routes(agreement: Agreement) -> dict[tuple[str, str], Columns]:
    """(party, capacity) → its columns."""
    found: dict[tuple[str, str], Columns] = {}
    for members in agreement.member:
        for country in members.countries:
            for capacity in _CAPACITIES:
                open_route = _open(agreement, country, capacity)
                said = open_route or agreement.route[-1]
                found[country, capacity] = {
                    "r_from": max(members.since or EARLIEST, agreement.in_force.since or EARLIEST),
                    "r_until": min(members.until or LATEST, agreement.in_force.until or LATEST),
                    "r_member_source": members.source,
                    "r_member_verified": members.verified,
                    "r_open": open_route is not None,
                    "r_route_source": said.source,
                    "r_route_verified": said.verified,
                }
    return found


_CAPACITIES = ("issuing_body", "approved_exporter", "registered_exporter", "exporter", "producer", "importer")


def _open(agreement: Agreement, country: str, capacity: str) -> Route | None:
    """The row that opens a proof by `capacity` to `country`."""
    return next(
        (
            route
            for route in agreement.route
            if capacity in route.capacities and not {"*", country}.isdisjoint(route.countries)
        ),
        None,
    )
