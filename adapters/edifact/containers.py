"""EDIFACT COARRI and CODECO → milestones (kind 5): one for each container that was moved at a terminal.

BGM's document code says what happened: COARRI 44 discharged, 46 loaded; CODECO 34 in, 36 out of the gate.
"""

from adapters.codelists import table
from adapters.drafting import Drafting, Reading
from adapters.drafts import Draft, Expectation
from adapters.edifact.groups import grouped_message, messages_of
from adapters.edifact.parts import location, put_equipment, put_transport, time_of
from adapters.edifact.rules import check_function, describe, free_text, party_at, put_references, timed
from adapters.errors import DocumentMalformed
from adapters.mapping import Mapping, apply, told
from adapters.sources.tree import Node
from adapters.values.times import moment_in
from contracts.records import Kind

_HAPPENED = ("DTM[203]", "DTM[7]", "DTM[181]")
_PLANNED = {"132": "estimated arrival", "133": "estimated departure"}

HEAD: Mapping = (
    party_at(("NAD[MS]", "NAD[TR]"), "issuer"),
    timed(("DTM[137]",), "recorded"),
    free_text(("AAI", "OSI"), "remarks"),
)

FIELDS: Mapping = (
    told(("BGM/1.1", "event"), ("BGM/1.1", "meaning")),
    told(("EQD/DTM[203], DTM[7], DTM[181]/1.2", "occurred")),
    told(("EQD/LOC[165], LOC[11], LOC[9], LOC[89]/2, 3", "location")),
    told(("TDT[20]/2.1, 3.1, 8.1, 8.4", "voyage, mode, vessel/imo, vessel/name")),
    told(("EQD/2.1, 3.1, 6.1", "equipment/number, size_type, laden")),
    told(("EQD/SEL/1.1", "equipment/seals/n"), ("EQD/RFF/1.2", "references/n")),
    told(("TDT/DTM[132], DTM[133]", "an expectation, never a milestone")),
    *HEAD,
)
"""The mapping as the documentation lists it."""


def read_coarri(reading: Reading) -> list[Draft]:
    """A milestone for every container that was loaded or discharged."""
    return _read(reading, "COARRI")


def read_codeco(reading: Reading) -> list[Draft]:
    """A milestone for every container that went through a gate."""
    return _read(reading, "CODECO")


def _read(reading: Reading, type_: str) -> list[Draft]:
    drafts: list[Draft] = []
    for message in messages_of(reading, type_):
        check_function(reading, message)
        drafts.extend(_moved(reading, message, type_))
        describe(reading, message)
    return drafts


def _moved(reading: Reading, message: Node, type_: str) -> list[Draft]:
    nested = grouped_message(reading, message)
    moved = [child for child in nested.children if child.name.startswith("EQD") and child.find("2.1")]
    if not moved:
        raise DocumentMalformed(message.location, expected="equipment (EQD) that was moved", found="none")
    head = _without(nested, moved)
    segments = {segment.location: segment for segment in message.children}
    _expect_call(reading, head)
    drafts: list[Draft] = []
    common: Drafting | None = None
    referring = [level for level in (*head.named("TDT[20]"), head) if _refers(level)]
    for equipment in moved:
        when = _time(head, equipment)
        iso = "" if when is None else time_of(when)
        if when is None or "T" not in iso:
            _undated(reading, head, equipment, type_, when)
            continue
        common = common or _common(reading, message, head, type_)
        own = _segments(equipment, segments)
        drafting = common.fork(*own)
        _put_time_and_place(drafting, head, equipment, when, iso)
        put_equipment(drafting, equipment)
        for level in (equipment, *referring):
            put_references(drafting, level)
        describe(reading, Node(type_, equipment.location, children=own))
        drafts.append(drafting.finish())
    return drafts


def _without(nested: Node, moved: list[Node]) -> Node:
    """The message's head: what stands in it once, for all the equipment."""
    gone = {id(equipment) for equipment in moved}
    return Node(nested.name, nested.location, children=[c for c in nested.children if id(c) not in gone])


