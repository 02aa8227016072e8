"""Invoices and certificates of origin as UBL 2.1, elements in the order of its schemas."""

from collections.abc import Mapping, Sequence
from typing import Any

from adapters.drafts import DraftKind
from adapters.writing.elements import Spec, document

Data = Mapping[str, Any]
_UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
_COMMON = {"cac": f"{_UBL}CommonAggregateComponents-2", "cbc": f"{_UBL}CommonBasicComponents-2"}
_TYPES = {
    "INV": "380",
    "BL": "705",
    "HBL": "714",
    "AWB": "740",
    "HAWB": "703",
    "CO": "861",
    "OD": "862",
    "PKL": "271",
    "BKG": "335",
    "DEC": "929",
    "EXP": "830",
    "UCR": "914",
    "PO": "105",
}


def invoice(_kind: DraftKind, records: Sequence[Data]) -> bytes:
    """The first of `records` as a UBL Invoice."""
    data = records[0]
    orders = [ref for ref in data.get("references", ()) if ref["type"] == "PO"]
    content: list[Spec] = [
        ("cbc:UBLVersionID", "2.1"),
        ("cbc:ID", data["number"]),
        ("cbc:IssueDate", data["issue_date"]),
        ("cbc:InvoiceTypeCode", "380"),
        ("cbc:Note", data.get("remarks")),
        ("cbc:DocumentCurrencyCode", data["currency"]),
        ("cac:OrderReference", [("cbc:ID", orders[0]["number"])] if orders else []),
        *(("cac:AdditionalDocumentReference", spec) for spec in _documents(data, but=orders[:1])),
        ("cac:AccountingSupplierParty", [("cac:Party", party(data.get("seller")))]),
        ("cac:AccountingCustomerParty", [("cac:Party", party(data.get("buyer")))]),
        ("cac:Delivery", [("cac:DeliveryParty", party(data.get("ship_to")))]),
        ("cac:DeliveryTerms", _terms(data.get("trade_terms") or {})),
        *(("cac:AllowanceCharge", _adjustment(each)) for each in data.get("adjustments", ())),
        ("cac:LegalMonetaryTotal", [_amount("cbc:PayableAmount", data["total"])]),
        *(("cac:InvoiceLine", _line(line)) for line in data["lines"]),
    ]
    return document("Invoice", {"": f"{_UBL}Invoice-2", **_COMMON}, content)


def _documents(data: Data, *, but: Sequence[Data] = ()) -> list[list[Spec]]:
    return [
        [
            ("cbc:ID", ref["number"]),
            ("cbc:IssueDate", ref.get("date")),
            ("cbc:DocumentTypeCode", _TYPES[ref["type"]]),
        ]
        for ref in data.get("references", ())
        if ref["type"] in _TYPES and ref not in but
    ]


def _terms(terms: Data) -> list[Spec]:
    place = terms.get("place")
    return [
        ("cbc:ID", terms.get("condition")),
        ("cac:DeliveryLocation", [("cbc:Name", place)] if place else []),
    ]


def _adjustment(each: Data) -> list[Spec]:
    return [
        ("cbc:ChargeIndicator", "true" if each["type"] == "addition" else "false"),
        ("cbc:AllowanceChargeReason", each["reason"]),
        _amount("cbc:Amount", each["amount"]),
    ]


def _line(line: Data) -> list[Spec]:
    order = line.get("purchase_order")
    return [
        ("cbc:ID", line["sequence"]),
        _measure("cbc:InvoicedQuantity", line.get("quantity")),
        _amount("cbc:LineExtensionAmount", line.get("amount")),
        (
            "cac:OrderLineReference",
            [("cbc:LineID", line["sequence"]), ("cac:OrderReference", [("cbc:ID", order)])] if order else [],
        ),
        (
            "cac:Item",
            [
                ("cbc:Description", line.get("description")),
                ("cbc:Name", line.get("description")),
                *_origin(line),
                *_classified(line),
            ],
        ),
        ("cac:Price", [_amount("cbc:PriceAmount", line.get("unit_price"))]),
    ]


def _origin(line: Data) -> list[Spec]:
    return [("cac:OriginCountry", [("cbc:IdentificationCode", line.get("origin_country"))])]


def _classified(line: Data) -> list[Spec]:
    found = line.get("classification") or {}
    if not found:
        return []
    edition = str(found.get("edition") or "").removeprefix("HS")
    coded = [("@listID", "HS"), ("@listVersionID", edition), (".", found["code"])]
    return [("cac:CommodityClassification", [("cbc:ItemClassificationCode", coded)])]


