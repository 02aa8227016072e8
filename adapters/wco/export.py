"""Declaration of type EX → export declaration extract (kind 10), as far as a lodged one says it.

What customs released, and when, stands in no declaration: the caller completes the day and, where none is
named, the office.
"""

from adapters.codelists import table
from adapters.drafting import Drafting, Reading
from adapters.drafts import Draft
from adapters.errors import ValueRefused
from adapters.mapping import By, Each, Frame, Mapping, Take, Within, apply, below, first_value
from adapters.references import put_reference
from adapters.sources.tree import Node
from adapters.values.codes import country
from adapters.values.numbers import count
from adapters.values.text import text
from adapters.wco.declaration import FRAME, check_lines, declaration_of
from adapters.wco.goods import CLASSIFICATION, put_ucr
from adapters.wco.parts import PARTY, amount, mass, put_quantity, put_transport_document
from contracts.errors import brief
from contracts.records import Kind

_SHIPMENT = "GoodsShipment"


def _function(drafting: Drafting, node: Node, _at: str) -> None:
    """An original only: what an amendment leaves of an export declaration, customs' extract says."""
    stated = first_value(node, "FunctionCode")
    if stated is None or table("wco")["function"].get((stated.text or "").strip()) != "original":
        found = "nothing there" if stated is None else brief(stated.text)
        place = node.place if stated is None else stated.place
        raise ValueRefused(place, expected="FunctionCode 9", found=found)
    for framing in (stated, *node.named("TypeCode")):
        drafting.reading.mark_structural(framing, "says that it is an original export declaration")


def _number(drafting: Drafting, node: Node, _at: str) -> None:
    given, own = first_value(node, "ID"), first_value(node, "FunctionalReferenceID")
    if given is None and own is not None:
        said = "customs has given no number yet: the declarant's reference stands in"
        drafting.warn("number.own", own, said)
    number = given or own
    if number is None:
        raise ValueRefused(node.place, expected="ID or FunctionalReferenceID", found="neither")
    drafting.convert("number", number, text)
    put_reference(drafting, number, "DEC")


def _documents(drafting: Drafting, node: Node, _at: str) -> None:
    """The transport document and the UCRs, as references; the first transport document has a field."""
    paths = (f"{_SHIPMENT}/Consignment/TransportContractDocument", f"{_SHIPMENT}/PreviousDocument")
    for document in (found for path in paths for found in node.find_all(path)):
        number = first_value(document, "ID")
        if put_transport_document(drafting, document, listed=False):
            if number is not None and not drafting.has("transport_document"):
                drafting.convert("transport_document", number, text)
        else:
            put_ucr(drafting, document)


def _export_country(drafting: Drafting, node: Node, _at: str) -> None:
    """ExportCountry, else the country whose customs the message is for."""
    stated = first_value(node, f"{_SHIPMENT}/ExportCountry/ID")
    stated = stated or first_value(drafting.reading.root, "md:ResponsibleCountryCode")
    if stated is not None:
        drafting.convert("export_country", stated, country)


def _quantity(drafting: Drafting, item: Node, at: str) -> None:
    found = first_value(item, "Commodity/GoodsMeasure/TariffQuantity")
    if found is not None:
        put_quantity(drafting, found, below(at, "quantity"))


LINE: Mapping = (
    Take("SequenceNumeric", "sequence", count, required=True),
    Take("Commodity/Description", "description"),
    CLASSIFICATION,
    Take("Origin/CountryCode", "origin_country", country),
    By(_quantity, (("Commodity/GoodsMeasure/TariffQuantity", "quantity"),)),
    mass("Commodity/GoodsMeasure/GrossMassMeasure", "gross_mass"),
    amount("StatisticalValueAmount", "statistical_value"),
)

EXPORT: Mapping = (
    By(_function, (("FunctionCode, TypeCode", "(an original of type EX)"),)),
    By(_number, (("ID", "number"), ("FunctionalReferenceID", "number"), ("ID", "/references/n (DEC)"))),
    Within("Exporter", "exporter", PARTY),
    By(
        _export_country,
        (
            (f"{_SHIPMENT}/ExportCountry/ID", "export_country"),
            ("md:ResponsibleCountryCode", "export_country"),
        ),
    ),
    Take(
        (f"{_SHIPMENT}/Destination/CountryCode", f"{_SHIPMENT}/Consignee/Address/CountryCode"),
        "consignee_country",
        country,
    ),
    By(
        _documents,
        (
            (f"{_SHIPMENT}/Consignment/TransportContractDocument/ID", "transport_document"),
            (f"{_SHIPMENT}/PreviousDocument[704 … 741]/ID", "transport_document"),
            (f"{_SHIPMENT}/PreviousDocument[DCR, MCR]/ID", "references/n (UCR)"),
        ),
    ),
    Take(("DeclarationOfficeID", "DeclarationOffice/ID", "PresentationOffice/ID", "ExitOffice/ID"), "office"),
    mass("TotalGrossMassMeasure", "gross_mass"),
    Each(f"{_SHIPMENT}/GovernmentAgencyGoodsItem", "lines", LINE, required=True),
    Frame(("GoodsItemQuantity",), "counts the lines"),
)


def read_export(reading: Reading) -> list[Draft]:
    """The declaration's draft, which lacks the day of release."""
    declaration = declaration_of(reading)
    drafting = Drafting(reading, Kind.EXPORT_DECLARATION, reading.root, partial=True)
    if declaration is not reading.root:
        apply((FRAME,), drafting, reading.root)
    apply(EXPORT, drafting, declaration)
    check_lines(declaration)
    return [drafting.finish()]
