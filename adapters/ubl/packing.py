"""UBL PackingList and DespatchAdvice → packing list (kind 6): handling units are the packages."""

from adapters.drafting import Drafting, Reading
from adapters.drafts import Draft
from adapters.errors import DocumentMalformed
from adapters.mapping import By, Frame, Mapping, Take, Within, apply, first_value
from adapters.references import put_reference
from adapters.sources.tree import Node
from adapters.ubl.parties import PARTY
from adapters.ubl.parts import ENVELOPE, measure, reference, typed_references
from adapters.values.codes import container
from adapters.values.numbers import count
from adapters.values.text import code, text
from adapters.values.times import day
from contracts.records import Kind

_UNITS = ("cac:Shipment/cac:TransportHandlingUnit", "cac:Shipment/cac:Consignment/cac:TransportHandlingUnit")
_INVOICES = ("cac:DocumentReference", "cac:AdditionalDocumentReference")


def _invoice(drafting: Drafting, node: Node, _at: str) -> None:
    """The invoice, where a document reference is one."""
    stated = [
        found
        for path in _INVOICES
        for found in node.find_all(path)
        if (found.value("cbc:DocumentTypeCode") or found.value("cbc:DocumentType") or "").lower()
        in ("380", "invoice", "commercial invoice")
    ]
    number = first_value(stated[0], "cbc:ID") if stated else None
    if number is not None:
        drafting.convert("invoice", number, text)


def _identity(drafting: Drafting, unit: Node, path: str, place: int) -> None:
    number = first_value(unit, ("cbc:ID", "cac:Package/cbc:ID", "cac:ActualPackage/cbc:ID"))
    if number is not None:
        drafting.convert(f"{path}/id", number, text)
    else:
        drafting.put_default(f"{path}/id", str(place), "the unit's place: it has no ID")


PACKAGE: Mapping = (
    Take(
        (
            "cbc:TransportHandlingUnitTypeCode",
            "cac:ActualPackage/cbc:PackagingTypeCode",
            "cac:Package/cbc:PackagingTypeCode",
        ),
        "type_code",
        code,
        lenient=True,
    ),
    Take("cbc:ShippingMarks", "marks"),
    measure(("cac:GoodsItem/cbc:GrossWeightMeasure",), "gross_mass"),
    measure(("cac:GoodsItem/cbc:NetWeightMeasure",), "net_mass"),
    Take("cac:TransportEquipment/cbc:ID", "container", container),
)


def _packages(drafting: Drafting, node: Node, _at: str) -> None:
    """A package for every handling unit; without one the shipment as a whole, and said to be."""
    units = [unit for path in _UNITS for unit in node.find_all(path)]
    for place, unit in enumerate(units, start=1):
        path = drafting.next_item("packages")
        _identity(drafting, unit, path, place)
        apply(PACKAGE, drafting, unit, path)
    if units:
        return
    whole = first_value(node, ("cac:Shipment/cbc:ID", "cac:Shipment/cac:Consignment/cbc:ID"))
    if whole is None:
        raise DocumentMalformed(node.place, expected="cac:Shipment with its packages", found="none")
    drafting.convert(f"{drafting.next_item('packages')}/id", whole, text)
    drafting.warn("packages.none", whole, "no handling unit is listed: the shipment stands for its packages")


def _containers(drafting: Drafting, node: Node, _at: str) -> None:
    for path in (*(f"{unit}/cac:TransportEquipment/cbc:ID" for unit in _UNITS),):
        for found in node.find_all(path):
            put_reference(drafting, found, "CNTR")


COMMON: Mapping = (
    Take("cbc:ID", "number", required=True),
    Take("cbc:IssueDate", "date", day, required=True),
    By(_invoice, tuple((f"{path}/cbc:ID (380)", "invoice") for path in _INVOICES)),
    Take("cac:Shipment/cbc:TotalTransportHandlingUnitQuantity", "totals/count", count),
    measure("cac:Shipment/cbc:GrossWeightMeasure", "gross_mass"),
    measure("cac:Shipment/cbc:NetWeightMeasure", "net_mass"),
    By(
        _packages,
        tuple(
            (f"{unit}/{path}", f"packages/n/{target}")
            for unit in _UNITS
            for path, target in (
                ("cbc:ID", "id"),
                ("cbc:TransportHandlingUnitTypeCode", "type_code"),
                ("cbc:ShippingMarks", "marks"),
                ("cac:GoodsItem/cbc:GrossWeightMeasure", "gross_mass"),
                ("cac:TransportEquipment/cbc:ID", "container"),
            )
        ),
    ),
    By(
        _containers,
        tuple((f"{unit}/cac:TransportEquipment/cbc:ID", "/references/n (CNTR)") for unit in _UNITS),
    ),
    *(typed_references(path) for path in _INVOICES),
    reference("cac:OrderReference/cbc:ID", "PO"),
    Frame(ENVELOPE, "frames the document"),
)

DESPATCH: Mapping = (
    Within("cac:DespatchSupplierParty/cac:Party", "issuer", PARTY),
    Within("cac:DespatchSupplierParty/cac:Party", "seller", PARTY),
    Within("cac:DeliveryCustomerParty/cac:Party", "buyer", PARTY),
    *COMMON,
    reference("cac:DespatchLine/cac:OrderLineReference/cac:OrderReference/cbc:ID", "PO"),
)

PACKING: Mapping = (
    Within("cac:ConsignorParty", "issuer", PARTY),
    Within("cac:ConsignorParty", "seller", PARTY),
    Within("cac:Shipment/cac:Consignment/cac:ConsigneeParty", "buyer", PARTY),
    *COMMON,
)


def read_despatch(reading: Reading) -> list[Draft]:
    """The packing list that a despatch advice is."""
    return _read(reading, DESPATCH)


def read_packing_list(reading: Reading) -> list[Draft]:
    """The packing list's draft."""
    return _read(reading, PACKING)


def _read(reading: Reading, mapping: Mapping) -> list[Draft]:
    drafting = Drafting(reading, Kind.PACKING_LIST, reading.root)
    apply(mapping, drafting, reading.root)
    return [drafting.finish()]
