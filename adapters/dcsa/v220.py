"""Track & Trace 2.2.0: a list of flat events (or one event, as a subscription delivers it)."""

from adapters.dcsa.events import Version, read_events
from adapters.dcsa.parts import EQUIPMENT, MODE, PLACE, VESSEL, voyage
from adapters.drafting import Reading
from adapters.drafts import Draft
from adapters.mapping import Mapping, Take, Within
from adapters.sources.tree import Node
from adapters.values.times import moment

EVENT: Mapping = (
    Take("eventCreatedDateTime", "recorded", moment),
    Take("eventID", "source_event"),
    Take(("changeRemark", "reason"), "remarks"),
    Within("transportCall", "", (MODE, voyage(("exportVoyageNumber",), ("importVoyageNumber",)))),
    Within("transportCall/vessel", "vessel", VESSEL),
    Within(".", "equipment", EQUIPMENT),
)

MAPPING: Mapping = (
    *EVENT,
    Within("eventLocation", "location", PLACE),
    Within("transportCall/location", "location", PLACE),
    Within("transportCall", "location", PLACE),
)
"""The mapping as the documentation lists it: the event's own place, else its transport call's location, else
what the call says itself.
"""

_OWN_PLACE: Mapping = (Within("eventLocation", "location", PLACE),)
_CALL_PLACE: Mapping = (Within("transportCall", "location", PLACE),)
_NESTED_PLACE: Mapping = (Within("transportCall/location", "location", PLACE),)


def events_of(root: Node) -> list[Node]:
    """The events of a message: those of a list, bare or in the member `events`, or the object itself."""
    return root.children if root.type == "array" else root.named("events") or [root]


FIELDS = (
    ("eventType", "chooses the code"),
    ("transportEventTypeCode, equipmentEventTypeCode, shipmentEventTypeCode", "event, meaning"),
    ("eventClassifierCode", "classifier (ACT only; others are expectations)"),
    ("eventDateTime", "occurred"),
    ("documentReferences, references", "references/n"),
    ("documentID, documentTypeCode", "references/n"),
)
"""What every event has, beside the mapping."""


def is_event(node: Node) -> bool:
    """True for an object with the flat shape: its type and classifier beside each other."""
    return bool(node.named("eventType") and node.named("eventClassifierCode"))


def _documents(event: Node) -> list[tuple[Node, Node]]:
    """Pairs of type and number: documentReferences, references, and the document of a shipment event."""
    pairs = [(event, "documentTypeCode", "documentID")]
    pairs += [
        (each, "documentReferenceType", "documentReferenceValue")
        for each in event.named("documentReferences")
    ]
    pairs += [(each, "referenceType", "referenceValue") for each in event.named("references")]
    found = ((node.find(type_), node.find(number)) for node, type_, number in pairs)
    return [(type_, number) for type_, number in found if type_ is not None and number is not None]


def _version(place: Mapping, locode: str) -> Version:
    return Version(
        scheme="DCSA-TNT-2",
        event_type="eventType",
        classifier="eventClassifierCode",
        codes={
            "TRANSPORT": "transportEventTypeCode",
            "EQUIPMENT": "equipmentEventTypeCode",
            "SHIPMENT": "shipmentEventTypeCode",
        },
        place=locode,
        document_references=_documents,
        mapping=(*EVENT, *place),
    )


_AT_OWN_PLACE = _version(_OWN_PLACE, "eventLocation/UNLocationCode")
_AT_CALLS_PLACE = _version(_NESTED_PLACE, "transportCall/location/UNLocationCode")
_AT_CALL = _version(_CALL_PLACE, "transportCall/UNLocationCode")


def read_track_and_trace(reading: Reading) -> list[Draft]:
    """A milestone for every actual event."""
    drafts = []
    for event in events_of(reading.root):
        drafts.extend(read_events(reading, [event], _placed(event)))
    return drafts


def _placed(event: Node) -> Version:
    """The version that finds the event's place where this event has it."""
    if event.find("eventLocation") is not None:
        return _AT_OWN_PLACE
    return _AT_CALLS_PLACE if event.find("transportCall/location") is not None else _AT_CALL
