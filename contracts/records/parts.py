"""The parts that records are made of, each a frozen model with one spelling for every value (formats §1, §2).

A number, a date or a time that has a second spelling is refused in that spelling, never repaired: two members
that hash the same fact must get the same id.
"""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Annotated, Literal, get_args

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    PlainSerializer,
    PlainValidator,
    Strict,
    StringConstraints,
    WithJsonSchema,
)

from contracts.codelists import COUNTRIES, CURRENCIES, HS_EDITIONS, UNITS

_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]{0,19})(?:\.[0-9]{0,8}[1-9])?\Z")
_DATE = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}\Z")
_DATE_TIME = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]{0,5}[1-9])?(?:Z|[+-][0-9]{2}:[0-9]{2})\Z"
)
_LIMIT = Decimal(10) ** 20


def render_decimal(value: Decimal) -> str:
    """The one spelling of `value`: no exponent, no sign on zero, no trailing zeros."""
    text = str(value)
    if "E" in text:
        text = format(value, "f")
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return "0" if text == "-0" else text


def render_date_time(value: datetime) -> str:
    """The one spelling of `value`: its own offset (Z for UTC), no trailing zeros in a fraction."""
    text = value.isoformat()
    offset = "Z" if text.endswith("+00:00") else text[-6:]
    stem = text[:-6]
    return (stem.rstrip("0") if "." in stem else stem) + offset


def _decimal(value: object) -> Decimal:
    if type(value) is str:
        if _DECIMAL.match(value) and value != "-0":
            return Decimal(value)
        raise ValueError(
            'a decimal is text like "12.5": no exponent, no leading or trailing zeros, '
            "at most 20 digits before and 9 after the point"
        )
    if type(value) is Decimal and value.is_finite():
        return _decimal(render_decimal(value))
    raise ValueError("a decimal is text or a Decimal, never a float")


def _date(value: object) -> date:
    if type(value) is str and _DATE.match(value):
        return date.fromisoformat(value)
    if type(value) is date:
        return value
    raise ValueError("a date is text like 2026-03-01")


def _date_time(value: object) -> datetime:
    if type(value) is str and _DATE_TIME.match(value) and not value.endswith(("+00:00", "-00:00")):
        return datetime.fromisoformat(value)
    if isinstance(value, datetime) and value.utcoffset() is not None:
        return value.astimezone(UTC) if not value.utcoffset() else value
    raise ValueError("a date-time is text like 2026-03-01T09:30:00+09:00 with an offset (Z for UTC)")


def _one_of(known: frozenset[str], what: str) -> AfterValidator:
    def check(value: str) -> str:
        if value not in known:
            raise ValueError(what)
        return value

    return AfterValidator(check)


Number = Annotated[
    Decimal,
    PlainValidator(_decimal),
    PlainSerializer(render_decimal, return_type=str),
    WithJsonSchema({"type": "string", "pattern": r"^-?(0|[1-9][0-9]{0,19})(\.[0-9]{0,8}[1-9])?$"}),
]
"""An exact decimal; in JSON a string."""

Date = Annotated[
    date,
    PlainValidator(_date),
    PlainSerializer(date.isoformat, return_type=str),
    WithJsonSchema({"type": "string", "format": "date"}),
]
"""A calendar day, as the document states it; never a midnight."""

DateTime = Annotated[
    datetime,
    PlainValidator(_date_time),
    PlainSerializer(render_date_time, return_type=str),
    WithJsonSchema({"type": "string", "format": "date-time"}),
]
"""A moment with its offset from UTC."""

Text = Annotated[str, StringConstraints(min_length=1, max_length=4_000)]
"""Any text; that it is NFC and of assigned characters is checked when the record is flattened."""

Code = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9][A-Za-z0-9._:+/-]{0,34}$")]
"""A code or identifier of some scheme."""

Country = Annotated[
    str, StringConstraints(pattern=r"^[A-Z]{2}$"), _one_of(COUNTRIES, "an ISO 3166-1 alpha-2 country code")
]
Currency = Annotated[
    str, StringConstraints(pattern=r"^[A-Z]{3}$"), _one_of(CURRENCIES, "an ISO 4217 currency code")
]
Unit = Annotated[
    str, StringConstraints(pattern=r"^[A-Z0-9]{2,3}$"), _one_of(UNITS, "a UN/ECE Rec 20 unit code")
]
Locode = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}[A-Z2-9]{3}$")]
"""UN/LOCODE, five characters without a space."""

