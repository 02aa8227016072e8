"""DCSA eBL 3.0 and PINT: a transport document → transport document (kind 4).

A PINT envelope holds it as `transportDocument`. Shipping instructions have the same shape without a number:
their draft says that the number is missing.
"""

from adapters.dcsa.parts import PLACE
from adapters.drafting import Drafting, Reading
from adapters.drafts import Draft
from adapters.mapping import By, Mapping, Take, Within, apply, below, first_value
from adapters.references import put_reference
from adapters.sources.tree import Node
from adapters.values.codes import container, country, flag, hs, imo, meaning_of, unit
from adapters.values.numbers import count, decimal
from adapters.values.text import code, identifier, text
from adapters.values.times import day
from contracts.records import Kind

_TYPES = {"BOL": "705", "SWB": "710"}


def is_transport_document(root: Node) -> bool:
    """True for a transport document, bare or in a PINT envelope."""
    return document_of(root).find("transportDocumentTypeCode") is not None


def document_of(root: Node) -> Node:
    """The transport document of a message."""
    return root.find("transportDocument") or root


def _identifiers(drafting: Drafting, node: Node, at: str) -> None:
    """Codes of lists (LEI by GLEIF, SMDG, …), and tax and legal references."""
    for found in node.named("identifyingCodes"):
        provider = first_value(found, ("codeListName", "codeListProvider"))
        value = first_value(found, "partyCode")
        if provider is None or value is None:
            continue
        path = drafting.next_item(below(at, "identifiers"))
        if drafting.convert_if_possible(f"{path}/scheme", provider, _scheme):
            drafting.convert(f"{path}/value", value, identifier)
            for named in found.named("codeListProvider"):
                if named is not provider:
                    drafting.reading.mark_structural(named, "who keeps the list of the identifier")
    for found in node.named("taxLegalReferences"):
        kind, value = first_value(found, "type"), first_value(found, "value")
        if kind is not None and value is not None:
            path = drafting.next_item(below(at, "identifiers"))
            drafting.put(f"{path}/scheme", "TAX", kind)
            drafting.convert(f"{path}/value", value, identifier)


def _scheme(value: str, node: Node) -> str:
    return "LEI" if value.upper() in ("LEI", "GLEIF") else code(value.replace(" ", "-"), node)


PARTY: Mapping = (
    Take("partyName", "name"),
    By(
        _identifiers,
        (("identifyingCodes/partyCode", "identifiers/n"), ("taxLegalReferences/value", "identifiers/n")),
    ),
    Within(
        "address",
        "address",
        (
            Take("street", "lines/0"),
            Take("streetNumber", "lines/1"),
            Take("floor", "lines/2"),
            Take("city", "city"),
            Take("stateRegion", "region"),
            Take(("postCode", "postalCode"), "postcode"),
            Take("countryCode", "country", country, lenient=True),
        ),
    ),
    Take("address/countryCode", "country", country, lenient=True),
)


def _equipment(drafting: Drafting, node: Node, _at: str) -> None:
    for found in node.named("utilizedTransportEquipments"):
        number = first_value(found, ("equipment/equipmentReference", "equipmentReference"))
        if number is None:
            continue
        path = drafting.next_item("equipment")
        drafting.convert(f"{path}/number", number, container)
        put_reference(drafting, number, "CNTR")
        size = first_value(found, ("equipment/ISOEquipmentCode", "ISOEquipmentCode"))
        if size is not None:
            drafting.convert_if_possible(f"{path}/size_type", size, code)
        for seal in found.find_all("seals/number"):
            drafting.convert(drafting.next_item(f"{path}/seals"), seal, text)


def _items(drafting: Drafting, node: Node, _at: str) -> None:
    """An item for every cargo item: its own masses, packages and container, its consignment item's goods."""
    for consignment in node.named("consignmentItems"):
        for cargo in consignment.named("cargoItems") or [consignment]:
            path = drafting.next_item("items")
            place = int(path.rpartition("/")[2]) + 1
            drafting.put_default(f"{path}/sequence", place, "the item's place: it has no number")
            _goods(drafting, consignment, path)
            _cargo(drafting, cargo, path)
        for booking in consignment.named("carrierBookingReference"):
            put_reference(drafting, booking, "BKG")


def _goods(drafting: Drafting, consignment: Node, path: str) -> None:
    lines = [line for line in consignment.named("descriptionOfGoods") if (line.text or "").strip()]
    if lines:
        joined = " ".join((line.text or "").strip() for line in lines)
        drafting.convert(f"{path}/description", lines[0], lambda _value, place: text(joined, place))
    for line in lines[1:]:
        drafting.reading.mark_structural(line, "goes on with the text before it")
    coded = first_value(consignment, "HSCodes")
    if coded is not None:
        drafting.convert_if_possible(f"{path}/classification/code", coded, hs)


