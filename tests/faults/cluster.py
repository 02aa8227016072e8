"""Validators of one network as processes on this machine, to be asked, killed and brought back."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pytest

from contracts.acts import Batch, Domain, address_of, sign
from contracts.addresses import REGISTRY
from contracts.genesis import Genesis, GenesisLimits, parse
from contracts.ids import BatchRoot, MemberId, NetworkId, Signature, UnixTime
from ledger_node.operations.engine_files import EngineHome, read_node_id
from ledger_node.operations.engine_process import EngineMissing, find_engine
from ledger_node.operations.founding import Plan, found_network
from ledger_node.operations.settings import NodeSettings, read_settings
from tests.ledger_node.network import Wallet, secret

ROOT = Path(__file__).resolve().parents[2]
DEADLINE = 60.0
START_SECONDS = 240.0
"""How long a whole network may take to start on a machine that has much else to do."""

_MAIN = "from clients.cli.main import main; main()"


def require_engine() -> None:
    """Skip where CometBFT is not installed; in CI that is a failure."""
    try:
        find_engine()
    except EngineMissing as missing:
        if os.environ.get("CI"):
            raise
        pytest.skip(missing.message)


def wait_for(condition: Callable[[], Any], what: str, seconds: float = DEADLINE) -> Any:
    """What `condition` returns once it is true; fails after a deadline."""
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        if time.monotonic() > deadline:
            raise AssertionError(f"not in time: {what}")
        time.sleep(0.02)
    return found


def free_ports(count: int, above: int = 0) -> int:
    """The first of `count` ports in a row that are free now."""
    start = above + count if above else 20_000 + os.getpid() % 3_000 * 4
    for first in range(start, 32_700, count):
        if all(_is_free(port) for port in range(first, first + count)):
            return first
    raise AssertionError("no free ports")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


@dataclass
class ClusterWallet(Wallet):
    """Sends from a member of a cluster, and signs its batches."""

    author: bytes = b""
    network: bytes = b""
    member: int = 1

    def signed_batch(self, seed: str) -> tuple[Batch, Signature]:
        domain = Domain(self.chain_id, REGISTRY, NetworkId(self.network))
        valid_until = UnixTime(int(time.time()) + 10**7)
        batch = Batch(BatchRoot(secret(seed)), 1, 3, 0, MemberId(self.member), valid_until)
        return batch, sign(batch, domain, self.author)


@dataclass
class Member:
    """One validator's node."""

    folder: Path
    settings: NodeSettings
    process: "subprocess.Popen[bytes] | None" = None
    client: httpx.Client = field(default_factory=lambda: httpx.Client(timeout=10, trust_env=False))

    @property
    def name(self) -> str:
        return self.folder.name

    def start(self, before: Sequence[str] = ()) -> None:
        """Run the node as an operator does; `before` is a command that runs it, and records what it does."""
        self.run(_MAIN, "node", "run", "--data", str(self.folder), "--json", before=before)

    def run(self, program: str, *words: str, before: Sequence[str] = ()) -> None:
        """Run a Python program as this member's node."""
        with (self.folder / "node.log").open("ab") as log:
            self.process = subprocess.Popen(
                [*before, sys.executable, "-c", program, *words],
                stdout=log,
                stderr=log,
                env={**os.environ, "PYTHONPATH": str(ROOT)},
            )

    def kill(self, number: int = signal.SIGKILL) -> None:
        """Signal the node's process; its engine is left to itself."""
        assert self.process is not None
        self.process.send_signal(number)
        self.process.wait(DEADLINE)
        self.process = None

    def get(self, page: str) -> httpx.Response:
        return self.client.get(f"http://{self.settings.health}{page}")

    def is_ready(self) -> bool:
        assert self.process is None or self.process.poll() is None, f"{self.name} ended"
        try:
            return self.get("/readyz").status_code == 200
        except httpx.HTTPError:
            return False

    def findings(self) -> dict[str, str]:
        """What the doctor finds, by code."""
        try:
            found = self.get("/doctor").json()["findings"]
        except httpx.HTTPError:
            return {}
        return {each["code"]: each["sentence"] for each in found}

    def metrics(self) -> dict[str, float]:
        lines = [line.split() for line in self.get("/metrics").text.splitlines() if line[0] != "#"]
        return {name: float(value) for name, value in lines}

    def ask(self, method: str, *params: Any) -> dict[str, Any]:
        request = {"jsonrpc": "2.0", "id": 1, "method": method, "params": list(params)}
        return dict(self.client.post(f"http://{self.settings.json_rpc}", json=request).json())

    def post(self, method: str, *params: Any) -> None:
        """Ask, of a node that may die before it answers."""
        with suppress(httpx.HTTPError):
            self.ask(method, *params)

    def answers(self) -> bool:
        """Whether the node and its engine answer; one that has died does so no more."""
        try:
            return self.metrics()["tegata_engine_up"] == 1
        except httpx.HTTPError:
            return self.process is not None and self.process.poll() is not None

    def call(self, method: str, *params: Any) -> Any:
        response = self.ask(method, *params)
        assert "result" in response, response
        return response["result"]

    def tegata(self, *words: str) -> dict[str, Any]:
        """What a command answers; fails unless it exits with 0."""
        command = [sys.executable, "-c", _MAIN, *words, "--json"]
        done = subprocess.run(
            command, capture_output=True, text=True, check=False, env={**os.environ, "PYTHONPATH": str(ROOT)}
        )
        assert done.returncode == 0, done.stderr
        return dict(json.loads(done.stdout))

    def head(self) -> int:
        return int(self.call("eth_blockNumber"), 16)

    def pid(self) -> int:
        """The node's process."""
        assert self.process is not None
        return self.process.pid

    def node_id(self) -> str:
        """The id by which peers know its engine."""
        return read_node_id(EngineHome(self.folder / "engine"))

    def engine_pid(self) -> int | None:
        """The engine's process, found by its home."""
        done = subprocess.run(
            ["pgrep", "-f", f"start --home {self.folder / 'engine'} "], capture_output=True, check=False
        )
        return int(done.stdout.split()[0]) if done.stdout else None

    def log(self) -> str:
        engine = self.folder / "engine" / "engine.log"
        tail = engine.read_text("utf-8")[-2_000:] if engine.exists() else ""
        return f"{self.name}:\n{(self.folder / 'node.log').read_text('utf-8')[-2_000:]}\n{tail}"


