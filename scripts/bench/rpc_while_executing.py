"""[rpc_while_executing] JSON-RPC's slowest hundredth while blocks execute without a pause, in milliseconds.

Two nodes in one run: one that answers by its readers, as `tegata node run` does, and one that answers from
threads of the process that executes, as an embedding program does. A client asks in turn; the time that the
machine keeps everybody waiting is in both figures.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from hashlib import sha256
from http.client import HTTPConnection
from pathlib import Path
from threading import Event
from typing import Any
from urllib.parse import urlsplit

from contracts.addresses import REGISTRY
from contracts.genesis import EmbeddedFront, Genesis, parse, render
from ledger_node import SequencerKey, load_or_create_key, open_node
from ledger_node.genesis import spec_of
from ledger_node.rpc.errors import EXECUTION_REVERTED
from scripts.bench.node_overhead import anchoring, genesis
from scripts.bench.report import Figure, report

SECONDS = 20.0
AHEAD = 256
"""Transactions sent before their receipts are looked for: blocks are full."""


def main() -> Figure:
    """Measure both, print, and return the figure."""
    own = _slowest_hundredth("readers")
    threads = _slowest_hundredth("threads")
    return report("rpc_while_executing", own, peer="threads of the node", peer_value=threads)


def _slowest_hundredth(way: str) -> float:
    with tempfile.TemporaryDirectory(dir=Path.cwd()) as folder, _node(Path(folder), way) as url:
        with _loaded(url) as load:
            milliseconds = sorted(_ask_in_turn(url, load))
        print(f"{way}: {load.result()} transactions sent meanwhile")
    at = int(0.99 * len(milliseconds))
    print(f"{way}: {len(milliseconds)} answers, p50 {milliseconds[len(milliseconds) // 2]:.1f} ms")
    return milliseconds[at]


@contextmanager
def _loaded(url: str) -> Iterator[Future[int]]:
    """A load for as long as the context lasts; what it raises is raised, since nothing is measured then."""
    over = Event()
    with ThreadPoolExecutor(1) as pool:
        load = pool.submit(_load, url, over)
        try:
            yield load
        finally:
            over.set()
        load.result()


def _ask_in_turn(url: str, load: Future[int]) -> Iterator[float]:
    questions: list[tuple[str, list[Any]]] = [
        ("eth_getBlockByNumber", ["latest", False]),
        ("eth_call", [{"to": "0x" + REGISTRY.hex(), "data": "0x00000000"}, "latest"]),
        ("eth_getProof", ["0x" + REGISTRY.hex(), ["0x0"], "latest"]),
        ("eth_getLogs", [{"fromBlock": "latest"}]),
    ]
    connection = _connect(url)
    until = time.monotonic() + SECONDS
    while time.monotonic() < until and not load.done():
        for method, params in questions:
            started = time.perf_counter()
            _ask(connection, method, *params)
            yield (time.perf_counter() - started) * 1_000


def _load(url: str, over: Event) -> int:
    """Anchor without a pause, until it is over; how many transactions were sent."""
    connection, spec, nonce = _connect(url), spec_of(_founded()), 0
    while not over.is_set():
        sent = ""
        for _ in range(AHEAD):
            sent = _ask(connection, "eth_sendRawTransaction", "0x" + anchoring(spec, nonce).raw.hex())
            nonce += 1
        while not over.is_set() and _ask(connection, "eth_getTransactionReceipt", sent) is None:
            time.sleep(0.01)
    return nonce


def _connect(url: str) -> HTTPConnection:
    return HTTPConnection(urlsplit(url).netloc, timeout=120)


def _ask(connection: HTTPConnection, method: str, *params: Any) -> Any:
    """The result; nothing where a call reverts. Raises RuntimeError for any other error of the node."""
    body = json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": params})
    connection.request("POST", "/", body, {"Content-Type": "application/json"})
    answer = json.loads(connection.getresponse().read())
    if "error" in answer and answer["error"]["code"] != EXECUTION_REVERTED:
        raise RuntimeError(f"{method}: {answer}")
    return answer.get("result")


@contextmanager
def _node(folder: Path, way: str) -> Iterator[str]:
    (folder / "genesis.json").write_text(render(_founded()), encoding="utf-8")
    load_or_create_key(folder / "sequencer.key", _SEED)
    program = [sys.executable, "-m", "scripts.bench.rpc_while_executing", str(folder)]
    if way == "readers":
        words = ["node", "run", "--data", str(folder), "--port", "0", "--json"]
        program = [sys.executable, "-c", "from clients.cli.main import main; main()", *words]
    process = subprocess.Popen(program, stdout=subprocess.PIPE, text=True, env=dict(os.environ))
    assert process.stdout is not None
    try:
        yield next(line.split('"')[3] for line in process.stdout if '"url"' in line)
    finally:
        process.terminate()
        process.wait()
        process.stdout.close()


_SEED = sha256(b"sequencer").digest()


def _founded() -> Genesis:
    """A network that the sequencer of this benchmark serves."""
    front = EmbeddedFront(sequencer=SequencerKey(_SEED).public)
    return genesis().model_copy(update={"front": front})


def serve(folder: Path) -> None:
    """Serve from threads of this process until it is ended."""
    founded = parse((folder / "genesis.json").read_bytes())
    node = open_node(folder, founded, key=SequencerKey(_SEED))
    print(json.dumps({"url": node.serve().url}), flush=True)
    Event().wait()


if __name__ == "__main__":
    if len(sys.argv) > 1:
        serve(Path(sys.argv[1]))
    else:
        main()
