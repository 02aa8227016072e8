"""JSON with one reading: no key twice, no NaN, no depth that overflows a stack (RFC 8259 §4, RFC 7493)."""

import json
import re
from itertools import accumulate
from typing import Any, NoReturn

from contracts.errors import TegataError, brief

MAX_DEPTH = 64
_STRINGS = re.compile(r'"(?:[^"\\]++|\\.)*+"', re.DOTALL)
_NOT_BRACKETS = re.compile(r"[^\[\]{}]+")
_NEITHER_BRACKET_NOR_QUOTE = bytes(byte for byte in range(256) if byte not in b'[]{}"')
_STEP = {"[": 1, "{": 1, "]": -1, "}": -1}


class JsonInvalid(TegataError):
    """A text is no JSON, or JSON that two readers could read differently."""

    code = "json.invalid"


def loads(data: str | bytes | bytearray, where: str = "body") -> Any:
    """The value that `data` (UTF-8) spells; JsonInvalid with line and column where it is none."""
    text = data if isinstance(data, str) else _decoded(bytes(data), where)
    _check_depth(text, where)
    try:
        return _DECODER.decode(text)
    except json.JSONDecodeError as error:
        place = f"{where}, line {error.lineno}, column {error.colno}"
        raise JsonInvalid(place, expected="JSON", found=error.msg) from None
    except _RefusedError as error:
        raise JsonInvalid(where, expected=error.args[0], found=brief(error.args[1])) from None


class _RefusedError(Exception):
    """Carries what was expected and what was found out of the decoder's hooks."""


def _decoded(data: bytes, where: str) -> str:
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise JsonInvalid(
            f"{where}, byte {error.start}", expected="UTF-8", found=f"0x{data[error.start]:02x}"
        ) from None


def _check_depth(text: str, where: str) -> None:
    """Refuses nesting deeper than `MAX_DEPTH` before the decoder recurses.

    The interpreter's own recursion limit is no guard: libraries in the same process raise it.
    """
    if text.count("[") + text.count("{") <= MAX_DEPTH:
        return
    depth = max(accumulate(map(_STEP.__getitem__, _brackets(text))), default=0)
    if depth > MAX_DEPTH:
        raise JsonInvalid(where, expected=f"at most {MAX_DEPTH} levels of nesting", found=f"{depth} levels")


def _brackets(text: str) -> str:
    """The brackets of `text` that stand in no string, in order."""
    if "\\" not in text:
        # Without escapes every second quote ends a string, whatever else is left out.
        text = text.encode("utf-8", "replace").translate(None, _NEITHER_BRACKET_NOR_QUOTE).decode()
        text = text.replace('""', "")
    return _NOT_BRACKETS.sub("", _STRINGS.sub("", text)) if '"' in text else text


def _object(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    value = dict(pairs)
    if len(value) != len(pairs):
        keys = [key for key, _ in pairs]
        raise _RefusedError("each key once", next(key for key in keys if keys.count(key) > 1))
    return value


def _refuse_constant(name: str) -> NoReturn:
    raise _RefusedError("a number", name)


_DECODER = json.JSONDecoder(object_pairs_hook=_object, parse_constant=_refuse_constant)
