"""The relay's transactions: EIP-1559, no fees, signed with a key that has no authority over what it
carries.
"""

from dataclasses import dataclass

from coincurve import PrivateKey

from contracts.acts import address_of, sign_digest
from contracts.addresses import REGISTRY
from contracts.ids import Address
from contracts.keccak import keccak

_TYPE = b"\x02"


@dataclass(frozen=True)
class SignedTransaction:
    """A transaction as the node takes it."""

    nonce: int
    hash: bytes
    raw: bytes


class Relay:
    """Signs transactions to the consortium's contracts with a relay key."""

    def __init__(self, secret: bytes, chain_id: int) -> None:
        self._key = PrivateKey(secret)
        self._chain_id = chain_id
        self.address: Address = address_of(secret)

    def transaction(self, nonce: int, calldata: bytes, gas: int, to: Address = REGISTRY) -> SignedTransaction:
        """The signed transaction; the same arguments give the same bytes (RFC 6979)."""
        fields = [
            _integer(self._chain_id),
            _integer(nonce),
            _integer(0),  # priority fee
            _integer(0),  # fee
            _integer(gas),
            _bytes(to),
            _integer(0),  # value
            _bytes(calldata),
            _list([]),  # access list
        ]
        signature = sign_digest(keccak(_TYPE + _list(fields)), self._key)
        r, s = (int.from_bytes(signature[i : i + 32], "big") for i in (0, 32))
        raw = _TYPE + _list([*fields, _integer(signature[64] - 27), _integer(r), _integer(s)])
        return SignedTransaction(nonce, keccak(raw), raw)


def _integer(value: int) -> bytes:
    return _bytes(value.to_bytes((value.bit_length() + 7) // 8, "big"))


def _bytes(value: bytes) -> bytes:
    """RLP of a byte string (Ethereum yellow paper, appendix B)."""
    return value if len(value) == 1 and value[0] < 0x80 else _head(0x80, len(value)) + value


def _list(encoded: list[bytes]) -> bytes:
    body = b"".join(encoded)
    return _head(0xC0, len(body)) + body


def _head(base: int, size: int) -> bytes:
    if size < 56:
        return bytes((base + size,))
    length = size.to_bytes((size.bit_length() + 7) // 8, "big")
    return bytes((base + 55 + len(length),)) + length
