"""TradeTrust and TrustVC documents: certificates of origin (UN/CEFACT names), invoices, bills of lading.

The same facts stand nested in OpenAttestation's templates (`supplyChainConsignment/exporter/name`) and flat
in TrustVC's (`exporterName`); both are read. Their quantities and weights are free text, and stay unmapped.
"""

from adapters.amounts import put_amount
from adapters.credentials.parts import ISSUER, day_of, frame, pieces, sequence
from adapters.drafting import Drafting, Reading
from adapters.drafts import Draft
from adapters.mapping import By, Each, Mapping, Take, Within, apply, below, first_value
from adapters.sources.tree import Node
from adapters.values import Convert
from adapters.values.codes import country, hs, locode
from adapters.values.numbers import decimal
from adapters.values.text import code, text
from contracts.records import Kind

_S = "supplyChainConsignment"


def _either(nested: str, flat: str, target: str, convert: Convert = text, *, lenient: bool = False) -> Take:
    return Take((nested, flat), target, convert, lenient=lenient)


def _company(nested: str, flat: str) -> Mapping:
    return (
        _either(f"{nested}/name", f"{flat}Name", "name"),
        _either(f"{nested}/postalAddress/line1", f"{flat}Line1", "address/lines/0"),
        _either(f"{nested}/postalAddress/line2", f"{flat}Line2", "address/lines/1"),
        _either(f"{nested}/postalAddress/cityName", f"{flat}CityName", "address/city"),
        _either(
            f"{nested}/postalAddress/countrySubDivisionName",
            f"{flat}CountrySubDivisionName",
            "address/region",
        ),
        _either(f"{nested}/postalAddress/postcode", f"{flat}Postcode", "address/postcode"),
        _either(
            f"{nested}/postalAddress/countryCode",
            f"{flat}CountryCode",
            "address/country",
            country,
            lenient=True,
        ),
        _either(
            f"{nested}/postalAddress/countryCode", f"{flat}CountryCode", "country", country, lenient=True
        ),
        By(
            _company_id(nested, flat),
            ((f"{nested}/iD", "identifiers/0/value"), (f"{flat}Id", "identifiers/0/value")),
        ),
    )


def _company_id(nested: str, flat: str):  # type: ignore[no-untyped-def]  # the callable of a rule
    def put(drafting: Drafting, node: Node, at: str) -> None:
        found = first_value(node, (f"{nested}/iD", f"{flat}Id"))
        if found is not None:
            drafting.put_default(
                below(at, "identifiers/0/scheme"), "SENDER", "the issuer's own number of the company"
            )
            drafting.convert(below(at, "identifiers/0/value"), found, text)

    return put


def _port(nested: str, flat: str) -> Mapping:
    return (
        Take((f"{nested}/iD", f"{flat}Id"), "locode", locode, lenient=True),
        Take((f"{nested}/name", f"{flat}Name"), "name"),
    )


LINE: Mapping = (
    Take(("tradeProduct/description", "tradeProductDescription"), "description"),
    Take(
        ("tradeProduct/harmonisedTariffCode/classCode", "harmonisedTariffclassCode"),
        "classification/code",
        hs,
        lenient=True,
    ),
    Take(("tradeProduct/originCountry/code", "originCountryCode"), "origin_country", country, lenient=True),
    Take(("invoiceReference/iD", "invoiceReferenceId"), "invoice/number"),
    Take(
        ("invoiceReference/formattedIssueDateTime", "formattedIssueDateTime"),
        "invoice/date",
        day_of,
        lenient=True,
    ),
)


def _lines(drafting: Drafting, node: Node, _at: str) -> None:
    """The trade lines of every consignment item, with the item's origin criterion."""
    items = node.find_all(f"{_S}/includedConsignmentItems") or node.named("includedConsignmentItems")
    for item in items:
        criterion = first_value(
            item, ("crossBorderRegulatoryProcedure/originCriteriaText", "originCriteriaText")
        )
        for line in item.named("tradeLineItems"):
            path = drafting.next_item("lines")
            apply((sequence("sequenceNumber"), *LINE), drafting, line, path)
            if criterion is not None:
                drafting.convert_if_possible(f"{path}/criterion", criterion, code)


CERTIFICATE: Mapping = (
    ISSUER,
    Take(("iD", "cooId"), "number"),
    Take(
        ("issueDateTime", "firstSignatoryAuthentication/actualDateTime", "validFrom", "issuanceDate"),
        "issue_date",
        day_of,
    ),
    Take((f"{_S}/exportCountry/code", "exportCountryCode"), "issuing_country", country, lenient=True),
    Take((f"{_S}/importCountry/code", "importCountryCode"), "importing_country", country, lenient=True),
    Within(".", "exporter", _company(f"{_S}/exporter", "exporter")),
    Within(".", "consignee", _company(f"{_S}/importer", "importer")),
    Take(
        (f"{_S}/mainCarriageTransportMovement/departureEvent/departureDateTime", "departureDateTime"),
        "departure_date",
        day_of,
        lenient=True,
    ),
    Take(
        (f"{_S}/mainCarriageTransportMovement/usedTransportMeans/name", "usedTransportMeansName"),
        "transport_name",
    ),
    Within(".", "discharge_port", _port(f"{_S}/unloadingBaseportLocation", "unloadingBaseportLocation")),
    Take((f"{_S}/information", "supplyChainConsignmentInformation"), "remarks"),
    By(_lines, ((f"{_S}/includedConsignmentItems/tradeLineItems", "lines/n"),)),
)
CERTIFICATE_FIELDS: Mapping = (
    *CERTIFICATE,
    Each("includedConsignmentItems/tradeLineItems", "lines", LINE),
    Take("includedConsignmentItems/originCriteriaText", "lines/n/criterion"),
)
"""The mapping as the documentation lists it."""


