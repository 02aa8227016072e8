"""Is a ledger's store what was written, and does it hang together? From every entry up to the head's state.

The check runs in a process of its own: LMDB ends the process that meets a page it can't make sense of.
"""

import faulthandler
import multiprocessing
import os
import signal
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

import lmdb

from contracts.errors import TegataError
from contracts.ids import hex0x
from contracts.keccak import keccak
from ledger_node import rlp
from ledger_node.errors import StoreDamaged, StoreInvalid
from ledger_node.headers import Header, decode_header
from ledger_node.operations.snapshots.walking import state_parts
from ledger_node.state import root_of
from ledger_node.storage import Snapshot
from ledger_node.storage.reading import open_tables
from ledger_node.storage.sealing import damaged, is_whole, seed_of
from ledger_node.storage.store import FORMAT, TABLES, holds_a_ledger
from ledger_node.storage.trouble import explained

RECENT_BLOCKS = 256
"""How many of the last blocks are looked at before a node starts."""

_STDERR = 2
_IDENTITY = b"identity"
"""The one entry that is compared with what it must be, and so has no check value."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What was looked at, and was in order."""

    height: int
    blocks: int
    entries: int
    state_parts: int

    def to_json(self) -> dict[str, int]:
        """The figures as JSON."""
        return {
            "height": self.height,
            "blocks": self.blocks,
            "entries": self.entries,
            "state_parts": self.state_parts,
        }


def check_store(store: Path, recent: int | None = None) -> Checked:
    """Check the whole store, or its last `recent` blocks, in a process of its own.

    Raises StoreDamaged, which names the first thing that is not in order, or StoreInvalid.
    """
    context = multiprocessing.get_context("fork")
    receiving, sending = context.Pipe(duplex=False)
    process = context.Process(target=_report, args=(store, recent, sending), daemon=True)
    process.start()
    sending.close()
    try:
        found: Checked | TegataError = receiving.recv()
    except EOFError:
        process.join()
        raise _ended(store, process.exitcode or 0) from None
    process.join()
    if isinstance(found, TegataError):
        raise found
    return found


def check_before_start(store: Path) -> None:
    """Check the last blocks of a store, if there is one: quick, whatever its size. Raises StoreInvalid."""
    if holds_a_ledger(store):
        check_store(store, RECENT_BLOCKS)


def _ended(store: Path, code: int) -> StoreDamaged:
    name = signal.Signals(-code).name if code < 0 else f"exit code {code}"
    return StoreDamaged(str(store), expected="pages that LMDB can read", found=f"{name} on reading them")


def _report(store: Path, recent: int | None, sending: Connection) -> None:
    faulthandler.disable()
    os.dup2(os.open(os.devnull, os.O_WRONLY), _STDERR)  # where LMDB would say why it ends
    try:
        sending.send(_check(store, recent))
    except TegataError as error:
        sending.send(error)


def _check(store: Path, recent: int | None) -> Checked:
    with open_tables(store) as (transaction, tables):
        snapshot = Snapshot(transaction, tables)
        try:
            _check_format(store, transaction.get(_IDENTITY, db=tables["meta"]))
            entries = 0 if recent is not None else sum(_count(transaction, tables, name) for name in TABLES)
            head = snapshot.head()
            if head is None:
                return Checked(0, 0, entries, 0)
            first = 0 if recent is None else max(0, head.height - recent + 1)
            tip = _check_blocks(snapshot, first, head.height, head.hash)
            parts = _check_state(snapshot, tip) if recent is None else 0
        except lmdb.Error as error:
            raise explained(error, str(store)) from error
    return Checked(head.height, head.height - first + 1, entries, parts)


def _check_format(store: Path, identity: bytes | None) -> None:
    if identity is not None and not identity.startswith(FORMAT + b"\n"):
        found = identity.partition(b"\n")[0].decode("ascii", "replace")
        raise StoreInvalid(str(store), expected=f"a store of format {FORMAT.decode()}", found=found)


def _count(transaction: "lmdb.Transaction[bytes]", tables: "dict[str, lmdb._Database]", table: str) -> int:
    """How many entries a table has, each of them whole and in order."""
    seed, before, count = seed_of(table), b"", 0
    for key, kept in transaction.cursor(db=tables[table]):
        if key <= before or not (is_whole(seed, key, kept) or (table, key) == ("meta", _IDENTITY)):
            raise damaged(table, key)
        before = key
        count += 1
    if count != transaction.stat(tables[table])["entries"]:
        raise StoreDamaged(
            f"ledger store: {table}", expected="as many entries as it counts", found=str(count)
        )
    return count


def _check_blocks(snapshot: Snapshot, first: int, last: int, head: bytes) -> Header:
    """The last header, once every block from `first` on is whole and the next one's parent."""
    parent: bytes | None = None
    for height in range(first, last + 1):
        encoded = snapshot.header(height) or b""
        block_hash, header = keccak(encoded), decode_header(encoded)
        if snapshot.height_of(block_hash) != height:
            raise _wrong(height, "its hash in the index", hex0x(block_hash))
        if parent is not None and header.parent_hash != parent:
            raise _wrong(height, f"parent {hex0x(parent)}", hex0x(header.parent_hash))
        _check_contents(snapshot, height, header)
        parent = block_hash
    if parent != head:
        raise _wrong(last, f"the head's hash {hex0x(head)}", hex0x(parent or b""))
    return header


def _check_contents(snapshot: Snapshot, height: int, header: Header) -> None:
    body = rlp.decode_list(snapshot.body(height) or b"\xc0")
    for root, items, name in (
        (header.transaction_root, body, "transactions"),
        (header.receipt_root, rlp.decode_list(snapshot.receipts(height) or b"\xc0"), "receipts"),
    ):
        if root_of(items) != root:
            raise _wrong(height, f"{name} with root {hex0x(root)}", hex0x(root_of(items)))
    for index, raw in enumerate(body):
        if snapshot.transaction(keccak(raw)) != (height, index):
            raise _wrong(height, f"transaction {hex0x(keccak(raw))} in the index", "none")


def _check_state(snapshot: Snapshot, tip: Header) -> int:
    def read(digest: bytes) -> bytes | None:
        found = snapshot.node(digest)
        if found is not None and keccak(found) != digest:
            raise damaged("nodes", digest)
        return found

    return sum(1 for _part in state_parts(read, tip.state_root))


def _wrong(height: int, expected: str, found: str) -> StoreDamaged:
    return StoreDamaged(f"ledger store: block {height}", expected=expected, found=found)
