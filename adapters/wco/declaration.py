"""Declaration → import declaration: FunctionCode 9 opens one, 13 amends (COR) or cancels it (INV)."""

from dataclasses import replace

from adapters.drafting import Drafting, Reading
from adapters.drafts import IMPORT_DECLARATION, Draft
from adapters.errors import DocumentMalformed
from adapters.mapping import By, Each, Frame, Mapping, Take, Within, apply, first_value
from adapters.sources.tree import Node
from adapters.values.codes import country, incoterm, locode
from adapters.values.numbers import count
from adapters.wco import amendments, message, shipment
from adapters.wco.goods import ITEM, put_equipment
from adapters.wco.parts import DOCUMENT_FIELDS, PARTY, amount, mass, moment_at
from contracts.errors import brief

CONSIGNMENT: Mapping = (
    Take("LoadingLocation/ID", "port_of_loading/locode", locode, lenient=True),
    Take("UnloadingLocation/ID", "port_of_discharge/locode", locode, lenient=True),
    Take("GoodsLocation/Name", "goods_location/facility"),
    Take("GoodsLocation/Address/CountryCode", "goods_location/country", country),
    By(
        put_equipment,
        (
            ("TransportEquipment/ID", "equipment/n/number"),
            ("TransportEquipment/Seal/ID", "equipment/n/seals/n"),
        ),
    ),
)

DECLARATION: Mapping = (
    By(message.function, (("FunctionCode", "function"), ("TypeCode", "function"), ("TypeCode", "type_code"))),
    By(
        message.number,
        (
            ("ID", "number"),
            ("FunctionalReferenceID", "number"),
            ("FunctionalReferenceID", "functional_reference"),
        ),
    ),
    Take("VersionID", "version", count),
    By(
        message.statements,
        (
            ("AdditionalInformation[JPSTG]/StatementDescription", "stage"),
            ("AdditionalInformation[JPMOI]/StatementDescription", "ecommerce/mail_order"),
            ("AdditionalInformation[JPPLC]/StatementDescription", "ecommerce/platform_code"),
            ("AdditionalInformation[JPDLP]/StatementDescription", "ecommerce/delivery_place"),
            ("AdditionalInformation[StatementTypeCode=AES]/StatementDescription", "remarks"),
        ),
    ),
    moment_at("AcceptanceDateTime", "accepted"),
    moment_at("IssueDateTime", "lodged"),
    Within("Declarant", "declarant", PARTY),
    Within("Agent", "agent", PARTY),
    Within("GoodsShipment/Importer", "importer", PARTY),
    Within("Exporter", "exporter", PARTY),
    By(
        message.authorisations,
        (
            ("AuthorisationHolder/ID", "authorisation_holders/n/value"),
            ("AuthorisationHolder/CategoryCode", "authorisation_holders/n/scheme"),
        ),
    ),
    Take(
        ("GoodsShipment/ExportCountry/ID", "GoodsShipment/GovernmentAgencyGoodsItem/ExportCountry/ID"),
        "export_country",
        country,
    ),
    Take(("DeclarationOfficeID", "DeclarationOffice/ID", "PresentationOffice/ID"), "office"),
    By(
        shipment.ucr,
        (
            ("GoodsShipment/UCR/TraderAssignedReferenceID", "ucr"),
            ("GoodsShipment/UCR/TraderAssignedReferenceID", "references/n (UCR)"),
        ),
    ),
    By(shipment.mode, (("BorderTransportMeans/ModeCode", "mode"),)),
    By(
        shipment.means,
        (
            ("GoodsShipment/Consignment/ArrivalTransportMeans/ID", "vessel/imo"),
            ("GoodsShipment/Consignment/ArrivalTransportMeans/Name", "vessel/name"),
            ("GoodsShipment/Consignment/ArrivalTransportMeans/ArrivalDateTime", "arrival"),
            ("GoodsShipment/Consignment/ArrivalTransportMeans/ArrivalDateTime", "arrival_date"),
            ("BorderTransportMeans/ID", "vessel/imo"),
            ("BorderTransportMeans/Name", "vessel/name"),
            ("BorderTransportMeans/JourneyID", "voyage"),
            ("BorderTransportMeans/RegistrationNationalityCode", "vessel/flag"),
        ),
    ),
    Within("GoodsShipment/Consignment", "", CONSIGNMENT),
    Take("TotalPackageQuantity", "packages/count", count),
    mass("TotalGrossMassMeasure", "gross_mass"),
    Take("GoodsShipment/TradeTerms/ConditionCode", "trade_terms/condition", incoterm, lenient=True),
    Take(
        ("GoodsShipment/TradeTerms/LocationID", "GoodsShipment/TradeTerms/LocationName"), "trade_terms/place"
    ),
    amount("GoodsShipment/CustomsValuation/FreightChargeAmount", "freight"),
    By(
        shipment.charges,
        (
            ("GoodsShipment/CustomsValuation/ChargeDeduction[FR]", "freight"),
            ("GoodsShipment/CustomsValuation/ChargeDeduction[IN]", "insurance"),
        ),
    ),
    amount("GoodsShipment/CustomsValueAmount", "customs_value"),
    By(
        shipment.documents,
        (
            ("GoodsShipment/Consignment/TransportContractDocument/ID", "transport_documents/n"),
            ("GoodsShipment/PreviousDocument[704 … 741]/ID", "transport_documents/n"),
            ("GoodsShipment/PreviousDocument[DCR, MCR]/ID", "references/n (UCR)"),
            ("GoodsShipment/PreviousDocument/ID", "documents/n/number"),
            *((f"AdditionalDocument/{source}", f"documents/n/{field}") for source, field in DOCUMENT_FIELDS),
        ),
    ),
    Each("GoodsShipment/GovernmentAgencyGoodsItem", "lines", ITEM),
    By(
        shipment.invoice,
        (("GoodsShipment/Invoice/ID", "invoices/n/number"), ("InvoiceAmount", "invoices/0/amount")),
    ),
    Frame(("GoodsItemQuantity",), "counts the lines"),
    Frame(
        (
            "Amendment/ChangeReasonCode",
            "Amendment/Pointer/SequenceNumeric",
            "Amendment/Pointer/DocumentSectionCode",
            "Amendment/Pointer/TagID",
            "AdditionalInformation/Pointer/SequenceNumeric",
            "AdditionalInformation/Pointer/DocumentSectionCode",
        ),
        "points at what is amended",
    ),
    Frame(("@xsi:schemaLocation",), "frames the document"),
)

