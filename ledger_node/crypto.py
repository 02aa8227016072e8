"""Keccak on its C implementation, for this package and for py-evm beneath it.

py-evm hashes through eth-hash, which takes the first backend it finds (pycryptodome: a seventh of the
speed), and recovers keys through eth-keys. Importing this module names the fast ones before either is used.
"""

import os
from functools import lru_cache

os.environ.setdefault("ETH_HASH_BACKEND", "pysha3")
os.environ.setdefault("ETH_ECC_BACKEND", "eth_keys.backends.CoinCurveECCBackend")

from contracts.keccak import keccak

__all__ = ["keccak", "keccak_of_key"]


@lru_cache(maxsize=16_384)
def keccak_of_key(data: bytes) -> bytes:
    """`keccak`, remembered: for addresses, slots and topics, which recur."""
    return keccak(data)
