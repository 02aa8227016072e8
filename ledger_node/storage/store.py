"""The LMDB environment of a node: one writer, any number of consistent readers."""

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import lmdb

from contracts.ids import BlockHeight
from ledger_node.errors import StoreDamaged, StoreInvalid
from ledger_node.storage.lock import DirectoryLock
from ledger_node.storage.sealing import seal, seed_of, unseal
from ledger_node.storage.trouble import explained

FORMAT = b"tegata/ledger-store/2"
MAP_BYTES = 1 << 38
"""The address space reserved for the environment: 256 GiB. The file itself grows as it fills."""

MAX_READERS = 512

READER_CHECK_BLOCKS = 64
"""A reader that was killed keeps old pages from being used again, until it is looked for."""

DATA_FILE = "data.mdb"
LOCK_FILE = "lock.mdb"
LOCK_BYTES = 10 * 4_096
"""Room for the table of readers, which LMDB writes to through memory: without it, a full disk is a SIGBUS."""

LEAST_BYTES = 8 * 4_096
"""A store with a genesis block is larger than this; one without is not."""

CrashPoint = Callable[[str], None]
"""Called with the name of each point at which a crash must lose nothing; tests stop the process there."""

TABLES = ("meta", "nodes", "headers", "numbers", "bodies", "receipts", "transactions", "front")

_SEEDS = {name: seed_of(name) for name in TABLES}


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
    """The store as of one moment, over an LMDB read transaction; for one thread at a time.

    Every method raises StoreDamaged where the disk gave back something else than was written.
    """

    def __init__(
        self, transaction: "lmdb.Transaction[bytes]", tables: Mapping[str, "lmdb._Database"]
    ) -> None:
        self._get = transaction.get
        self._tables = tables

    def head(self) -> Head | None:
        """The last durable block; None in an empty store."""
        raw = self._read("meta", b"head")
        return None if raw is None else Head(BlockHeight(int.from_bytes(raw[:8], "big")), raw[8:])

    def node(self, key: bytes) -> bytes | None:
        """The trie node or contract code with Keccak `key`."""
        return self._read("nodes", key)

    def header(self, height: int) -> bytes | None:
        """The RLP of the header at `height`."""
        return self._at("headers", height)

    def height_of(self, block_hash: bytes) -> BlockHeight | None:
        """The height of the block with this hash."""
        raw = self._read("numbers", block_hash)
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
        raw = self._read("transactions", transaction_hash)
        return (
            None
            if raw is None
            else (BlockHeight(int.from_bytes(raw[:8], "big")), int.from_bytes(raw[8:], "big"))
        )

    def mark(self) -> bytes:
        """Where the front stood at the last commit; nothing before it said so."""
        return self._read("meta", b"mark") or b""

    def usage(self) -> bytes:
        """What members have used of their budgets, after the last block."""
        return self._read("meta", b"usage") or b""

    def _at(self, table: str, height: int) -> bytes | None:
        if not 0 <= height < 1 << 63:
            return None
        value = self._read(table, height.to_bytes(8, "big"))
        if value is None:
            self._expect_none(table, height)
        return value

    def _expect_none(self, table: str, height: int) -> None:
        """A block up to the head that is not there is no block that never was."""
        head = self.head()
        if head is not None and height <= head.height:
            raise StoreDamaged(f"ledger store: {table} {height}", expected="an entry", found="none")

    def _read(self, table: str, key: bytes) -> bytes | None:
        try:
            kept = self._get(key, db=self._tables[table])
        except lmdb.Error as error:
            raise explained(error, f"ledger store: {table}") from error
        return None if kept is None else unseal(table, _SEEDS[table], key, kept)


class _Writing:
    """A write transaction that seals what it is given."""

    def __init__(
        self, transaction: "lmdb.Transaction[bytes]", tables: Mapping[str, "lmdb._Database"]
    ) -> None:
        self._put = transaction.put
        self._tables = tables

    def put(self, table: str, key: bytes, value: bytes, *, overwrite: bool = True) -> None:
        """Put `value` at `key`; without `overwrite` what stands there stays."""
        self._put(key, seal(_SEEDS[table], key, value), db=self._tables[table], overwrite=overwrite)

    def put_block(self, height: bytes, block_hash: bytes, *parts: bytes) -> None:
        """Put a block's header, body, receipts, and what the front keeps beside it."""
        self.put("numbers", block_hash, height)
        for table, part in zip(("headers", "bodies", "receipts", "front"), parts, strict=True):
            self.put(table, height, part)


