"""IFTSTA → milestones (kind 5): one for each status (STS) of each consignment (CNI).

Planned and estimated times beside a status (DTM 132, 133, …) are kept as expectations. References stand at
the status; those of the message's head count only for what the status does not say itself.
"""

from adapters.codelists import table
from adapters.drafting import Drafting, Reading
from adapters.drafts import Draft, Expectation
from adapters.edifact.groups import grouped, messages_of
from adapters.edifact.parts import location, party, put_equipment, put_transport, time_of
from adapters.edifact.rules import check_function
from adapters.errors import DocumentMalformed
from adapters.references import put_reference
from adapters.sources.tree import Node
from adapters.values import Convert
from adapters.values.text import code, text
from adapters.values.times import moment, moment_in
from contracts.records import Kind

MESSAGE = "IFTSTA"
FIELDS = (
    ("CNI/STS 2.1", "event, meaning"),
    ("CNI/STS 2.4", "remarks"),
    ("CNI/STS/DTM 1.2 (334, 7)", "occurred"),
    ("DTM 1.2 (137)", "recorded"),
    ("CNI/STS/LOC 2.1, 2.4, 3.1 (175, 91, 165)", "location/locode or facility, name, country"),
    ("CNI/STS/TDT 3.1", "mode"),
    ("CNI/STS/TDT 2.1", "voyage"),
    ("CNI/STS/TDT 8.1, 8.4 (sea)", "vessel/imo, vessel/name"),
    ("CNI/STS/EQD 2.1, 3.1, 6.1", "equipment/number, size_type, laden; references/n (CNTR)"),
    ("CNI/STS/EQD/SEL 1.1", "equipment/seals/n"),
    ("CNI/STS/RFF, CNI/RFF, RFF 1.2 (BM, BN, EQ, …)", "references/n"),
    ("NAD 2.1, 4.1, 5, 6.1, 8.1, 9.1 (CA)", "issuer"),
    ("CNI/STS/TDT/LOC/DTM (132, 133, …)", "an expectation, never a milestone"),
)
"""What the segments become, for the documentation."""


def read_iftsta(reading: Reading) -> list[Draft]:
    """A milestone for every status of every message of the interchange."""
    drafts: list[Draft] = []
    for message in messages_of(reading, MESSAGE):
        check_function(reading, message)
        _check_directory(reading, message)
        drafts.extend(_message(reading, grouped(message, table("iftsta")["groups"])))
    return drafts


def _frame(reading: Reading, segment: Node) -> None:
    for component in segment.children:
        reading.mark_structural(component, "frames the interchange")


def _check_directory(reading: Reading, message: Node) -> None:
    """A directory that the tables do not know is read all the same, and said to be unknown."""
    header = message.children[0]
    release = header.value("2.3") or ""
    if release[:2] not in table("iftsta")["directories"]:
        reading.warn(
            "edifact.directory", header.location, f"directory {release!r} is not one that was checked"
        )


def _message(reading: Reading, message: Node) -> list[Draft]:
    for name in ("UNH", "BGM", "CNT", "UNT"):
        for segment in message.named(name):
            _frame(reading, segment)
    statuses = [(group, status) for group in message.named("CNI") for status in group.named("STS")]
    if not statuses:
        raise DocumentMalformed(
            message.location, expected="a status (STS) of a consignment (CNI)", found="none"
        )
    found = []
    once = [child for child in message.children if child.name != "CNI"]
    head = Node(message.name, message.location, children=once)
    for group, status in statuses:
        _frame_consignment(reading, group)
        draft = _milestone(reading, head, group, status)
        if draft is not None:
            found.append(draft)
    return found


def _frame_consignment(reading: Reading, group: Node) -> None:
    for component in group.children:
        if component.name == "1.1":
            reading.mark_structural(component, "numbers the consignment")


def _milestone(reading: Reading, head: Node, group: Node, status: Node) -> Draft | None:
    """The status as a milestone; one whose time is only a day, or missing, as an expectation.

    `head` is what the message states once, for all its consignments.
    """
    what = status.find("2.1")
    if what is None:
        said = "a status without a code (element 2) says of nothing what happened: it is left unmapped"
        reading.warn("status.no_code", status.location, said)
        reading.leave(status, "a status without a code")
        return None
    timed = _status_time(status)
    if timed is None or "T" not in time_of(timed):
        reading.expect(_undated(status, what, timed), status)
        reading.warn(
            "status.no_time",
            status.location,
            "a status without a time is no milestone: no midnight is invented",
        )
        return None
    drafting = Drafting(reading, Kind.MILESTONE, status)
    _put_status(drafting, status, what)
    _put_time(drafting, status, timed)
    _put_recorded(drafting, head)
    _put_place(drafting, status)
    for transport in status.named("TDT"):
        put_transport(drafting, transport)
        _expectations(reading, transport)
    for equipment in status.named("EQD")[:1]:
        put_equipment(drafting, equipment)
    _put_references(drafting, (status, group, head))
    for carrier in _parties(head, "CA"):
        party(drafting, carrier, "issuer")
        break
    return drafting.finish()


