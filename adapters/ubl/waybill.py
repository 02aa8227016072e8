"""UBL Waybill → transport document (kind 4): stages are legs, handling units the packages."""

from adapters.codelists import table
from adapters.drafting import Drafting, Reading
from adapters.drafts import Draft
from adapters.errors import ValueRefused
from adapters.mapping import By, Each, Frame, Mapping, Take, Within, apply, first_value
from adapters.references import put_reference
from adapters.sources.tree import Node
from adapters.ubl.parties import PARTY
from adapters.ubl.parts import (
    CLASSIFICATION,
    ENVELOPE,
    LOCATION,
    line_number,
    measure,
    put_amount,
    typed_references,
)
from adapters.values.codes import container, flag, hs, imo, meaning_of
from adapters.values.numbers import count
from adapters.values.text import code
from adapters.values.times import day
from contracts.errors import brief
from contracts.records import Kind

BILL = "BillOfLading"
_MODE = "cbc:TransportModeCode"
_HANDLING = "cac:Shipment/cac:TransportHandlingUnit"


def _mode(value: str, node: Node) -> str:
    return str(meaning_of(table("transport")["mode"], "a mode of UN/ECE Rec 19")(value, node))


LEG: Mapping = (
    Take(_MODE, "mode", _mode, required=True),
    Take("cac:TransportMeans/cac:MaritimeTransport/cbc:VesselID", "vessel/imo", imo, lenient=True),
    Take("cac:TransportMeans/cac:MaritimeTransport/cbc:VesselName", "vessel/name"),
    Take("cac:TransportMeans/cbc:JourneyID", "voyage"),
    Within("cac:LoadingPortLocation", "load", LOCATION),
    Within("cac:UnloadingPortLocation", "discharge", LOCATION),
    Take("cac:TransitPeriod/cbc:StartDate", "departure_date", day),
    Take("cac:TransitPeriod/cbc:EndDate", "arrival_date", day),
)


def _type(drafting: Drafting, node: Node, _at: str) -> None:
    """What kind of transport document it is: by its name, else by the mode of its main carriage."""
    name = first_value(node, "cbc:Name")
    spelled = " ".join((name.text or "").lower().split()) if name is not None else ""
    known = table("transport")["waybill"].get(spelled)
    if name is not None and known is not None:
        for field, value in known.items():
            drafting.put(field, value, name)
        return
    if node.name == BILL:
        drafting.put_default("type_code", "705", "a UBL bill of lading")
        return
    modes = [stage.value(_MODE) or "" for stage in _main_stages(node)]
    mode = next((table("transport")["mode"].get(mode) for mode in modes if mode), None)
    by_mode = table("transport")["waybill_by_mode"].get(mode)
    if by_mode is None:
        raise ValueRefused(
            (name or node).place,
            expected="a bill of lading, sea waybill or air waybill, by cbc:Name or by mode of transport",
            found=brief(spelled) or "neither",
        )
    drafting.put_default("type_code", by_mode, f"a waybill whose main carriage is by {mode}")


def _main_stages(node: Node) -> list[Node]:
    """The stages of the main carriage: those that are neither pre- nor on-carriage."""
    aside = ("cbc:PreCarriageIndicator", "cbc:OnCarriageIndicator")
    stages = node.find_all("cac:Shipment/cac:ShipmentStage")
    main = [stage for stage in stages if not any(stage.value(name) in ("true", "1") for name in aside)]
    return main or stages


def _ports(drafting: Drafting, node: Node, _at: str) -> None:
    """Loaded where the main carriage begins, discharged where it ends, transhipped in between."""
    stages = _main_stages(node)
    loading = [found for stage in stages for found in stage.named("cac:LoadingPortLocation")]
    unloading = [found for stage in stages for found in stage.named("cac:UnloadingPortLocation")]
    if loading:
        apply(LOCATION, drafting, loading[0], "port_of_loading")
    if unloading:
        apply(LOCATION, drafting, unloading[-1], "port_of_discharge")
    between = [found for stage in stages for found in stage.named("cac:TransshipPortLocation")]
    for port in (*unloading[:-1], *between):
        apply(LOCATION, drafting, port, drafting.next_item("transhipments"))


