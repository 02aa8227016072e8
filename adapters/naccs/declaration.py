"""IDA → import declaration, by an unofficial layout (adapters/codelists/naccs-ida.toml)."""

from adapters.amounts import amount_of
from adapters.codelists import table
from adapters.drafting import Drafting, Reading
from adapters.drafts import IMPORT_DECLARATION, Draft
from adapters.errors import DocumentMalformed, ValueRefused
from adapters.mapping import By, Each, Frame, Mapping, Take, apply, below, first_value
from adapters.references import put_reference
from adapters.sources.tree import Node
from adapters.values import Noted
from adapters.values.codes import country, hs, incoterm, locode
from adapters.values.numbers import count, decimal
from adapters.values.text import code, identifier, text
from adapters.values.times import day
from contracts.errors import brief


def _day(value: str, node: Node) -> str | Noted:
    return day(f"{value[:4]}-{value[4:6]}-{value[6:]}" if len(value) == 8 else value, node)


def _unit(value: str, node: Node) -> str:
    known = table("naccs-ida")["units"].get(value)
    if known is None:
        raise ValueRefused(node.place, expected="a unit of NACCS (NO, KG, L, …)", found=brief(value))
    return str(known)


def _measured(value: str, named: str, target: str) -> By:
    def put(drafting: Drafting, node: Node, at: str) -> None:
        amount, unit = first_value(node, value), first_value(node, named)
        if amount is None or unit is None:
            return
        if drafting.convert_if_possible(f"{below(at, target)}/unit", unit, _unit):
            drafting.convert(f"{below(at, target)}/value", amount, decimal)

    return By(put, ((value, f"{target}/value"), (named, f"{target}/unit")))


def origin_proof(value: str, node: Node) -> str | Noted:
    """NACCS's origin-proof code: four letters; a letter that stands for a whole code is written out."""
    whole = table("naccs-ida")["origin_proof"].get(value)
    if whole is not None:
        return Noted(str(whole), "code.converted", f"{value} written as {explained(str(whole))}")
    if len(value) != 4 or not value.isascii() or not value.isalpha() or not value.isupper():
        raise ValueRefused(node.place, expected="an origin-proof code of four letters", found=brief(value))
    return Noted(value, "code.explained", explained(value))


def explained(proof: str) -> str:
    """What the places of an origin-proof code say; the letters' meanings stand in NACCS's code book."""
    return (
        f"{proof}: kind of origin proof {proof[:2]}, class of certifier {proof[2]}, kind of goods {proof[3]}"
    )


def _proof(drafting: Drafting, node: Node, at: str) -> None:
    """The code as a document of the line: it names no agreement, so it makes no claim by itself."""
    found = first_value(node, "origin_proof")
    if found is not None and drafting.convert_if_possible(f"{at}/documents/0/number", found, origin_proof):
        drafting.put_default(f"{at}/documents/0/type_code", "NACOP", "NACCS's origin-proof code")


def _sequence(drafting: Drafting, _node: Node, at: str) -> None:
    drafting.put_default(f"{at}/sequence", int(at.rpartition("/")[2]) + 1, "the line's place in the message")


def _bills(drafting: Drafting, node: Node, _at: str) -> None:
    for place in range(1, 6):
        found = first_value(node, f"bill_{place}")
        if found is not None:
            path = drafting.next_item("transport_documents")
            drafting.put(f"{path}/type", "BL", found)
            drafting.convert(f"{path}/number", found, text)
            put_reference(drafting, found, "BL")


def _invoice(drafting: Drafting, node: Node, _at: str) -> None:
    found = first_value(node, "invoice_number")
    if found is None:
        return
    drafting.convert("invoices/0/number", found, text)
    put_reference(drafting, found, "INV")
    amount_of("amount", "invoices/0/amount", "currency").apply(drafting, node, "")


def _importer(drafting: Drafting, node: Node, _at: str) -> None:
    found = first_value(node, "importer_code")
    if found is not None:
        drafting.put_default("importer/identifiers/0/scheme", "NACCS", "NACCS's code of importers")
        drafting.convert("importer/identifiers/0/value", found, identifier)


LINE: Mapping = (
    By(_sequence, ()),
    Take("hs", "classification/code", hs, lenient=True),
    Take("description", "description"),
    Take("origin", "origin_country", country, lenient=True),
    By(_proof, (("origin_proof", "documents/0/number (NACOP)"),)),
    _measured("quantity_1", "unit_1", "quantity"),
    _measured("quantity_2", "unit_2", "second_quantity"),
    Take("ruling_classification", "ruling"),
)

DECLARATION: Mapping = (
    Take("declaration_number", "number", required=True),
    Take("kind", "type_code", code, lenient=True),
    Take("office", "office"),
    By(_importer, (("importer_code", "importer/identifiers/0"),)),
    Take("importer_name", "importer/name"),
    Take("importer_postcode", "importer/address/postcode"),
    *(Take(f"importer_address_{n}", f"importer/address/lines/{n - 1}") for n in range(1, 5)),
    Take("exporter_name", "exporter/name"),
    *(Take(f"exporter_address_{n}", f"exporter/address/lines/{n - 1}") for n in range(1, 5)),
    Take("exporter_postcode", "exporter/address/postcode"),
    Take("exporter_country", "exporter/country", country, lenient=True),
    Take("bonded_place", "goods_location/facility"),
    By(_bills, (("bill_1 … bill_5", "transport_documents/n, references/n (BL)"),)),
    Take("packages", "packages/count", count),
    Take("package_type", "packages/type_code", code, lenient=True),
    Take("marks", "packages/marks"),
    _measured("gross_mass", "gross_mass_unit", "gross_mass"),
    Take("vessel_name", "vessel/name"),
    Take("arrival_date", "arrival_date", _day, lenient=True),
    Take("port_of_loading", "port_of_loading/locode", locode, lenient=True),
    Take("port_of_loading_name", "port_of_loading/name"),
    Take("terms", "trade_terms/condition", incoterm, lenient=True),
    By(
        _invoice,
        (("invoice_number", "invoices/0/number, references/n (INV)"), ("amount", "invoices/0/amount")),
    ),
    amount_of("freight", "freight", "freight_currency"),
    amount_of("insurance", "insurance", "insurance_currency"),
    Each("item", "lines", LINE),
    Frame(
        ("size_class", "kind_class", "cargo_class", "price_class", "freight_class", "insurance_class"),
        "classes of NACCS",
    ),
)


def read_declaration(reading: Reading) -> list[Draft]:
    """The declaration's draft; that the layout is unofficial is remarked on."""
    drafting = Drafting(reading, IMPORT_DECLARATION, reading.root)
    drafting.put_default("importing_country", "JP", "an import declaration of Japan")
    for header in reading.root.named("header"):
        for leaf in header.leaves():
            reading.mark_structural(leaf, "frames the message")
    if not reading.root.named("item"):
        raise DocumentMalformed("document", expected="at least one line of goods", found="none")
    said = "the layout of IDA is not official: compare it with NACCS's own"
    reading.warn("layout.unofficial", "document", said)
    apply(DECLARATION, drafting, reading.root)
    return [drafting.finish()]
