"""A snapshot from peers, checked as it comes and as a whole before the ledger stands on it.

A light client has the app hash, which is the last block's; each header names its parent, its transactions and
receipts; the state's parts name each other by hash; the last header names the table of budgets. So nothing in
a snapshot has to be believed.
"""

from hashlib import sha256

from contracts.ids import BlockHeight, hex0x
from contracts.keccak import keccak
from ledger_node import rlp
from ledger_node.application import Application
from ledger_node.fronts.cometbft.parts import Snapshot
from ledger_node.headers import Header, decode_header
from ledger_node.operations.snapshots.chunks import (
    FORMAT,
    ChunkInvalid,
    Entry,
    Kind,
    SnapshotInvalid,
    digest_of,
    read_chunk,
    split_digests,
)
from ledger_node.operations.snapshots.walking import state_parts
from ledger_node.state import root_of
from ledger_node.state.trie import TrieDamaged
from ledger_node.storage import Head, Store, StoredParts


class Intake:
    """One snapshot on its way in. Raises StoreInvalid, ChunkInvalid, SnapshotInvalid."""

    def __init__(self, application: Application, store: Store, snapshot: Snapshot, app_hash: bytes) -> None:
        digests = split_digests(snapshot.metadata)
        if snapshot.format != FORMAT or len(digests) != snapshot.chunks or not digests:
            raise SnapshotInvalid("snapshot", expected=f"format {FORMAT} and its chunks", found="another")
        if sha256(snapshot.metadata).digest() != snapshot.hash:
            raise SnapshotInvalid("snapshot", expected="the digests that its hash names", found="others")
        self._application = application
        self._store = store
        self._app_hash = app_hash
        self._digests = digests
        self._next = 0
        self._last = application.tip.hash
        self._height = 0
        self._header: Header = application.tip.header
        self._mark = b""
        self._usage = b""

    @property
    def complete(self) -> bool:
        """Whether all chunks are in."""
        return self._next == len(self._digests)

    def take(self, index: int, data: bytes) -> None:
        """Write a chunk's parts where they are not yet looked for."""
        if index != self._next or digest_of(data) != self._digests[index]:
            raise ChunkInvalid(f"chunk {index}", expected=f"chunk {self._next}, whole", found="another")
        parts = StoredParts()
        for entry in read_chunk(data):
            self._take(entry, parts)
        self._store.absorb(parts)
        self._next += 1

    def settle(self) -> None:
        """Check the whole, and let the ledger stand on it."""
        if self._last != self._app_hash:
            raise SnapshotInvalid("head", expected=hex0x(self._app_hash), found=hex0x(self._last))
        if sha256(self._usage).digest() != self._header.extra_data:
            raise SnapshotInvalid("budgets", expected=hex0x(self._header.extra_data), found="another table")
        with self._store.snapshot() as snapshot:
            try:
                for _ in state_parts(snapshot.node, self._header.state_root):
                    pass
            except TrieDamaged as error:
                raise SnapshotInvalid("state", expected=str(error), found="nothing") from None
        self._store.settle(Head(BlockHeight(self._height), self._last), self._usage, self._mark)
        self._application.reload()

    def _take(self, entry: Entry, parts: StoredParts) -> None:
        if entry.kind is Kind.BLOCK:
            self._take_block(entry, parts)
        elif entry.kind is Kind.STATE:
            (value,) = entry.parts
            parts.nodes[keccak(value)] = value
        else:
            (self._usage,) = entry.parts

    def _take_block(self, entry: Entry, parts: StoredParts) -> None:
        encoded, body, receipts, front = entry.parts
        height, transactions = self._height + 1, rlp.decode_list(body)
        try:
            header = decode_header(encoded)
        except ValueError as error:
            raise SnapshotInvalid(f"block {height}", expected="a header", found=str(error)) from None
        found = (header.block_number, header.parent_hash, header.transaction_root, header.receipt_root)
        if found != (height, self._last, root_of(transactions), root_of(rlp.decode_list(receipts))):
            raise SnapshotInvalid(f"block {height}", expected="what its parts say", found="another header")
        self._height, self._last, self._header, self._mark = height, keccak(encoded), header, front
        parts.blocks.append((height, self._last, encoded, body, receipts, front))
        parts.transactions += [(keccak(raw), height, index) for index, raw in enumerate(transactions)]
