"""Parts of a Cross Industry Invoice: parties, days, quantities, classifications."""

import re

from adapters.drafting import Drafting
from adapters.mapping import By, Mapping, Take, Within, below, first_value
from adapters.sources.tree import Node
from adapters.values import Noted
from adapters.values.codes import country, hs, unit
from adapters.values.numbers import decimal
from adapters.values.text import code, identifier
from adapters.values.times import day, iso_of_edifact

_SCHEMES = {
    "0199": "LEI",
    "0188": "JCN",
    "0060": "DUNS",
    "0088": "GLN",
    "VA": "TAX",
    "FC": "TAX",
    "EORI": "EORI",
}
_DATED = ("udt:DateTimeString", "qdt:DateTimeString", "udt:DateTime", "udt:Date", ".")
_HS_LISTS = {"HS", "HSN", "TSP", "TARIC", "CN"}
_DIGITS = re.compile(r"[0-9]{6,10}\Z")


def dated(source: str, target: str, *, required: bool = False) -> Take:
    """A rule: the day at `source`, in a format of UNTDID 2379 or in ISO 8601."""
    return Take(tuple(f"{source}/{path}" for path in _DATED[:-1]), target, _day, required=required)


def _day(value: str, node: Node) -> str | Noted:
    format_ = node.value("@format")
    iso = iso_of_edifact(value, format_, node) if format_ else value
    return day(iso[:10], node)


def _identifiers(drafting: Drafting, node: Node, at: str) -> None:
    """Global and legal identifiers with their scheme, and tax registrations."""
    paths = ("ram:GlobalID", "ram:SpecifiedLegalOrganization/ram:ID", "ram:SpecifiedTaxRegistration/ram:ID")
    for found in (found for path in paths for found in node.find_all(path)):
        named = found.find("@schemeID")
        if not (found.text and found.text.strip()):
            continue
        if named is None:
            drafting.reading.leave(found, "an identifier without a scheme")
            continue
        path = drafting.next_item(below(at, "identifiers"))
        if drafting.convert_if_possible(f"{path}/scheme", named, lambda v, n: _SCHEMES.get(v) or code(v, n)):
            drafting.convert(f"{path}/value", found, identifier)


PARTY: Mapping = (
    Take(("ram:Name", "ram:SpecifiedLegalOrganization/ram:TradingBusinessName"), "name"),
    By(
        _identifiers,
        (
            ("ram:GlobalID", "identifiers/n/value"),
            ("ram:SpecifiedLegalOrganization/ram:ID", "identifiers/n/value"),
            ("ram:SpecifiedTaxRegistration/ram:ID", "identifiers/n/value"),
        ),
    ),
    Within(
        "ram:PostalTradeAddress",
        "address",
        (
            Take("ram:LineOne", "lines/0"),
            Take("ram:LineTwo", "lines/1"),
            Take("ram:LineThree", "lines/2"),
            Take("ram:CityName", "city"),
            Take("ram:CountrySubDivisionName", "region"),
            Take("ram:PostcodeCode", "postcode"),
            Take("ram:CountryID", "country", country, lenient=True),
        ),
    ),
    Take("ram:PostalTradeAddress/ram:CountryID", "country", country, lenient=True),
)


def measure(sources: tuple[str, ...], target: str) -> By:
    """A rule: the quantity of the first of `sources`; with a unit that Rec 20 lacks it stays unmapped."""

    def apply(drafting: Drafting, node: Node, at: str) -> None:
        found = first_value(node, sources)
        if found is None:
            return
        named = found.find("@unitCode")
        if named is None:
            drafting.warn("unit.absent", found, "a quantity without a unit is left unmapped")
            drafting.reading.leave(found, "no unit")
        elif drafting.convert_if_possible(f"{below(at, target)}/unit", named, unit):
            drafting.convert(f"{below(at, target)}/value", found, decimal)

    return By(apply, tuple((path, target) for path in sources))


def _classification(drafting: Drafting, node: Node, at: str) -> None:
    """The first class code of the Harmonized System, or of a tariff built on it."""
    path = below(at, "classification")
    for found in node.find_all("ram:DesignatedProductClassification/ram:ClassCode"):
        listed = (found.value("@listID") or "").upper()
        if listed in _HS_LISTS and not drafting.has(path):
            drafting.convert_if_possible(f"{path}/code", found, hs)
        else:
            drafting.reading.leave(found, f"classified by {listed or 'an unnamed list'}, not the HS")


CLASSIFICATION = By(
    _classification, (("ram:DesignatedProductClassification/ram:ClassCode", "classification/code"),)
)
