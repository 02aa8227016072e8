"""A store is read on while its writer enlarges the map: by every thread, and by every process."""

import multiprocessing
from collections.abc import Iterator
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Thread

import lmdb
import pytest

from ledger_node.errors import StoreInvalid
from ledger_node.storage import ReadStore, Store, StoredParts, reading
from ledger_node.storage.store import TABLES
from tests.ledger_node.network import secret

SMALL = 1 << 20
"""What a reader maps here: as if a later version's writer reserved more than this version's readers."""

FORK = multiprocessing.get_context("fork")


class Writer:
    """The process that writes to a store; to be made before any thread."""

    def __init__(self, path: Path) -> None:
        self._asked, theirs = FORK.Pipe()
        self._process = FORK.Process(target=write, args=(path, theirs), daemon=True)
        self._process.start()
        self._answer()

    def grow(self, name: str) -> None:
        """Write more than a reader has mapped, and then what it looks for."""
        self._asked.send(name)
        self._answer()

    def end(self) -> None:
        """Let it end."""
        self._asked.send("")
        self._process.join(60)
        assert self._process.exitcode == 0

    def _answer(self) -> None:
        assert self._asked.poll(60) and self._asked.recv() == "done"


def write(path: Path, asked: Connection) -> None:
    store = Store(path, sync=False)
    asked.send("done")
    while name := asked.recv():
        fill = {secret(f"{name} {number}"): bytes(64 << 10) for number in range(64)}
        store.absorb(StoredParts(nodes={**fill, secret(name): name.encode()}))
        asked.send("done")
    store.close()


@pytest.fixture
def writer(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Writer]:
    monkeypatch.setattr(reading, "MAP_BYTES", SMALL)
    started = Writer(tmp_path)
    yield started
    started.end()


def test_a_reader_follows_a_store_that_outgrows_its_map(writer: Writer, tmp_path: Path) -> None:
    reader = ReadStore(tmp_path)
    for name in ("first", "second", "third"):
        writer.grow(name)
        with reader.snapshot() as snapshot:
            assert snapshot.node(secret(name)) == name.encode()
    reader.close()


def test_the_map_is_changed_once_no_thread_reads_and_all_go_on(writer: Writer, tmp_path: Path) -> None:
    reader = ReadStore(tmp_path)
    found: list[bytes | None] = []

    def look() -> None:
        with reader.snapshot() as snapshot:
            found.append(snapshot.node(secret("grown")))

    threads = [Thread(target=look) for _ in range(4)]
    with reader.snapshot() as old:
        writer.grow("grown")
        for thread in threads:
            thread.start()
        assert old.node(secret("grown")) is None, "what is open stays as of its moment"
        assert found == [], "the others wait for it"
    for thread in threads:
        thread.join(60)
    assert found == [b"grown"] * 4
    reader.close()


def test_processes_that_read_follow_their_writer(writer: Writer, tmp_path: Path) -> None:
    pipes = [FORK.Pipe() for _ in range(2)]
    readers = [FORK.Process(target=answer, args=(tmp_path, there), daemon=True) for _, there in pipes]
    for reader in readers:
        reader.start()
    for name in ("first", "second"):
        for here, _ in pipes:
            assert here.poll(60) and here.recv() == "ready"
        writer.grow(name)
        for here, _ in pipes:
            here.send(secret(name))
            assert here.poll(60) and here.recv() == name.encode()
    for here, _ in pipes:
        here.send(b"")
    for reader in readers:
        reader.join(60)
        assert reader.exitcode == 0


def answer(path: Path, asked: Connection) -> None:
    """Look up what is asked, in a process of its own."""
    reader = ReadStore(path)
    asked.send("ready")
    while key := asked.recv():
        with reader.snapshot() as snapshot:
            asked.send(snapshot.node(key))
        asked.send("ready")


def test_a_store_that_is_no_store_is_refused(tmp_path: Path) -> None:
    with pytest.raises(StoreInvalid):
        ReadStore(tmp_path / "nowhere")
    (tmp_path / "empty").mkdir()
    lmdb.open(str(tmp_path / "empty"), max_dbs=len(TABLES)).close()
    with pytest.raises(StoreInvalid):
        ReadStore(tmp_path / "empty")
