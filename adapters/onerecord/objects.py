"""IATA ONE Record (JSON-LD, ontology `cargo`): waybills → transport documents, events → milestones."""

import re
from collections.abc import Iterator

from adapters.codelists import table
from adapters.drafting import Drafting, Reading
from adapters.drafts import Draft, Expectation
from adapters.errors import DocumentMalformed
from adapters.mapping import By, Mapping, Take, Within, apply, below, first_value, told
from adapters.sources.tree import Node
from adapters.values.codes import country, unit
from adapters.values.numbers import count, decimal
from adapters.values.text import code, text
from adapters.values.times import day, moment
from contracts.records import Kind

_ONTOLOGY = ("https://onerecord.iata.org/ns/cargo#", "https://onerecord.iata.org/cargo#", "cargo:")


def plain(node: Node) -> Node:
    """The tree with the ontology's prefix off its names, and typed values (`@value`) in their node."""
    name = node.name
    for prefix in _ONTOLOGY:
        name = name.removeprefix(prefix)
    copy = Node(name, node.location, node.text, node.line, node.type)
    for child in node.children:
        if child.name == "@value" and child.text is not None:
            copy.text, copy.location, copy.type = child.text, child.location, child.type
        else:
            copy.children.append(plain(child))
    return copy


def objects(root: Node) -> Iterator[tuple[str, Node]]:
    """Every object with a type of the ontology: the name of the type, and the object."""
    pending = [root]
    while pending:
        node = pending.pop()
        for typed in node.named("@type"):
            spelled = (typed.text or "").strip()
            for prefix in _ONTOLOGY:
                if spelled.startswith(prefix):
                    yield spelled.removeprefix(prefix), node
        pending.extend(reversed(node.children))


def is_one_record(root: Node) -> bool:
    """True for JSON-LD with a waybill or a logistics event of the ontology."""
    return any(name in ("Waybill", "LogisticsEvent", "Shipment", "Piece") for name, _ in objects(root))


def _last(value: str) -> str:
    """The name at the end of an identifier: after `#`, `/` or the colon of a prefix."""
    return value.rpartition("#")[2].rpartition("/")[2].rpartition(":")[2]


_LOCATION: Mapping = (
    Take(("locationName", "name"), "name"),
    Take(("locationCodes/code", "code"), "facility"),
    Take("address/country/code", "country", country, lenient=True),
)


_AIR_WAYBILL = re.compile(r"[0-9]{3}-([0-9]{7})([0-9])\Z")


def _number(drafting: Drafting, node: Node, _at: str) -> None:
    """The waybill's number: airline prefix and serial number, as they are written together."""
    serial, prefix = first_value(node, "waybillNumber"), first_value(node, "waybillPrefix")
    if serial is None:
        raise DocumentMalformed(node.place or "/", expected="waybillNumber", found="none")
    spelled = (serial.text or "").strip()
    if prefix is not None:
        drafting.reading.mark_structural(prefix, "the airline's part of the number")
        spelled = f"{(prefix.text or '').strip()}-{spelled}"
    drafting.convert("number", serial, lambda _value, place: text(spelled, place))
    if prefix is not None and not _is_air_waybill(spelled):
        said = f"air waybill {spelled} is wrong by IATA resolution 600a (three digits, eight, check digit)"
        drafting.warn("identifier.check_digit", serial, said)


def _is_air_waybill(number: str) -> bool:
    """The eighth digit of the serial number is the rest of the seven before it by seven."""
    found = _AIR_WAYBILL.match(number)
    return found is not None and int(found[1]) % 7 == int(found[2])


def _type(drafting: Drafting, node: Node, _at: str) -> None:
    stated = first_value(node, ("waybillType/@id", "waybillType"))
    kind = _last((stated.text or "").strip()).upper() if stated is not None else ""
    if stated is not None:
        drafting.reading.mark_structural(stated, "says which kind of waybill it is")
    drafting.put_default("type_code", "741" if kind == "MASTER" else "740", "a waybill of carriage by air")
    if kind in ("MASTER", "HOUSE"):
        drafting.put_default("level", kind.lower(), "the type of the waybill")


_CLASSIFIERS = {"PLANNED": "PLN", "EXPECTED": "EST", "ESTIMATED": "EST", "REQUESTED": "REQ"}
_ROLES = {
    "SHP": "consignor",
    "SHIPPER": "consignor",
    "CNE": "consignee",
    "CONSIGNEE": "consignee",
    "NFY": "notify_party",
    "NOTIFY": "notify_party",
    "CAR": "carrier",
    "CARRIER": "carrier",
}

_PARTY: Mapping = (
    Take(("name", "shortName"), "name"),
    Take("basedAtLocation/address/streetAddressLines", "address/lines/0"),
    Take("basedAtLocation/address/cityCode/code", "address/city"),
    Take("basedAtLocation/address/postalCode", "address/postcode"),
    Take("basedAtLocation/address/country/code", "country", country, lenient=True),
)


