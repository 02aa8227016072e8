"""JSON values taken for what they must be: every member known, of one type, in one spelling.

The format's own layer between JSON and evidence; what it refuses has the fault `bundle.member`.
"""

from binascii import Error as Base64Error
from binascii import a2b_base64, b2a_base64
from collections.abc import Iterable
from typing import Any, NoReturn

from contracts import strict_json
from contracts.columns import cut
from contracts.errors import RecordInvalid, TegataError, brief
from contracts.fields import encode_text
from contracts.ids import unhex
from contracts.proofs.faults import EvidenceRefused, Fault

_DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
_CANONICAL_ENDS = frozenset(
    {f"{digit}==" for digit in _DIGITS[::16]}
    | {f"{first}{second}=" for first in _DIGITS for second in _DIGITS[::4]}
)
"""The last three characters of padded base64 whose unused bits are zero (RFC 4648 §3.5)."""


def document(data: bytes | str, where: str, most: int) -> Any:
    """The value in a JSON text of at most `most` bytes; EvidenceRefused (`bundle.size`, `bundle.syntax`)."""
    if len(data) > most:
        raise EvidenceRefused(Fault.SIZE, where, expected=f"at most {most} bytes", found=str(len(data)))
    try:
        return strict_json.loads(data, where)
    except strict_json.JsonInvalid as error:
        raise EvidenceRefused(Fault.SYNTAX, error.where, expected=error.expected, found=error.found) from None


def members(
    value: Any, where: str, required: frozenset[str], optional: frozenset[str] = frozenset()
) -> dict[str, Any]:
    """`value` as an object with all of `required`, some of `optional`, and nothing else."""
    if type(value) is not dict:
        refuse(where, "an object", brief(value))
    keys = value.keys()
    if not required <= keys:
        refuse(where, f"the member {sorted(required - keys)[0]!r}", "none")
    if len(keys) > len(required) and (unknown := keys - required - optional):
        refuse(where, "only members that the format knows", brief(sorted(unknown)[0]))
    return value


def array(value: Any, where: str, limit: int, least: int = 0) -> list[Any]:
    """`value` as a list of `least` to `limit` items."""
    if type(value) is not list or not least <= len(value) <= limit:
        refuse(where, f"a list of {least} to {limit} items", brief(value))
    return value


def integer(value: Any, where: str, limit: int, least: int = 0) -> int:
    """`value` as an integer from `least` to `limit`."""
    if type(value) is not int or not least <= value <= limit:
        refuse(where, f"an integer from {least} to {limit}", brief(value))
    return value


def text(value: Any, where: str, limit: int) -> str:
    """`value` as text of 1 to `limit` characters."""
    if type(value) is not str or not 0 < len(value) <= limit:
        refuse(where, f"text of 1 to {limit} characters", brief(value))
    return value


def canonical_text(value: Any, where: str, limit: int) -> str:
    """`value` as text in the one spelling that fields have (NFC, assigned characters)."""
    try:
        encode_text(text(value, where, limit), where)
    except RecordInvalid as error:
        refuse(where, error.expected, error.found)
    return str(value)


def hexadecimal(value: Any, where: str, size: int) -> bytes:
    """The `size` bytes that 0x-prefixed lower-case hex spells."""
    try:
        return unhex(value, size, where)
    except TegataError as error:
        refuse(where, error.expected, error.found)


def base64(value: Any, where: str, limit: int) -> bytes:
    """The bytes that `value` spells in base64 (RFC 4648 §4, padded), in its one canonical spelling."""
    if type(value) is not str or len(value) > 4 * limit // 3 + 4 or len(value) % 4:
        refuse(where, f"at most {limit} bytes in padded base64", brief(value))
    try:
        data = a2b_base64(value, strict_mode=True)
    except (Base64Error, ValueError):  # ValueError: characters beyond ASCII
        refuse(where, "padded base64", brief(value))
    if value[-1:] == "=" and value[-3:] not in _CANONICAL_ENDS:
        refuse(where, "base64 whose unused bits are zero", brief(value))
    return data


def base64_list(value: Any, where: str, items: int, limit: int) -> tuple[bytes, ...]:
    """At most `items` byte strings, each as `base64` takes it."""
    texts = array(value, where, items)
    sizes = list(map(len, texts)) if set(map(type, texts)) <= {str} else [-1]
    # A single = after whole groups of four passes the reader, strict as it is said to be.
    if max(sizes, default=0) > 4 * limit // 3 + 4 or any(size % 4 for size in sizes):
        refuse(where, f"texts of at most {limit} bytes in padded base64", "another item")
    try:
        found = tuple([a2b_base64(text, strict_mode=True) for text in texts])
    except (Base64Error, ValueError):
        refuse(where, "padded base64", "a text that is none")
    for text in texts:
        if text[-1:] == "=" and text[-3:] not in _CANONICAL_ENDS:
            refuse(where, "base64 whose unused bits are zero", brief(text))
    return found


def chunks(value: Any, where: str, size: int, limit: int) -> tuple[bytes, ...]:
    """At most `limit` byte strings of `size` bytes each, one after the other in base64."""
    data = base64(value, where, size * limit)
    if len(data) % size or len(data) > size * limit:
        refuse(where, f"at most {limit} times {size} bytes in base64", f"{len(data)} bytes")
    return cut(data, size)


def render_base64(data: bytes | Iterable[bytes]) -> str:
    """`data`, or all of it joined, in padded base64."""
    joined = data if isinstance(data, bytes) else b"".join(data)
    return b2a_base64(joined, newline=False).decode()


def refuse(where: str, expected: str, found: str) -> NoReturn:
    """Raises EvidenceRefused with the fault `bundle.member`."""
    raise EvidenceRefused(Fault.MEMBER, where, expected=expected, found=found)


def render_state(header: bytes, nodes: Iterable[bytes]) -> dict[str, Any]:
    """A block's header and trie nodes, as every file with a proof of state spells them."""
    return {"header": render_base64(header), "nodes": [render_base64(node) for node in nodes]}