FRAME = Frame(
    (
        "md:WCODataModelVersionCode",
        "md:WCOTypeName",
        "md:ResponsibleAgencyName",
        "md:AgencyAssignedCustomizationVersionCode",
        "@xsi:schemaLocation",
    ),
    "frames the document",
)
"""The envelope of every message of the WCO data model, but for the country whose customs it is for."""

ENVELOPE: Mapping = (
    FRAME,
    Take("md:ResponsibleCountryCode", "importing_country", country),
)


def read_declaration(reading: Reading) -> list[Draft]:
    """The declaration's draft."""
    root, declaration = reading.root, declaration_of(reading)
    drafting = Drafting(reading, IMPORT_DECLARATION, root)
    if declaration is not root:
        apply(ENVELOPE, drafting, root)
    apply(DECLARATION, drafting, declaration)
    if not drafting.has("importing_country"):
        apply(
            (Take("GoodsShipment/Destination/CountryCode", "importing_country", country),),
            drafting,
            declaration,
        )
    check_lines(declaration)
    pointed = amendments.changes(drafting, declaration)
    return [replace(drafting.finish(), changes=pointed)]


def declaration_of(reading: Reading) -> Node:
    """The document's Declaration: its root, or inside the envelope."""
    root = reading.root
    declaration = root if root.name == "Declaration" else root.find("Declaration")
    if declaration is None:
        raise DocumentMalformed(root.place, expected="a Declaration", found="none in the envelope")
    return declaration


def check_lines(declaration: Node) -> None:
    """GoodsItemQuantity, where there is one, against the items that there are."""
    stated = first_value(declaration, "GoodsItemQuantity")
    items = declaration.find_all("GoodsShipment/GovernmentAgencyGoodsItem")
    if stated is not None and count((stated.text or "").strip(), stated) != len(items):
        raise DocumentMalformed(
            stated.place, expected=f"{len(items)}, the number of goods items", found=brief(stated.text)
        )
