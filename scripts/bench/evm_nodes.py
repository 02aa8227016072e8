"""Nodes of Ethereum on this machine, side by side: ours, and geth and anvil as developers run them.

Peers are built once: geth by `go install` into `build/bench/bin`, anvil by `npm ci` in `scripts/bench/peers`.
Where Go or npm is missing, a peer is left out, and the benchmark says so.
"""

import os
import shutil
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from hashlib import sha256
from pathlib import Path

import httpx

from contracts.genesis import EmbeddedFront, Genesis, render
from ledger_node import SequencerKey, load_or_create_key
from scripts.bench.node_overhead import genesis
from scripts.bench.peers_installed import PEERS, install_peers
from scripts.bench.report import FOLDER

GETH = "v1.14.12"
READY_SECONDS = 120.0
_SEED = sha256(b"sequencer").digest()
_POLL_SECONDS = 0.05

Serving = Callable[[Path], AbstractContextManager[str]]
"""A folder of its own → where it serves JSON-RPC, while the block lasts."""


def founded() -> Genesis:
    """The network that our node serves, and whose contracts the others get."""
    return genesis().model_copy(update={"front": EmbeddedFront(sequencer=SequencerKey(_SEED).public)})


@contextmanager
def tegata(folder: Path) -> Iterator[str]:
    """`tegata node run`, readers and all."""
    (folder / "genesis.json").write_text(render(founded()), encoding="utf-8")
    load_or_create_key(folder / "sequencer.key", _SEED)
    port = _free_port()
    program = [sys.executable, "-c", "from clients.cli.main import main; main()"]
    command = [*program, "node", "run", "--data", str(folder), "--port", str(port), "--json"]
    with _running(command, folder, port) as url:
        yield url


@contextmanager
def geth(folder: Path) -> Iterator[str]:
    """`geth --dev`: a block as soon as there is a transaction."""
    port = _free_port()
    apart = ["--port", "0", "--authrpc.port", str(_free_port()), "--nodiscover", "--ipcdisable"]
    http = ["--http", "--http.port", str(port), "--http.api", "eth,net,web3"]
    command = [str(_bin() / "geth"), "--dev", "--datadir", str(folder / "data"), *apart, *http]
    with _running(command, folder, port) as url:
        yield url


@contextmanager
def anvil(folder: Path) -> Iterator[str]:
    """anvil, of Foundry: a block as soon as there is a transaction."""
    port = _free_port()
    program = str(PEERS / "node_modules" / ".bin" / "anvil")
    with _running([program, "--port", str(port), "--accounts", "1", "--silent"], folder, port) as url:
        yield url


def peers() -> dict[str, Serving]:
    """What there is to measure beside; each is built where it is not there yet."""
    found: dict[str, Serving] = {}
    if _build_geth():
        found[f"geth {GETH} --dev"] = geth
    if install_peers():
        found["anvil 1.7.1"] = anvil
    return found


def _bin() -> Path:
    return FOLDER / "bin"


def _build_geth() -> bool:
    if (_bin() / "geth").exists():
        return True
    go = shutil.which("go") or shutil.which("/usr/local/go/bin/go")
    if go is None:
        print("  (geth is not measured: it needs Go)", flush=True)
        return False
    print(f"  (geth {GETH} is built, once)", flush=True)
    environment = {**os.environ, "GOBIN": str(_bin()), "GOFLAGS": "-trimpath"}
    module = f"github.com/ethereum/go-ethereum/cmd/geth@{GETH}"
    return subprocess.run([go, "install", module], env=environment, check=False).returncode == 0


@contextmanager
def _running(command: Sequence[str], folder: Path, port: int) -> Iterator[str]:
    """A process, once it answers. Raises RuntimeError where it ends before, or does not in time."""
    url = f"http://127.0.0.1:{port}"
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(command, stdout=log, stderr=log)
    try:
        _wait(process, url, folder / "log")
        yield url
    finally:
        process.terminate()
        process.wait()


def _wait(process: "subprocess.Popen[bytes]", url: str, log: Path) -> None:
    deadline = time.monotonic() + READY_SECONDS
    request = {"jsonrpc": "2.0", "id": 1, "method": "eth_chainId", "params": []}
    while True:
        try:
            httpx.post(url, json=request, trust_env=False).raise_for_status()
            return
        except httpx.HTTPError as error:
            if process.poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"{url} does not answer: {log.read_text()[-2_000:]}") from error
            time.sleep(_POLL_SECONDS)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
