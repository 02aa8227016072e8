"""Readers answer from the store, the node answers what only it knows, and a client can't tell them apart."""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from websockets.sync.client import connect

from contracts.genesis import render
from ledger_node import load_or_create_key
from ledger_node.storage import Store, StoredParts
from tests.ledger_node.network import Wallet, make_genesis, secret, wait_for

ROOT = Path(__file__).resolve().parents[3]


class Running:
    """`tegata node run` and a client of it."""

    def __init__(self, folder: Path) -> None:
        (folder / "genesis.json").write_text(render(make_genesis()), encoding="utf-8")
        load_or_create_key(folder / "sequencer.key", secret("sequencer"))
        words = ["node", "run", "--data", str(folder), "--port", "0", "--readers", "2", "--json"]
        self.process = subprocess.Popen(
            [sys.executable, "-c", "from clients.cli.main import main; main()", *words],
            stdout=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
        )
        assert self.process.stdout is not None
        lines = iter(self.process.stdout.readline, "")
        said = next((found[1] for line in lines if (found := re.search(r'"url": "(.+)"', line))), None)
        assert said, "the node did not start"
        self.url = said
        self.client = httpx.Client(timeout=30, trust_env=False)
        self.wallet = Wallet()

    def answer(self, *requests: Any) -> Any:
        body = requests[0] if len(requests) == 1 else list(requests)
        return self.client.post(self.url, json=body).json()

    def ask(self, method: str, *params: Any) -> Any:
        answer = self.answer({"jsonrpc": "2.0", "id": 7, "method": method, "params": params})
        assert answer["id"] == 7
        assert "result" in answer, answer
        return answer["result"]

    def anchor(self) -> dict[str, Any]:
        sent = self.ask("eth_sendRawTransaction", "0x" + self.wallet.anchor().hex())
        found: dict[str, Any] = wait_for(lambda: self.ask("eth_getTransactionReceipt", sent), 60)
        return found

    def readers(self) -> list[int]:
        return [reader for parent in children(self.process.pid) for reader in children(parent)]

    def end(self) -> None:
        self.process.terminate()
        assert self.process.wait(30) == 0
        self.close()

    def close(self) -> None:
        assert self.process.stdout is not None
        self.process.stdout.close()


def children(pid: int) -> list[int]:
    return [int(each) for each in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]


@pytest.fixture(scope="module")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Running]:
    node = Running(tmp_path_factory.mktemp("node"))
    yield node
    node.end()


def test_what_is_in_the_store_and_what_only_the_node_knows_come_from_one_address(running: Running) -> None:
    made = running.anchor()
    sender = "0x" + running.wallet.address.hex()
    assert running.ask("eth_getBlockByHash", made["blockHash"], False)["number"] == made["blockNumber"]
    assert running.ask("eth_getTransactionByHash", made["transactionHash"])["from"] == sender
    nonces = [running.ask("eth_getTransactionCount", sender, tag) for tag in ("latest", "pending")]
    assert nonces == [hex(running.wallet.nonce)] * 2
    filter_ = running.ask("eth_newBlockFilter")
    later = running.anchor()
    assert running.ask("eth_getFilterChanges", filter_) == [later["blockHash"]]
    assert running.ask("tegata_status")["waiting"] == 0
    assert running.ask("tegata_finality")["finality"]["kind"] == "embedded"
    assert running.ask("txpool_status") == {"pending": "0x0", "queued": "0x0"}
    assert running.ask("eth_getTransactionByHash", "0x" + "11" * 32) is None


def test_a_batch_is_answered_in_order_and_a_refusal_of_the_node_as_it_gave_it(running: Running) -> None:
    head = {"jsonrpc": "2.0", "id": "a", "method": "eth_blockNumber", "params": []}
    status = {"jsonrpc": "2.0", "id": "b", "method": "tegata_status", "params": []}
    silent = {"jsonrpc": "2.0", "method": "tegata_status", "params": []}
    bad = {"jsonrpc": "2.0", "id": "c", "method": "eth_sendRawTransaction", "params": ["0x02c0"]}
    answers = running.answer(head, status, silent, bad)
    assert [each["id"] for each in answers] == ["a", "b", "c"]
    assert answers[2]["error"]["data"]["code"] == "transaction.malformed"


def test_a_subscription_goes_through(running: Running) -> None:
    with connect(running.url.replace("http", "ws")) as socket:
        socket.send(
            json.dumps({"jsonrpc": "2.0", "id": 1, "method": "eth_subscribe", "params": ["newHeads"]})
        )
        subscription = json.loads(socket.recv(30))["result"]
        made = running.anchor()
        pushed = json.loads(socket.recv(30))["params"]
    assert (pushed["subscription"], pushed["result"]["hash"]) == (subscription, made["blockHash"])


def test_a_page_from_elsewhere_is_kept_out(running: Running) -> None:
    assert running.client.post(running.url, json={}, headers={"Host": "evil.example"}).status_code == 403


def test_the_ledger_outgrows_what_its_readers_had_mapped(tmp_path: Path) -> None:
    store = Store(tmp_path / "ledger", sync=False)
    store.absorb(StoredParts(nodes={secret(f"old {number}"): bytes(64 << 10) for number in range(256)}))
    store.close()
    node = Running(tmp_path)
    assert [node.anchor()["status"] for _ in range(3)] == ["0x1"] * 3
    node.end()


def test_a_reader_that_dies_is_replaced_and_the_readers_end_with_the_node(tmp_path: Path) -> None:
    node = Running(tmp_path)
    before = wait_for(lambda: len(found := node.readers()) == 2 and found, 30)
    os.kill(before[0], signal.SIGKILL)
    wait_for(lambda: len(found := node.readers()) == 2 and found != before, 60)
    readers = node.readers()
    assert node.anchor()["status"] == "0x1"
    node.process.kill()
    node.process.wait()
    wait_for(lambda: not any(Path(f"/proc/{each}").exists() for each in readers), 60)
    node.close()