def _parties(drafting: Drafting, node: Node, _at: str) -> None:
    for involved in (*node.named("involvedParties"), *node.find_all("shipment/involvedParties")):
        role = first_value(involved, ("partyRole/@id", "partyRole/code", "partyRole"))
        details = involved.find("partyDetails")
        target = None if role is None else _ROLES.get(_last((role.text or "").strip()).upper())
        if role is None or details is None or target is None or drafting.has(target):
            continue
        drafting.reading.mark_structural(role, "says whose name and address it is")
        apply(_PARTY, drafting, details, target)
        if target == "carrier":
            apply(_PARTY, drafting, details, "issuer")


def _mass(source: str, target: str) -> By:
    def put(drafting: Drafting, node: Node, at: str) -> None:
        value = first_value(node, f"{source}/numericalValue")
        named = first_value(node, (f"{source}/unit/code", f"{source}/unit/@id", f"{source}/unit"))
        if value is None or named is None:
            return
        spelled = _last((named.text or "").strip())
        if drafting.convert_if_possible(
            f"{below(at, target)}/unit", named, lambda _v, place: unit(spelled, place)
        ):
            drafting.convert(f"{below(at, target)}/value", value, decimal)

    return By(put, ((f"{source}/numericalValue", f"{target}/value"), (f"{source}/unit", f"{target}/unit")))


WAYBILL: Mapping = (
    By(_number, (("waybillPrefix, waybillNumber", "number"),)),
    By(_type, (("waybillType", "type_code, level"),)),
    Take("carrierDeclarationDate", "issue_date", lambda value, node: day(value[:10], node)),
    By(_parties, (("involvedParties/partyDetails", "consignor, consignee, notify_party, carrier, issuer"),)),
    Within("departureLocation", "port_of_loading", _LOCATION),
    Within("arrivalLocation", "port_of_discharge", _LOCATION),
    _mass("shipment/totalGrossWeight", "gross_mass"),
    Take(("shipment/pieceCount", "shipment/totalPieceCount"), "packages/count", count, lenient=True),
    Take("shipment/goodsDescription", "items/0/description"),
)
EVENT: Mapping = (
    told(
        ("eventTimeType (ACTUAL; others are expectations)", "classifier"),
        ("eventCode/code", "event, meaning"),
    ),
    Take("eventDate", "occurred", moment, required=True),
    Take("creationDate", "recorded", moment),
    Take("@id", "source_event"),
    Take("eventName", "remarks"),
    Within("eventLocation", "location", _LOCATION),
)


def read_objects(reading: Reading) -> list[Draft]:
    """A draft for every waybill, and for every logistics event that happened."""
    found = []
    for name, node in objects(reading.root):
        if name == "Waybill":
            found.append(_waybill(reading, node))
        elif name == "LogisticsEvent":
            draft = _event(reading, node)
            if draft is not None:
                found.append(draft)
    for leaf in reading.root.leaves():
        if leaf.name in ("@type", "@context", "@vocab") or leaf.location.startswith("/@context"):
            reading.mark_structural(leaf, "says what the values beside it are")
    return found


def _waybill(reading: Reading, node: Node) -> Draft:
    drafting = Drafting(reading, Kind.TRANSPORT_DOCUMENT, node)
    apply(WAYBILL, drafting, node)
    if drafting.has("items/0"):
        drafting.put_default("items/0/sequence", 1, "the shipment as the waybill's one item")
    drafting.put_default("legs/0/mode", "air", "a waybill of carriage by air")
    return drafting.finish()


def _event(reading: Reading, node: Node) -> Draft | None:
    coded = first_value(node, ("eventCode/code", "eventCode/@id", "eventCode"))
    if coded is None:
        raise DocumentMalformed(node.place or "/", expected="eventCode", found="none")
    timed = first_value(node, ("eventTimeType/@id", "eventTimeType"))
    classifier = _last((timed.text or "").strip()).upper() if timed is not None else "ACTUAL"
    spelled = _last((coded.text or "").strip())
    if classifier != "ACTUAL":
        details = {leaf.location: leaf.text or "" for leaf in node.leaves()}
        kind = _CLASSIFIERS.get(classifier, classifier)
        reading.expect(
            Expectation(node.location, kind, spelled, "IATA-1R", node.value("eventDate"), details), node
        )
        return None
    drafting = Drafting(reading, Kind.MILESTONE, node)
    if timed is not None:
        reading.mark_structural(timed, "says that the event happened")
    meaning = table("transport")["air_event"].get(spelled)
    if meaning is None:
        drafting.warn("code.unknown", coded, f"event {spelled!r} is not in the table: meaning other")
    drafting.convert("event", coded, lambda _value, place: code(spelled, place))
    drafting.put_default("scheme", "IATA-1R", "status codes of Cargo-IMP that ONE Record uses")
    drafting.put("meaning", meaning or "other", coded)
    drafting.put_default("mode", "air", "an event of carriage by air")
    apply(EVENT, drafting, node)
    return drafting.finish()
