"""W3C traceability vocabulary: invoices, bills of lading, certificates of origin, entry summaries."""

from adapters.credentials.parts import (
    COMMODITY,
    ISSUER,
    ORGANISATION,
    day_of,
    frame,
    pieces,
    price,
    quantity,
    sequence,
)
from adapters.drafting import Drafting, Reading
from adapters.drafts import IMPORT_DECLARATION, Draft
from adapters.mapping import By, Each, Mapping, Take, Within, apply, below, first_value
from adapters.references import put_reference
from adapters.sources.tree import Node
from adapters.values.codes import country, currency, locode
from adapters.values.numbers import count
from adapters.values.text import code, text
from adapters.values.times import moment
from contracts.records import Kind

_S = "credentialSubject"
_ISSUED = ("validFrom", "issuanceDate")

PLACE: Mapping = (
    Take("unLocode", "locode", locode, lenient=True),
    Take(("name", "address/name"), "name"),
    Take(("usPortCode", "iataAirportCode"), "facility"),
    Take("address/addressCountry", "country", country, lenient=True),
)


def _referring(source: str, type_: str) -> By:
    def apply_(drafting: Drafting, node: Node, _at: str) -> None:
        for found in node.find_all(source):
            if found.text and found.text.strip():
                put_reference(drafting, found, type_)

    return By(apply_, ((source, f"/references/n ({type_})"),))


def _origin(drafting: Drafting, node: Node, at: str) -> None:
    """The item's own origin, else that of the certificate."""
    own = first_value(
        node, ("countryOfOrigin", "product/countryOfOrigin", "product/manufacturer/address/addressCountry")
    )
    if own is not None:
        drafting.convert_if_possible(below(at, "origin_country"), own, country)


INVOICE_LINE: Mapping = (
    sequence("lineNumber"),
    Take(
        ("description", "product/description", "product/name", "name", "product/commodity/description"),
        "description",
    ),
    COMMODITY,
    By(_origin, (("countryOfOrigin", "origin_country"), ("product/countryOfOrigin", "origin_country"))),
    quantity("quantity", "quantity"),
    pieces("itemCount", "quantity"),
    price("unitPrice", "unit_price"),
    price("lineItemTotalPrice", "amount"),
    Take("purchaseOrderNumber", "purchase_order"),
)

INVOICE: Mapping = (
    Take((f"{_S}/invoiceNumber", f"{_S}/identifier"), "number"),
    Take((f"{_S}/invoiceDate", f"{_S}/purchaseDate", *_ISSUED), "issue_date", day_of),
    ISSUER,
    Within(f"{_S}/seller", "seller", ORGANISATION),
    Within(f"{_S}/buyer", "buyer", ORGANISATION),
    Within(f"{_S}/consignee", "ship_to", ORGANISATION),
    Take(
        (
            f"{_S}/totalPaymentDue/priceCurrency",
            f"{_S}/currency",
            f"{_S}/itemsShipped/lineItemTotalPrice/priceCurrency",
        ),
        "currency",
        currency,
    ),
    price(f"{_S}/totalPaymentDue", "total"),
    Take(f"{_S}/termsOfDelivery", "remarks"),
    price(f"{_S}/freightCost", "freight"),
    price(f"{_S}/insuranceCost", "insurance"),
    _referring(f"{_S}/purchaseOrderNumbers", "PO"),
    _referring(f"{_S}/billOfLadingNumber", "BL"),
    Each(f"{_S}/itemsShipped", "lines", INVOICE_LINE),
)

CARGO: Mapping = (
    sequence(),
    Take(("description", "commodity/description", "commodity/commodityName"), "description"),
    COMMODITY,
    Take("packageQuantity", "packages/count", count),
    Take("packageType", "packages/type_code", code, lenient=True),
    Take("marksAndNumbers", "packages/marks"),
    quantity("grossWeight", "gross_mass"),
    quantity("netWeight", "net_mass"),
    quantity("grossVolume", "volume"),
)


def _bill(drafting: Drafting, node: Node, _at: str) -> None:
    """What kind of transport document it is, by the credential's type."""
    types = {(found.text or "") for found in node.named("type")}
    kind, level = "705", None
    if any("House" in name for name in types):
        kind, level = "714", "house"
    elif any("Master" in name for name in types):
        kind, level = "704", "master"
    drafting.put_default("type_code", kind, "the type of the credential")
    if level is not None:
        drafting.put_default("level", level, "the type of the credential")


def _containers(drafting: Drafting, node: Node, _at: str) -> None:
    for found in node.find_all(f"{_S}/transportEquipment"):
        number = first_value(found, ("equipmentNumber", "identifier", "containerNumber"))
        if number is not None and put_reference(drafting, number, "CNTR") is not None:
            drafting.convert(f"{drafting.next_item('equipment')}/number", number, text)


BILL: Mapping = (
    By(_bill, (("type", "type_code, level"),)),
    Take((f"{_S}/billOfLadingNumber", f"{_S}/identifier"), "number"),
    Take((f"{_S}/dateOfIssue", f"{_S}/issueDate"), "issue_date", day_of),
    Take((f"{_S}/shippedOnBoardDate", f"{_S}/onBoardDate"), "on_board_date", day_of),
    ISSUER,
    Within(f"{_S}/carrier", "carrier", ORGANISATION),
    Within(f"{_S}/consignor", "consignor", ORGANISATION),
    Within(f"{_S}/shipper", "consignor", ORGANISATION),
    Within(f"{_S}/consignee", "consignee", ORGANISATION),
    Within(f"{_S}/notify", "notify_party", ORGANISATION),
    Within(f"{_S}/notifyParty", "notify_party", ORGANISATION),
    Within(f"{_S}/placeOfReceipt", "place_of_receipt", PLACE),
    Within(f"{_S}/portOfLoading", "port_of_loading", PLACE),
    Within(f"{_S}/portOfDischarge", "port_of_discharge", PLACE),
    Within(f"{_S}/placeOfDelivery", "place_of_delivery", PLACE),
    _referring(f"{_S}/bookingNumber", "BKG"),
    By(_containers, ((f"{_S}/transportEquipment/equipmentNumber", "equipment/n/number"),)),
    quantity(f"{_S}/totalWeight", "gross_mass"),
    Each(f"{_S}/particulars", "items", CARGO),
)


