"""The fields that a record shows, from rows of [position, path, type, value]: read as columns, for speed."""

import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from functools import lru_cache
from typing import Any, NamedTuple

from contracts.columns import taker
from contracts.errors import RecordInvalid, brief
from contracts.fields import encode_decimal, encode_measure, encode_texts
from contracts.proofs import shape
from contracts.proofs.bundle import Disclosed
from contracts.proofs.faults import EvidenceRefused, Fault

MAX_PATH = 512
"""Characters of a path."""

_MAX_TEXT = 4_000
_DECIMAL = re.compile(r"-?(?:0|[1-9][0-9]*)(?:\.[0-9]{0,8}[1-9])?")
_KEPT_LAYOUTS, _KEPT_ROWS = 256, 512
"""Layouts remembered, and how many rows one has at most that is: no bundle can fill the memory."""


def read_rows(rows: list[Any], salts: tuple[bytes, ...], where: str) -> Disclosed:
    """The fields in `rows`, with a salt for each.

    Raises EvidenceRefused: `bundle.member` for another shape or type, `record.fields` for a value that no
    field of its type could have, or that is spelled in a second way.
    """
    if set(map(type, rows)) - {list} or set(map(len, rows)) - {4}:
        shape.refuse(where, "[position, path, type, value] for each field", "another shape")
    positions, paths, types, values = zip(*rows, strict=True) if rows else ((),) * 4
    if set(map(type, positions)) - {int} or {*map(type, paths), *map(type, types)} - {str}:
        shape.refuse(where, "a whole number, a path and a type in each field", "another type")
    if set(types) - _TYPES.keys():
        shape.refuse(where, f"types among {', '.join(_TYPES)}", "another type")
    if max(map(len, paths), default=0) > MAX_PATH:
        shape.refuse(where, f"paths of at most {MAX_PATH} characters", "a longer one")
    try:
        typed = _typed(types, values, paths)
    except RecordInvalid as error:
        place = f"{where}/{brief(error.where)}"
        raise EvidenceRefused(Fault.FIELDS, place, expected=error.expected, found=error.found) from None
    return Disclosed(positions, paths, typed, salts)


class _Layout(NamedTuple):
    """Where texts stand in a column, how each of the others is encoded, and how to put all back in order."""

    texts: Callable[[Sequence[Any]], Sequence[Any]]
    others: tuple[tuple[int, "_Encoder"], ...]
    in_order: Callable[[list[bytes]], Sequence[bytes]]


def _layout(types: tuple[str, ...]) -> _Layout:
    encoders = [(at, _TYPES[type_]) for at, type_ in enumerate(types)]
    texts = [at for at, encoder in encoders if encoder is None]
    others = tuple((at, encoder) for at, encoder in encoders if encoder is not None)
    places = {at: place for place, at in enumerate([*texts, *(at for at, _ in others)])}
    return _Layout(taker(texts), others, taker([places[at] for at in range(len(types))]))


_kept_layout = lru_cache(maxsize=_KEPT_LAYOUTS)(_layout)


def _typed(types: tuple[str, ...], values: tuple[Any, ...], paths: tuple[str, ...]) -> tuple[bytes, ...]:
    """Type byte and hashed bytes of each value; RecordInvalid, with its path, for one that is no field."""
    layout = _kept_layout(types) if len(types) <= _KEPT_ROWS else _layout(types)
    typed = _texts(layout.texts(values), layout.texts(paths))
    typed += [encode(values[at], paths[at]) for at, encode in layout.others]
    return tuple(layout.in_order(typed))


def _texts(values: Sequence[Any], paths: Sequence[str]) -> list[bytes]:
    if set(map(type, values)) - {str} or max(map(len, values), default=0) > _MAX_TEXT:
        for value, path in zip(values, paths, strict=True):
            if type(value) is not str or len(value) > _MAX_TEXT:
                expected = f"text of at most {_MAX_TEXT} characters"
                raise RecordInvalid(path, expected=expected, found=brief(value))
    return encode_texts(values, paths)


_Encoder = Callable[[Any, str], bytes]


def _number(value: Any, path: str) -> bytes:
    return b"\2" + encode_decimal(_decimal(value, path), path)


def _flag(value: Any, path: str) -> bytes:
    if type(value) is not bool:
        raise RecordInvalid(path, expected="true or false", found=brief(value))
    return b"\3\1" if value else b"\3\0"


def _measure(value: Any, path: str) -> bytes:
    number, _, unit = value.partition(" ") if type(value) is str else ("", "", "")
    if not 2 <= len(unit) <= 3 or not unit.isascii() or not unit.isalnum():
        raise RecordInvalid(path, expected='a measure like "12.5 KGM"', found=brief(value))
    return b"\4" + encode_measure(_decimal(number, path), unit, path)


def _decimal(value: Any, path: str) -> Decimal:
    if type(value) is not str or len(value) > 40 or not _DECIMAL.fullmatch(value) or value == "-0":
        raise RecordInvalid(path, expected="a decimal in its one spelling", found=brief(value))
    return Decimal(value)


_TEXT = "text"
_TYPES: dict[str, _Encoder | None] = {_TEXT: None, "decimal": _number, "boolean": _flag, "measure": _measure}
"""Name of a type → what encodes a value in its one spelling; texts are encoded together."""
