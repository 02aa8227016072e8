"""kill -9 at any moment loses nothing that had a receipt."""

import random
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from contracts.genesis import render
from contracts.ids import BlockHeight, UnixTime
from ledger_node import rlp
from ledger_node.application import Application
from ledger_node.blocks import Proposal
from ledger_node.directory import ConsortiumDirectory
from ledger_node.genesis import spec_of
from ledger_node.headers import decode_header
from ledger_node.rpc.dispatch import MAX_BATCH
from ledger_node.storage import Store
from ledger_node.transactions import decode_transactions
from tests.ledger_node.network import Wallet, make_genesis, wait_for

POINTS = ("finalized", "before_commit", "writing", "after_commit")
RANDOM_KILLS = 10


@dataclass
class Load:
    """A client that sends anchorings and believes receipts, whatever becomes of the node."""

    url: str = ""
    wallet: Wallet = field(default_factory=Wallet)
    waiting: list[str] = field(default_factory=list)
    receipts: dict[str, tuple[str, str]] = field(default_factory=dict)
    client: httpx.Client = field(default_factory=httpx.Client)

    def ask(self, *calls: tuple[str, *tuple[Any, ...]]) -> list[Any]:
        """The results of several methods, in batches."""
        results: list[Any] = []
        for start in range(0, len(calls), MAX_BATCH):
            body = [
                {"jsonrpc": "2.0", "id": index, "method": method, "params": params}
                for index, (method, *params) in enumerate(calls[start : start + MAX_BATCH])
            ]
            answers = self.client.post(self.url, json=body, timeout=30).json()
            results += [answer["result"] for answer in answers]
        return results

    def resume(self) -> None:
        """Go on from what the ledger knows, as a relay does after a crash."""
        (nonce,) = self.ask(("eth_getTransactionCount", "0x" + self.wallet.address.hex()))
        self.wallet.nonce = int(nonce, 16)
        self.waiting.clear()

    def send(self, count: int) -> None:
        anchorings = ("0x" + self.wallet.anchor().hex() for _ in range(count))
        self.waiting += self.ask(*(("eth_sendRawTransaction", raw) for raw in anchorings))

    def look(self) -> int:
        """Note the receipts that are there; how many in all."""
        found = self.ask(*(("eth_getTransactionReceipt", sent) for sent in self.waiting))
        for sent, receipt in zip(list(self.waiting), found, strict=True):
            if receipt is not None:
                self.receipts[sent] = receipt["blockHash"], receipt["blockNumber"]
                self.waiting.remove(sent)
        return len(self.receipts)

    def drive(self, until: int) -> None:
        """Send and look until so many receipts are seen; stops when the node is gone."""
        try:
            while self.look() < until:
                self.send(3)
        except httpx.TransportError:
            return

    def check(self) -> None:
        """Everything that had a receipt is still there, in the same block, and the block is where it was."""
        found = self.ask(*(("eth_getTransactionReceipt", sent) for sent in self.receipts))
        assert [receipt and (receipt["blockHash"], receipt["blockNumber"]) for receipt in found] == list(
            self.receipts.values()
        )
        places = sorted(set(self.receipts.values()))
        blocks = self.ask(*(("eth_getBlockByNumber", number, False) for _hash, number in places))
        assert [block["hash"] for block in blocks] == [block_hash for block_hash, _number in places]


@contextmanager
def node(folder: Path, load: Load, point: str = "none", after: int = 0) -> Iterator[subprocess.Popen[str]]:
    command = [sys.executable, "-m", "tests.ledger_node.crashing_node", str(folder), point, str(after)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        load.url = process.stdout.readline().strip()
        assert load.url, "the node did not start"
        load.check()
        load.resume()
        yield process
    finally:
        process.kill()
        process.wait()
        process.stdout.close()


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "genesis.json").write_text(render(make_genesis()), encoding="utf-8")
    return tmp_path


def reexecute(folder: Path) -> int:
    """Make every block again from genesis in an empty store; the height, if all hashes are the same."""
    spec = spec_of(make_genesis())
    old, new = Store(folder / "data" / "ledger"), Store(folder / "again", sync=False)
    try:
        application = Application(new, spec, lambda state: ConsortiumDirectory(state, spec.contracts))
        with old.snapshot() as snapshot:
            head = snapshot.head()
            assert head is not None
            for height in range(1, head.height + 1):
                header, body = snapshot.header(height), snapshot.body(height)
                assert header is not None
                assert body is not None
                transactions = decode_transactions(rlp.decode_list(body), spec.chain_id)
                time = UnixTime(decode_header(header).timestamp)
                block = application.finalize(Proposal(BlockHeight(height), time, transactions))
                assert block.encoded == header, f"block {height} is another one"
                application.commit()
            assert application.tip.hash == head.hash
            return head.height
    finally:
        old.close()
        new.close()


@pytest.mark.crash
def test_nothing_with_a_receipt_is_lost_however_often_the_node_is_killed(folder: Path) -> None:
    load, chance = Load(), random.Random(20260117)
    for _ in range(RANDOM_KILLS):
        with node(folder, load) as process:
            load.drive(until=len(load.receipts) + chance.randint(1, 25))
            load.send(chance.randint(0, 8))
            process.send_signal(signal.SIGKILL)
    with node(folder, load):
        load.drive(until=len(load.receipts) + 1)
    assert reexecute(folder) >= RANDOM_KILLS


@pytest.mark.crash
@pytest.mark.parametrize("point", POINTS)
def test_nothing_with_a_receipt_is_lost_at_any_named_point(folder: Path, point: str) -> None:
    load = Load()
    with node(folder, load, point, after=3) as process:
        load.drive(until=10_000)
        assert wait_for(process.poll) == -signal.SIGKILL
    with node(folder, load):
        load.drive(until=len(load.receipts) + 1)
    assert reexecute(folder) >= 2