def _equipment(drafting: Drafting, node: Node, _at: str) -> None:
    """Every container once, with its type and seals."""
    for found in node.find_all(f"{_HANDLING}/cac:TransportEquipment"):
        number = first_value(found, "cbc:ID")
        if number is None or put_reference(drafting, number, "CNTR") is None:
            continue
        path = drafting.next_item("equipment")
        drafting.convert(f"{path}/number", number, container)
        apply(EQUIPMENT, drafting, found, path)


EQUIPMENT: Mapping = (
    Take("cbc:TransportEquipmentTypeCode", "size_type", code, lenient=True),
    Each("cac:TransportEquipmentSeal", "seals", (Take("cbc:ID", ""),)),
)

_PACKAGES: Mapping = (
    Take(("cbc:TotalPackageQuantity", "cac:ActualPackage/cbc:Quantity"), "count", count),
    Take("cac:ActualPackage/cbc:PackagingTypeCode", "type_code", code, lenient=True),
    Take("cbc:ShippingMarks", "marks"),
)


def _packages(drafting: Drafting, node: Node, _at: str) -> None:
    """The packages of the one handling unit; of several, the total that the shipment states."""
    units = node.find_all(_HANDLING)
    if len(units) == 1:
        apply(_PACKAGES, drafting, units[0], "packages")
    total = first_value(node, "cac:Shipment/cbc:TotalTransportHandlingUnitQuantity")
    if total is not None and not drafting.has("packages/count"):
        drafting.convert("packages/count", total, count)


def _freight(drafting: Drafting, node: Node, _at: str) -> None:
    """The first charge of the shipment's freight; allowances on it are left."""
    for charge in node.find_all("cac:Shipment/cac:FreightAllowanceCharge"):
        value, indicator = charge.find("cbc:Amount"), charge.find("cbc:ChargeIndicator")
        if value is not None and indicator is not None and flag((indicator.text or "").strip(), indicator):
            put_amount(drafting, value, "freight")
            drafting.reading.mark_structural(indicator, "says that it is a charge")
            return


def _to_order(drafting: Drafting, node: Node, _at: str) -> None:
    """A consignee "to order", or the bill's own indicator, makes the document negotiable."""
    stated = first_value(node, "cbc:ToOrderIndicator")
    if stated is not None:
        drafting.convert("to_order", stated, flag)
        return
    name = first_value(node, "cac:Shipment/cac:Consignment/cac:ConsigneeParty/cac:PartyName/cbc:Name")
    if name is not None and (name.text or "").strip().upper().startswith("TO ORDER"):
        drafting.put("to_order", True, name)


def _consignment_number(drafting: Drafting, node: Node, _at: str) -> None:
    """A consignment's ID is a reference where its scheme says that it is a UCR."""
    found = first_value(node, "cac:Shipment/cac:Consignment/cbc:ID")
    scheme = "" if found is None else (found.value("@schemeName") or found.value("@schemeID") or "").lower()
    if found is not None and scheme in ("unique consignment reference", "ucr"):
        put_reference(drafting, found, "UCR")


def _tariff_code(drafting: Drafting, node: Node, _at: str) -> None:
    """The consignment's tariff code classifies its one item, where that has no code of its own."""
    found = first_value(node, "cac:Shipment/cac:Consignment/cbc:TariffCode")
    alone = len(node.find_all("cac:Shipment/cac:GoodsItem")) == 1
    if found is not None and alone and not drafting.has("items/0/classification"):
        drafting.convert_if_possible("items/0/classification/code", found, hs)


def _booking(drafting: Drafting, node: Node, _at: str) -> None:
    found = first_value(node, "cbc:CarrierAssignedID")
    if found is not None:
        put_reference(drafting, found, "BKG")


ITEM: Mapping = (
    By(
        line_number("cbc:SequenceNumberID", "cbc:ID"),
        (("cbc:SequenceNumberID", "sequence"), ("cbc:ID", "sequence")),
    ),
    Take(("cbc:Description", "cac:Item/cbc:Description", "cac:Item/cbc:Name"), "description"),
    Within("cac:Item", "", (CLASSIFICATION,)),
    Take("cac:ContainingPackage/cbc:Quantity", "packages/count", count),
    Take("cac:ContainingPackage/cbc:PackagingTypeCode", "packages/type_code", code, lenient=True),
    measure("cbc:GrossWeightMeasure", "gross_mass"),
    measure("cbc:NetWeightMeasure", "net_mass"),
    measure("cbc:GrossVolumeMeasure", "volume"),
    Each("cac:GoodsItemContainer", "containers", (Take("cbc:ID", "", container),)),
)

