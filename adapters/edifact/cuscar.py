"""EDIFACT CUSCAR → transport documents (kind 4): one for each consignment of the cargo report."""

from adapters.codelists import table
from adapters.drafting import Drafting, Reading
from adapters.drafts import Draft
from adapters.edifact.groups import grouped_message, messages_of
from adapters.edifact.parts import location, put_equipment
from adapters.edifact.rules import (
    check_function,
    dated,
    describe,
    free_text,
    mass_at,
    measure_at,
    party_at,
    place_at,
    put_references,
    whole_number,
)
from adapters.errors import DocumentMalformed
from adapters.mapping import By, Each, Mapping, Take, apply, below, told
from adapters.sources.tree import Node
from adapters.values.codes import container, hs, imo
from adapters.values.text import code, text
from contracts.records import Kind

MESSAGE = "CUSCAR"

HEAD: Mapping = (party_at(("NAD[CA]", "NAD[CG]", "NAD[MS]"), "issuer", "carrier"),)


def _sequence(drafting: Drafting, node: Node, at: str) -> None:
    stated = node.find("1.1")
    if stated is not None and drafting.convert_if_possible(below(at, "sequence"), stated, whole_number):
        return
    position = int(at.rpartition("/")[2]) + 1
    drafting.put_default(below(at, "sequence"), position, "the item's place: GID has no number")


def _containers(drafting: Drafting, node: Node, at: str) -> None:
    for split in node.named("SGP"):
        number = split.find("1.1")
        if number is not None:
            drafting.convert(drafting.next_item(below(at, "containers")), number, container)


ITEM: Mapping = (
    By(_sequence, (("1.1", "sequence"),)),
    free_text(("AAA", "PRD", "AAI"), "description"),
    Take(("CST/2.1", "PIA/2.1"), "classification/code", hs, lenient=True),
    Take(("2.1", "PAC/1.1"), "packages/count", whole_number),
    Take(("2.2", "PAC/3.1"), "packages/type_code", code, lenient=True),
    Take("PCI/2.1", "packages/marks", text),
    mass_at("gross", "gross_mass"),
    mass_at("net", "net_mass"),
    mass_at("volume", "volume"),
    By(_containers, (("SGP/1.1", "containers/n"),)),
)

CONSIGNMENT: Mapping = (
    party_at(("NAD[CZ]", "NAD[OS]", "NAD[EX]"), "consignor"),
    party_at(("NAD[CN]",), "consignee"),
    party_at(("NAD[NI]", "NAD[N1]"), "notify_party"),
    place_at(("LOC[88]",), "place_of_receipt"),
    place_at(("LOC[9]", "LOC[76]"), "port_of_loading"),
    place_at(("LOC[11]", "LOC[12]"), "port_of_discharge"),
    place_at(("LOC[7]", "LOC[8]", "LOC[20]"), "place_of_delivery"),
    Take("CNT[8]/1.2", "packages/count", whole_number),
    measure_at(("CNT[7]",), "gross_mass"),
    Each("GID", "items", ITEM),
)

FIELDS: Mapping = (
    *HEAD,
    told(("CNI/RFF[BM], [MB], [BH], [AWB], [MWB], [HWB]/1.2", "number, type_code, level")),
    *CONSIGNMENT,
    told(("TDT[20]/2.1, 3.1, 8.1, 8.4", "legs/0/voyage, mode, vessel/imo, vessel/name")),
    told(("CNI/LOC[13]", "transhipments/n"), ("EQD/2.1, 3.1, SEL/1.1", "equipment/n")),
    told(("CNI/RFF/1.2", "references/n")),
    dated(("CNI/DTM[95]", "CNI/RFF/DTM[95]"), "issue_date"),
)
"""The mapping as the documentation lists it."""


def read_cuscar(reading: Reading) -> list[Draft]:
    """A draft for every consignment of every message."""
    drafts: list[Draft] = []
    for message in messages_of(reading, MESSAGE):
        check_function(reading, message)
        nested = grouped_message(reading, message)
        consignments = nested.named("CNI") or [nested]
        head = _head_of(nested)
        segments = {segment.location: segment for segment in message.children}
        boxes = {each.value("2.1"): each for each in head.children if each.name.startswith("EQD")}
        drafts.extend(_document(reading, segments, head, each, boxes) for each in consignments)
        describe(reading, message)
    return drafts


def _head_of(nested: Node) -> Node:
    """What the report states once, for all its consignments."""
    return Node(nested.name, nested.location, children=[c for c in nested.children if c.name != "CNI"])


def _document(
    reading: Reading,
    segments: dict[str, Node],
    nested: Node,
    consignment: Node,
    boxes: dict[str | None, Node],
) -> Draft:
    inside = dict.fromkeys(leaf.location.partition("/")[0] for leaf in consignment.leaves())
    own = [segments[location] for location in inside]
    drafting = Drafting(reading, Kind.TRANSPORT_DOCUMENT, *(own or [consignment]))
    _put_number(drafting, consignment)
    apply(HEAD, drafting, nested)
    apply((*CONSIGNMENT, dated(("DTM[95]",), "issue_date")), drafting, consignment)
    for place in consignment.named("LOC[13]"):
        location(drafting, place, drafting.next_item("transhipments"))
    _put_leg(drafting, nested)
    put_references(drafting, consignment)
    _put_equipment(drafting, consignment, boxes)
    describe(reading, Node(MESSAGE, consignment.location, children=own))
    return drafting.finish()


def _put_number(drafting: Drafting, consignment: Node) -> None:
    """The consignment's transport document: the house bill of one that has a master bill too."""
    kinds = table("edifact")["consignments"]
    for qualifier in ("BH", "HWB", "BM", "AWB", "MB", "MWB"):
        found = consignment.find(f"RFF[{qualifier}]/1.2")
        if found is None:
            continue
        drafting.convert("number", found, text)
        for field, value in kinds[qualifier].items():
            drafting.put_default(field, value, f"the reference of the consignment is RFF+{qualifier}")
        return
    expected = "a transport document of the consignment (RFF+BM, BH, MB, AWB, HWB or MWB)"
    raise DocumentMalformed(consignment.location, expected=expected, found="none")


def _put_leg(drafting: Drafting, nested: Node) -> None:
    """The main carriage (TDT+20) as the one leg that the report states."""
    transport = nested.find("TDT[20]")
    mode = None if transport is None else transport.find("3.1")
    known = None if mode is None else table("transport")["mode"].get((mode.text or "")[:1])
    if transport is None or mode is None or known is None:
        return
    drafting.put("legs/0/mode", known, mode)
    number, ship, name = transport.find("2.1"), transport.find("8.1"), transport.find("8.4")
    if number is not None:
        drafting.convert("legs/0/voyage", number, text)
    if ship is not None and known == "sea" and transport.value("8.2") not in ("103", "ZZZ"):
        drafting.convert_if_possible("legs/0/vessel/imo", ship, imo)
    if name is not None and known == "sea":
        drafting.convert("legs/0/vessel/name", name, text)


def _put_equipment(drafting: Drafting, consignment: Node, boxes: dict[str | None, Node]) -> None:
    """The containers that the consignment's items are in, as the report describes them."""
    paths = ("GID/SGP/1.1", "SGP/1.1")
    inside = dict.fromkeys(split.text for path in paths for split in consignment.find_all(path))
    named = [boxes[number] for number in inside if number in boxes]
    own = [each for each in consignment.children if each.name.startswith("EQD") and each not in named]
    for equipment in (*named, *own):
        if equipment.find("2.1") is not None:
            put_equipment(drafting, equipment, drafting.next_item("equipment"))
