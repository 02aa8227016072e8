"""Track & Trace 3.0.0: `events`, each with eventClassification. A retraction is a milestone that retracts.

The published codes (`eventTypeCode`, `ACT`) and the words of later revisions (`eventType`, `ACTUAL`) are read
alike.
"""

from adapters.dcsa.events import Version, details_of, read_events
from adapters.dcsa.parts import EQUIPMENT, MODE, PLACE, VESSEL, party, voyage
from adapters.drafting import Drafting, Reading
from adapters.drafts import Draft, Expectation
from adapters.errors import DocumentMalformed
from adapters.mapping import By, Frame, Mapping, Take, Within, first_value
from adapters.sources.tree import Node
from adapters.values.codes import flag
from adapters.values.text import text
from adapters.values.times import moment

_CALL = "transportDetails/transportCall"
_EXPORT = (
    "exportVoyageNumberOrReference/carrierVoyageNumber",
    "exportVoyageNumberOrReference/universalVoyageReference",
    "exportVoyageNumber",
)
_IMPORT = (
    "importVoyageNumberOrReference/carrierVoyageNumber",
    "importVoyageNumberOrReference/universalVoyageReference",
    "importVoyageNumber",
)


def _retraction(drafting: Drafting, event: Node, _at: str) -> None:
    """`isRetracted`: this and every earlier event of the same id is taken back."""
    retracted, id_ = event.find("isRetracted"), event.find("eventID")
    if retracted is None or id_ is None:
        return
    if flag((retracted.text or "").strip(), retracted):
        drafting.convert("retracts", id_, text)
    drafting.reading.mark_structural(
        retracted, "says whether the event takes back the earlier ones of its id"
    )


EVENT: Mapping = (
    party("eventRouting/originatingParty", "issuer"),
    party("eventRouting/originatingParties", "issuer"),
    Frame(("eventRouting/originatingParty/partyFunction",), "says that the party is the event's originator"),
    Take("eventUpdatedDateTime", "recorded", moment),
    Take("eventID", "source_event", required=True),
    Take("reason", "remarks"),
    By(_retraction, (("isRetracted", "retracts"),)),
    Within("eventLocation", "location", PLACE),
    Within(_CALL, "", (MODE, voyage(_EXPORT, _IMPORT))),
    Within(f"{_CALL}/vesselTransport", "vessel", VESSEL),
    Within("equipmentDetails", "equipment", EQUIPMENT),
)


FIELDS = (
    ("eventClassification/eventTypeCode (eventType)", "chooses the code"),
    ("eventClassification/…EventTypeCode (…EventType)", "event, meaning"),
    ("eventClassification/eventClassifierCode (eventClassifier)", "classifier (ACT, ACTUAL only)"),
    ("eventDateTime", "occurred"),
    ("shipmentDetails/documentReference, …/additionalDocumentReferences", "references/n"),
)
"""What every event has, beside the mapping."""


def is_event(node: Node) -> bool:
    """True for an object with the nested shape."""
    return bool(node.named("eventClassification")) or is_bare_retraction(node)


def _documents(event: Node) -> list[tuple[Node, Node]]:
    pairs = []
    for path in ("documentReference", "documentReferences", "additionalDocumentReferences"):
        pairs += [(each, ("typeCode", "type")) for each in event.find_all(f"shipmentDetails/{path}")]
    for path in ("shipmentReferences", "references"):
        pairs += [(each, ("typeCode", "type")) for each in event.find_all(f"shipmentDetails/{path}")]
    found = ((first_value(node, types), node.find("reference")) for node, types in pairs)
    return [(type_, number) for type_, number in found if type_ is not None and number is not None]


def _code_of(kind: str) -> tuple[str, str]:
    return f"eventClassification/{kind}EventTypeCode", f"eventClassification/{kind}EventType"


VERSION = Version(
    scheme="DCSA-TNT-3",
    event_type=("eventClassification/eventTypeCode", "eventClassification/eventType"),
    classifier=("eventClassification/eventClassifierCode", "eventClassification/eventClassifier"),
    codes={
        "TRANSPORT": _code_of("transport"),
        "EQUIPMENT": _code_of("equipment"),
        "SHIPMENT": _code_of("shipment"),
        "IOT": _code_of("iot"),
        "REEFER": _code_of("reefer"),
    },
    place="eventLocation/UNLocationCode",
    document_references=_documents,
    mapping=EVENT,
)


def read_track_and_trace(reading: Reading) -> list[Draft]:
    """A milestone for every actual event."""
    complete = []
    for event in events_of(reading.root):
        if is_bare_retraction(event):
            reading.expect(_bare_retraction(reading, event), event)
        else:
            complete.append(event)
    return read_events(reading, complete, VERSION)


def events_of(root: Node) -> list[Node]:
    """The events of a message: of `events`, of a list, or the object itself."""
    found = root.children if root.type == "array" else root.named("events") or [root]
    return [event for event in found if event.type != "array"]


def is_bare_retraction(event: Node) -> bool:
    """True for a retraction that says no more than whose: nothing that a milestone could be made of."""
    return event.value("isRetracted") == "true" and first_value(event, VERSION.event_type) is None


def _bare_retraction(reading: Reading, event: Node) -> Expectation:
    id_ = event.value("eventID")
    if id_ is None:
        raise DocumentMalformed(event.place, expected="eventID", found="a retraction that names no event")
    reading.warn("event.retraction", event.location, f"event {id_} is taken back; retract its milestone")
    when = event.value("eventUpdatedDateTime")
    details = {**details_of(event), "eventID": id_}
    return Expectation(event.location, "RETRACTED", id_, VERSION.scheme, when, details)
