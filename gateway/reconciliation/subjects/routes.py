"""The subject `route`: a country on the way of goods that claim preference, and whether it is a party."""

import re
from collections.abc import Iterator
from typing import Any

from gateway.reconciliation.facts import Facts
from gateway.reconciliation.projected import Projected, Row
from gateway.reconciliation.subjects.carriage import documents_of, milestones_of

_COUNTRY = re.compile("[A-Z]{2}")
_STOPS = ("transhipped", "discharged")

Place = dict[str, Any]


def routes(trade: Projected, facts: Facts) -> list[dict[str, Any]]:
    """A row for each claimed agreement of a declaration and each country abroad where the goods were loaded,
    transhipped or discharged, with the first document that names it.
    """
    rows: list[dict[str, Any]] = []
    for head in trade.heads():
        lines = trade.of(head, "declaration_lines")
        agreements = sorted({line["agreement"] for line in lines if line["agreement"] is not None})
        if agreements:
            documents = documents_of(trade, head)
            through = any(document["through"] for document in documents)
            places = _by_country(_places(documents, milestones_of(trade, head)), head["importing_country"])
            rows += [
                {
                    **head,
                    **place,
                    "agreement": agreement,
                    "t_through": through,
                    **_said(facts, head, agreement, place),
                }
                for agreement in agreements
                for place in places
            ]
    return rows


def _said(facts: Facts, head: Row, agreement: str, place: Place) -> dict[str, Any]:
    route = facts.route(agreement, place["country"], "issuing_body")
    return {**facts.on(agreement, head["law_date"]), **route}


def _by_country(places: Iterator[Place], importing: str) -> list[Place]:
    """The first place in each country but the importing one, by country."""
    first: dict[str, Place] = {}
    for place in places:
        if place["country"] is not None and place["country"] != importing:
            first.setdefault(place["country"], place)
    return [first[country] for country in sorted(first)]


def _places(documents: list[Row], events: list[Row]) -> Iterator[Place]:
    """Where the goods were: as documents name it, then as milestones do, each in its order."""
    for document in documents:
        for word in (document["transhipments"] or "").split():
            country = _COUNTRY.match(word)
            yield _place(
                document, "transport_document", "transhipments", word, country[0] if country else None
            )
    for document in documents:
        loading = document["loading"]
        yield _place(document, "transport_document", "port_of_loading", loading, document["loading_country"])
    for event in events:
        if event["meaning"] in _STOPS:
            yield _place(event, "milestone", "location", event["location"], event["country"])


def _place(source: Row, kind: str, path: str, place: str | None, country: str | None) -> Place:
    return {
        "country": country,
        "place": place,
        "source_id": source["record_id"],
        "source_kind": kind,
        "source_path": path,
    }
