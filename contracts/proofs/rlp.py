"""Recursive Length Prefix, decoded strictly: one value has one encoding, and anything else is refused.

Source: Ethereum Yellow Paper, appendix B. Only decoding is needed here: a verifier makes no RLP of its own.
"""

from typing import NoReturn, cast

from contracts.errors import brief
from contracts.proofs.faults import EvidenceRefused, Fault

MAX_DEPTH = 16
"""Headers, accounts and trie nodes nest a few levels; deeper input is an attack on the stack."""

Item = bytes | list["Item"]
"""A byte string, or a list of items."""


def decode(data: bytes, where: str) -> Item:
    """The one item that `data` encodes.

    Raises EvidenceRefused (`rlp.invalid`) for anything but its only encoding: a length in more bytes than
    needed, a single byte below 0x80 with a prefix, a length beyond the end, bytes after the end.
    """
    item, end = _item(data, 0, len(data), where, 0)
    if end != len(data):
        _refuse(where, "nothing after the item", f"{len(data) - end} more bytes")
    return item


def decode_strings(data: bytes, where: str) -> list[bytes]:
    """The byte strings in the list that `data` encodes; a nested list is refused like any other fault."""
    items = decode(data, where)
    if isinstance(items, bytes):
        _refuse(where, "a list", "a byte string")
    if list in set(map(type, items)):
        _refuse(where, "a list of byte strings", "a list in a list")
    return cast(list[bytes], items)


def integer(value: bytes, where: str) -> int:
    """The unsigned integer that `value` spells: big-endian, without leading zeros; zero is empty."""
    if value[:1] == b"\0":
        _refuse(where, "an integer without leading zeros", brief(value.hex()))
    return int.from_bytes(value, "big")


def _item(data: bytes, start: int, limit: int, where: str, depth: int) -> tuple[Item, int]:
    """The item at `start` and where it ends; nothing at or after `limit` is read."""
    if start >= limit:
        _refuse(where, "an item", "the end")
    prefix = data[start]
    if prefix < 0x80:
        return data[start : start + 1], start + 1
    if prefix < 0xC0:
        first, end = _extent(data, start, limit, 0x80, where)
        if end - first == 1 and data[first] < 0x80:
            _refuse(where, "a byte below 0x80 as itself", "a prefix before it")
        return data[first:end], end
    if depth == MAX_DEPTH:
        _refuse(where, f"lists nested at most {MAX_DEPTH} deep", "a deeper one")
    position, end = _extent(data, start, limit, 0xC0, where)
    items: list[Item] = []
    while position < end:
        size = data[position] - 0x80
        if size < 0:
            items.append(data[position : position + 1])
            position += 1
        elif 1 < size < 56 and position + size < end:  # what most items are: no need to recurse
            items.append(data[position + 1 : position + 1 + size])
            position += 1 + size
        else:
            item, position = _item(data, position, end, where, depth + 1)
            items.append(item)
    return items, end


def _extent(data: bytes, start: int, limit: int, base: int, where: str) -> tuple[int, int]:
    """Where the payload of the string (base 0x80) or list (0xC0) at `start` begins and ends."""
    short = data[start] - base
    first, size = start + 1, short
    if short > 55:
        first = start + 1 + short - 55
        length = data[start + 1 : first]
        size = int.from_bytes(length, "big")
        if first > limit or length[0] == 0 or size < 56:
            _refuse(where, "a length in as few bytes as it needs", brief(length.hex()))
    if first + size > limit:
        _refuse(where, f"{size} bytes", f"{limit - first}")
    return first, first + size


def _refuse(where: str, expected: str, found: str) -> NoReturn:
    raise EvidenceRefused(Fault.RLP, where, expected=expected, found=found)