def _status_time(status: Node) -> Node | None:
    for qualifier in table("iftsta")["status_time"]["codes"]:
        for timed in status.named("DTM"):
            if timed.value("1.1") == qualifier:
                return timed
    return None


def _put_status(drafting: Drafting, status: Node, what: Node) -> None:
    spelled = (what.text or "").strip()
    drafting.convert("event", what, code)
    numeric = spelled.isdigit()
    scheme = "UN-REC-24" if numeric else "X12-1650"
    drafting.put_default("scheme", scheme, "numbers are UN/ECE Rec 24, letters ANSI X12 1650; none is named")
    meaning = table("iftsta")["statuses"].get(spelled)
    if meaning is None:
        drafting.warn("code.unknown", what, f"status {spelled!r} is not in the table: meaning other")
    drafting.put("meaning", meaning or "other", what)
    described = status.find("2.4")
    if described is not None:
        drafting.convert("remarks", described, text)
    for name in ("1.1", "2.2", "2.3"):
        for component in status.named(name):
            drafting.reading.mark_structural(component, "says which list the status is of")


def _put_time(drafting: Drafting, status: Node, timed: Node) -> None:
    place = _place(status)
    country = (place.value("2.1") or "")[:2] if place is not None else ""
    conversion = moment_in(country) if country else moment
    iso = time_of(timed)
    value = timed.find("1.2")
    if value is not None:
        drafting.convert("occurred", value, lambda _value, node: conversion(iso, node))
    _qualified(drafting, timed)


def _put_recorded(drafting: Drafting, message: Node) -> None:
    """When the message was made (DTM 137), where it has a time."""
    for timed in message.named("DTM"):
        value = timed.find("1.2")
        if timed.value("1.1") != "137" or value is None or _is_day(timed):
            continue
        if drafting.convert_if_possible("recorded", value, _moment_of(timed)):
            _qualified(drafting, timed)
        return


def _moment_of(timed: Node) -> Convert:
    return lambda _value, node: moment(time_of(timed), node)


def _is_day(timed: Node) -> bool:
    return timed.value("1.3") in (None, "101", "102")


def _qualified(drafting: Drafting, segment: Node) -> None:
    for name in ("1.1", "1.3"):
        for component in segment.named(name):
            drafting.reading.mark_structural(component, "says what the value is, and its format")


def _place(status: Node) -> Node | None:
    wanted = table("iftsta")["status_place"]["codes"]
    return next((place for place in status.named("LOC") if place.value("1.1") in wanted), None)


def _put_place(drafting: Drafting, status: Node) -> None:
    place = _place(status)
    if place is not None:
        location(drafting, place, "location")


def _put_references(drafting: Drafting, levels: tuple[Node, ...]) -> None:
    """References of the status; from above it only those of a type that the status has none of."""
    types, said = table("edifact")["references"], set()
    for level in levels:
        here = set()
        for segment in level.named("RFF"):
            type_, number = types.get(segment.value("1.1") or ""), segment.find("1.2")
            if type_ is None or number is None:
                continue
            if type_ in said:
                drafting.reading.leave(segment, "the status names another of this type")
                continue
            here.add(type_)
            put_reference(drafting, number, type_)
            _qualified(drafting, segment)
        said |= here


def _parties(message: Node, function: str) -> list[Node]:
    return [segment for segment in message.named("NAD") if segment.value("1.1") == function]


def _expectations(reading: Reading, transport: Node) -> None:
    """Planned and estimated times at the places of the transport; actual ones have their own status."""
    planned = table("iftsta")["expected_times"]
    for place in transport.named("LOC"):
        for timed in place.named("DTM"):
            meaning = planned.get(timed.value("1.1") or "")
            if meaning is None:
                reading.leave(timed, "an actual time beside the reported status")
                continue
            classifier = "EST" if meaning.startswith(("estimated", "expected")) else "PLN"
            details = {"place": place.value("2.1") or place.value("2.4") or "", "qualifier": meaning}
            expected = Expectation(
                timed.location, classifier, timed.value("1.1") or "", "UNTDID-2005", time_of(timed), details
            )
            reading.expect(expected, timed)


def _undated(status: Node, what: Node, timed: Node | None) -> Expectation:
    details = {leaf.location: leaf.text or "" for leaf in status.leaves()}
    when = time_of(timed) if timed is not None else None
    return Expectation(status.location, "UNDATED", (what.text or "").strip(), "IFTSTA", when, details)
