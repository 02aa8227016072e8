"""What a crash costs at each stage (design §8): the gateway's process is killed at every point that has a
name.

However it dies: nothing acknowledged is lost, nothing is anchored twice, and the same batch gets the same
answer.
"""

import json
import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest
from sqlalchemy import create_engine, text

from contracts import calls
from contracts.calls import decode_log
from tests.gateway.network import Prepared, invoice, prepare, revocation
from tests.gateway.world import World, eventually

POINTS = {
    "intake": [
        "intake.before_commit",
        "intake.after_commit",
        "intake.act_before_commit",
        "upload.chunk_stored",
        "upload.before_complete",
    ],
    "outbox": ["outbox.signed", "outbox.stored", "outbox.sent", "outbox.before_settled"],
    "indexer": ["indexer.before_commit", "indexer.after_commit"],
}
"""Stage → the points at which its process is killed."""


class Killed(Exception):
    """The gateway's process died while we talked to it."""


class Process:
    """A gateway's process, killed by itself at `crash_at` or by us at the end."""

    def __init__(self, world: World, node_url: str, crash_at: str | None) -> None:
        arguments = [str(world.path), node_url, str(world.genesis.time)]
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.gateway.gateway_process", *arguments],
            env={**os.environ, "TEGATA_CRASH_AT": crash_at or ""},
            stdout=subprocess.PIPE,
            text=True,
        )
        assert self._process.stdout is not None
        url = self._process.stdout.readline().strip()
        self._client = httpx.Client(base_url=url or "http://127.0.0.1:9", timeout=40)

    def request(self, method: str, path: str, **content: Any) -> Any:
        try:
            answer = self._client.request(method, path, **content)
        except httpx.TransportError:
            raise Killed(path) from None
        assert answer.status_code < 300, answer.text
        return answer.json()

    def died(self) -> bool:
        return self._process.poll() is not None

    def stop(self) -> None:
        self._client.close()
        self._process.kill()
        self._process.wait()
        assert self._process.stdout is not None
        self._process.stdout.close()


@contextmanager
def gateway(world: World, node_url: str, crash_at: str | None = None) -> Iterator[Process]:
    process = Process(world, node_url, crash_at)
    try:
        yield process
    finally:
        process.stop()


@dataclass
class Work:
    """What a client hands in between two crashes, and the receipts that it got."""

    batches: list[Prepared]
    uploaded: Prepared
    act: dict[str, Any]
    receipts: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def numbered(cls, number: int) -> "Work":
        batches = [prepare([invoice(f"{number}-{n}-{i}") for i in range(3)]) for n in range(2)]
        uploaded = prepare([invoice(f"{number}-U-{i}") for i in range(5)])
        return cls(batches, uploaded, revocation(batches[0], batches[0].ids[0]))

    @property
    def all_batches(self) -> list[Prepared]:
        return [*self.batches, self.uploaded]

    def hand_in(self, process: Process) -> None:
        """Everything, in order; a receipt that was given before must be given again."""
        for batch in self.batches:
            self._keep(process.request("POST", "/v1/submissions", json=batch.document))
            wait_until_anchored(process, batch)
        act = process.request("POST", "/v1/status-acts", json=self.act)
        self._keep(act)
        self._keep(upload(process, self.uploaded))
        wait_until_anchored(process, self.uploaded)
        assert process.request("GET", f"/v1/status-acts/{act['subject']}?wait=30")["state"] == "anchored"

    def _keep(self, receipt: dict[str, Any]) -> None:
        assert self.receipts.setdefault(receipt["subject"], receipt) == receipt


def upload(process: Process, prepared: Prepared) -> dict[str, Any]:
    made = process.request("POST", "/v1/uploads", json={**prepared.head, "chunk_records": 2})
    for chunk in made["missing"]:
        lines = [json.dumps(record) for record in prepared.records[chunk * 2 : chunk * 2 + 2]]
        process.request("PUT", f"/v1/uploads/{made['upload']}/chunks/{chunk}", content="\n".join(lines))
    return dict(process.request("POST", f"/v1/uploads/{made['upload']}/complete"))


def wait_until_anchored(process: Process, prepared: Prepared) -> None:
    state = process.request("GET", prepared.state_path + "&wait=30")
    assert state["state"] == "anchored", state


def rpc(world: World, method: str, *params: Any) -> Any:
    assert world.node is not None
    return world.node.rpc({"jsonrpc": "2.0", "id": 1, "method": method, "params": list(params)})["result"]


def anchorings(world: World) -> Counter[tuple[int, bytes]]:
    """How often each (member, root) was anchored, or anchored again, in all blocks."""
    found: Counter[tuple[int, bytes]] = Counter()
    for height in range(1, int(rpc(world, "eth_blockNumber"), 16) + 1):
        for receipt in rpc(world, "eth_getBlockReceipts", hex(height)):
            for log in receipt["logs"]:
                topics = [bytes.fromhex(topic[2:]) for topic in log["topics"]]
                event = decode_log(topics, bytes.fromhex(log["data"][2:]))
                if isinstance(event, calls.Anchored | calls.AnchorRepeated):
                    found[event.member, event.root] += 1
    return found


def assert_filed_once(world: World, batches: list[Prepared]) -> None:
    ids = {record_id for batch in batches for record_id in batch.ids}
    engine = create_engine(world.settings().database_url)
    with engine.connect() as connection:
        for table in ("payloads", "records"):
            stored = [row[0] for row in connection.execute(text(f"SELECT record_id FROM {table}"))]
            assert len(stored) == len(ids)
            assert set(stored) == ids
        anchored_events = text("SELECT subject FROM events WHERE topic = 'batch.anchored'")
        told = Counter(row[0] for row in connection.execute(anchored_events))
        assert told == Counter(batch.batch.root for batch in batches)
    engine.dispose()


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[World, str]]:
    world = World(tmp_path)
    yield world, world.start_node().serve().url
    world.close()


@pytest.mark.crash
@pytest.mark.parametrize("stage", POINTS)
def test_no_crash_costs_a_promise(stage: str, served: tuple[World, str]) -> None:
    world, url = served
    rounds: list[Work] = []
    for number, point in enumerate(POINTS[stage]):
        rounds.append(Work.numbered(number))
        visit = 1 if point in ("intake.act_before_commit", "upload.before_complete") else 2
        with gateway(world, url, f"{point}:{visit}") as process:
            with suppress(Killed):
                rounds[-1].hand_in(process)
            eventually(process.died)
    with gateway(world, url) as process:
        for work in rounds:
            work.hand_in(process)
    batches = [batch for work in rounds for batch in work.all_batches]
    assert anchorings(world) == {(b.batch.member, b.batch.root): 1 for b in batches}
    assert_filed_once(world, batches)
