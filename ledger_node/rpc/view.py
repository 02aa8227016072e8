"""What one request reads: the store as of its start."""

from contracts.ids import BlockHeight
from contracts.keccak import keccak
from ledger_node import rlp
from ledger_node.blocks import StoredBlock
from ledger_node.chain import Beside
from ledger_node.ethereum import BlobSchedule, BlockHeader, Fork
from ledger_node.receipts import Receipt, decode_receipts
from ledger_node.rpc.errors import LIMIT_EXCEEDED, SERVER_ERROR, RpcError
from ledger_node.rpc.ledger import Ledger
from ledger_node.rpc.parameters import BlockReference
from ledger_node.state import StateView
from ledger_node.state.trie import EMPTY_ROOT
from ledger_node.storage import Snapshot
from ledger_node.transactions import Transaction

MAX_SECONDS = 5.0
"""The time that one request may take, as in other clients."""


class View:
    """One request's snapshot of a ledger."""

    def __init__(self, ledger: Ledger, snapshot: Snapshot) -> None:
        self.ledger = ledger
        self.snapshot = snapshot
        self._deadline = ledger.monotonic() + MAX_SECONDS

    def expired(self) -> bool:
        """Whether the time that a request may take is over."""
        return self.ledger.monotonic() > self._deadline

    def check_time(self) -> None:
        """Raises RpcError (-32005) once the time that a request may take is over."""
        if self.expired():
            raise RpcError(
                LIMIT_EXCEEDED, f"the request took more than {MAX_SECONDS:.0f} seconds: ask for less"
            )

    def height(self) -> BlockHeight:
        """The height of the last durable block."""
        head = self.snapshot.head()
        if head is None:
            raise RpcError(SERVER_ERROR, "the ledger has no blocks")
        return head.height

    def find_height(self, reference: BlockReference) -> BlockHeight | None:
        """The height of the block that `reference` names; None when there is none.

        Every block is final when it is durable, so `safe`, `finalized` and `latest` are one; no block is
        half made, so `pending` is the latest too.
        """
        if reference.hash is not None:
            return self.snapshot.height_of(reference.hash)
        if reference.number is not None:
            return BlockHeight(reference.number) if reference.number <= self.height() else None
        return BlockHeight(0) if reference.tag == "earliest" else self.height()

    def find_block(self, reference: BlockReference) -> StoredBlock | None:
        """The block that `reference` names; None when there is none."""
        height = self.find_height(reference)
        return None if height is None else self.block_at(height)

    def block(self, reference: BlockReference) -> StoredBlock:
        """The block that `reference` names; an error when there is none."""
        found = self.find_block(reference)
        if found is None:
            raise RpcError(SERVER_ERROR, "header not found")
        return found

    def block_at(self, height: BlockHeight) -> StoredBlock | None:
        """The block at a height."""
        encoded = self.snapshot.header(height)
        return None if encoded is None else self.read_block(encoded)

    def read_block(self, encoded: bytes) -> StoredBlock:
        """The block with this header."""
        return StoredBlock(self.ledger.chain.read_header(encoded), encoded, keccak(encoded))

    def state(self, reference: BlockReference) -> StateView:
        """The state after the block that `reference` names."""
        root = self.block(reference).header.state_root
        if root != EMPTY_ROOT and self.snapshot.node(root) is None:
            raise RpcError(SERVER_ERROR, "state is not available: this node began with a later snapshot")
        return StateView(self.snapshot, root)

    def body(self, height: BlockHeight) -> list[bytes]:
        """The raw transactions of the block at `height`."""
        encoded = self.snapshot.body(height)
        return [] if encoded is None else rlp.decode_list(encoded)

    def transactions(self, height: BlockHeight) -> tuple[Transaction, ...]:
        """The transactions of the block at `height`."""
        return tuple(self.ledger.chain.read_transaction(raw) for raw in self.body(height))

    def beside(self, height: BlockHeight) -> Beside:
        """The uncles and withdrawals of the block at `height`."""
        return self.ledger.chain.read_beside(self.snapshot.front(height) or b"")

    def blobs(self, header: BlockHeader) -> BlobSchedule:
        """How blobs are counted in a block; before Cancun, as they will be."""
        chain = self.ledger.chain
        return chain.blobs(max(chain.fork(header.block_number, header.timestamp), Fork.CANCUN))

    def hash_of(self, height: int) -> bytes | None:
        """The hash of the block at a height."""
        encoded = self.snapshot.header(height)
        return None if encoded is None else keccak(encoded)

    def receipts(self, height: BlockHeight) -> tuple[Receipt, ...]:
        """The receipts of the block at `height`."""
        encoded = self.snapshot.receipts(height)
        return () if encoded is None else decode_receipts(encoded)

    def raw_receipts(self, height: BlockHeight) -> list[bytes]:
        """The receipts of the block at `height`, encoded."""
        encoded = self.snapshot.receipts(height)
        return [] if encoded is None else rlp.decode_list(encoded)
