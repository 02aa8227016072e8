"""The subject `carriage`: a declaration beside its transport documents and the milestones of its journey."""

from collections.abc import Callable, Iterable
from decimal import Decimal
from typing import Any

from gateway.reconciliation.facts import Facts
from gateway.reconciliation.matching import words_shared
from gateway.reconciliation.projected import Projected, Row
from gateway.reconciliation.subjects.exports import released
from gateway.reconciliation.subjects.voyages import of_voyage

DAY = 86_400_000_000
"""Microseconds of a day."""

BEFORE, AFTER = 120 * DAY, 60 * DAY
"""Milestones count from 120 days before the declaration to 60 days after."""

_MILESTONE = 5


def carriage(trade: Projected, _facts: Facts) -> list[dict[str, Any]]:
    """A row for each standing declaration; columns `t_…` of its documents together, `m_…` of its
    milestones.
    """
    heads = trade.heads()
    documents = {head["declaration"]: documents_of(trade, head) for head in heads}
    sharing: dict[int, list[Row]] = {}
    for head in heads:
        for document in documents[head["declaration"]]:
            sharing.setdefault(document["record"], []).append(head)
    return [
        {
            **head,
            **_together(documents[head["declaration"]], sharing),
            **_journey(milestones_of(trade, head), head),
            **_consigned(documents[head["declaration"]], head),
            **_authorised(trade, head),
            **_exported(trade, head),
        }
        for head in heads
    ]


def documents_of(trade: Projected, head: Row) -> list[Row]:
    """The transport documents that a declaration names, by number; masters only where no house bill is
    named.
    """
    numbers = dict.fromkeys(named["number_norm"] for named in trade.of(head, "declaration_transports"))
    found = [row for number in numbers for row in trade.standing("transports", "number_norm", number)]
    houses = [row for row in found if row["level"] != "master"]
    return sorted(houses or found, key=lambda row: (row["number"], row["record_id"]))


def milestones_of(trade: Projected, head: Row) -> list[Row]:
    """What happened to a declaration's cargo: by container on the voyage that brought it, or by its transport
    document's number; retracted events and retractions left out.
    """
    containers = {row["number_norm"] for row in trade.of(head, "declaration_containers")}
    documents = {row["number_norm"] for row in trade.of(head, "declaration_transports")}
    boxes = [row for number in containers for row in trade.where("containers", "number_norm", number)]
    mentions = [row for number in documents for row in trade.where("references_made", "number_norm", number)]
    named = {row["record"] for row in mentions if row["kind"] == _MILESTONE}
    records = named | {row["record"] for row in boxes if row["kind"] == _MILESTONE}
    events = [event for record in records for event in trade.standing("milestones", "record", record)]
    counted = [event for event in events if _counts(trade, event, head["lodged"])]
    dates = [row["on_board_date"] for row in documents_of(trade, head) if row["on_board_date"] is not None]
    return of_voyage(counted, named, head, min(dates, default=None))


def _counts(trade: Projected, event: Row, lodged: int) -> bool:
    retracted = trade.standing("milestones", "retracts", event["source_event"])
    in_time = lodged - BEFORE <= event["occurred"] <= lodged + AFTER
    return in_time and event["retracts"] is None and not retracted


def _together(documents: list[Row], sharing: dict[int, list[Row]]) -> dict[str, Any]:
    """The documents as one; `t_shared` says that other declarations or a consolidation share them."""
    if not documents:
        return dict.fromkeys(_DOCUMENTS)
    users = {head["declaration"]: head for document in documents for head in sharing[document["record"]]}
    masters = any(document["level"] == "master" for document in documents)
    first = documents[0]
    return {
        "t_record_id": first["record_id"],
        "t_record_ids": " ".join(document["record_id"] for document in documents),
        "t_numbers": ", ".join(document["number"] for document in documents),
        "t_packages": _sum(document["packages"] for document in documents),
        "t_package_kind": _shared(document["package_kind"] for document in documents),
        "t_gross_mass": _sum(document["gross_mass"] for document in documents),
        "t_gross_mass_text": first["gross_mass_text"],
        "t_containers": sum(document["container_count"] for document in documents),
        "t_shared": masters or len(users) > 1,
        "packages_of_all": sum(head["packages"] or 0 for head in users.values()),
        "mass_of_all": sum(head["gross_mass"] or 0 for head in users.values()),
    }