HsCode = Annotated[str, StringConstraints(pattern=r"^[0-9]{4,12}$")]
HsEdition = Literal["HS1996", "HS2002", "HS2007", "HS2012", "HS2017", "HS2022"]
Sha256Hex = Annotated[str, StringConstraints(pattern=r"^[0-9a-f]{64}$")]
LanguageTag = Annotated[str, StringConstraints(pattern=r"^[a-z]{2,3}(-[A-Z]{2})?$")]
Count = Annotated[int, Strict(), Field(ge=0, lt=10**12)]
Flag = Annotated[bool, Strict()]
MemberNumber = Annotated[int, Strict(), Field(ge=1, le=65_535)]

if get_args(HsEdition) != HS_EDITIONS:
    raise AssertionError("the editions in the code list and in the type differ")


class Part(BaseModel):
    """Base of every part and record: immutable, no unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid", ser_json_inf_nan="strings")


class Measure(Part):
    """A quantity with its UN/ECE Rec 20 unit; one leaf of type 0x04."""

    value: Number
    unit: Unit


class Amount(Part):
    """An amount of money with its ISO 4217 currency; one leaf of type 0x04."""

    value: Number
    currency: Currency


class Identifier(Part):
    """A party's identifier in a scheme: LEI, JCN (Japanese corporate number), EORI, AEO, REX, TAX, DUNS."""

    scheme: Code
    value: Text


class Address(Part):
    """A postal address."""

    lines: tuple[Text, ...] = ()
    city: Text | None = None
    region: Text | None = None
    postcode: Text | None = None
    country: Country | None = None


class Party(Part):
    """A person or organisation as a document names it; `name_local` in its own script."""

    name: Text | None = None
    name_local: Text | None = None
    identifiers: tuple[Identifier, ...] = ()
    address: Address | None = None
    country: Country | None = None


class Classification(Part):
    """A Harmonized System code with the edition it belongs to."""

    code: HsCode
    edition: HsEdition | None = None


class Packages(Part):
    """A number of packages: UN/ECE Rec 21 type, marks and numbers (WCO Packaging)."""

    count: Count | None = None
    type_code: Code | None = None
    marks: Text | None = None


class Location(Part):
    """A place: UN/LOCODE where there is one, otherwise its name; a facility's own code."""

    locode: Locode | None = None
    name: Text | None = None
    country: Country | None = None
    facility: Text | None = None


class Equipment(Part):
    """A container or other transport equipment (ISO 6346 number as the document spells it) with its seals."""

    number: Text
    size_type: Code | None = None
    seals: tuple[Text, ...] = ()
    laden: Flag | None = None


class DocumentMention(Part):
    """A document mentioned on a line: its number and date."""

    number: Text
    date: Date | None = None


ReferenceType = Literal[
    "BL",
    "HBL",
    "AWB",
    "HAWB",
    "INV",
    "CO",
    "OD",
    "UCR",
    "CNTR",
    "PO",
    "DEC",
    "BKG",
    "PKL",
    "EXP",
    "RUL",
    "ORD",
]
"""Bill of lading, house bill, air waybill, house waybill, invoice, certificate of origin, origin declaration,
unique consignment reference, container, purchase order, declaration, booking, packing list, export
declaration, advance ruling, order."""


class Reference(Part):
    """Another document or object that this record names; consignments are found by following these."""

    type: ReferenceType
    number: Text
    issuer: Text | None = None
    date: Date | None = None


class Original(Part):
    """The file that the record was read from: SHA-256, format by the adapter's name, media type."""

    sha256: Sha256Hex
    format: Code | None = None
    media_type: Text | None = None


Grade = Literal["issuer_signed", "channel", "captured"]
"""How the statement came in: signed by its issuer, through a government channel, or captured from paper."""


class Record(Part):
    """What every record carries, whatever its kind (formats §1).

    `issuer` is who the document says issued it; `author` is the member whose key signs the batch. `audience`
    holds the members that the author lets read the payload.
    """

    issuer: Party
    author: MemberNumber
    grade: Grade
    language: LanguageTag | None = None
    original: Original | None = None
    references: tuple[Reference, ...] = ()
    audience: tuple[MemberNumber, ...] = ()