def _time(head: Node, equipment: Node) -> Node | None:
    """When it was moved: the container's own time, else that of the message."""
    for level in (equipment, head):
        for path in _HAPPENED:
            for found in level.named(path):
                if found.find("1.2") is not None:
                    return found
    return None


def _common(reading: Reading, message: Node, head: Node, type_: str) -> Drafting:
    """What the message states once, for every container that was moved."""
    drafting = Drafting(reading, Kind.MILESTONE, message)
    _put_event(drafting, head, type_)
    for transport in head.named("TDT[20]")[:1]:
        put_transport(drafting, transport)
    apply(HEAD, drafting, head)
    return drafting


def _refers(level: Node) -> bool:
    return any(child.name.startswith("RFF[") for child in level.children)


def _put_time_and_place(drafting: Drafting, head: Node, equipment: Node, when: Node, iso: str) -> None:
    place = _place(head, equipment, _movement(head).get("place", ["165"]))
    country = (place.value("2.1") or "")[:2] if place is not None else None
    for value in when.named("1.2")[:1]:
        drafting.convert("occurred", value, lambda _value, node: moment_in(country)(iso, node))
    if place is not None:
        location(drafting, place, "location")


def _segments(group: Node, segments: dict[str, Node]) -> list[Node]:
    """The segments that stand in `group`, in the message's order."""
    inside = [segments[group.location]]
    for child in group.children:
        if child.location in segments:
            inside += _segments(child, segments)
    return inside


def _movement(head: Node) -> dict[str, object]:
    """What the table says of the code in BGM; nothing where it does not know it."""
    known: dict[str, object] = table("edifact")["movements"][head.name].get(head.value("BGM/1.1") or "", {})
    return known


def _put_event(drafting: Drafting, head: Node, type_: str) -> None:
    stated = head.find("BGM/1.1")
    if stated is None:
        raise DocumentMalformed(head.location, expected="a document code in BGM", found="none")
    spelled, movement = (stated.text or "").strip(), _movement(head)
    if not movement:
        drafting.warn(
            "code.unknown", stated, f"document code {spelled!r} of {type_} is not in the table: other"
        )
    drafting.put("event", spelled, stated)
    drafting.put_default("scheme", f"EDIFACT-{type_}", "document codes of BGM in this message")
    drafting.put("meaning", str(movement.get("meaning", "other")), stated)


def _place(nested: Node, equipment: Node, codes: object) -> Node | None:
    """The place of the movement: the container's own, else where the ship or the terminal is."""
    qualifiers = [f"LOC[{code}]" for code in codes] if isinstance(codes, list) else []
    own = [found for name in qualifiers[:1] for found in equipment.named(name)]
    levels = [*(nested.named("TDT[20]")), nested]
    ships = [found for level in levels for name in qualifiers for found in level.named(name)]
    others = [found for name in qualifiers[1:] for found in equipment.named(name)]
    return next(iter([*own, *ships, *others]), None)


def _expect_call(reading: Reading, nested: Node) -> None:
    """Estimated times of the ship's call are expectations."""
    for level in (nested, *(child for child in nested.children if child.name.startswith("TDT"))):
        for qualifier, meaning in _PLANNED.items():
            for found in level.named(f"DTM[{qualifier}]"):
                details = {"qualifier": meaning, "voyage": nested.value("TDT[20]/2.1") or ""}
                expected = Expectation(
                    found.location, "EST", qualifier, "UNTDID-2005", time_of(found), details
                )
                reading.expect(expected, found)


def _undated(reading: Reading, nested: Node, equipment: Node, type_: str, when: Node | None) -> None:
    details = {leaf.location: leaf.text or "" for leaf in equipment.leaves()}
    code = nested.value("BGM/1.1") or ""
    stated = time_of(when) if when is not None else None
    reading.expect(
        Expectation(equipment.location, "UNDATED", code, f"EDIFACT-{type_}", stated, details), equipment
    )
    said = "a movement without a time is no milestone: no midnight is invented"
    reading.warn("status.no_time", equipment.location, said)
