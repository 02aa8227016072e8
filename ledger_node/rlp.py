"""Recursive Length Prefix, both ways, for byte strings and lists of them (Yellow Paper, appendix B)."""

from collections.abc import Sequence

from contracts.proofs.rlp import Item, decode, decode_strings

__all__ = ["Item", "decode", "decode_list", "encode", "encode_uint", "list_payload"]

_Encodable = bytes | Sequence["_Encodable"]


def encode(item: _Encodable) -> bytes:
    """The encoding of a byte string, or of a list whose items are encoded likewise."""
    if isinstance(item, bytes):
        size = len(item)
        if size == 1 and item[0] < 0x80:
            return item
        return (bytes((0x80 + size,)) if size < 56 else _long_prefix(size, 0xB7)) + item
    return list_payload(b"".join(map(encode, item)))


def list_payload(payload: bytes) -> bytes:
    """The encoding of a list whose items' encodings, one after the other, are `payload`."""
    size = len(payload)
    return (bytes((0xC0 + size,)) if size < 56 else _long_prefix(size, 0xF7)) + payload


def encode_uint(number: int) -> bytes:
    """The byte string that stands for an unsigned integer: big-endian, no leading zeros, empty for 0."""
    return number.to_bytes((number.bit_length() + 7) // 8, "big")


def decode_list(encoded: bytes) -> list[bytes]:
    """The byte strings of a flat list that this node has stored. Raises EvidenceRefused when it is none."""
    return decode_strings(encoded, "store")


def _long_prefix(size: int, base: int) -> bytes:
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((base + len(length),)) + length
