"""EPCIS documents, query results and single events, in JSON-LD and in XML (namespaces of 1.x and 2.0)."""

from dataclasses import replace

from adapters.drafting import Reading
from adapters.drafts import Draft
from adapters.epcis.events import TYPES, read_event
from adapters.errors import DocumentMalformed
from adapters.sources.tree import Node

_LISTS = ("epcisBody/eventList", "epcisBody/queryResults/resultsBody/eventList")
_XML_LISTS = (
    "EPCISBody/EventList",
    "EPCISBody/queryResults/resultsBody/EventList",
    "EPCISBody/epcisq:QueryResults/resultsBody/EventList",
)


def is_epcis(root: Node) -> bool:
    """True for a JSON document of events, or one event."""
    return bool(root.find("epcisBody")) or type_of(root) is not None


def type_of(event: Node) -> Node | None:
    """Where a JSON event says what it is."""
    for named in event.named("type"):
        if (named.text or "").strip() in TYPES and event.named("eventTime"):
            return named
    return None


def read_json_events(reading: Reading) -> list[Draft]:
    """A milestone for every event of a JSON-LD document."""
    root = reading.root
    events = [event for path in _LISTS for event in root.find_all(path)]
    if not events and type_of(root) is not None:
        events = [root]
    events = [event for event in events if event.type != "array"]
    for name in ("type", "schemaVersion", "@context"):
        for found in root.named(name):
            for leaf in found.leaves():
                reading.mark_structural(leaf, "frames the document")
    drafts = []
    for event in events:
        stated = type_of(event)
        if stated is None:
            expected = "an event with eventTime and a type: " + ", ".join(TYPES)
            raise DocumentMalformed(event.place or "/", expected=expected, found="another object")
        drafts.append(read_event(reading, event, (stated.text or "").strip(), stated))
    return drafts


def _unprefixed(root: Node) -> Node:
    """A copy in which elements below the root have their plain names: some senders qualify them."""

    def plain(node: Node) -> Node:
        return replace(node, name=node.name.removeprefix("epcis:"), children=list(map(plain, node.children)))

    return replace(root, children=list(map(plain, root.children)))


def read_xml_events(reading: Reading) -> list[Draft]:
    """A milestone for every event of an XML document."""
    root = _unprefixed(reading.root)
    sender = root.find("EPCISHeader/sbdh:StandardBusinessDocumentHeader/sbdh:Sender")
    for name in ("@schemaVersion", "@xsi:schemaLocation"):
        for found in root.named(name):
            reading.mark_structural(found, "frames the document")
    drafts = []
    for holder in (found for path in _XML_LISTS for found in root.find_all(path)):
        events = [
            *holder.children,
            *(child for extended in holder.named("extension") for child in extended.children),
        ]
        for event in events:
            if event.name in TYPES:
                drafts.append(read_event(reading, event, event.name, None, sender=sender))
            elif event.name != "extension":
                raise DocumentMalformed(event.place, expected="one of " + ", ".join(TYPES), found=event.name)
    return drafts
