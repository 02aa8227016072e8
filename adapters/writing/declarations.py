"""Import declarations as WCO DM messages (DEC-DMS:2, 3.6), preferences by the project's convention."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from adapters.codelists import table
from adapters.drafts import DraftKind
from adapters.writing.elements import Spec, document

Data = Mapping[str, Any]
_NAMESPACES = {
    "": "urn:wco:datamodel:WCO:DEC-DMS:2",
    "md": "urn:wco:datamodel:WCO:DocumentMetaData-DMS:2",
    "ds": "urn:wco:datamodel:WCO:Declaration_DS:DMS:2",
}
_FUNCTIONS = {"original": ("9", None), "amendment": ("13", "COR"), "cancellation": ("13", "INV")}
_MODES = {"sea": "1", "rail": "2", "road": "3", "air": "4", "mail": "5", "multimodal": "6", "fixed": "7",
          "inland_water": "8"}  # fmt: skip
_TRANSPORT = {"BL": "705", "HBL": "714", "AWB": "740", "HAWB": "703"}
_PROOFS = {"CO": "861", "OD": "862"}


def declaration(_kind: DraftKind, records: Sequence[Data]) -> bytes:
    """The first of `records` as a message."""
    data = records[0]
    function, amending = _FUNCTIONS[data.get("function", "original")]
    transport, vessel = data.get("mode"), data.get("vessel") or {}
    content: list[Spec] = [
        ("AcceptanceDateTime", _moment(data.get("accepted"))),
        ("FunctionCode", function),
        ("FunctionalReferenceID", data.get("functional_reference")),
        ("ID", data["number"]),
        ("IssueDateTime", _moment(data.get("lodged"))),
        ("TypeCode", amending or data.get("type_code")),
        ("VersionID", data.get("version")),
        ("DeclarationOfficeID", data.get("office")),
        ("GoodsItemQuantity", str(len(data["lines"])) if data.get("lines") else None),
        ("TotalGrossMassMeasure", _measure(data.get("gross_mass"))),
        ("TotalPackageQuantity", (data.get("packages") or {}).get("count")),
        *(("AdditionalInformation", each) for each in _statements(data)),
        ("Agent", _party(data.get("agent"))),
        *(("AuthorisationHolder", each) for each in _authorisations(data)),
        (
            "BorderTransportMeans",
            [
                ("Name", vessel.get("name")),
                ("RegistrationNationalityCode", vessel.get("flag")),
                ("ModeCode", _MODES.get(transport or "")),
                ("JourneyID", data.get("voyage")),
            ],
        ),
        ("Declarant", _party(data.get("declarant"))),
        ("Exporter", _party(data.get("exporter"))),
        ("GoodsShipment", _shipment(data)),
    ]
    envelope: list[Spec] = [
        ("md:WCODataModelVersionCode", "3.6"),
        ("md:WCOTypeName", "DEC"),
        ("md:ResponsibleCountryCode", data.get("importing_country")),
        ("Declaration", content),
    ]
    return document("md:MetaData", _NAMESPACES, envelope)


def _moment(value: str | None) -> list[Spec]:
    """A moment in format 304: with its offset."""
    if value is None:
        return []
    found = datetime.fromisoformat(value)
    offset = found.strftime("%z") or "+0000"
    return [("ds:DateTimeString", [("@formatCode", "304"), (".", f"{found:%Y%m%d%H%M%S}{offset[:3]}")])]


def _day(value: str | None) -> list[Spec]:
    return [("ds:DateTimeString", [("@formatCode", "102"), (".", value.replace("-", ""))])] if value else []


def _measure(measure: Data | None) -> Any:
    return [("@unitCode", measure["unit"]), (".", measure["value"])] if measure else None


def _amount(amount: Data | None) -> Any:
    return [("@currencyID", amount["currency"]), (".", amount["value"])] if amount else None


def _party(party: Data | None) -> list[Spec]:
    if not party:
        return []
    address = party.get("address") or {}
    numbers = party.get("identifiers") or [{}]
    return [
        ("Name", party.get("name")),
        ("ID", numbers[0].get("value")),
        (
            "Address",
            [
                ("CityName", address.get("city")),
                ("CountryCode", address.get("country") or party.get("country")),
                ("Line", ", ".join(address.get("lines", ()))),
                ("PostcodeID", address.get("postcode")),
            ],
        ),
    ]


def _authorisations(data: Data) -> list[list[Spec]]:
    """Holders with the first category of the scheme of each; a scheme without one is a category itself."""
    known = {scheme: category for category, scheme in reversed(table("wco")["authorisations"].items())}
    return [
        [("ID", each["value"]), ("CategoryCode", known.get(each["scheme"], each["scheme"]))]
        for each in data.get("authorisation_holders", ())
    ]


def _statements(data: Data) -> list[list[Spec]]:
    """The statements of the convention that concern the whole declaration."""
    trade = data.get("ecommerce") or {}
    mail = trade.get("mail_order")
    values = {
        "stage": data.get("stage"),
        "ecommerce/mail_order": None if mail is None else "yes" if mail else "no",
        "ecommerce/platform_code": trade.get("platform_code"),
        "ecommerce/delivery_place": trade.get("delivery_place"),
    }
    codes = table("wco")["statements"]
    reason: list[Spec] = [("StatementDescription", data.get("remarks")), ("StatementTypeCode", "AES")]
    return [
        *(
            [("StatementCode", code), ("StatementDescription", values[field])]
            for code, field in codes.items()
            if values.get(field)
        ),
        *([reason] if data.get("remarks") else ()),
    ]


def _shipment(data: Data) -> list[Spec]:
    vessel, arrived = data.get("vessel") or {}, data.get("arrival")
    terms = data.get("trade_terms") or {}
    means: list[Spec] = [
        ("ID", vessel.get("imo")),
        ("IdentificationTypeCode", "10" if vessel.get("imo") else None),
        ("ArrivalDateTime", _moment(arrived) if arrived else _day(data.get("arrival_date"))),
    ]
    consignment: list[Spec] = [
        ("ArrivalTransportMeans", means),
        ("GoodsLocation", [("Name", (data.get("goods_location") or {}).get("facility"))]),
        ("LoadingLocation", [("ID", (data.get("port_of_loading") or {}).get("locode"))]),
        *(
            ("TransportContractDocument", [("ID", each["number"]), ("TypeCode", _TRANSPORT[each["type"]])])
            for each in data.get("transport_documents", ())
            if each["type"] in _TRANSPORT
        ),
        *(("TransportEquipment", _equipment(each, n)) for n, each in enumerate(data.get("equipment", ()), 1)),
        ("UnloadingLocation", [("ID", (data.get("port_of_discharge") or {}).get("locode"))]),
    ]
    return [
        ("CustomsValueAmount", _amount(data.get("customs_value"))),
        ("Consignment", consignment),
        ("CustomsValuation", _valuation(data)),
        ("ExportCountry", [("ID", data.get("export_country"))]),
        *(("GovernmentAgencyGoodsItem", _item(line)) for line in data.get("lines", ())),
        ("Importer", _party(data.get("importer"))),
        *(("Invoice", [("ID", each["number"])]) for each in data.get("invoices", ())),
        ("TradeTerms", [("ConditionCode", terms.get("condition")), ("LocationName", terms.get("place"))]),
        ("UCR", [("TraderAssignedReferenceID", data.get("ucr"))]),
    ]


def _equipment(each: Data, place: int) -> list[Spec]:
    seals = [("Seal", [("ID", seal)]) for seal in each.get("seals", ())]
    return [("SequenceNumeric", str(place)), ("ID", each["number"]), *seals]


def _valuation(data: Data) -> list[Spec]:
    return [
        (
            "ChargeDeduction",
            [("ChargesTypeCode", code), ("OtherChargeDeductionAmount", _amount(data[field]))],
        )
        for code, field in (("FR", "freight"), ("IN", "insurance"))
        if data.get(field)
    ]


def _item(line: Data) -> list[Spec]:
    claim, packages = line.get("preference") or {}, line.get("packages") or {}
    return [
        ("SequenceNumeric", line["sequence"]),
        ("CustomsValueAmount", _amount(line.get("customs_value"))),
        *(("AdditionalDocument", spec) for spec in _documents(line, claim)),
        *(
            ("AdditionalInformation", [("StatementCode", code), ("StatementDescription", claim.get(field))])
            for code, field in table("wco")["item_statements"].items()
            if claim.get(field) and not (field == "proof_type" and claim.get("proof_number"))
        ),
        ("Commodity", _commodity(line)),
        *_origins(line, claim),
        (
            "Packaging",
            [
                ("MarksNumbersID", packages.get("marks")),
                ("QuantityQuantity", packages.get("count")),
                ("TypeCode", packages.get("type_code")),
            ],
        ),
    ]


def _origins(line: Data, claim: Data) -> list[Spec]:
    found: list[Spec] = []
    if line.get("origin_country"):
        found.append(("Origin", [("CountryCode", line["origin_country"]), ("TypeCode", "1")]))
    if claim.get("rate_origin_country"):
        found.append(("Origin", [("CountryCode", claim["rate_origin_country"]), ("TypeCode", "2")]))
    return found


def _documents(line: Data, claim: Data) -> list[list[Spec]]:
    """The documents, and the proof of the claim unless they hold it: before any other proof, else last."""
    stated = [_document(each) for each in line.get("documents", ())]
    number = claim.get("proof_number")
    if number and all(each["number"] != number for each in line.get("documents", ())):
        proof: list[Spec] = [
            ("CategoryCode", "N"),
            ("EffectiveDateTime", _day(claim.get("proof_date"))),
            ("ID", number),
            ("TypeCode", _PROOFS.get(claim.get("proof_type") or "CO", "861")),
            ("LineNumeric", claim.get("proof_line")),
        ]
        proofs = table("wco")["proofs"]
        rivalled = any(each["type_code"] in proofs for each in line.get("documents", ()))
        stated.insert(0 if rivalled else len(stated), proof)
    return stated


def _document(each: Data) -> list[Spec]:
    code = str(each["type_code"])
    write_off = each.get("write_off")
    return [
        ("CategoryCode", code[0]),
        ("EffectiveDateTime", _day(each.get("date"))),
        ("ID", each["number"]),
        ("TypeCode", code[1:] or None),
        ("LineNumeric", each.get("sequence")),
        ("WriteOff", [("QuantityQuantity", _measure(write_off))] if write_off else []),
    ]


def _commodity(line: Data) -> list[Spec]:
    classified = line.get("classification") or {}
    duty: list[Spec] = [
        ("DutyRegimeCode", line.get("duty_regime")),
        ("TaxRateNumeric", line.get("duty_rate_percent")),
        ("TypeCode", "CUD"),
        ("Payment", [("TaxAssessedAmount", _amount(line.get("duty")))] if line.get("duty") else []),
    ]
    taxed = any(line.get(name) for name in ("duty_regime", "duty_rate_percent", "duty"))
    return [
        ("Description", line.get("description")),
        (
            "Classification",
            [("ID", classified["code"]), ("IdentificationTypeCode", "TSP")] if classified else [],
        ),
        ("DutyTaxFee", duty if taxed else []),
        (
            "GoodsMeasure",
            [
                ("GrossMassMeasure", _measure(line.get("gross_mass"))),
                ("NetNetWeightMeasure", _measure(line.get("net_mass"))),
                ("TariffQuantity", _measure(line.get("quantity"))),
                ("TariffQuantity", _measure(line.get("second_quantity"))),
            ],
        ),
        ("InvoiceLine", [("ItemChargeAmount", _amount(line.get("invoice_amount")))]),
    ]
