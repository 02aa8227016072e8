"""Parts that UBL documents share: places, amounts, measures, classifications, references, line numbers."""

import re
from collections.abc import Callable

from adapters.codelists import table
from adapters.drafting import Drafting
from adapters.errors import ValueRefused
from adapters.mapping import By, Mapping, Rule, Take, below, first_value
from adapters.references import put_reference
from adapters.sources.tree import Node
from adapters.values import Convert
from adapters.values.codes import country, currency, hs, locode, unit
from adapters.values.numbers import count, decimal
from adapters.values.text import text
from adapters.values.times import day
from contracts.errors import brief

ENVELOPE = (
    "cbc:UBLVersionID",
    "cbc:CustomizationID",
    "cbc:ProfileID",
    "cbc:ProfileExecutionID",
    "@xsi:schemaLocation",
)
"""What frames a UBL document and says nothing of trade."""

_HS_LISTS = {"HS", "HTS", "HSN", "WCO", "WCO:HS", "TARIC", "CN"}
_LOCODE = re.compile(r"[A-Z]{2} ?[A-Z2-9]{3}\Z")
_HS_EDITION = re.compile(r"(?:HS ?)?(1996|2002|2007|2012|2017|2022)\Z")


def amount(source: str, target: str, *, required: bool = False) -> Rule:
    """A rule: the amount at `source` with its @currencyID."""

    def apply(drafting: Drafting, node: Node, at: str) -> None:
        found = first_value(node, source)
        if found is None and not required:
            return
        if found is None:
            raise ValueRefused(node.place, expected=source, found="nothing there")
        put_amount(drafting, found, below(at, target))

    return By(apply, ((source, f"{target}/value"), (f"{source}/@currencyID", f"{target}/currency")))


def put_amount(drafting: Drafting, node: Node, path: str, convert: Convert = decimal) -> None:
    """The amount at `node`, which must name its currency, as UBL requires."""
    named = node.find("@currencyID")
    if named is None:
        raise ValueRefused(node.place, expected="@currencyID", found="no currency")
    drafting.convert(f"{path}/value", node, convert)
    drafting.convert(f"{path}/currency", named, currency)


def measure(source: str | tuple[str, ...], target: str) -> Rule:
    """A rule: the quantity at `source` with its @unitCode; without a unit Rec 20 knows it stays unmapped."""
    sources = (source,) if isinstance(source, str) else source

    def apply(drafting: Drafting, node: Node, at: str) -> None:
        found = first_value(node, sources)
        if found is None:
            return
        path, named = below(at, target), found.find("@unitCode")
        if named is None:
            drafting.warn("unit.absent", found, "a quantity without a unit is left unmapped")
            drafting.reading.leave(found, "no unit")
        elif drafting.convert_if_possible(f"{path}/unit", named, unit):
            drafting.convert(f"{path}/value", found, decimal)
        else:
            drafting.reading.leave(found, "its unit is not in UN/ECE Rec 20")

    reads = [(each, f"{target}/value") for each in sources]
    return By(apply, (*reads, *((f"{each}/@unitCode", f"{target}/unit") for each in sources)))


def _is_locode(node: Node) -> bool:
    scheme = node.value("@schemeID") or ""
    return "LOCODE" in scheme.upper()


def _location_id(drafting: Drafting, node: Node, at: str) -> None:
    """A location's ID: a UN/LOCODE where its scheme says so, otherwise a facility's code."""
    found = first_value(node, "cbc:ID")
    if found is not None and _is_locode(found):
        drafting.convert(below(at, "locode"), found, locode)
    elif found is not None:
        drafting.convert(below(at, "facility"), found, text)
        listed = found.value("@schemeID")
        if listed and _LOCODE.match((found.text or "").strip()):
            said = f"the list {brief(listed)} is none of UN/LOCODE's names: a facility's code, not a port's"
            drafting.warn("code.list", found, said)


LOCATION: Mapping = (
    By(_location_id, (("cbc:ID", "locode"), ("cbc:ID", "facility"))),
    Take(("cbc:Description", "cbc:Name"), "name"),
    Take("cac:Address/cac:Country/cbc:IdentificationCode", "country", country, lenient=True),
)


def _classification(drafting: Drafting, node: Node, at: str) -> None:
    """The first classification whose list is the Harmonized System, or a tariff built on it."""
    path = below(at, "classification")
    for found in node.find_all("cac:CommodityClassification/cbc:ItemClassificationCode"):
        listed = (found.value("@listID") or "").upper()
        if listed not in _HS_LISTS or drafting.has(path):
            reason = f"classified by {listed or 'an unnamed list'}, not the Harmonized System"
            drafting.reading.leave(found, reason)
            continue
        drafting.convert(f"{path}/code", found, hs)
        version = found.find("@listVersionID")
        if version is not None:
            drafting.convert_if_possible(f"{path}/edition", version, hs_edition)


def hs_edition(value: str, node: Node) -> str:
    """An edition of the Harmonized System: `2017`, `HS2017`, `HS 2017`."""
    match = _HS_EDITION.match(value)
    if match is None:
        raise ValueRefused(node.place, expected="an edition of the HS such as 2017", found=brief(value))
    return f"HS{match[1]}"


CLASSIFICATION: Rule = By(
    _classification,
    (
        ("cac:CommodityClassification/cbc:ItemClassificationCode", "classification/code"),
        ("cac:CommodityClassification/cbc:ItemClassificationCode/@listVersionID", "classification/edition"),
    ),
)


def reference(source: str, type_: str) -> Rule:
    """A rule: every number at `source` as a reference of `type_`."""

    def apply(drafting: Drafting, node: Node, _at: str) -> None:
        for found in node.find_all(source):
            if found.text and found.text.strip():
                put_reference(drafting, found, type_)

    return By(apply, ((source, f"/references/n ({type_})"),))


def typed_references(source: str) -> Rule:
    """A rule: every document at `source` whose type (UNTDID 1001, or its name) we know, as a reference."""

    def apply(drafting: Drafting, node: Node, _at: str) -> None:
        for found in node.find_all(source):
            typed = first_value(found, ("cbc:DocumentTypeCode", "cbc:DocumentType"))
            number = first_value(found, "cbc:ID")
            type_ = None if typed is None else _reference_type(typed)
            if number is None or typed is None or type_ is None:
                drafting.reading.leave(found, "a document of a type that references do not have")
                continue
            drafting.reading.mark_structural(typed, "chose the type of the reference")
            path = put_reference(drafting, number, type_)
            issued = first_value(found, "cbc:IssueDate")
            if path is not None and issued is not None:
                drafting.convert(f"{path}/date", issued, day)

    return By(
        apply, ((f"{source}/cbc:ID", "/references/n"), (f"{source}/cbc:IssueDate", "/references/n/date"))
    )


def _reference_type(typed: Node) -> str | None:
    known = table("transport")
    spelled = " ".join((typed.text or "").lower().split())
    found = known["document_reference"].get(spelled) or known["named_reference"].get(spelled)
    return str(found) if found else None


def line_number(*sources: str) -> Callable[[Drafting, Node, str], None]:
    """A function for a rule: the line's number where one of `sources` is one, else its place in the list."""

    def apply(drafting: Drafting, node: Node, at: str) -> None:
        found = first_value(node, sources)
        if found is not None and drafting.convert_if_possible(below(at, "sequence"), found, count):
            return
        position = int(at.rpartition("/")[2]) + 1
        drafting.put_default(below(at, "sequence"), position, "the line's place: its ID is no number")

    return apply