class Store:
    """The environment. `commit` is for one thread; `snapshot` for any.

    Every write raises StoreFull, StoreUnwritable or StoreDamaged, and then has written nothing.
    """

    def __init__(self, path: Path, *, sync: bool = True) -> None:
        self._path = str(path)
        try:
            path.mkdir(parents=True, exist_ok=True)
            self._lock = DirectoryLock(path)
        except OSError as error:
            raise explained(error, self._path) from error
        try:
            if not holds_a_ledger(path):
                (path / DATA_FILE).unlink(missing_ok=True)
            _reserve(path / LOCK_FILE)
            self._environment = lmdb.open(
                self._path,
                map_size=MAP_BYTES,
                max_dbs=len(TABLES),
                max_readers=MAX_READERS,
                sync=sync,
                readahead=False,
            )
            self._tables = _make_tables(self._environment)
            if sync:
                _sync_folders(path)
        except (lmdb.Error, OSError) as error:
            self._lock.release()
            raise explained(error, self._path) from error

    def close(self) -> None:
        """Release the environment; no snapshot may be open."""
        self._environment.close()
        self._lock.release()

    @contextmanager
    def snapshot(self) -> Iterator[Snapshot]:
        """A consistent view of the last commit, for as long as the block lasts."""
        with self._explaining(), self._environment.begin() as transaction:
            yield Snapshot(transaction, self._tables)

    def bind(self, identity: bytes) -> None:
        """Mark an empty store as of this genesis; StoreInvalid when it is of another."""
        expected = FORMAT + b"\n" + identity
        with self._environment.begin() as transaction:
            found = transaction.get(b"identity", db=self._tables["meta"])
        if found is None:
            self.rebind(identity)
        elif found != expected:
            raise StoreInvalid(
                self._path, expected="this network's store", found="another network's or format's"
            )

    def rebind(self, identity: bytes) -> None:
        """Mark the store as of another genesis, which goes on with this ledger."""
        with self._explaining(), self._environment.begin(write=True) as transaction:
            transaction.put(b"identity", FORMAT + b"\n" + identity, db=self._tables["meta"])

    def commit(self, block: Commit, reached: CrashPoint = lambda _point: None) -> None:
        """Make a block durable: everything in one transaction, synced to disk before this returns."""
        height = block.head.height.to_bytes(8, "big")
        if not block.head.height % READER_CHECK_BLOCKS:
            self._environment.reader_check()
        with self._writing() as writing:
            for key, value in sorted(block.nodes.items()):
                writing.put("nodes", key, value, overwrite=False)
            writing.put_block(height, block.head.hash, block.header, block.body, block.receipts, block.front)
            for index, transaction_hash in enumerate(block.transactions):
                writing.put("transactions", transaction_hash, height + index.to_bytes(4, "big"))
            writing.put("meta", b"usage", block.usage)
            writing.put("meta", b"head", height + block.head.hash)
            if block.mark:
                writing.put("meta", b"mark", block.mark)
            reached("writing")

    def absorb(self, parts: StoredParts) -> None:
        """Write parts of a ledger above the head: nothing reads them until `settle`."""
        with self._writing() as writing:
            for key, value in sorted(parts.nodes.items()):
                writing.put("nodes", key, value, overwrite=False)
            for number, block_hash, header, body, receipts, front in parts.blocks:
                writing.put_block(number.to_bytes(8, "big"), block_hash, header, body, receipts, front)
            for transaction_hash, number, index in parts.transactions:
                place = number.to_bytes(8, "big") + index.to_bytes(4, "big")
                writing.put("transactions", transaction_hash, place)

    def settle(self, head: Head, usage: bytes, mark: bytes) -> None:
        """Let the ledger stand on what was absorbed: from here on this is its head."""
        with self._writing() as writing:
            writing.put("meta", b"usage", usage)
            writing.put("meta", b"mark", mark)
            writing.put("meta", b"head", head.height.to_bytes(8, "big") + head.hash)

    def wipe(self) -> None:
        """Forget everything, the identity too."""
        with self._explaining(), self._environment.begin(write=True) as transaction:
            for table in self._tables.values():
                transaction.drop(table, delete=False)

    def advance(self, mark: bytes, reached: CrashPoint = lambda _point: None) -> None:
        """Note durably where the front stands, where it got there without a block."""
        with self._writing() as writing:
            writing.put("meta", b"mark", mark)
            reached("writing")

    @contextmanager
    def _writing(self) -> Iterator[_Writing]:
        with self._explaining(), self._environment.begin(write=True) as transaction:
            yield _Writing(transaction, self._tables)

    @contextmanager
    def _explaining(self) -> Iterator[None]:
        try:
            yield
        except lmdb.Error as error:
            raise explained(error, self._path) from error


def holds_a_ledger(path: Path) -> bool:
    """Whether a store got as far as its first block; what a power cut left of an earlier one may be torn."""
    file = path / DATA_FILE
    return file.exists() and file.stat().st_size >= LEAST_BYTES


def _reserve(lock_file: Path) -> None:
    descriptor = os.open(lock_file, os.O_RDWR | os.O_CREAT, 0o644)
    try:
        os.posix_fallocate(descriptor, 0, max(LOCK_BYTES, os.fstat(descriptor).st_size))
    finally:
        os.close(descriptor)


def _make_tables(environment: "lmdb.Environment") -> "dict[str, lmdb._Database]":
    """All tables, made in one transaction where there are none: a store has all of them or none."""
    with environment.begin(write=True) as transaction:
        return {name: environment.open_db(name.encode(), txn=transaction) for name in TABLES}


def _sync_folders(path: Path) -> None:
    """Make the files' names durable too: a synced file whose name is lost in a power cut is lost with it."""
    for folder in (path, path.parent):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
