"""Track & Trace 3.0.0-Beta-1: events of `metadata` and `payload`, retractions by `retractedEventID`."""

from adapters.dcsa.events import Version, details_of, read_events
from adapters.dcsa.parts import EQUIPMENT, MODE, PLACE, VESSEL, voyage
from adapters.drafting import Reading
from adapters.drafts import Draft, Expectation
from adapters.errors import DocumentMalformed
from adapters.mapping import Mapping, Take, Within, first_value
from adapters.sources.tree import Node
from adapters.values.times import moment

_P = "payload"
_EXPORT = ("carrierExportVoyageNumber", "exportVoyageNumber")
_IMPORT = ("carrierImportVoyageNumber", "importVoyageNumber")

EVENT: Mapping = (
    Take(("metadata/eventCreatedDateTime", f"{_P}/eventCreatedDateTime"), "recorded", moment),
    Take(("metadata/eventID", f"{_P}/eventID"), "source_event", required=True),
    Take(("metadata/retractedEventID", f"{_P}/retractedEventID"), "retracts"),
    Take((f"{_P}/delayReasonCode", f"{_P}/changeRemark"), "remarks"),
    Within(f"{_P}/eventLocation", "location", PLACE),
    Within(f"{_P}/transportCall", "", (MODE, voyage(_EXPORT, _IMPORT))),
    Within(f"{_P}/transportCall/vessel", "vessel", VESSEL),
    Within(_P, "equipment", EQUIPMENT),
)

FIELDS = (
    ("payload/eventType (or metadata)", "chooses the code"),
    ("payload/…EventTypeCode", "event, meaning"),
    ("payload/eventClassifierCode", "classifier (ACT only; others are expectations)"),
    ("payload/eventDateTime", "occurred"),
    ("payload/documentReferences, references, relatedDocumentReferences", "references/n"),
)
"""What every event has, beside the mapping."""


def events_of(root: Node) -> list[Node]:
    """The events of a message: of `events`, of a list, or the object itself."""
    found = root.children if root.type == "array" else root.named("events") or [root]
    return [event for event in found if event.type != "array"]


def is_event(node: Node) -> bool:
    """True for an object with this version's shape."""
    return bool(node.named("metadata")) and bool(node.named(_P) or node.find("metadata/retractedEventID"))


def _documents(event: Node) -> list[tuple[Node, Node]]:
    pairs: list[tuple[Node | None, Node | None]] = []
    for name in ("documentReferences", "relatedDocumentReferences", "references"):
        for each in event.find_all(f"{_P}/{name}"):
            type_ = first_value(each, ("documentReferenceType", "referenceType", "type"))
            pairs.append((type_, first_value(each, ("documentReferenceValue", "referenceValue", "value"))))
    return [(type_, number) for type_, number in pairs if type_ is not None and number is not None]


VERSION = Version(
    scheme="DCSA-TNT-3-BETA-1",
    event_type=(f"{_P}/eventType", "metadata/eventType"),
    classifier=(f"{_P}/eventClassifierCode", "metadata/eventClassifierCode"),
    codes={
        "TRANSPORT": f"{_P}/transportEventTypeCode",
        "EQUIPMENT": f"{_P}/equipmentEventTypeCode",
        "SHIPMENT": (f"{_P}/shipmentEventTypeCode", f"{_P}/documentEventTypeCode"),
    },
    place=(f"{_P}/eventLocation/UNLocationCode", f"{_P}/transportCall/UNLocationCode"),
    document_references=_documents,
    mapping=EVENT,
    occurred=f"{_P}/eventDateTime",
)


def read_track_and_trace(reading: Reading) -> list[Draft]:
    """A milestone for every actual event; a retraction without a payload is told of."""
    complete = []
    for event in events_of(reading.root):
        if event.named(_P):
            complete.append(event)
        else:
            reading.expect(_bare_retraction(reading, event), event)
    return read_events(reading, complete, VERSION)


def _bare_retraction(reading: Reading, event: Node) -> Expectation:
    id_ = event.value("metadata/retractedEventID")
    if id_ is None:
        raise DocumentMalformed(
            event.place, expected="payload, or metadata/retractedEventID", found="neither"
        )
    reading.warn("event.retraction", event.location, f"event {id_} is taken back; retract its milestone")
    when = event.value("metadata/eventCreatedDateTime")
    details = {**details_of(event), "eventID": id_}
    return Expectation(event.location, "RETRACTED", id_, VERSION.scheme, when, details)
