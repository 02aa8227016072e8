"""What JSON-RPC needs of a node, in one value."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from dataclasses import dataclass
from typing import Protocol

from contracts.ids import Address, BlockHeight, UnixTime
from ledger_node.blocks import StoredBlock
from ledger_node.chain import Chain
from ledger_node.heads import Heads
from ledger_node.pool import Pool
from ledger_node.rpc.filters import Filters
from ledger_node.storage import Snapshot
from ledger_node.transactions import Transaction


class LightBlock(Protocol):
    """A header of consensus with its commit and its validators, as JSON-RPC shows them."""

    @property
    def app_hash(self) -> bytes:
        """The hash of the block that the header stands on."""
        ...

    def to_json(self) -> dict[str, object]:
        """The light block in JSON-RPC's words."""
        ...


class Snapshots(Protocol):
    """Where blocks and state are read."""

    def snapshot(self) -> AbstractContextManager[Snapshot]:
        """What is durable now, for as long as the context lasts."""
        ...


class Front(Protocol):
    """A consensus front as JSON-RPC sees it."""

    def submit(self, raw: bytes) -> Transaction:
        """Check a raw transaction and let it wait for a block. Raises TegataError."""
        ...

    def now(self) -> UnixTime:
        """The time that a block made now would have."""
        ...

    def finality(self, block: StoredBlock, kept: bytes) -> dict[str, object]:
        """The evidence that `block` is final, as `tegata_finality` shows it, from what was kept beside it."""
        ...

    def provable(self, height_of: Callable[[bytes], BlockHeight | None]) -> BlockHeight | None:
        """The last block whose finality is shown already; None where it is the last block of all."""
        ...

    def leading_from(self, height: int) -> list[LightBlock]:
        """What leads a light client from a height of consensus to the newest header."""
        ...

    def status(self) -> dict[str, object]:
        """What the front says of itself in `tegata_status`."""
        ...


@dataclass(frozen=True, slots=True)
class Ledger:
    """A node's parts, for reading."""

    chain: Chain
    store: Snapshots
    pool: Pool
    heads: Heads
    front: Front
    nonce: Callable[[Address], int]
    filters: Filters
    monotonic: Callable[[], float]
    """Seconds that only grow, for limits of time."""