def party(data: Data | None) -> list[Spec]:
    """The content of a UBL Party."""
    if not data:
        return []
    address = data.get("address") or {}
    country = address.get("country") or data.get("country")
    return [
        *(
            ("cac:PartyIdentification", [("cbc:ID", [("@schemeID", each["scheme"]), (".", each["value"])])])
            for each in data.get("identifiers", ())
        ),
        *(
            ("cac:PartyName", [("cbc:Name", data.get(name))])
            for name in ("name", "name_local")
            if data.get(name)
        ),
        (
            "cac:PostalAddress",
            [
                ("cbc:CityName", address.get("city")),
                ("cbc:PostalZone", address.get("postcode")),
                ("cbc:CountrySubentity", address.get("region")),
                *(("cac:AddressLine", [("cbc:Line", line)]) for line in address.get("lines", ())),
                ("cac:Country", [("cbc:IdentificationCode", country)]),
            ],
        ),
    ]


def _amount(name: str, amount: Data | None) -> Spec:
    return name, [("@currencyID", amount["currency"]), (".", amount["value"])] if amount else None


def _measure(name: str, measure: Data | None) -> Spec:
    return name, [("@unitCode", measure["unit"]), (".", measure["value"])] if measure else None


def certificate(_kind: DraftKind, records: Sequence[Data]) -> bytes:
    """The first of `records` as a UBL CertificateOfOrigin, endorsed by its issuer."""
    data = records[0]
    content: list[Spec] = [
        ("cbc:UBLVersionID", "2.1"),
        ("cbc:ID", data["number"]),
        ("cbc:IssueDate", data["issue_date"]),
        ("cac:ExporterParty", party(data.get("exporter"))),
        ("cac:ImporterParty", party(data.get("consignee"))),
        ("cac:CertificateOfOriginApplication", _application(data)),
        (
            "cac:IssuerEndorsement",
            [
                ("cbc:DocumentID", data["number"]),
                ("cbc:ApprovalStatus", "Approved"),
                ("cac:EndorserParty", _endorser(data)),
            ],
        ),
    ]
    return document("CertificateOfOrigin", {"": f"{_UBL}CertificateOfOrigin-2", **_COMMON}, content)


def _application(data: Data) -> list[Spec]:
    return [
        ("cbc:ReferenceID", data["number"]),
        ("cbc:CertificateType", data["agreement"]),
        ("cbc:OriginalJobID", data["number"]),
        ("cbc:Remarks", data.get("remarks")),
        ("cac:Shipment", _shipment(data)),
        ("cac:EndorserParty", _endorser(data)),
        ("cac:PreparationParty", party(data.get("exporter") or data.get("issuer"))),
        ("cac:IssuerParty", party(data.get("issuer"))),
        ("cac:IssuingCountry", [("cbc:IdentificationCode", data["issuing_country"])]),
        *(("cac:SupportingDocumentReference", spec) for spec in _documents(data)),
    ]


def _endorser(data: Data) -> list[Spec]:
    """Who endorses: the issuer, as an authorised official (UNTDID 3035: AM)."""
    issuer = data.get("issuer") or {"name": data["issuing_country"]}
    return [
        ("cbc:RoleCode", "AM"),
        ("cbc:SequenceNumeric", "1"),
        ("cac:Party", party(issuer)),
        ("cac:SignatoryContact", [("cbc:Name", issuer.get("name") or data["issuing_country"])]),
    ]


def _shipment(data: Data) -> list[Spec]:
    port = data.get("discharge_port") or {}
    coded = (
        [("@schemeID", "UN/LOCODE"), (".", port["locode"])] if port.get("locode") else port.get("facility")
    )
    containers = [ref["number"] for ref in data.get("references", ()) if ref["type"] == "CNTR"]
    vessel = data.get("transport_name")
    stage: list[Spec] = [
        ("cac:TransitPeriod", [("cbc:StartDate", data.get("departure_date"))]),
        ("cac:TransportMeans", [("cac:MaritimeTransport", [("cbc:VesselName", vessel)])] if vessel else []),
        ("cac:UnloadingPortLocation", [("cbc:ID", coded), ("cbc:Name", port.get("name"))]),
    ]
    destination = [("cbc:IdentificationCode", data["importing_country"])]
    return [
        ("cbc:ID", "1"),
        ("cac:Consignment", [("cbc:ID", "1"), ("cac:FinalDestinationCountry", destination)]),
        *(("cac:GoodsItem", _goods(line)) for line in data["lines"]),
        ("cac:ShipmentStage", stage),
        *(
            ("cac:TransportHandlingUnit", [("cac:TransportEquipment", [("cbc:ID", number)])])
            for number in containers
        ),
    ]


def _goods(line: Data) -> list[Spec]:
    packages = line.get("packages") or {}
    return [
        ("cbc:ID", line["sequence"]),
        ("cbc:Description", line["description"]),
        _amount("cbc:FreeOnBoardValueAmount", line.get("fob_value")),
        _measure("cbc:GrossWeightMeasure", line.get("gross_mass")),
        _measure("cbc:Quantity", line.get("quantity")),
        ("cbc:PreferenceCriterionCode", line.get("criterion")),
        ("cac:Item", [*_origin(line), *_classified(line)]),
        (
            "cac:ContainingPackage",
            [("cbc:Quantity", packages.get("count")), ("cbc:PackagingTypeCode", packages.get("type_code"))],
        ),
    ]
