"""Blocks as values: what a proposer offers, what execution makes of it, and how both are encoded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from contracts.calls import Misdeed
from contracts.ids import BlockHeight, UnixTime
from ledger_node import rlp
from ledger_node.ethereum.headers import BlockHeader
from ledger_node.governing import NOTHING_DECIDED, Decided
from ledger_node.headers import Header
from ledger_node.receipts import Receipt
from ledger_node.transactions import Transaction


@dataclass(frozen=True, slots=True)
class Proposal:
    """A block to be: its height, its time from consensus, its transactions and misdeeds in order."""

    height: BlockHeight
    time: UnixTime
    transactions: tuple[Transaction, ...]
    misdeeds: tuple[Misdeed, ...] = ()


@dataclass(frozen=True, slots=True)
class ExecutedBlock:
    """A block whose header is final, with every node of state it wrote. Nothing of it is durable yet."""

    header: Header
    encoded: bytes
    hash: bytes
    transactions: tuple[Transaction, ...]
    receipts: tuple[Receipt, ...]
    nodes: Mapping[bytes, bytes]
    """The overlay: what the block adds to the state, by hash."""
    decided: Decided = NOTHING_DECIDED
    """What consensus is to do otherwise from here on."""

    @property
    def height(self) -> BlockHeight:
        """The block's number."""
        return BlockHeight(self.header.block_number)


@dataclass(frozen=True, slots=True)
class StoredBlock:
    """A block as read back: its header, decoded and not, and its hash."""

    header: BlockHeader
    encoded: bytes
    hash: bytes

    @property
    def height(self) -> BlockHeight:
        """The block's number."""
        return BlockHeight(self.header.block_number)


def encode_block(header: bytes, body: Sequence[bytes], beside: bytes = b"\xc0\xc0") -> bytes:
    """A whole block as Ethereum exchanges it: header, transactions, uncles and withdrawals, mostly none."""
    transactions = b"".join(raw if raw[0] >= 0xC0 else rlp.encode(raw) for raw in body)
    return rlp.list_payload(header + rlp.list_payload(transactions) + beside)