_LEG_PORTS = (
    ("cac:Shipment/cac:ShipmentStage/cac:LoadingPortLocation", "port_of_loading"),
    ("cac:Shipment/cac:ShipmentStage/cac:UnloadingPortLocation", "port_of_discharge"),
    ("cac:Shipment/cac:ShipmentStage/cac:UnloadingPortLocation", "transhipments/n"),
    ("cac:Shipment/cac:ShipmentStage/cac:TransshipPortLocation", "transhipments/n"),
)

WAYBILL: Mapping = (
    Take("cbc:ID", "number", required=True),
    By(_type, (("cbc:Name", "type_code"), ("cbc:Name", "level"))),
    Take("cbc:IssueDate", "issue_date", day),
    Take("cac:Shipment/cac:ShipmentStage/cac:LoadingTransportEvent/cbc:OccurrenceDate", "on_board_date", day),
    Within("cac:CarrierParty", "issuer", PARTY),
    Within("cac:CarrierParty", "carrier", PARTY),
    Within("cac:ConsignorParty", "consignor", PARTY),
    Within("cac:Shipment/cac:Consignment/cac:ConsigneeParty", "consignee", PARTY),
    Within("cac:Shipment/cac:Consignment/cac:NotifyParty", "notify_party", PARTY),
    By(
        _to_order,
        (
            ("cac:Shipment/cac:Consignment/cac:ConsigneeParty/cac:PartyName/cbc:Name", "to_order"),
            ("cbc:ToOrderIndicator", "to_order"),
        ),
    ),
    By(_ports, _LEG_PORTS),
    Within("cac:Shipment/cac:Delivery/cac:DeliveryLocation", "place_of_delivery", LOCATION),
    Each("cac:Shipment/cac:ShipmentStage", "legs", LEG),
    By(
        _equipment,
        (
            (f"{_HANDLING}/cac:TransportEquipment/cbc:ID", "equipment/n/number"),
            (f"{_HANDLING}/cac:TransportEquipment/cbc:ID", "references/n (CNTR)"),
            (f"{_HANDLING}/cac:TransportEquipment/cbc:TransportEquipmentTypeCode", "equipment/n/size_type"),
            (f"{_HANDLING}/cac:TransportEquipment/cac:TransportEquipmentSeal/cbc:ID", "equipment/n/seals/n"),
        ),
    ),
    By(
        _packages,
        (
            (f"{_HANDLING}/cbc:TotalPackageQuantity", "packages/count"),
            (f"{_HANDLING}/cac:ActualPackage/cbc:Quantity", "packages/count"),
            (f"{_HANDLING}/cac:ActualPackage/cbc:PackagingTypeCode", "packages/type_code"),
            (f"{_HANDLING}/cbc:ShippingMarks", "packages/marks"),
            ("cac:Shipment/cbc:TotalTransportHandlingUnitQuantity", "packages/count"),
        ),
    ),
    measure("cac:Shipment/cbc:GrossWeightMeasure", "gross_mass"),
    By(_freight, (("cac:Shipment/cac:FreightAllowanceCharge/cbc:Amount", "freight"),)),
    Take(
        "cac:Shipment/cac:Consignment/cac:OriginalDespatchTransportationService/cbc:TransportServiceCode",
        "service",
        code,
        lenient=True,
    ),
    Take(("cbc:Note", "cac:Shipment/cbc:SpecialInstructions"), "remarks"),
    By(_booking, (("cbc:CarrierAssignedID", "references/n (BKG)"),)),
    By(_consignment_number, (("cac:Shipment/cac:Consignment/cbc:ID", "references/n (UCR)"),)),
    typed_references("cac:DocumentReference"),
    Each("cac:Shipment/cac:GoodsItem", "items", ITEM),
    By(_tariff_code, (("cac:Shipment/cac:Consignment/cbc:TariffCode", "items/0/classification/code"),)),
    Frame(ENVELOPE, "frames the document"),
)


def read_waybill(reading: Reading) -> list[Draft]:
    """The transport document's draft."""
    drafting = Drafting(reading, Kind.TRANSPORT_DOCUMENT, reading.root)
    apply(WAYBILL, drafting, reading.root)
    return [drafting.finish()]
