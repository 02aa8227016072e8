"""Codes to the lists that records use: ISO 3166, ISO 4217, UN/ECE Rec 20, UN/LOCODE, HS, and identifiers."""

import re
from collections.abc import Collection
from functools import lru_cache

from adapters.codelists import table
from adapters.errors import ValueRefused
from adapters.sources.tree import Node
from adapters.values.conversion import Convert, Noted
from contracts.codelists import COUNTRIES, CURRENCIES, UNITS
from contracts.errors import brief
from contracts.scopes import AGREEMENT_NUMBERS

_LOCODE = re.compile(r"[A-Z]{2} ?[A-Z2-9]{3}\Z")
_HS = re.compile(r"[0-9]{4,12}\Z")
_HS_SEPARATORS = re.compile(r"[.\s]")
_IMO = re.compile(r"(?:IMO ?)?([0-9]{7})\Z")
_INCOTERM = re.compile(r"[A-Z]{3}\Z")
_YEAR = re.compile(r"[0-9]{4}\Z")
_YES, _NO = frozenset({"yes", "true", "1", "はい"}), frozenset({"no", "false", "0", "いいえ"})


def country(value: str, node: Node) -> str | Noted:
    """ISO 3166-1 alpha-2; an alpha-3 code or an exact English name is converted and noted."""
    if value in COUNTRIES:
        return value
    upper = value.upper()
    if upper in COUNTRIES:
        return Noted(upper, "code.converted", f"country {value!r} written as {upper}")
    known = _country_named(value)
    if known in COUNTRIES:
        return Noted(str(known), "code.converted", f"country {value!r} written as {known}")
    raise ValueRefused(node.place, expected="an ISO 3166-1 country code of two letters", found=brief(value))


@lru_cache(maxsize=512)
def _country_named(value: str) -> str | None:
    import pycountry

    if re.match(r"[A-Za-z]{3}\Z", value):
        found = pycountry.countries.get(alpha_3=value.upper())
    else:
        found = pycountry.countries.get(name=value)
    return None if found is None else str(found.alpha_2)


def currency(value: str, node: Node) -> str:
    """ISO 4217, three letters."""
    if value.upper() not in CURRENCIES:
        raise ValueRefused(node.place, expected="an ISO 4217 currency code", found=brief(value))
    return value.upper()


def unit(value: str, node: Node) -> str | Noted:
    """UN/ECE Rec 20; a spelling that the table of aliases knows is converted and noted."""
    upper = value.upper()
    units = table("units")
    if upper in UNITS:
        slip = units["slips"].get(upper)
        return Noted(upper, "unit.slip", slip) if slip else upper
    known = units["aliases"].get(upper)
    if known is not None:
        return Noted(str(known), "code.converted", f"unit {value!r} written as {known}")
    raise ValueRefused(
        node.place, expected="a UN/ECE Rec 20 unit code (C62 piece, KGM kilogram, …)", found=brief(value)
    )


def hs(value: str, node: Node) -> str | Noted:
    """A Harmonized System code of 4 to 12 digits; points and spaces between them are left out.

    One that a spreadsheet holds as a number may have lost a zero in front: it is taken, and noted, only where
    it has the six digits of a whole code.
    """
    digits = _HS_SEPARATORS.sub("", value)
    if _HS.match(digits) is None:
        raise ValueRefused(node.place, expected="an HS code of 4 to 12 digits", found=brief(value))
    if node.type != "number":
        return digits
    if len(digits) != 6:
        raise ValueRefused(
            node.place,
            expected="an HS code as text: a number may have lost the zero in front",
            found=f"the number {brief(value)}",
            remedy="Format the cell as text and type the code again.",
        )
    return Noted(digits, "text.from_number", "typed as a number: a zero in front would be lost")


def locode(value: str, node: Node) -> str:
    """UN/LOCODE, five characters; the space after the country is left out."""
    if _LOCODE.match(value) is None or value[:2] not in COUNTRIES:
        raise ValueRefused(node.place, expected="a UN/LOCODE such as JPYOK", found=brief(value))
    return value.replace(" ", "")


def agreement(value: str, node: Node) -> str:
    """The code of an agreement that the network knows (contracts.scopes)."""
    if value not in AGREEMENT_NUMBERS:
        known = ", ".join(AGREEMENT_NUMBERS)
        raise ValueRefused(node.place, expected=f"an agreement: {known}", found=brief(value))
    return value


def incoterm(value: str, node: Node) -> str:
    """An Incoterms rule: three capital letters."""
    if _INCOTERM.match(value) is None:
        raise ValueRefused(node.place, expected="an Incoterms rule such as FOB", found=brief(value))
    return value


def year(value: str, node: Node) -> str:
    """A year of four digits."""
    if _YEAR.match(value) is None:
        raise ValueRefused(node.place, expected="a year such as 2020", found=brief(value))
    return value


def imo(value: str, node: Node) -> str | Noted:
    """An IMO ship number, 7 digits; a wrong check digit is noted."""
    from stdnum import imo as ship

    match = _IMO.match(value)
    if match is None:
        raise ValueRefused(node.place, expected="an IMO number of 7 digits", found=brief(value))
    if not ship.is_valid(match[1]):
        return Noted(match[1], "identifier.check_digit", f"IMO number {match[1]} has a wrong check digit")
    return match[1]


def container(value: str, node: Node) -> str | Noted:
    """A container number as the document spells it; one that ISO 6346 does not allow is noted."""
    if len(value) > 35 or not value.isascii() or not value.isprintable():
        raise ValueRefused(node.place, expected="a container number", found=brief(value))
    if not _is_container(value):
        return Noted(
            value,
            "identifier.check_digit",
            f"container number {value} is wrong by ISO 6346 (check digit)",
        )
    return value


@lru_cache(maxsize=256)
def _is_container(value: str) -> bool:
    """Kept, since a container is a field and a reference: its check digit is computed once."""
    from stdnum import iso6346

    return bool(iso6346.is_valid(value))


def flag(value: str, node: Node) -> bool:
    """Yes or no, true or false, 1 or 0."""
    if value.lower() not in _YES | _NO:
        raise ValueRefused(node.place, expected="yes or no", found=brief(value))
    return value.lower() in _YES


def one_of(choices: Collection[str]) -> Convert:
    """A conversion that takes the given words only."""

    def convert(value: str, node: Node) -> str:
        if value not in choices:
            raise ValueRefused(node.place, expected="one of " + ", ".join(choices), found=brief(value))
        return value

    return convert


def meaning_of(meanings: dict[str, str], what: str) -> Convert:
    """A conversion by a table of codes; a code that the table lacks is refused."""

    def convert(value: str, node: Node) -> str:
        if value not in meanings:
            raise ValueRefused(
                node.place, expected=f"{what}: one of {', '.join(meanings)}", found=brief(value)
            )
        return meanings[value]

    return convert