class Cluster:
    """A network of validators on this machine."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.genesis: Genesis = parse((folder / "genesis.json").read_bytes())
        self.members = [Member(own, read_settings(own)) for own in sorted(folder.glob("member-*"))]

    def start(self) -> None:
        for member in self.members:
            member.start()
        for member in self.members:
            wait_for(member.is_ready, f"{member.name} ready", START_SECONDS)

    def close(self) -> None:
        for member in self.members:
            if member.process is not None:
                member.process.terminate()
        for member in self.members:
            if member.process is not None:
                member.process.wait(DEADLINE)
            member.client.close()

    def wallet(self, number: int) -> ClusterWallet:
        keys = self.folder / f"member-{number}" / "keys"
        relay, author = (bytes.fromhex((keys / f"{name}.key").read_text()) for name in ("relay", "author"))
        sender = "0x" + address_of(relay).hex()
        nonce = int(self.members[0].call("eth_getTransactionCount", sender, "pending"), 16)
        return ClusterWallet(
            nonce=nonce,
            anchored=nonce,
            key=relay,
            chain_id=self.genesis.chain_id,
            author=author,
            network=self.genesis.network_id,
            member=number,
        )

    def hashes(self, height: int) -> list[str]:
        """Every member's block at `height`, once all that run have it."""
        running = [member for member in self.members if member.process is not None]
        for member in running:
            wait_for(lambda member=member: member.head() >= height, f"{member.name} at {height}")
        return [member.call("eth_getBlockByNumber", hex(height), False)["hash"] for member in running]


def send(member: Member, wallet: Wallet, count: int = 1) -> list[str]:
    """Anchor `count` batches through a member; the transactions' hashes."""
    return [member.call("eth_sendRawTransaction", "0x" + wallet.anchor().hex()) for _ in range(count)]


def receipt(member: Member, sent: str, seconds: float = DEADLINE) -> dict[str, Any]:
    """The receipt of a transaction, once the member has it."""
    found: dict[str, Any] = wait_for(
        lambda: member.call("eth_getTransactionReceipt", sent), f"{sent} at {member.name}", seconds
    )
    return found


@contextmanager
def running(
    folder: Path,
    validators: int = 4,
    heartbeat: int = 600,
    prepare: Callable[[Member], None] = lambda _member: None,
    limits: GenesisLimits | None = None,
) -> Iterator[Cluster]:
    """A cluster that is up, each member `prepare`d before; its logs are printed when a test fails in it."""
    require_engine()
    plan = Plan(
        validators,
        base_port=free_ports(10 * validators),
        heartbeat_seconds=heartbeat,
        limits=limits or GenesisLimits(),
    )
    found_network(folder, plan, int(time.time()))
    with started(folder, prepare) as cluster:
        yield cluster


@contextmanager
def started(folder: Path, prepare: Callable[[Member], None] = lambda _member: None) -> Iterator[Cluster]:
    """The cluster whose files are in `folder`, up."""
    require_engine()
    cluster = Cluster(folder)
    for member in cluster.members:
        prepare(member)
    try:
        cluster.start()
        yield cluster
    except BaseException:
        print(*(member.log() for member in cluster.members), sep="\n")
        raise
    finally:
        cluster.close()