def _amount(source: tuple[str, ...], target: str) -> By:
    def put(drafting: Drafting, node: Node, at: str) -> None:
        found = first_value(node, source)
        if found is not None and drafting.values.get("currency") is not None:
            put_amount(drafting, found, None, below(at, target))
        elif found is not None and drafting.convert_if_possible(f"{below(at, target)}/value", found, decimal):
            drafting.warn("amount.currency", found, "the document names no currency: complete it")

    return By(put, tuple((path, f"{target}/value") for path in source))


INVOICE: Mapping = (
    ISSUER,
    Take(("id", "invoiceId"), "number"),
    Take("date", "issue_date", day_of),
    Take(("billFrom/name", "billFromName"), "seller/name"),
    Take(("billFrom/streetAddress", "billFromStreetAddress"), "seller/address/lines/0"),
    Take(("billFrom/city", "billFromCity"), "seller/address/city"),
    Take(("billFrom/postalCode", "billFromPostalCode"), "seller/address/postcode"),
    Take(("billTo/company/name", "billToCompanyName", "billTo/name", "billToName"), "buyer/name"),
    Take(("billTo/company/streetAddress", "billToCompanyStreetAddress"), "buyer/address/lines/0"),
    Take(("billTo/company/city", "billToCompanyCity"), "buyer/address/city"),
    Take(("billTo/company/postalCode", "billToCompanyPostalCode"), "buyer/address/postcode"),
    _amount(("total",), "total"),
    Take("terms", "remarks"),
    Each(
        "billableItems",
        "lines",
        (
            sequence(),
            Take(("description", "billableItemsDescription"), "description"),
            pieces("quantity", "quantity"),
            pieces("billableItemsQuantity", "quantity"),
            _amount(("unitPrice", "billableItemsUnitPrice"), "unit_price"),
            _amount(("amount", "billableItemsAmount"), "amount"),
        ),
    ),
)

BILL: Mapping = (
    ISSUER,
    Take("blNumber", "number"),
    Take("dateOfIssueBL", "issue_date", day_of, lenient=True),
    Take("shippedOnBoardDate", "on_board_date", day_of, lenient=True),
    Take("carrierName", "carrier/name"),
    Take(("shipper/name", "shipperName"), "consignor/name"),
    Take(("shipper/address/street", "shipperAddressStreet"), "consignor/address/lines/0"),
    Take(("shipper/address/country", "shipperAddressCountry"), "consignor/country", country, lenient=True),
    Take(("consignee/name", "consigneeName"), "consignee/name"),
    Take(("notifyParty/name", "notifyPartyName"), "notify_party/name"),
    Take("placeOfReceipt", "place_of_receipt/name"),
    Take("portOfLoading", "port_of_loading/name"),
    Take("portOfDischarge", "port_of_discharge/name"),
    Take("placeOfDelivery", "place_of_delivery/name"),
    Each("packages", "items", (sequence(), Take(("description", "packagesDescription"), "description"))),
)


def read_certificate(reading: Reading) -> list[Draft]:
    """The certificate of origin that the document holds."""
    return _read(reading, Kind.ORIGIN_CERTIFICATE, CERTIFICATE)


def read_invoice(reading: Reading) -> list[Draft]:
    """The invoice that the document holds."""
    return _read(reading, Kind.INVOICE, INVOICE)


def read_bill(reading: Reading) -> list[Draft]:
    """The bill of lading that the document holds, a vessel and voyage as its one leg."""
    return _read(reading, Kind.TRANSPORT_DOCUMENT, BILL)


def _read(reading: Reading, kind: Kind, mapping: Mapping) -> list[Draft]:
    drafting = Drafting(reading, kind, reading.root, partial=True)
    claims = reading.root.find("credentialSubject") or reading.root
    for node in dict.fromkeys((reading.root, claims)):
        rules = mapping if node is claims else (ISSUER,)
        apply(tuple(rule for rule in rules if rule is not ISSUER or node is reading.root), drafting, node)
    if kind is Kind.TRANSPORT_DOCUMENT:
        _vessel(drafting, claims)
    frame(reading)
    return [drafting.finish()]


def _vessel(drafting: Drafting, claims: Node) -> None:
    drafting.put_default("type_code", "705", "a bill of lading")
    vessel, voyage = first_value(claims, "vessel"), first_value(claims, "voyageNo")
    if vessel is not None or voyage is not None:
        drafting.put_default("legs/0/mode", "sea", "a bill of lading is of carriage by sea")
    if vessel is not None:
        drafting.convert("legs/0/vessel/name", vessel, text)
    if voyage is not None:
        drafting.convert("legs/0/voyage", voyage, text)
