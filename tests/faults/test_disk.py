"""A disk that is full or takes no writes stops the node with a sentence; nothing is lost, and it goes on."""

import os
import resource
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest

from contracts.genesis import render
from ledger_node import load_or_create_key, open_node
from ledger_node.node import KEY_FILE
from ledger_node.operations.checking import check_store
from ledger_node.storage import store as storing
from tests.faults.cluster import ROOT
from tests.ledger_node.network import SEQUENCER, ManualClock, Wallet, ask, make_genesis, secret, wait_for
from tests.ledger_node.test_durability import Load, reexecute

SMALL = 1 << 20
"""Bytes: room for genesis and some blocks."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "node"
    made.mkdir()
    (made / "genesis.json").write_text(render(make_genesis()), encoding="utf-8")
    return made


@contextmanager
def serving(folder: Path, prepare: Callable[[], None] = lambda: None) -> Iterator[Load]:
    """A node in a process of its own, `prepare`d, and a client of it."""
    command = [sys.executable, "-m", "tests.ledger_node.crashing_node", str(folder), "none", "0"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True, preexec_fn=prepare)
    try:
        assert process.stdout is not None
        load = Load(url=process.stdout.readline().strip())
        assert load.url, "the node did not start"
        load.resume()
        yield load
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


def fill(load: Load) -> str:
    """Send until the node makes no more blocks; why it does not."""
    while True:
        (status,) = load.ask(("tegata_status",))
        if status["front"]["stopped"] is not None:
            return str(status["front"]["stopped"])
        with suppress(KeyError):  # a node that has stopped takes nothing more
            load.send(8)
        load.look()


def survives(folder: Path, load: Load) -> None:
    """Everything that had a receipt is there, the store is sound, and the node goes on with room."""
    seen = load.receipts
    assert seen, "some blocks were made before the disk was full"
    check_store(folder / "data" / "ledger")
    with serving(folder) as again:
        again.receipts = seen
        again.check()
        again.drive(until=len(seen) + 1)
    assert reexecute(folder) >= 2


@pytest.mark.crash
def test_a_node_whose_file_may_not_grow_stops_with_a_sentence_and_goes_on_later(folder: Path) -> None:
    limit = SMALL, SMALL
    with serving(folder, lambda: resource.setrlimit(resource.RLIMIT_FSIZE, limit)) as load:
        sentence = fill(load)
        load.check()
    assert "expected room for the next block, found" in sentence
    assert str(folder) in sentence and "Make room" in sentence
    survives(folder, load)


@contextmanager
def small_disk(place: Path, options: str) -> Iterator[None]:
    """A disk of its own at a folder; skips where this user may not mount one."""
    place.mkdir(exist_ok=True)
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", options, "tmpfs", str(place)], capture_output=True, check=False
    )
    if mounted.returncode:
        pytest.skip("only root may mount a small disk")
    try:
        yield
    finally:
        subprocess.run(["umount", "--lazy", str(place)], check=True)


def remount(place: Path, options: str) -> None:
    subprocess.run(["mount", "-o", f"remount,{options}", str(place)], check=True)


@pytest.mark.crash
def test_a_node_whose_disk_is_full_stops_with_a_sentence_and_goes_on_with_room(folder: Path) -> None:
    with small_disk(folder / "data", f"size={SMALL}"):
        with serving(folder) as load:
            sentence = fill(load)
            load.check()
        assert "expected room for the next block" in sentence and "Make room on that disk" in sentence
        with serving(folder) as full:
            full.receipts = load.receipts
            full.check()
        remount(folder / "data", f"size={64 * SMALL}")
        survives(folder, load)


def run(data: Path, genesis: Path) -> "subprocess.CompletedProcess[str]":
    """`tegata node run` of a node that can't start."""
    words = ["node", "run", "--data", str(data), "--genesis", str(genesis), "--port", "0"]
    return subprocess.run(
        [sys.executable, "-c", "from clients.cli.main import main; main()", *words],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
        env={**os.environ, "PYTHONPATH": str(ROOT)},
    )


def test_a_node_on_a_disk_that_takes_no_writes_does_not_start_and_says_so(folder: Path) -> None:
    with small_disk(folder / "data", f"size={64 * SMALL}"):
        open_node(folder / "data", make_genesis(), key=SEQUENCER, clock=ManualClock()).close()
        load_or_create_key(folder / "data" / KEY_FILE, secret("sequencer"))
        remount(folder / "data", "ro")
        done = run(folder / "data", folder / "genesis.json")
    assert done.returncode not in (0, 1)
    assert "Read-only file system" in done.stderr and "mounted for writing" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_store_that_has_used_up_its_address_space_stops_the_node_and_loses_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(storing, "MAP_BYTES", SMALL)
    node, wallet = (
        open_node(tmp_path, make_genesis(), key=SEQUENCER, clock=ManualClock(), sync=False),
        Wallet(),
    )

    def stopped() -> str | None:
        node.rpc({"jsonrpc": "2.0", "id": 1, "method": "eth_sendRawTransaction", "params": [wire(wallet)]})
        found: str | None = ask(node, "tegata_status")["front"]["stopped"]
        return found

    assert "reserves more: no block is lost" in wait_for(stopped, 60)
    head = ask(node, "eth_getBlockByNumber", "latest", False)
    assert int(head["number"], 16) > 0
    node.close()
    monkeypatch.undo()
    node = open_node(tmp_path, make_genesis(), key=SEQUENCER, clock=ManualClock(), sync=False)
    assert ask(node, "eth_getBlockByNumber", "latest", False) == head
    wallet.nonce = int(ask(node, "eth_getTransactionCount", "0x" + wallet.address.hex()), 16)
    sent = ask(node, "eth_sendRawTransaction", wire(wallet))
    assert wait_for(lambda: ask(node, "eth_getTransactionReceipt", sent))["status"] == "0x1"
    node.close()


def wire(wallet: Wallet) -> str:
    return "0x" + wallet.anchor().hex()