def _line_origin(drafting: Drafting, node: Node, _at: str) -> None:
    """The country of every line that names none of its own."""
    found = first_value(node, (f"{_S}/manufacturingCountry", f"{_S}/countryOfOrigin"))
    lines = len(node.find_all(f"{_S}/items"))
    for place in range(lines if found is not None else 0):
        path = f"lines/{place}/origin_country"
        if found is not None and not drafting.has(path):
            drafting.convert_if_possible(path, found, country)


CERTIFICATE_LINE: Mapping = (
    sequence("lineNumber"),
    Take(("description", "product/description", "name", "product/name"), "description"),
    COMMODITY,
    By(_origin, (("countryOfOrigin", "origin_country"),)),
    quantity("quantity", "quantity"),
    pieces("itemCount", "quantity"),
    quantity("grossWeight", "gross_mass"),
)

CERTIFICATE: Mapping = (
    Take((f"{_S}/certificateNumber", f"{_S}/identifier", f"{_S}/id", "id"), "number"),
    Take(_ISSUED, "issue_date", day_of),
    ISSUER,
    Within(f"{_S}/exporter", "exporter", ORGANISATION),
    Within(f"{_S}/seller", "exporter", ORGANISATION),
    Within(f"{_S}/producer", "producer", ORGANISATION),
    Within(f"{_S}/importer", "consignee", ORGANISATION),
    Within(f"{_S}/consignee", "consignee", ORGANISATION),
    Take(f"{_S}/destinationCountry", "importing_country", country, lenient=True),
    Take(
        (f"{_S}/exportCountry", "issuer/location/address/addressCountry"),
        "issuing_country",
        country,
        lenient=True,
    ),
    Take(f"{_S}/dateOfExport", "departure_date", day_of),
    Each(f"{_S}/items", "lines", CERTIFICATE_LINE),
    By(_line_origin, ((f"{_S}/manufacturingCountry", "lines/n/origin_country"),)),
)

ENTRY_LINE: Mapping = (
    sequence("lineNumber"),
    Take(("commodity/description", "description"), "description"),
    COMMODITY,
    Take("countryOfOrigin", "origin_country", country, lenient=True),
    quantity("netQuantity", "quantity"),
    quantity("grossWeight", "gross_mass"),
    price("enteredValue", "customs_value"),
    price("dutyAndIRTax", "duty"),
)


def _entry_references(drafting: Drafting, node: Node, _at: str) -> None:
    bill = first_value(node, f"{_S}/billOfLadingNumber")
    if bill is not None:
        path = drafting.next_item("transport_documents")
        drafting.put(f"{path}/type", "BL", bill)
        drafting.convert(f"{path}/number", bill, text)
        put_reference(drafting, bill, "BL")


ENTRY: Mapping = (
    Take(f"{_S}/entryNumber", "number", required=True),
    Take(f"{_S}/entryType", "type_code", code, lenient=True),
    Take((f"{_S}/summaryDate", f"{_S}/entryDate", *_ISSUED), "lodged", moment),
    Within(f"{_S}/importerOfRecord", "importer", ORGANISATION),
    Within("issuer", "declarant", ORGANISATION),
    Take(f"{_S}/exportingCountry", "export_country", country, lenient=True),
    Take(f"{_S}/portCode/usPortCode", "office"),
    Take(f"{_S}/importDate", "arrival_date", day_of),
    Within(f"{_S}/portOfLoading", "port_of_loading", PLACE),
    Within(f"{_S}/portOfUnlading", "port_of_discharge", PLACE),
    Within(f"{_S}/locationOfGoods", "goods_location", PLACE),
    price(f"{_S}/totalEnteredValue", "customs_value"),
    By(_entry_references, ((f"{_S}/billOfLadingNumber", "transport_documents/n, references/n (BL)"),)),
    Each(f"{_S}/descriptionOfMerchandise", "lines", ENTRY_LINE),
)


def read_invoice(reading: Reading) -> list[Draft]:
    """The invoice that the credential holds."""
    return _read(reading, Drafting(reading, Kind.INVOICE, reading.root, partial=True), INVOICE)


def read_bill(reading: Reading) -> list[Draft]:
    """The bill of lading that the credential holds."""
    return _read(reading, Drafting(reading, Kind.TRANSPORT_DOCUMENT, reading.root, partial=True), BILL)


def read_certificate(reading: Reading) -> list[Draft]:
    """The certificate of origin that the credential holds."""
    return _read(reading, Drafting(reading, Kind.ORIGIN_CERTIFICATE, reading.root, partial=True), CERTIFICATE)


def read_entry(reading: Reading) -> list[Draft]:
    """The entry summary (CBP form 7501) as an import declaration into the United States."""
    drafting = Drafting(reading, IMPORT_DECLARATION, reading.root)
    drafting.put_default("importing_country", "US", "an entry summary of US Customs and Border Protection")
    return _read(reading, drafting, ENTRY)


def _read(reading: Reading, drafting: Drafting, mapping: Mapping) -> list[Draft]:
    apply(mapping, drafting, reading.root)
    frame(reading)
    return [drafting.finish()]
