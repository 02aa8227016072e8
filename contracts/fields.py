"""A record as fields: a scalar at each path, in one spelling, in one order (formats §2).

Null, empty lists and empty objects are absent. Text that is empty, not in NFC or of unassigned characters is
refused: the same fact never has two ids.
"""

from collections.abc import Callable, Sequence
from datetime import date, datetime
from decimal import Context, Decimal
from enum import IntEnum
from functools import cache, lru_cache
from hashlib import sha256
from operator import itemgetter
from typing import Any, NamedTuple
from unicodedata import category, is_normalized

from contracts.errors import RecordInvalid, brief
from contracts.records.kinds import KIND_OF_MODEL
from contracts.records.parts import Amount, Measure, Part, Record, render_date_time, render_decimal

SCHEMA_PATH = ""
PATHS_PATH = "#"
MAX_FIELDS = 20_000
_SCALE = 9
_EXACT = Context(prec=78)
"""As many digits as an int256 has: the default of 28 would round an amount of 29."""


class FieldType(IntEnum):
    """The type byte of a leaf."""

    TEXT = 1
    DECIMAL = 2
    BOOLEAN = 3
    MEASURE = 4


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


def encode_decimal(value: Decimal | int, where: str) -> bytes:
    """`value` × 10⁹ as a 32-byte big-endian two's complement integer (int256)."""
    scaled = int(value * 10**_SCALE) if type(value) is int else int(value.scaleb(_SCALE, _EXACT))  # type: ignore[union-attr]
    try:
        return scaled.to_bytes(32, "big", signed=True)
    except OverflowError:
        raise RecordInvalid(where, expected="a decimal that fits int256 × 10⁻⁹", found=brief(value)) from None


def encode_measure(value: Decimal, unit: str, where: str) -> bytes:
    """A decimal followed by its unit or currency code, three bytes, padded with spaces on the right."""
    return encode_decimal(value, where) + unit.encode().ljust(3)


def decode_value(type_: int, value: bytes, where: str = "value") -> str | bool | dict[str, str]:
    """What a leaf's bytes say, as JSON: text, decimal text, boolean, or `{"value", "unit"}`.

    Raises RecordInvalid for bytes that no field could have.
    """
    if type_ == FieldType.TEXT and value:
        try:
            return value.decode()
        except UnicodeDecodeError:
            pass
    elif type_ == FieldType.DECIMAL and len(value) == 32:
        return _decimal_text(value)
    elif type_ == FieldType.BOOLEAN and value in (b"\0", b"\1"):
        return value == b"\1"
    elif type_ == FieldType.MEASURE and len(value) == 35 and value[32:].isascii():
        return {"value": _decimal_text(value[:32]), "unit": value[32:].decode().rstrip(" ")}
    raise RecordInvalid(
        where, expected="bytes of the field's type", found=f"type {type_}, {len(value)} bytes"
    )


def _decimal_text(value: bytes) -> str:
    return render_decimal(Decimal(int.from_bytes(value, "big", signed=True)).scaleb(-_SCALE, _EXACT))


class _Columns(NamedTuple):
    """Where fields are collected in the order of the model: how to add a path, how to add its typed value."""

    path: Callable[[str], None]
    typed: Callable[[bytes], None]


def _text(path: str, value: str, out: _Columns) -> None:
    out.path(path)
    out.typed(b"\1" + encode_text(value, path))


def _items(path: str, value: tuple[Any, ...], out: _Columns) -> None:
    for index, item in enumerate(value):
        _WALKERS[type(item)](f"{path}/{index}", item, out)


def _part(path: str, value: Part, out: _Columns) -> None:
    _members(f"{path}/", value, out)


def _members(prefix: str, value: Part, out: _Columns) -> None:
    """The fields of a part's members. Plain ASCII text, most of all fields, costs no further call."""
    add_path, add_typed = out
    for name, item in value.__dict__.items():
        if item is None:
            continue
        kind = type(item)
        if kind is str and item.isascii() and item.isprintable() and item:
            add_path(prefix + name)
            add_typed(b"\1" + item.encode())
        else:
            _WALKERS[kind](prefix + name, item, out)


