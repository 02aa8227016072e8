"""One field of a record: its path, its type, and the one spelling that its value has as bytes (formats §2).

Text that is empty, not in NFC or of unassigned characters is refused: the same fact never has two ids.
"""

from collections.abc import Sequence
from decimal import Context, Decimal
from enum import IntEnum
from hashlib import sha256
from typing import NamedTuple
from unicodedata import category, is_normalized

from contracts.errors import RecordInvalid, brief
from contracts.records.parts import render_decimal

SCHEMA_PATH = ""
PATHS_PATH = "#"
MAX_FIELDS = 20_000
_SCALE = 9
_UNIT: int = 10**_SCALE
_EXACT = Context(prec=78)
"""As many digits as an int256 has: the default of 28 would round an amount of 29."""


class FieldType(IntEnum):
    """The type byte of a leaf."""

    TEXT = 1
    DECIMAL = 2
    BOOLEAN = 3
    MEASURE = 4


_TEXT, _DECIMAL, _BOOLEAN, _MEASURE = map(int, FieldType)
"""As plain numbers: comparing with a member of an enumeration takes longer, and is done for every field."""


class Field(NamedTuple):
    """One field: its path, its type, its value as the bytes that are hashed."""

    path: str
    type: int
    value: bytes


def encode_text(value: str, where: str) -> bytes:
    """`value` in UTF-8; RecordInvalid unless it is non-empty NFC text of assigned characters."""
    if value.isascii():
        if value and value.isprintable():
            return value.encode()
    elif is_normalized("NFC", value) and not any(
        category(c) in _REFUSED for c in value if not c.isprintable()
    ):
        return value.encode()
    return _refuse_text(value, where)


def encode_texts(texts: Sequence[str], where: Sequence[str]) -> list[bytes]:
    """Type byte and UTF-8 of each of `texts`, as `encode_text` takes them; `where` is the place of each.

    Where nothing is wrong with any they are looked at together, a line feed before each: printable text holds
    no other, and no character composes with one (Unicode UAX #15).
    """
    lines = "\n\1".join(texts)
    if all(texts) and "".join(texts).isprintable() and (lines.isascii() or is_normalized("NFC", lines)):
        return f"\1{lines}".encode().split(b"\n") if texts else []
    return [b"\1" + encode_text(text, place) for text, place in zip(texts, where, strict=True)]


_REFUSED = frozenset({"Cn", "Cs", "Co", "Cc"})
_LINE_BREAKS = frozenset("\n\t")


def _refuse_text(value: str, where: str) -> bytes:
    """Names what is wrong with `value`; line feeds and tabs are the only control characters that pass."""
    if not value:
        raise RecordInvalid(where, expected="text, or no field at all", found="empty text")
    if not is_normalized("NFC", value):
        raise RecordInvalid(
            where,
            expected="text in Unicode normalization form C",
            found=brief(value),
            remedy="Normalize it (NFC) at its source, where someone can check that it still reads the same.",
        )
    for position, character in enumerate(value):
        if category(character) in _REFUSED and character not in _LINE_BREAKS:
            raise RecordInvalid(
                where,
                expected="assigned characters without control characters",
                found=f"U+{ord(character):04X} at position {position}",
            )
    return value.encode()


def encode_decimal(value: Decimal, where: str) -> bytes:
    """`value` × 10⁹ as a 32-byte big-endian two's complement integer (int256)."""
    try:
        return int(value.scaleb(_SCALE, _EXACT)).to_bytes(32, "big", signed=True)
    except OverflowError:
        raise _too_large(value, where) from None


def encode_integer(value: int, where: str) -> bytes:
    """`value` as `encode_decimal` encodes the decimal that equals it."""
    try:
        return (value * _UNIT).to_bytes(32, "big", signed=True)
    except OverflowError:
        raise _too_large(value, where) from None


def _too_large(value: Decimal | int, where: str) -> RecordInvalid:
    return RecordInvalid(where, expected="a decimal that fits int256 × 10⁻⁹", found=brief(value))


def encode_measure(value: Decimal, unit: str, where: str) -> bytes:
    """A decimal followed by its unit or currency code, three bytes, padded with spaces on the right."""
    return encode_decimal(value, where) + unit.encode().ljust(3)


def decode_value(type_: int, value: bytes, where: str = "value") -> str | bool | dict[str, str]:
    """What a leaf's bytes say, as JSON: text, decimal text, boolean, or `{"value", "unit"}`.

    Raises RecordInvalid for bytes that no field could have.
    """
    if type_ == _TEXT and value:
        try:
            return value.decode()
        except UnicodeDecodeError:
            pass
    elif type_ == _DECIMAL and len(value) == 32:
        return _decimal_text(value)
    elif type_ == _BOOLEAN and value in (b"\0", b"\1"):
        return value == b"\1"
    elif type_ == _MEASURE and len(value) == 35 and value[32:].isascii():
        return {
            "value": _decimal_text(value[:32]),
            "unit": value[32:].decode().rstrip(" "),
        }
    raise RecordInvalid(
        where, expected="bytes of the field's type", found=f"type {type_}, {len(value)} bytes"
    )


def _decimal_text(value: bytes) -> str:
    return render_decimal(Decimal(int.from_bytes(value, "big", signed=True)).scaleb(-_SCALE, _EXACT))


def paths_digest(paths: Sequence[str]) -> bytes:
    """The value of the field `#` for a record with `paths` (without `#` itself): ASCII hex of a SHA-256."""
    return sha256(b"\n".join(sorted(path.encode() for path in paths))).hexdigest().encode()
