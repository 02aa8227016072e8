"""UBL TransportationStatus and TransportProgressStatus → milestones (kind 5), plans → expectations."""

from adapters.codelists import table
from adapters.drafting import Drafting, Reading
from adapters.drafts import Draft, Expectation
from adapters.errors import DocumentMalformed
from adapters.mapping import Mapping, Take, Within, apply, first_value, told
from adapters.references import put_reference
from adapters.sources.tree import Node
from adapters.ubl.parties import PARTY
from adapters.ubl.parts import ENVELOPE, LOCATION
from adapters.values.codes import imo
from adapters.values.text import code
from adapters.values.times import moment_in
from contracts.records import Kind

_SCHEDULED = {
    "Arrival": ("ARRIVED", "arrived"),
    "Departure": ("DEPARTED", "departed"),
    "PickUp": ("PICKED-UP", "received"),
    "Delivery": ("DELIVERED", "delivered"),
}

MEANS: Mapping = (
    Take(("cac:MaritimeTransport/cbc:VesselID",), "vessel/imo", imo, lenient=True),
    Take("cac:MaritimeTransport/cbc:VesselName", "vessel/name"),
    Take(("cbc:JourneyID", "cac:RailTransport/cbc:TrainID", "cac:AirTransport/cbc:AircraftID"), "voyage"),
)

STATUS: Mapping = (
    told(
        ("cac:TransportEvent/cbc:TransportEventTypeCode", "event, meaning"),
        ("cac:TransportEvent/cbc:OccurrenceDate, cbc:OccurrenceTime", "occurred"),
        ("cac:Consignment/cac:TransportContract/cbc:ID", "references/n (BKG)"),
        ("cac:Consignment/cac:TransportHandlingUnit/cac:TransportEquipment/cbc:ID", "references/n (CNTR)"),
        ("cac:DocumentReference/cbc:ID", "references/n"),
    ),
    Take("cac:TransportEvent/cbc:IdentificationID", "source_event"),
    Take("cac:TransportEvent/cac:CurrentStatus/cbc:Description", "remarks"),
    Within("cac:TransportEvent/cac:Location", "location", LOCATION),
    Within("cac:SenderParty", "issuer", PARTY),
)
PROGRESS: Mapping = (
    told(
        ("cac:TransportSchedule/cac:Actual…TransportEvent", "event, meaning, occurred"),
        ("cac:TransportSchedule/cac:Planned…, cac:Estimated…", "an expectation, never a milestone"),
    ),
    Within("cac:TransportSchedule/cac:StatusLocation", "location", LOCATION),
    Within("cac:TransportMeans", "", MEANS),
    Within("cac:SourceIssuerParty", "issuer", PARTY),
    Within("cac:SenderParty", "issuer", PARTY),
)
"""The mappings as the documentation lists them."""

_EVENT: Mapping = (
    Take("cbc:IdentificationID", "source_event"),
    Take(("cac:CurrentStatus/cbc:Description", "cbc:Description"), "remarks"),
)


def _frame(reading: Reading) -> None:
    for path in ENVELOPE:
        for found in reading.root.find_all(path):
            reading.mark_structural(found, "frames the document")


def read_status(reading: Reading) -> list[Draft]:
    """A milestone for every event of a TransportationStatus that is complete and has a time."""
    _frame(reading)
    root = reading.root
    events = root.named("cac:TransportEvent") + root.find_all("cac:Consignment/cac:TransportEvent")
    if not events:
        said = "a status without an event (cac:TransportEvent) says of no moment what happened: no milestone"
        reading.warn("status.no_event", root.location, said)
    head = Node(
        root.name, root.location, children=[c for c in root.children if c.name != "cac:TransportEvent"]
    )
    found = [_happened(reading, head, event) for event in events]
    return [draft for draft in found if draft is not None]


def _happened(reading: Reading, head: Node, event: Node) -> Draft | None:
    """The event as a milestone; `head` is what the document states once, for all its events."""
    typed = first_value(event, ("cbc:TransportEventTypeCode", "cac:CurrentStatus/cbc:ConditionCode"))
    if typed is None:
        raise DocumentMalformed(event.place, expected="cbc:TransportEventTypeCode", found="none")
    complete = first_value(event, "cbc:CompletionIndicator")
    if complete is not None and (complete.text or "").strip() in ("false", "0"):
        reading.expect(_expected(event, "PLN", (typed.text or "").strip(), "UBL"), event)
        return None
    drafting = _milestone(reading, event, event.find("cac:Location"))
    if drafting is None:
        return None
    spelled = (typed.text or "").strip()
    meaning = table("transport")["transport_event"].get(spelled)
    if meaning is None:
        drafting.warn("code.unknown", typed, f"event {spelled!r} is not in the table: meaning other")
    drafting.convert("event", typed, code)
    drafting.put_default("scheme", "UN-REC-24" if spelled.isdigit() else "UBL", "the list that UBL 2.1 names")
    drafting.put("meaning", meaning or "other", typed)
    if complete is not None:
        reading.mark_structural(complete, "says that the event happened")
    apply(_EVENT, drafting, event)
    _issuer(drafting, head)
    _references(drafting, head, event)
    return drafting.finish()


