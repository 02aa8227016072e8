"""Numbers as documents spell them, and the names that make two spellings the same document."""

import unicodedata
from enum import StrEnum
from functools import lru_cache
from typing import NamedTuple

from contracts.records.parts import Party, Reference


class Family(StrEnum):
    """What a number names. A house bill cited as a bill is the same paper, so they share a family."""

    TRANSPORT = "transport"
    INVOICE = "invoice"
    PROOF = "proof"
    UCR = "ucr"
    CONTAINER = "container"
    PURCHASE_ORDER = "purchase_order"
    DECLARATION = "declaration"
    BOOKING = "booking"
    PACKING = "packing"
    EXPORT = "export"
    RULING = "ruling"
    ORDER = "order"

    __hash__ = str.__hash__  # an Enum's own hash is Python, and names are hashed by the million


FAMILY_OF: dict[str, Family] = {
    "BL": Family.TRANSPORT,
    "HBL": Family.TRANSPORT,
    "AWB": Family.TRANSPORT,
    "HAWB": Family.TRANSPORT,
    "INV": Family.INVOICE,
    "CO": Family.PROOF,
    "OD": Family.PROOF,
    "UCR": Family.UCR,
    "CNTR": Family.CONTAINER,
    "PO": Family.PURCHASE_ORDER,
    "DEC": Family.DECLARATION,
    "BKG": Family.BOOKING,
    "PKL": Family.PACKING,
    "EXP": Family.EXPORT,
    "RUL": Family.RULING,
    "ORD": Family.ORDER,
}
"""Reference type (contracts.records.parts) → family."""


LONGEST = 200
"""Characters of a name: what is longer is no number that anyone types, and is compared by its beginning."""


@lru_cache(maxsize=16_384)
def normalised(number: str) -> str:
    """`number` as it is compared: NFKC, upper case, letters and digits only; leading zeros stay.

    Documents print one number as `131-1234 5675`, `13112345675` or in full-width digits.
    """
    text = number if number.isascii() else unicodedata.normalize("NFKC", number)
    text = text.upper()
    return text if text.isalnum() else "".join(filter(str.isalnum, text))


class Name(NamedTuple):
    """A family and a normalised number: what two statements share when they speak of one thing."""

    family: Family
    number: str


class Mention(NamedTuple):
    """A number that a statement gives: its name, how it stood written, and the issuer where it was stated."""

    name: Name
    type: str
    written: str
    issuer: str | None = None


def mention(type_: str, number: str, issuer: str | None = None) -> Mention:
    """The mention of `number` under reference type `type_`; `issuer` as the reference states it."""
    name = Name(FAMILY_OF[type_], normalised(number)[:LONGEST])
    return Mention(name, type_, number, normalised(issuer) if issuer else None)


def mention_of(reference: Reference) -> Mention:
    """The mention that a record's reference makes."""
    return mention(reference.type, reference.number, reference.issuer)


def spellings(party: Party) -> frozenset[str]:
    """Every way to call `party`: names and identifiers, normalised, to compare with a reference's issuer."""
    values = [party.name, party.name_local, *(identifier.value for identifier in party.identifiers)]
    return frozenset(normalised(value) for value in values if value)
