"""JSON with one reading: no key twice, no NaN, no depth that overflows a stack (RFC 8259 §4, RFC 7493)."""

import re
from typing import Any

from jiter import from_json

from contracts.errors import TegataError, brief

_COMPLAINT = re.compile(r"(.*) at line (\d+) column (\d+)\Z", re.DOTALL)
"""What the reader says. Lines count from 1, columns are bytes."""


class JsonInvalid(TegataError):
    """A text is no JSON, or JSON that two readers could read differently."""

    code = "json.invalid"


def loads(data: str | bytes | bytearray, where: str = "body") -> Any:
    """The value that `data` (UTF-8) spells; JsonInvalid, with line and column, where it is none.

    More than 200 levels of nesting, half a surrogate pair, and an integer of more than 4,300 digits are
    refused like any other fault.
    """
    try:
        encoded = data.encode() if isinstance(data, str) else bytes(data)
    except UnicodeEncodeError as error:
        found = f"U+{ord(error.object[error.start]):04X}"
        raise JsonInvalid(f"{where}, character {error.start}", expected="UTF-8", found=found) from None
    try:
        return from_json(encoded, allow_inf_nan=False, cache_mode="keys", catch_duplicate_keys=True)
    except ValueError as error:
        raise _explained(str(error), encoded, where) from None


def _explained(complaint: str, data: bytes, where: str) -> JsonInvalid:
    """The reader's complaint as an error of ours; wrong bytes are named before what they break."""
    try:
        data.decode()
    except UnicodeDecodeError as error:
        found = f"0x{data[error.start]:02x}"
        return JsonInvalid(f"{where}, byte {error.start}", expected="UTF-8", found=found)
    match = _COMPLAINT.match(complaint)
    reason, place = (match[1], f", line {match[2]}, column {match[3]}") if match else (complaint, "")
    return JsonInvalid(where + place, expected="JSON with one reading", found=f"none ({brief(reason)})")
