"""Keccak-256 as Ethereum uses it (the original padding, not FIPS 202's)."""

from sha3 import keccak_256


def keccak(data: bytes) -> bytes:
    """The 32-byte Keccak-256 digest of `data`."""
    digest: bytes = keccak_256(data).digest()
    return digest
