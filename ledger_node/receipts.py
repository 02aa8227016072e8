"""Receipts and logs of executed transactions, their bloom filters and their encoding (EIP-658, EIP-2718)."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, NamedTuple

from contracts.ids import Address
from contracts.keccak import keccak
from ledger_node import rlp

BLOOM_BYTES = 256


class Log(NamedTuple):
    """One event: who emitted it, its topics (32 bytes each) and its data."""

    address: Address
    topics: tuple[bytes, ...]
    data: bytes


@dataclass(frozen=True, slots=True)
class Receipt:
    """What a transaction did. `gas_used` is cumulative in its block, as the receipts root commits to it."""

    type_id: int
    succeeded: bool
    gas_used: int
    bloom: int
    logs: tuple[Log, ...]
    state_root: bytes = b""
    """The state after the transaction, which stood in place of the status before Byzantium."""

    def encode(self) -> bytes:
        """The bytes that the block's receipts root commits to."""
        logs = tuple((log.address, log.topics, log.data) for log in self.logs)
        status = self.state_root or (b"\x01" if self.succeeded else b"")
        gas, bloom = rlp.encode_uint(self.gas_used), self.bloom.to_bytes(BLOOM_BYTES, "big")
        body = rlp.encode([status, gas, bloom, logs])
        return bytes([self.type_id]) + body if self.type_id else body


def make_receipt(type_id: int, succeeded: bool, cumulative_gas: int, logs: tuple[Log, ...]) -> Receipt:
    """The receipt of a transaction, bloom included."""
    return Receipt(type_id, succeeded, cumulative_gas, bloom_of_logs(logs), logs)


def decode_receipts(encoded: bytes) -> tuple[Receipt, ...]:
    """The receipts of a block as the store keeps them: an RLP list of encoded receipts."""
    return tuple(_decode_receipt(raw) for raw in rlp.decode_list(encoded))


def _decode_receipt(raw: bytes) -> Receipt:
    type_id = raw[0] if raw[0] < 0x80 else 0
    stored: Any = rlp.decode(raw[1:] if type_id else raw, "receipt")
    status, gas, bloom, logs = stored
    return Receipt(
        type_id=type_id,
        succeeded=status != b"",
        gas_used=int.from_bytes(gas, "big"),
        bloom=int.from_bytes(bloom, "big"),
        logs=tuple(Log(Address(address), tuple(topics), data) for address, topics, data in logs),
        state_root=status if len(status) == 32 else b"",
    )


def bloom_of_logs(logs: Iterable[Log]) -> int:
    """The union of the blooms of every address and topic (yellow paper, 4.3.1)."""
    bloom = 0
    for log in logs:
        bloom |= bloom_of(log.address)
        for topic in log.topics:
            bloom |= bloom_of(topic)
    return bloom


@lru_cache(maxsize=8_192)
def bloom_of(value: bytes) -> int:
    """The three bits, of 2,048, that an address or a topic sets."""
    digest = keccak(value)
    bloom = 0
    for position in (0, 2, 4):
        bloom |= 1 << (int.from_bytes(digest[position : position + 2], "big") & 2047)
    return bloom
