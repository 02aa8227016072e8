"""The LMDB environment of a node: one writer, any number of consistent readers."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import lmdb

from contracts.ids import BlockHeight
from ledger_node.errors import StoreInvalid
from ledger_node.storage.lock import DirectoryLock

FORMAT = b"tegata/ledger-store/1"
MAP_BYTES = 1 << 38
"""The address space reserved for the environment: 256 GiB. The file itself grows as it fills."""

MAX_READERS = 512

CrashPoint = Callable[[str], None]
"""Called with the name of each point at which a crash must lose nothing; tests stop the process there."""

_TABLES = ("meta", "nodes", "headers", "numbers", "bodies", "receipts", "transactions", "front")


class Head(NamedTuple):
    """The last durable block: its height and its hash, which is the app hash."""

    height: BlockHeight
    hash: bytes


@dataclass(frozen=True, slots=True)
class Commit:
    """All that one block adds to the store."""

    head: Head
    header: bytes
    body: bytes
    receipts: bytes
    transactions: Sequence[bytes]
    nodes: Mapping[bytes, bytes]
    usage: bytes
    front: bytes = field(default=b"")
    """What the front keeps beside this block."""
    mark: bytes = field(default=b"")
    """Where the front stands with this block; nothing leaves it where it was."""


@dataclass(slots=True)
class StoredParts:
    """Parts of a ledger that come from elsewhere, before the ledger stands on them."""

    nodes: dict[bytes, bytes] = field(default_factory=dict)
    blocks: list[tuple[int, bytes, bytes, bytes, bytes, bytes]] = field(default_factory=list)
    """Height, hash, header, body, receipts, what the front keeps."""
    transactions: list[tuple[bytes, int, int]] = field(default_factory=list)
    """Hash, height, index."""


class Snapshot:
    """The store as of one moment, over an LMDB read transaction; for one thread at a time."""

    def __init__(
        self, transaction: "lmdb.Transaction[bytes]", tables: Mapping[str, "lmdb._Database"]
    ) -> None:
        self._get = transaction.get
        self._tables = tables
        self._nodes = tables["nodes"]

    def head(self) -> Head | None:
        """The last durable block; None in an empty store."""
        raw = self._get(b"head", db=self._tables["meta"])
        return None if raw is None else Head(BlockHeight(int.from_bytes(raw[:8], "big")), raw[8:])

    def node(self, key: bytes) -> bytes | None:
        """The trie node or contract code with Keccak `key`."""
        value: bytes | None = self._get(key, db=self._nodes)
        return value

    def header(self, height: int) -> bytes | None:
        """The RLP of the header at `height`."""
        return self._at("headers", height)

    def height_of(self, block_hash: bytes) -> BlockHeight | None:
        """The height of the block with this hash."""
        raw = self._get(block_hash, db=self._tables["numbers"])
        return None if raw is None else BlockHeight(int.from_bytes(raw, "big"))

    def body(self, height: int) -> bytes | None:
        """The RLP list of the transactions at `height`, each as its raw bytes."""
        return self._at("bodies", height)

    def receipts(self, height: int) -> bytes | None:
        """The RLP list of the receipts at `height`, each as its raw bytes."""
        return self._at("receipts", height)

    def front(self, height: int) -> bytes | None:
        """What the consensus front keeps beside the block at `height`."""
        return self._at("front", height)

    def transaction(self, transaction_hash: bytes) -> tuple[BlockHeight, int] | None:
        """The height and the index at which a transaction stands."""
        raw = self._get(transaction_hash, db=self._tables["transactions"])
        return (
            None
            if raw is None
            else (BlockHeight(int.from_bytes(raw[:8], "big")), int.from_bytes(raw[8:], "big"))
        )

    def mark(self) -> bytes:
        """Where the front stood at the last commit; nothing before it said so."""
        return self._get(b"mark", db=self._tables["meta"]) or b""

    def usage(self) -> bytes:
        """What members have used of their budgets, after the last block."""
        return self._get(b"usage", db=self._tables["meta"]) or b""

    def _at(self, table: str, height: int) -> bytes | None:
        if not 0 <= height < 1 << 63:
            return None
        value: bytes | None = self._get(height.to_bytes(8, "big"), db=self._tables[table])
        return value


class Store:
    """The environment. `commit` is for one thread; `snapshot` for any."""

    def __init__(self, path: Path, *, sync: bool = True) -> None:
        try:
            path.mkdir(parents=True, exist_ok=True)
            self._lock = DirectoryLock(path)
        except OSError as error:
            raise StoreInvalid(str(path), expected="a directory to write to", found=str(error)) from error
        try:
            self._environment = lmdb.open(
                str(path),
                map_size=MAP_BYTES,
                max_dbs=len(_TABLES),
                max_readers=MAX_READERS,
                sync=sync,
                readahead=False,
            )
        except lmdb.Error as error:
            self._lock.release()
            raise StoreInvalid(str(path), expected="a readable LMDB environment", found=str(error)) from error
        self._tables = {name: self._environment.open_db(name.encode()) for name in _TABLES}

    def close(self) -> None:
        """Release the environment; no snapshot may be open."""
        self._environment.close()
        self._lock.release()

    @contextmanager
    def snapshot(self) -> Iterator[Snapshot]:
        """A consistent view of the last commit, for as long as the block lasts."""
        with self._environment.begin() as transaction:
            yield Snapshot(transaction, self._tables)

    def bind(self, identity: bytes) -> None:
        """Mark an empty store as of this genesis; StoreInvalid when it is of another."""
        expected = FORMAT + b"\n" + identity
        with self._environment.begin(write=True) as transaction:
            found = transaction.get(b"identity", db=self._tables["meta"])
            if found is None:
                transaction.put(b"identity", expected, db=self._tables["meta"])
            elif found != expected:
                raise StoreInvalid(
                    self._environment.path(),
                    expected="this network's store",
                    found="another network's or format's",
                )

    def rebind(self, identity: bytes) -> None:
        """Mark the store as of another genesis, which goes on with this ledger."""
        with self._environment.begin(write=True) as transaction:
            transaction.put(b"identity", FORMAT + b"\n" + identity, db=self._tables["meta"])

    def commit(self, block: Commit, reached: CrashPoint = lambda _point: None) -> None:
        """Make a block durable: everything in one transaction, synced to disk before this returns."""
        height = block.head.height.to_bytes(8, "big")
        tables = self._tables
        with self._environment.begin(write=True) as transaction:
            put = transaction.put
            for key, value in sorted(block.nodes.items()):
                put(key, value, db=tables["nodes"], overwrite=False)
            put(height, block.header, db=tables["headers"])
            put(block.head.hash, height, db=tables["numbers"])
            put(height, block.body, db=tables["bodies"])
            put(height, block.receipts, db=tables["receipts"])
            put(height, block.front, db=tables["front"])
            for index, transaction_hash in enumerate(block.transactions):
                put(transaction_hash, height + index.to_bytes(4, "big"), db=tables["transactions"])
            put(b"usage", block.usage, db=tables["meta"])
            put(b"head", height + block.head.hash, db=tables["meta"])
            if block.mark:
                put(b"mark", block.mark, db=tables["meta"])
            reached("writing")

    def absorb(self, parts: StoredParts) -> None:
        """Write parts of a ledger above the head: nothing reads them until `settle`."""
        tables = self._tables
        with self._environment.begin(write=True) as transaction:
            put = transaction.put
            for key, value in sorted(parts.nodes.items()):
                put(key, value, db=tables["nodes"], overwrite=False)
            for number, block_hash, header, body, receipts, front in parts.blocks:
                height = number.to_bytes(8, "big")
                put(height, header, db=tables["headers"])
                put(block_hash, height, db=tables["numbers"])
                put(height, body, db=tables["bodies"])
                put(height, receipts, db=tables["receipts"])
                put(height, front, db=tables["front"])
            for transaction_hash, number, index in parts.transactions:
                place = number.to_bytes(8, "big") + index.to_bytes(4, "big")
                put(transaction_hash, place, db=tables["transactions"])

    def settle(self, head: Head, usage: bytes, mark: bytes) -> None:
        """Let the ledger stand on what was absorbed: from here on this is its head."""
        with self._environment.begin(write=True) as transaction:
            meta = self._tables["meta"]
            transaction.put(b"usage", usage, db=meta)
            transaction.put(b"mark", mark, db=meta)
            transaction.put(b"head", head.height.to_bytes(8, "big") + head.hash, db=meta)

    def wipe(self) -> None:
        """Forget everything, the identity too."""
        with self._environment.begin(write=True) as transaction:
            for table in self._tables.values():
                transaction.drop(table, delete=False)

    def advance(self, mark: bytes, reached: CrashPoint = lambda _point: None) -> None:
        """Note durably where the front stands, where it got there without a block."""
        with self._environment.begin(write=True) as transaction:
            transaction.put(b"mark", mark, db=self._tables["meta"])
            reached("writing")


@contextmanager
def open_reader(path: Path) -> Iterator[Snapshot]:
    """A view of a store that another process may be writing to. Raises StoreInvalid."""
    try:
        environment = lmdb.open(str(path), readonly=True, create=False, max_dbs=len(_TABLES), readahead=False)
    except lmdb.Error as error:
        raise StoreInvalid(str(path), expected="a readable LMDB environment", found=str(error)) from error
    with environment:
        tables = {name: environment.open_db(name.encode(), create=False) for name in _TABLES}
        with environment.begin() as transaction:
            yield Snapshot(transaction, tables)
