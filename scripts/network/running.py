"""The processes of a network: a node and an engine for each member, asked over JSON-RPC."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

import httpx

from contracts.genesis import Genesis, parse
from ledger_node.operations.founding import PORTS_A_MEMBER, Plan, found_network
from ledger_node.operations.settings import FILE, NodeSettings, read_settings, render_settings

READY_SECONDS = 180.0
_POLL_SECONDS = 0.1
_KEPT = httpx.Limits(keepalive_expiry=2)
"""A node closes a connection after five seconds without a request: one is not used again after two."""

_TICKS = os.sysconf("SC_CLK_TCK")
_ENGINE = "cometbft"


@dataclass
class RunningNode:
    """A member's node and its engine."""

    folder: Path
    settings: NodeSettings
    process: "subprocess.Popen[bytes]"
    client: httpx.Client = field(
        default_factory=lambda: httpx.Client(timeout=60, limits=_KEPT, trust_env=False)
    )

    def call(self, method: str, *params: Any) -> Any:
        """The result of a JSON-RPC method. Raises RuntimeError for an error."""
        (result,) = self.batch([(method, params)])
        return result

    def batch(self, calls: Sequence[tuple[str, Sequence[Any]]]) -> list[Any]:
        """The results of several calls in one request. Raises RuntimeError for an error."""
        body = [
            {"jsonrpc": "2.0", "id": number, "method": method, "params": list(params)}
            for number, (method, params) in enumerate(calls)
        ]
        answers = self.client.post(f"http://{self.settings.json_rpc}", json=body).json()
        for answer in answers:
            if "result" not in answer:
                raise RuntimeError(f"{self.settings.name}: {answer}")
        return [answer["result"] for answer in sorted(answers, key=lambda answer: int(answer["id"]))]

    def metrics(self) -> dict[str, float]:
        """The figures that Prometheus would read."""
        text = self.client.get(f"http://{self.settings.health}/metrics").text
        pairs = (line.split() for line in text.splitlines() if not line.startswith("#"))
        return {name: float(value) for name, value in pairs}

    def is_ready(self) -> bool:
        """Whether it takes transactions. Raises RuntimeError once it has ended."""
        if self.process.poll() is not None:
            raise RuntimeError(f"{self.settings.name} ended: see {self.folder / 'node.log'}")
        try:
            return self.client.get(f"http://{self.settings.health}/readyz").status_code == 200
        except httpx.HTTPError:
            return False

    def head(self) -> int:
        """The height of the ledger."""
        return int(self.call("eth_blockNumber"), 16)

    def processes(self) -> dict[str, int]:
        """What runs → its process id: the node, its engine, what starts readers, and the reader."""
        beside = children_of(self.process.pid)
        (engine,) = (pid for pid in beside if _program(pid) == _ENGINE)
        (starter,) = (pid for pid in beside if pid != engine)
        (reader,) = children_of(starter)
        return {"node": self.process.pid, "engine": engine, "readers": starter, "reader": reader}


class Held(NamedTuple):
    """Bytes of memory that a process has: of its own (anonymous), and pages of files that it maps.

    The kernel takes pages of files back when it needs room; of a ledger's file those count that were read.
    """

    own: int
    mapped: int


def children_of(pid: int) -> list[int]:
    """The processes that this one started, whichever of its threads did."""
    listed = Path(f"/proc/{pid}/task").glob("*/children")
    return [int(child) for file in listed for child in file.read_text().split()]


def _program(pid: int) -> str:
    return Path(f"/proc/{pid}/comm").read_text().strip()


def held_bytes(pid: int) -> Held:
    """What a process has in memory now."""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()[1:]
    kibibytes = {name: int(rest.split()[0]) for name, _, rest in (line.partition(":") for line in rollup)}
    return Held(kibibytes["Anonymous"] << 10, kibibytes["Rss"] - kibibytes["Anonymous"] << 10)


def cpu_seconds(pid: int) -> float:
    """How much CPU time a process has had."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / _TICKS


def start_node(folder: Path) -> RunningNode:
    """Run the node in a folder."""
    command = [str(Path(sys.executable).parent / "tegata"), "node", "run", "--data", str(folder), "--json"]
    with (folder / "node.log").open("ab") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
    return RunningNode(folder, read_settings(folder), process)


def wait_until(condition: Callable[[], object], what: str, seconds: float = READY_SECONDS) -> None:
    """Return once `condition` is true. Raises RuntimeError after `seconds`."""
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            raise RuntimeError(f"not within {seconds:.0f} s: {what}")
        time.sleep(_POLL_SECONDS)


@contextmanager
def network(
    validators: int, prepare: Callable[[list[Path]], None] = lambda _folders: None, **engine: int
) -> Iterator[tuple[Genesis, list[RunningNode]]]:
    """A network that is up, on this working directory's disk; `engine` changes the nodes' settings.

    `prepare` is given the members' folders before they start.
    """
    with tempfile.TemporaryDirectory(dir=Path.cwd() / "build", prefix="network-") as text:
        folder = Path(text)
        plan = Plan(validators, base_port=free_ports(PORTS_A_MEMBER * validators))
        found_network(folder, plan, int(time.time()))
        members = sorted(folder.glob("member-*"))
        for member in members:
            change_engine(member, **engine)
        prepare(members)
        nodes = [start_node(member) for member in members]
        try:
            for node in nodes:
                wait_until(node.is_ready, f"{node.settings.name} ready")
            yield parse((folder / "genesis.json").read_bytes()), nodes
        except Exception:  # whatever it is, the logs tell more than it does
            _keep_logs(members)
            raise
        finally:
            stop(nodes)


def _keep_logs(members: Sequence[Path]) -> None:
    """Copy what the nodes have logged out of the folder that is about to go."""
    for member in members:
        kept = Path.cwd() / "build" / f"{member.name}.log"
        shutil.copyfile(member / "node.log", kept)
        print(f"log kept: {kept}", file=sys.stderr)


def stop(nodes: Sequence[RunningNode]) -> None:
    """End nodes, and their engines with them."""
    for node in nodes:
        node.process.terminate()
    for node in nodes:
        node.process.wait()
        node.client.close()


def change_engine(folder: Path, **engine: object) -> None:
    """Rewrite what a node's settings say of its engine, while it rests."""
    settings = read_settings(folder)
    changed = settings.model_copy(update={"engine": settings.engine.model_copy(update=engine)})
    (folder / FILE).write_text(render_settings(changed), encoding="utf-8")


def free_ports(count: int, above: int = 0) -> int:
    """The first of `count` ports in a row that nobody listens at."""
    for first in range(above or 10_000 + os.getpid() % 500 * 16, 32_000, count):
        if all(_is_free(port) for port in range(first, first + count)):
            return first
    raise RuntimeError("no free ports")


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0
