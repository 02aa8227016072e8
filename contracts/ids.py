"""The names of things: types that keep a record's id from being taken for a batch's root."""

from typing import NewType

from contracts.errors import RecordInvalid, brief

RecordId = NewType("RecordId", bytes)
"""32 bytes: the commitment that names a record on the ledger (formats §2)."""

BatchRoot = NewType("BatchRoot", bytes)
"""32 bytes: the RFC 6962 root over the ids of a batch (formats §3)."""

Address = NewType("Address", bytes)
"""20 bytes: an Ethereum address, of a key or of a contract."""

NetworkId = NewType("NetworkId", bytes)
"""32 random bytes chosen at genesis; the salt of every signature's domain."""

Signature = NewType("Signature", bytes)
"""65 bytes: r ‖ s ‖ v, s low, v 27 or 28."""

MemberId = NewType("MemberId", int)
"""A member's number on the ledger, 1 to 65,535."""

BlockHeight = NewType("BlockHeight", int)
"""An EVM block's number; genesis is 0."""

CaseId = NewType("CaseId", bytes)
"""32 bytes: the name of a verification case on the ledger (formats §4)."""

UnixTime = NewType("UnixTime", int)
"""Seconds since 1970-01-01T00:00:00Z."""


def hex0x(value: bytes) -> str:
    """`value` as 0x-prefixed lower-case hex."""
    return "0x" + value.hex()


def unhex(text: str, size: int, where: str = "value") -> bytes:
    """The `size` bytes that 0x-prefixed lower-case hex `text` spells.

    Raises RecordInvalid for any other spelling: one value has one text.
    """
    if isinstance(text, str) and len(text) == 2 + 2 * size and text.startswith("0x") and text == text.lower():
        try:
            return bytes.fromhex(text[2:])
        except ValueError:
            pass
    raise RecordInvalid(where, expected=f"0x and {2 * size} lower-case hex digits", found=brief(text))
