"""What JSON-RPC needs of a node, in one value."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from contracts.ids import Address, UnixTime
from ledger_node.blocks import StoredBlock
from ledger_node.chain import Chain
from ledger_node.heads import Heads
from ledger_node.pool import Pool
from ledger_node.rpc.filters import Filters
from ledger_node.storage import Store
from ledger_node.transactions import Transaction


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

    def status(self) -> dict[str, object]:
        """What the front says of itself in `tegata_status`."""
        ...


@dataclass(frozen=True, slots=True)
class Ledger:
    """A node's parts, for reading."""

    chain: Chain
    store: Store
    pool: Pool
    heads: Heads
    front: Front
    nonce: Callable[[Address], int]
    filters: Filters
    monotonic: Callable[[], float]
    """Seconds that only grow, for limits of time."""
