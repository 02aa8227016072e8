"""Parties of UBL documents: names in two scripts, identifiers by scheme, postal address."""

from adapters.drafting import Drafting
from adapters.mapping import By, Mapping, Take, Within, below, first_value
from adapters.sources.tree import Node
from adapters.values.codes import country
from adapters.values.text import code, identifier, is_latin, text


def _address_lines(drafting: Drafting, node: Node, at: str) -> None:
    """Street, building and the rest as lines: number beside its street, everything else a line of its own."""
    for name in _LINE_PARTS:
        for found in node.find_all(name):
            if found.text and found.text.strip():
                drafting.convert(drafting.next_item(below(at, "lines")), found, text)


_LINE_PARTS = (
    "cac:AddressLine/cbc:Line",
    "cbc:Postbox",
    "cbc:BuildingNumber",
    "cbc:BuildingName",
    "cbc:StreetName",
    "cbc:AdditionalStreetName",
    "cbc:Floor",
    "cbc:Room",
    "cbc:District",
)

ADDRESS: Mapping = (
    By(_address_lines, tuple((name, "lines/n") for name in _LINE_PARTS)),
    Take("cbc:CityName", "city"),
    Take(("cbc:CountrySubentity", "cbc:CountrySubentityCode"), "region"),
    Take("cbc:PostalZone", "postcode"),
    Take(("cac:Country/cbc:IdentificationCode", "cac:Country/cbc:Name"), "country", country, lenient=True),
)

_SCHEMES = {
    "0199": "LEI",
    "LEI": "LEI",
    "0188": "JCN",
    "JCN": "JCN",
    "EORI": "EORI",
    "0060": "DUNS",
    "DUNS": "DUNS",
    "0088": "GLN",
    "GLN": "GLN",
    "REX": "REX",
    "AEO": "AEO",
}
"""@schemeID (ISO 6523 ICD in EN 16931) → a party identifier's scheme."""


_TAGGED = ("cac:PartyIdentification/cbc:ID", "cac:PartyLegalEntity/cbc:CompanyID")


def _identifiers(drafting: Drafting, node: Node, at: str) -> None:
    """Identifications with a scheme, and the tax registration; without a scheme one says nothing."""
    for found in (found for path in _TAGGED for found in node.find_all(path)):
        named = found.find("@schemeID")
        if not (found.text and found.text.strip()):
            continue
        if named is None:
            drafting.reading.leave(found, "an identifier without a scheme")
            continue
        path = drafting.next_item(below(at, "identifiers"))
        if drafting.convert_if_possible(f"{path}/scheme", named, _scheme):
            drafting.convert(f"{path}/value", found, identifier)
    _tax_registration(drafting, node, at)


def _scheme(value: str, node: Node) -> str:
    return _SCHEMES.get(value) or code(value, node)


def _tax_registration(drafting: Drafting, node: Node, at: str) -> None:
    found = first_value(node, "cac:PartyTaxScheme/cbc:CompanyID")
    scheme = first_value(node, "cac:PartyTaxScheme/cac:TaxScheme/cbc:ID")
    if found is not None and scheme is not None:
        path = drafting.next_item(below(at, "identifiers"))
        drafting.convert(f"{path}/scheme", scheme, lambda _value, _node: "TAX")
        drafting.convert(f"{path}/value", found, identifier)


def _party_country(drafting: Drafting, node: Node, at: str) -> None:
    """The country of the party: that of its address."""
    found = first_value(
        node,
        (
            "cac:PostalAddress/cac:Country/cbc:IdentificationCode",
            "cac:PartyLegalEntity/cac:RegistrationAddress/cac:Country/cbc:IdentificationCode",
        ),
    )
    if found is not None:
        drafting.convert_if_possible(below(at, "country"), found, country)


def _names(drafting: Drafting, node: Node, at: str) -> None:
    """The first name in Latin letters, and the first other one: names in Latin and in local script."""
    found = [name for path in _NAMES for name in node.find_all(path) if name.text and name.text.strip()]
    latin = next((name for name in found if is_latin(name.text or "")), None)
    other = next((name for name in found if name is not latin and not _same(name, latin)), None)
    if latin is not None:
        drafting.convert(below(at, "name"), latin, text)
    if other is not None and (latin is None or other.name == latin.name):
        drafting.convert(below(at, "name_local"), other, text)


_NAMES = ("cac:PartyName/cbc:Name", "cac:PartyLegalEntity/cbc:RegistrationName")


def _same(name: Node, latin: Node | None) -> bool:
    return latin is not None and (name.text or "").split() == (latin.text or "").split()


PARTY: Mapping = (
    By(
        _names,
        tuple((path, field) for path in _NAMES for field in ("name", "name_local")),
    ),
    By(
        _identifiers,
        (
            ("cac:PartyIdentification/cbc:ID", "identifiers/n/value"),
            ("cac:PartyIdentification/cbc:ID/@schemeID", "identifiers/n/scheme"),
            ("cac:PartyLegalEntity/cbc:CompanyID", "identifiers/n/value"),
            ("cac:PartyLegalEntity/cbc:CompanyID/@schemeID", "identifiers/n/scheme"),
            ("cac:PartyTaxScheme/cbc:CompanyID", "identifiers/n/value"),
            ("cac:PartyTaxScheme/cac:TaxScheme/cbc:ID", "identifiers/n/scheme"),
        ),
    ),
    Within("cac:PostalAddress", "address", ADDRESS),
    By(_party_country, (("cac:PostalAddress/cac:Country/cbc:IdentificationCode", "country"),)),
)