def read_progress(reading: Reading) -> list[Draft]:
    """A milestone for every actual event of a TransportProgressStatus; all others are expectations."""
    _frame(reading)
    schedules = reading.root.named("cac:TransportSchedule")
    if not schedules:
        raise DocumentMalformed(reading.root.place, expected="cac:TransportSchedule", found="none")
    drafts = []
    for schedule in schedules:
        place = schedule.find("cac:StatusLocation")
        for event in schedule.children:
            draft = _scheduled(reading, event, place)
            if draft is not None:
                drafts.append(draft)
    return drafts


def _scheduled(reading: Reading, event: Node, place: Node | None) -> Draft | None:
    name = event.name.removeprefix("cac:").removesuffix("TransportEvent")
    for kind, (spelled, meaning) in _SCHEDULED.items():
        if name == f"Actual{kind}":
            drafting = _milestone(reading, event, place)
            if drafting is None:
                return None
            drafting.put_default("event", spelled, f"the element {event.name}")
            drafting.put_default("scheme", "UBL-TPS", "events of a UBL TransportSchedule have no code")
            drafting.put_default("meaning", meaning, f"the element {event.name}")
            apply(_EVENT, drafting, event)
            for means in reading.root.named("cac:TransportMeans")[:1]:
                apply(MEANS, drafting, means)
            _issuer(drafting, reading.root)
            return drafting.finish()
        if name in (f"Estimated{kind}", f"Planned{kind}", f"Requested{kind}"):
            classifier = {"E": "EST", "P": "PLN", "R": "REQ"}[name[0]]
            reading.expect(_expected(event, classifier, spelled, "UBL-TPS"), event)
    return None


def _milestone(reading: Reading, event: Node, place: Node | None) -> Drafting | None:
    """A milestone with its time and place; one whose time is only a day is an expectation."""
    on, at = _when(event)
    if on is None or at is None:
        reading.expect(_expected(event, "UNDATED", event.name, "UBL"), event)
        said = "an event without a time is no milestone: no midnight is invented"
        reading.warn("status.no_time", event.location, said)
        return None
    drafting = Drafting(reading, Kind.MILESTONE, event)
    nation = None if place is None else place.value("cac:Address/cac:Country/cbc:IdentificationCode")
    stamp = f"{(on.text or '').strip()}T{(at.text or '').strip()}"
    drafting.convert("occurred", on, lambda _value, node: moment_in(nation)(stamp, node))
    reading.mark_structural(at, "the time of day of the moment beside it")
    if place is not None:
        apply(LOCATION, drafting, place, "location")
    return drafting


def _when(event: Node) -> tuple[Node | None, Node | None]:
    for date, time in (
        ("cbc:OccurrenceDate", "cbc:OccurrenceTime"),
        ("cac:Period/cbc:StartDate", "cac:Period/cbc:StartTime"),
        ("cac:CurrentStatus/cbc:ReferenceDate", "cac:CurrentStatus/cbc:ReferenceTime"),
    ):
        on = first_value(event, date)
        if on is not None:
            return on, first_value(event, time)
    return None, None


def _expected(event: Node, classifier: str, what: str, scheme: str) -> Expectation:
    on, at = _when(event)
    when = "T".join((part.text or "").strip() for part in (on, at) if part is not None) or None
    details = {leaf.location.removeprefix(f"{event.location}/"): leaf.text or "" for leaf in event.leaves()}
    return Expectation(event.location, classifier, what, scheme, when, details)


def _issuer(drafting: Drafting, root: Node) -> None:
    party = root.find("cac:SourceIssuerParty") or root.find("cac:SenderParty")
    if party is not None:
        apply(PARTY, drafting, party, "issuer")


_NUMBERS = (
    ("cac:Consignment/cac:TransportContract/cbc:ID", "BKG"),
    ("cac:Consignment/cac:TransportHandlingUnit/cac:TransportEquipment/cbc:ID", "CNTR"),
)
_REPORTED = "cac:ReportedShipment/cac:TransportHandlingUnit/cac:TransportEquipment/cbc:ID"


def _references(drafting: Drafting, head: Node, event: Node) -> None:
    """The document's own numbers, and the containers that the event reports."""
    for path, type_ in _NUMBERS:
        for found in head.find_all(path):
            put_reference(drafting, found, type_)
    for found in event.find_all(_REPORTED):
        put_reference(drafting, found, "CNTR")
    for document in head.named("cac:DocumentReference"):
        typed = first_value(document, ("cbc:DocumentTypeCode", "cbc:DocumentType"))
        number = first_value(document, "cbc:ID")
        spelled = "" if typed is None else " ".join((typed.text or "").lower().split())
        lists = table("transport")
        known = lists["document_reference"].get(spelled) or lists["named_reference"].get(spelled)
        if number is not None and typed is not None and known:
            put_reference(drafting, number, known)
            drafting.reading.mark_structural(typed, "chose the type of the reference")