_DOCUMENTS = (
    "t_record_id", "t_record_ids", "t_numbers", "t_packages", "t_package_kind", "t_gross_mass",
    "t_gross_mass_text", "t_containers",
    "t_shared", "packages_of_all", "mass_of_all",
)  # fmt: skip


def _sum(values: Iterable[Any]) -> Any:
    """The sum; None if a document does not say it."""
    known = list(values)
    return None if None in known else sum(known)


def _shared(values: Iterable[str | None]) -> str | None:
    """What all of them are; None where they differ."""
    known = set(values)
    return known.pop() if len(known) == 1 else None


def _consigned(documents: list[Row], head: Row) -> dict[str, Any]:
    """To whom the goods go by the transport document, and how like the importer that is."""
    first = documents[0] if documents else None
    likeness = words_shared(first["consignee_name"], head["importer_name"]) if first else None
    return {
        "t_consignee": first["consignee_name"] if first else None,
        "t_to_order": any(document["to_order"] for document in documents),
        "consignee_likeness": None if likeness is None else Decimal(f"{likeness:.2f}"),
    }


def _authorised(trade: Projected, head: Row) -> dict[str, Any]:
    """The status of the authorised operator that the declaration names: the one in force, if any is."""
    statuses = [
        status
        for word in (head["holder_ids"] or "").split(" ")
        for status in trade.standing("operators", "identifier", word)
        if status["status"] == "aeo"
    ]
    columns = ("record_id", "valid_from", "valid_until")
    if not statuses:
        return {f"a_{column}": None for column in columns}

    def misfit(status: Row) -> tuple[bool, str]:
        until = status["valid_until"]
        outside = head["law_date"] < status["valid_from"] or (until is not None and head["law_date"] > until)
        return outside, str(status["record_id"])

    best = min(statuses, key=misfit)
    return {f"a_{column}": best[column] for column in columns}


def _exported(trade: Projected, head: Row) -> dict[str, Any]:
    """What the exporting country released, and the weight that all declarations of the carriage show."""
    together = released(trade, head)
    if together["x_record_id"] is None:
        return {**together, "mass_of_users": None, "in_part": None}
    numbers = {named["number_norm"] for named in trade.of(head, "declaration_transports")}
    users = {
        named["declaration"]
        for number in numbers
        for named in trade.where("declaration_transports", "number_norm", number)
    }
    heads = [row for row in trade.heads() if row["declaration"] in users]
    masses = [row["gross_mass"] for row in heads]
    return {
        **together,
        "mass_of_users": None if None in masses else sum(masses),
        "in_part": len(heads) > 1,
    }


def _journey(events: list[Row], head: Row) -> dict[str, Any]:
    """The events that rules read: the first report of the cargo, the last departure abroad, loading,
    discharge.
    """

    def abroad(event: Row) -> bool:
        return event["country"] is not None and bool(event["country"] != head["importing_country"])

    def filed(event: Row) -> bool:
        return event["scheme"] == "NACCS" and event["event"] in ("AMR", "AHR")

    def at_home(event: Row) -> bool:
        return bool(event["country"] == head["importing_country"])

    return {
        **_event("filed", _first(events, filed)),
        **_event("departed", _first(events[::-1], lambda e: e["meaning"] == "departed" and abroad(e))),
        **_event("loaded", _first(events, lambda e: e["meaning"] == "loaded" and abroad(e))),
        **_event("discharged", _first(events, lambda e: e["meaning"] == "discharged" and at_home(e))),
    }


def _first(events: list[Row], which: Callable[[Row], bool]) -> Row | None:
    return next((event for event in events if which(event)), None)


def _event(name: str, event: Row | None) -> dict[str, Any]:
    columns = {"": "occurred", "_text": "occurred_text", "_id": "record_id", "_country": "country"}
    return {f"m_{name}{suffix}": event[column] if event else None for suffix, column in columns.items()}