def _cargo(drafting: Drafting, cargo: Node, path: str) -> None:
    weight, named = first_value(cargo, "cargoGrossWeight/value"), first_value(cargo, "cargoGrossWeight/unit")
    mass = f"{path}/gross_mass"
    if weight is not None and named is not None and drafting.convert_if_possible(f"{mass}/unit", named, unit):
        drafting.convert(f"{path}/gross_mass/value", weight, decimal)
    box = first_value(cargo, "equipmentReference")
    if box is not None:
        drafting.convert(drafting.next_item(f"{path}/containers"), box, container)
    apply(_PACKAGES, drafting, cargo, path)


_PACKAGES: Mapping = (
    Take(("outerPackaging/numberOfPackages", "numberOfPackages"), "packages/count", count),
    Take(("outerPackaging/packageCode", "packageCode"), "packages/type_code", code, lenient=True),
    Take("shippingMarks", "packages/marks"),
)


def _leg(drafting: Drafting, node: Node, _at: str) -> None:
    """The vessel and voyage of the main carriage as its leg."""
    for found in node.find_all("transports/vesselVoyages"):
        path = drafting.next_item("legs")
        drafting.put_default(f"{path}/mode", "sea", "a vessel's voyage is carriage by sea")
        apply(
            (
                Take("vesselName", "vessel/name"),
                Take("vesselIMONumber", "vessel/imo", imo, lenient=True),
                Take(("carrierExportVoyageNumber", "universalExportVoyageReference"), "voyage"),
            ),
            drafting,
            found,
            path,
        )


def _carrier(drafting: Drafting, node: Node, _at: str) -> None:
    coded, provider = first_value(node, "carrierCode"), first_value(node, "carrierCodeListProvider")
    if coded is None or provider is None:
        return
    for target in ("carrier", *(() if node.find("documentParties/issuingParty") else ("issuer",))):
        path = drafting.next_item(f"{target}/identifiers")
        if drafting.convert_if_possible(f"{path}/scheme", provider, code):
            drafting.convert(f"{path}/value", coded, identifier)


def _references(drafting: Drafting, node: Node, _at: str) -> None:
    types = {"PO": "PO", "INV": "INV", "EDN": "EXP", "UCR": "UCR", "CR": "ORD"}
    for found in node.find_all("references"):
        kind, values = first_value(found, "type"), found.named("value") + found.named("values")
        type_ = None if kind is None else types.get((kind.text or "").strip())
        if kind is None or type_ is None:
            drafting.reading.leave(found, "a reference of a type that records do not have")
            continue
        drafting.reading.mark_structural(kind, "chose the type of the reference")
        for value in values:
            put_reference(drafting, value, type_)


DOCUMENT: Mapping = (
    Take("transportDocumentReference", "number"),
    Take("transportDocumentTypeCode", "type_code", meaning_of(_TYPES, "a type of document"), required=True),
    Take("issueDate", "issue_date", day),
    Take("shippedOnBoardDate", "on_board_date", day),
    Take("isToOrder", "to_order", flag),
    Within("documentParties/issuingParty", "issuer", PARTY),
    By(_carrier, (("carrierCode", "carrier/identifiers/n"), ("carrierCode", "issuer/identifiers/n"))),
    Within("documentParties/issuingParty", "carrier", (Take("partyName", "name"),)),
    Within("documentParties/shipper", "consignor", PARTY),
    Within("documentParties/consignee", "consignee", PARTY),
    Within("documentParties/notifyParties", "notify_party", PARTY),
    Within("transports/placeOfReceipt", "place_of_receipt", PLACE),
    Within("transports/portOfLoading", "port_of_loading", PLACE),
    Within("transports/portOfDischarge", "port_of_discharge", PLACE),
    Within("transports/placeOfDelivery", "place_of_delivery", PLACE),
    By(_leg, (("transports/vesselVoyages", "legs/n"),)),
    By(_equipment, (("utilizedTransportEquipments", "equipment/n, references/n (CNTR)"),)),
    Take("serviceContractReference", "remarks"),
    By(
        _items,
        (
            ("consignmentItems/cargoItems", "items/n"),
            ("consignmentItems/carrierBookingReference", "references/n (BKG)"),
        ),
    ),
    By(_references, (("references/value", "references/n"),)),
)


def read_bill(reading: Reading) -> list[Draft]:
    """The transport document's draft."""
    node = document_of(reading.root)
    drafting = Drafting(reading, Kind.TRANSPORT_DOCUMENT, node, partial=True)
    apply(DOCUMENT, drafting, node)
    return [drafting.finish()]
