"""Block headers with the fields of any fork, and their encoding."""

from dataclasses import asdict, dataclass, fields
from typing import Protocol

from contracts.errors import TegataError
from contracts.keccak import keccak
from ledger_node import rlp
from ledger_node.receipts import BLOOM_BYTES


class HeaderInvalid(TegataError):
    """Bytes that are no header of any fork."""

    code = "header.invalid"
    default_remedy = "Give a chain of forks up to Prague."


class BlockHeader(Protocol):
    """A header, of the ledger or of another chain, for reading. What its fork doesn't have is None."""

    @property
    def parent_hash(self) -> bytes: ...
    @property
    def uncles_hash(self) -> bytes: ...
    @property
    def coinbase(self) -> bytes: ...
    @property
    def state_root(self) -> bytes: ...
    @property
    def transaction_root(self) -> bytes: ...
    @property
    def receipt_root(self) -> bytes: ...
    @property
    def bloom(self) -> int: ...
    @property
    def difficulty(self) -> int: ...
    @property
    def block_number(self) -> int: ...
    @property
    def gas_limit(self) -> int: ...
    @property
    def gas_used(self) -> int: ...
    @property
    def timestamp(self) -> int: ...
    @property
    def extra_data(self) -> bytes: ...
    @property
    def mix_hash(self) -> bytes: ...
    @property
    def nonce(self) -> bytes: ...
    @property
    def base_fee_per_gas(self) -> int | None: ...
    @property
    def withdrawals_root(self) -> bytes | None: ...
    @property
    def blob_gas_used(self) -> int | None: ...
    @property
    def excess_blob_gas(self) -> int | None: ...
    @property
    def parent_beacon_block_root(self) -> bytes | None: ...
    @property
    def requests_hash(self) -> bytes | None: ...


@dataclass(frozen=True, slots=True)
class EthereumHeader:
    """A header of any fork, under py-evm's names."""

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
    base_fee_per_gas: int | None = None
    withdrawals_root: bytes | None = None
    blob_gas_used: int | None = None
    excess_blob_gas: int | None = None
    parent_beacon_block_root: bytes | None = None
    requests_hash: bytes | None = None

    @property
    def hash(self) -> bytes:
        """The block's hash."""
        return keccak(self.encode())

    def encode(self) -> bytes:
        """The RLP whose Keccak is the block's hash."""
        items = []
        for name, value in asdict(self).items():
            if name == "bloom":
                items.append(self.bloom.to_bytes(BLOOM_BYTES, "big"))
            elif value is not None:
                items.append(rlp.encode_uint(value) if isinstance(value, int) else bytes(value))
        return rlp.encode(items)


_NAMES = tuple(each.name for each in fields(EthereumHeader))
_NUMBERS = frozenset(each.name for each in fields(EthereumHeader) if each.type in (int, int | None))
_SIZES = (15, 16, 17, 20, 21)
"""Fields of a header: to Gray Glacier, of London, Shanghai, Cancun and Prague."""


def decode_header(encoded: bytes) -> EthereumHeader:
    """The header that `EthereumHeader.encode` spelt. Raises HeaderInvalid."""
    items = rlp.decode_list(encoded)
    if len(items) not in _SIZES:
        raise HeaderInvalid("header", expected=f"{_SIZES} fields", found=str(len(items)))
    return EthereumHeader(
        *(
            int.from_bytes(item, "big") if name in _NUMBERS else item
            for name, item in zip(_NAMES, items, strict=False)
        )  # type: ignore[arg-type] # numbers and strings as the fields say
    )


def as_ethereum(header: BlockHeader) -> EthereumHeader:
    """A header of the ledger as one of any fork."""
    if isinstance(header, EthereumHeader):
        return header
    return EthereumHeader(**{name: getattr(header, name) for name in _NAMES})
