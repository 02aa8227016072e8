"""Prague block headers: their fields, under py-evm's names, and their one encoding (EIP-7685 and before)."""

from dataclasses import dataclass, fields
from hashlib import sha256

from contracts.ids import UnixTime
from contracts.keccak import keccak
from ledger_node import rlp
from ledger_node.state.trie import EMPTY_ROOT

EMPTY_UNCLES_HASH = keccak(b"\xc0")
NO_REQUESTS_HASH = sha256(b"").digest()

_BLOOM_BYTES = 256
_BLOOM_OFFSET = 192
"""Where the bloom starts in a header's RLP: 3 bytes of list prefix, five hashes, an address, 3 of prefix."""


@dataclass(frozen=True, slots=True)
class Header:
    """A block's header. What no front fills is as EIP-3675 and EIP-4895 have it for an empty value."""

    parent_hash: bytes
    uncles_hash: bytes
    coinbase: bytes
    state_root: bytes
    transaction_root: bytes
    receipt_root: bytes
    bloom: int
    difficulty: int
    block_number: int
    gas_limit: int
    gas_used: int
    timestamp: int
    extra_data: bytes
    mix_hash: bytes
    nonce: bytes
    base_fee_per_gas: int
    withdrawals_root: bytes
    blob_gas_used: int
    excess_blob_gas: int
    parent_beacon_block_root: bytes
    requests_hash: bytes

    def encode(self) -> bytes:
        """The RLP whose Keccak is the block's hash."""
        return rlp.encode([self._item(name) for name in _NAMES])

    def _item(self, name: str) -> bytes:
        value = getattr(self, name)
        if name == "bloom":
            return int(value).to_bytes(_BLOOM_BYTES, "big")
        return rlp.encode_uint(value) if isinstance(value, int) else bytes(value)


_NAMES = tuple(each.name for each in fields(Header))
_NUMBERS = frozenset(each.name for each in fields(Header) if each.type is int)


def open_header(
    parent_hash: bytes,
    number: int,
    time: UnixTime,
    gas_limit: int,
    state_root: bytes,
    misdeeds_root: bytes = bytes(32),
) -> Header:
    """The header of a block before it is executed, on the state it starts from."""
    return Header(
        parent_hash=parent_hash,
        uncles_hash=EMPTY_UNCLES_HASH,
        coinbase=bytes(20),
        state_root=state_root,
        transaction_root=EMPTY_ROOT,
        receipt_root=EMPTY_ROOT,
        bloom=0,
        difficulty=0,
        block_number=number,
        gas_limit=gas_limit,
        gas_used=0,
        timestamp=time,
        extra_data=b"",
        mix_hash=bytes(32),
        nonce=bytes(8),
        base_fee_per_gas=0,
        withdrawals_root=EMPTY_ROOT,
        blob_gas_used=0,
        excess_blob_gas=0,
        parent_beacon_block_root=misdeeds_root,
        requests_hash=NO_REQUESTS_HASH,
    )


def decode_header(encoded: bytes) -> Header:
    """The header that `Header.encode` spelt."""
    items = rlp.decode_list(encoded)
    return Header(
        *(
            int.from_bytes(item, "big") if name in _NUMBERS else item
            for name, item in zip(_NAMES, items, strict=True)
        )  # type: ignore[arg-type] # numbers and strings as the fields say
    )


def bloom_in(encoded: bytes) -> int:
    """The logs bloom of an encoded header, without decoding the rest."""
    return int.from_bytes(encoded[_BLOOM_OFFSET : _BLOOM_OFFSET + _BLOOM_BYTES], "big")
