"""A check value under every entry: what a disk gave back changed is found when it is read, and not served.

LMDB trusts the disk. So each value is kept with the CRC-32 (ISO 3309) of its table, its key and itself: a
flipped byte is found, and so is an entry that has come to stand in another's place. It is no signature:
whoever writes to the disk on purpose can make it right.
"""

from zlib import crc32

from ledger_node.errors import StoreDamaged

_BYTES = 4
_RESIDUE = 0x2144DF1C
"""The CRC-32 of anything that is followed by its own CRC-32, little end first."""


def seed_of(table: str) -> int:
    """What the check values of a table begin from."""
    return crc32(table.encode())


def seal(seed: int, key: bytes, value: bytes) -> bytes:
    """The value as it is kept under `key`."""
    return value + crc32(value, crc32(key, seed)).to_bytes(_BYTES, "little")


def is_whole(seed: int, key: bytes, kept: bytes) -> bool:
    """Whether what is kept under `key` is what was put there."""
    return crc32(kept, crc32(key, seed)) == _RESIDUE


def unseal(table: str, seed: int, key: bytes, kept: bytes) -> bytes:
    """The value that was kept under `key`. Raises StoreDamaged where it is another by now."""
    if not is_whole(seed, key, kept):
        raise damaged(table, key)
    return kept[:-_BYTES]


def damaged(table: str, key: bytes) -> StoreDamaged:
    """The error that names an entry whose bytes were changed."""
    name = key.decode() if key.isascii() and key.isalpha() else key.hex()
    return StoreDamaged(f"ledger store: {table} {name}", expected="what was written", found="changed bytes")
