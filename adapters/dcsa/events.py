"""What both versions share: an event's classifier decides what becomes of it; tables say what it means."""

from collections.abc import Callable
from dataclasses import dataclass

from adapters.codelists import table
from adapters.drafting import Drafting, Reading
from adapters.drafts import Draft, Expectation
from adapters.errors import DocumentMalformed, ValueRefused
from adapters.mapping import Mapping, apply, first_value
from adapters.references import put_reference
from adapters.sources.tree import Node
from adapters.values import Convert
from adapters.values.codes import flag, meaning_of
from adapters.values.text import code
from adapters.values.times import moment, moment_in
from contracts.errors import brief
from contracts.records import Kind


@dataclass(frozen=True, slots=True)
class Version:
    """Where one version of the standard keeps what every event has; paths from the event."""

    scheme: str
    event_type: str | tuple[str, ...]
    classifier: str | tuple[str, ...]
    codes: dict[str, str | tuple[str, ...]]
    place: str | tuple[str, ...]
    document_references: Callable[[Node], list[tuple[Node, Node]]]
    mapping: Mapping
    occurred: str = "eventDateTime"


def read_events(reading: Reading, events: list[Node], version: Version) -> list[Draft]:
    """A draft for every actual event; every other becomes an expectation of the reading."""
    drafts = []
    for event in events:
        classifier = _required(event, version.classifier)
        meant = table("dcsa")["classifier"].get(_text(classifier))
        if meant is None:
            raise ValueRefused(
                classifier.place, expected="ACT, EST, PLN or REQ", found=brief(_text(classifier))
            )
        if meant == "ACT":
            drafts.append(_milestone(reading, event, version))
        else:
            reading.expect(_expectation(event, version, meant), event)
    return drafts


def _milestone(reading: Reading, event: Node, version: Version) -> Draft:
    drafting = Drafting(reading, Kind.MILESTONE, event)
    kind, what = _kind_and_code(event, version)
    drafting.convert("event", what, code)
    drafting.put_default("scheme", version.scheme, "the version whose shape the event has")
    drafting.put("meaning", _meaning(drafting, kind, what), what)
    drafting.put("classifier", "ACT", _required(event, version.classifier))
    reading.mark_structural(kind, "chose which code names the event")
    drafting.convert("occurred", _required(event, version.occurred), _occurred(event, version))
    apply(version.mapping, drafting, event)
    for typed, number in version.document_references(event):
        _document_reference(drafting, typed, number)
    return drafting.finish()


def _occurred(event: Node, version: Version) -> Convert:
    place = first_value(event, version.place)
    return moment if place is None else moment_in(_text(place)[:2])


def _kind_and_code(event: Node, version: Version) -> tuple[Node, Node]:
    """The type of the event, and its code, which stands in a member named after the type."""
    kind = _required(event, version.event_type)
    member = version.codes.get(_text(kind))
    if member is None:
        raise ValueRefused(
            kind.place, expected="one of " + ", ".join(version.codes), found=brief(_text(kind))
        )
    return kind, _required(event, member)


def _meaning(drafting: Drafting, kind: Node, what: Node) -> str:
    meanings = table("dcsa").get(_text(kind).lower(), {"any": "other"})
    known = meanings.get("any") or meanings.get(_text(what))
    if known is None:
        drafting.warn("code.unknown", what, f"event code {_text(what)!r} is not in the table: meaning other")
    return str(known or "other")


def _document_reference(drafting: Drafting, typed: Node, number: Node) -> None:
    known = table("dcsa")
    type_ = known["document_reference"].get(_text(typed)) or known["shipment_reference"].get(_text(typed))
    if type_ is None:
        drafting.reading.leave(number, f"no reference type for {_text(typed)}")
        return
    drafting.reading.mark_structural(typed, "chose the type of the reference")
    put_reference(drafting, number, type_)


def _expectation(event: Node, version: Version, classifier: str) -> Expectation:
    _, what = _kind_and_code(event, version)
    when = event.value(version.occurred)
    return Expectation(event.location, classifier, _text(what), version.scheme, when, details_of(event))


def details_of(event: Node) -> dict[str, str]:
    """Every value of an event, by its place in it."""
    return {leaf.location.removeprefix(f"{event.location}/"): leaf.text or "" for leaf in event.leaves()}


def _required(event: Node, path: str | tuple[str, ...]) -> Node:
    found = first_value(event, path)
    if found is None:
        wanted = path if isinstance(path, str) else " or ".join(path)
        raise DocumentMalformed(event.place or "/", expected=wanted, found=_members(event))
    return found


def _members(event: Node) -> str:
    names = dict.fromkeys(child.name for child in event.children)
    return "an object with " + brief(", ".join(names)) if names else "no such member"


def _text(node: Node) -> str:
    return (node.text or "").strip()


def in_table(name: str, what: str) -> Convert:
    """A conversion by a section of the DCSA tables."""

    def convert(value: str, node: Node) -> str:
        found = meaning_of(table("dcsa")[name], what)(value, node)
        return str(found)

    return convert


def laden(value: str, node: Node) -> bool:
    """EMPTY or LADEN as a flag."""
    known = table("dcsa")["laden"].get(value)
    if known is None:
        raise ValueRefused(node.place, expected="EMPTY or LADEN", found=brief(value))
    return flag(known, node)