def _measure(path: str, value: Measure, out: _Columns) -> None:
    out.path(path)
    out.typed(b"\4" + encode_measure(value.value, value.unit, path))


def _amount(path: str, value: Amount, out: _Columns) -> None:
    out.path(path)
    out.typed(b"\4" + encode_measure(value.value, value.currency, path))


def _number(path: str, value: Decimal | int, out: _Columns) -> None:
    out.path(path)
    out.typed(b"\2" + encode_decimal(value, path))


def _flag(path: str, value: bool, out: _Columns) -> None:
    out.path(path)
    out.typed(b"\3\1" if value else b"\3\0")


def _day(path: str, value: date, out: _Columns) -> None:
    out.path(path)
    out.typed(b"\1" + value.isoformat().encode())


def _moment(path: str, value: datetime, out: _Columns) -> None:
    out.path(path)
    out.typed(b"\1" + render_date_time(value).encode())


def _refuse_type(path: str, value: object, _out: _Columns) -> None:
    raise RecordInvalid(path, expected="a field of a record", found=type(value).__name__)


_Walker = Callable[[str, Any, _Columns], None]


class _WalkersByType(dict[type, _Walker]):
    """The walker for a value's type; one for a subclass of a known type is found at its first use."""

    def __missing__(self, kind: type) -> _Walker:
        base = next((known for known in (Part, datetime) if issubclass(kind, known)), None)
        walker = self[kind] = _refuse_type if base is None else self[base]
        return walker


_WALKERS = _WalkersByType(
    {
        str: _text,
        tuple: _items,
        Part: _part,
        Measure: _measure,
        Amount: _amount,
        Decimal: _number,
        int: _number,
        bool: _flag,
        date: _day,
        datetime: _moment,
    }
)


class _Shape(NamedTuple):
    """What depends on the paths alone: their order, their hashes, and the value of the field `#`."""

    sort: Callable[[list[Any]], tuple[Any, ...]]
    path_hashes: tuple[bytes, ...]
    paths_digest: bytes


@lru_cache(maxsize=4_096)
def _shape(paths: tuple[str, ...]) -> _Shape:
    """The shape of a record with these `paths` (in the order of the model, `#` last)."""
    encoded = [path.encode() for path in paths]
    order = sorted(range(len(paths)), key=encoded.__getitem__)
    hashes = tuple(sha256(encoded[i]).digest() for i in order)
    return _Shape(itemgetter(*order), hashes, paths_digest(paths[:-1]))


class Flattened(NamedTuple):
    """A record's fields as columns, sorted by the bytes of their paths.

    `typed` holds each field's type byte followed by its value; `path_hashes` the SHA-256 of each path.
    """

    paths: tuple[str, ...]
    typed: tuple[bytes, ...]
    path_hashes: tuple[bytes, ...]

    @property
    def fields(self) -> tuple[Field, ...]:
        """The fields one by one."""
        return tuple(Field(p, t[0], t[1:]) for p, t in zip(self.paths, self.typed, strict=True))


def flatten(record: Record) -> Flattened:
    """The fields of `record`, the schema id at "" and the digest of the path list at "#" among them.

    Raises RecordInvalid for text that has another spelling, and for more than 20,000 fields.
    """
    paths, typed = [SCHEMA_PATH], [_schema_field(type(record))]
    _members("", record, _Columns(paths.append, typed.append))
    paths.append(PATHS_PATH)
    if len(paths) > MAX_FIELDS:
        raise RecordInvalid("record", expected=f"at most {MAX_FIELDS} fields", found=str(len(paths)))
    shape = _shape(tuple(paths))
    typed.append(b"\1" + shape.paths_digest)
    return Flattened(shape.sort(paths), shape.sort(typed), shape.path_hashes)


@cache
def _schema_field(model: type[Record]) -> bytes:
    return b"\1" + KIND_OF_MODEL[model].schema_id.encode()


def paths_digest(paths: Sequence[str]) -> bytes:
    """The value of the field `#` for a record with `paths` (without `#` itself): ASCII hex of a SHA-256."""
    return sha256(b"\n".join(sorted(path.encode() for path in paths))).hexdigest().encode()
