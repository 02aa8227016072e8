"""What the benchmarks of anchoring share: a network, a server in a process of its own, prepared batches,
clients.

`python -m scripts.bench.anchoring FOLDER OPTIONS` is that process: a gateway, and the node in it or behind
HTTP.
"""

import http.client
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from contracts.acts import Batch, Domain, address_of, sign
from contracts.addresses import REGISTRY
from contracts.batches import BatchTree
from contracts.commitment import commit
from contracts.genesis import (
    EmbeddedFront,
    Genesis,
    GenesisGateway,
    GenesisKey,
    GenesisMember,
    GenesisServiceKey,
)
from contracts.ids import MemberId, NetworkId, UnixTime, hex0x
from contracts.records import Kind, parse_record
from contracts.scopes import scope_of
from scripts.bench.samples import certificate

CHAIN_ID = 743_001
NETWORK = NetworkId(sha256(b"benchmark").digest())
AUTHOR = MemberId(2)
_GENESIS_TIME = 1_760_000_000


def secret(name: str) -> bytes:
    """A private key for measurements only: anyone can derive it."""
    return sha256(name.encode()).digest()


def _public(name: str) -> bytes:
    return Ed25519PrivateKey.from_private_bytes(secret(name)).public_key().public_bytes_raw()


def genesis() -> Genesis:
    """Customs with a gateway, and an issuing body."""
    relay, author, access = (address_of(secret(name)) for name in ("relay", "author", "access"))
    signing = GenesisServiceKey(public_key=_public("gateway"))
    customs = GenesisMember(
        number=1,
        name="Customs",
        country="JP",
        roles=("customs",),
        keys=(
            GenesisKey(address=relay, purposes=("relay",)),
            GenesisKey(address=access, purposes=("access",)),
        ),
        gateway=GenesisGateway(url="http://localhost", signing_key=signing),
    )
    body = GenesisMember(
        number=AUTHOR,
        name="Issuing body",
        country="TH",
        roles=("issuing_body",),
        agreements=("RCEP",),
        keys=(GenesisKey(address=author, purposes=("author",)),),
    )
    front = EmbeddedFront(sequencer=_public("sequencer"))
    return Genesis(
        network_id=NETWORK, chain_id=CHAIN_ID, time=_GENESIS_TIME, front=front, members=(customs, body)
    )


@dataclass(frozen=True)
class Options:
    """How the server runs. `node_url` is that of a node elsewhere; without it the node is in the same
    process.
    """

    role: str = "gateway"
    node_url: str | None = None
    verify_workers: int = 0
    outbox_pack: int = 64
    outbox_window: int = 4


@dataclass(frozen=True)
class Prepared:
    """A signed batch with its records, ready to be sent."""

    body: bytes
    state_path: str


def prepare(batches: int, size: int) -> list[Prepared]:
    """`batches` batches of `size` certificates each, of 40 fields."""
    domain = Domain(CHAIN_ID, REGISTRY, NETWORK)
    return [_prepare(range(n * size, (n + 1) * size), domain) for n in range(batches)]


def _prepare(numbers: range, domain: Domain) -> Prepared:
    records, ids = [], []
    for number in numbers:
        data, seed = certificate(number, AUTHOR), secret(f"seed {number}")
        ids.append(commit(parse_record(Kind.ORIGIN_CERTIFICATE, data), seed).id)
        records.append({"record": data, "seed": hex0x(seed)})
    until = UnixTime(int(time.time()) + 3_600)
    batch = Batch(BatchTree(ids).root, len(ids), 1, scope_of("RCEP"), AUTHOR, until)
    fields = {
        name: hex0x(value) if isinstance(value, bytes) else value for name, value in asdict(batch).items()
    }
    signature = hex0x(sign(batch, domain, secret("author")))
    body = json.dumps({"batch": fields, "signature": signature, "records": records}).encode()
    return Prepared(body, f"/v1/submissions/{hex0x(batch.root)}?member={AUTHOR}&wait=30")


class Client:
    """One connection to the gateway."""

    def __init__(self, url: str) -> None:
        self._connection = http.client.HTTPConnection(urlsplit(url).netloc, timeout=60)

    def submit(self, prepared: Prepared) -> None:
        """Hands a batch in; returns when it is acknowledged."""
        self._request("POST", "/v1/submissions", prepared.body, 202)

    def wait_until_anchored(self, prepared: Prepared) -> None:
        """Returns when the batch is anchored and indexed."""
        state = json.loads(self._request("GET", prepared.state_path, None, 200))["state"]
        if state != "anchored":
            raise RuntimeError(f"a batch is {state}")

    def _request(self, method: str, path: str, body: bytes | None, expected: int) -> bytes:
        self._connection.request(method, path, body)
        response = self._connection.getresponse()
        answer = response.read()
        if response.status != expected:
            raise RuntimeError(f"{method} {path}: {response.status} {answer[:500]!r}")
        return answer


def anchored_in(url: str, batches: Sequence[Prepared], clients: int) -> float:
    """Seconds from the first submission until every batch is anchored and indexed."""
    connections = [Client(url) for _ in range(clients)]

    def work(number: int) -> None:
        mine = batches[number::clients]
        for prepared in mine:
            connections[number].submit(prepared)
        for prepared in mine:
            connections[number].wait_until_anchored(prepared)

    started = time.perf_counter()
    with ThreadPoolExecutor(clients) as pool:
        list(pool.map(work, range(clients)))
    return time.perf_counter() - started


@contextmanager
def running(options: Options) -> Iterator[str]:
    """The URL of a server with `options`, in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        command = [sys.executable, "-m", "scripts.bench.anchoring", folder, json.dumps(asdict(options))]
        process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
        try:
            assert process.stdout is not None
            yield process.stdout.readline().strip()
        finally:
            process.terminate()
            process.wait()


def _serve(folder: Path, options: Options) -> None:
    """A node or a gateway, as `tegata node run` and `tegata gateway run` serve it."""
    from clients.cli.serving import listen_for_the_end

    wait_for_the_end = listen_for_the_end()
    served, url = _node(folder) if options.role == "node" else _gateway(folder, options)
    print(url, flush=True)
    wait_for_the_end()
    served.close()


def _node(folder: Path) -> tuple[Any, str]:
    from ledger_node import SequencerKey, open_node

    node = open_node(folder / "node", genesis(), key=SequencerKey(secret("sequencer")))
    return node, node.serve().url


def _gateway(folder: Path, options: Options) -> tuple[Any, str]:
    from gateway import Gateway, HttpTransport, InProcessTransport, Limits, Settings, Transport

    transport: Transport
    if options.node_url is None:
        from ledger_node import SequencerKey, open_node

        node = open_node(folder / "node", genesis(), key=SequencerKey(secret("sequencer")))
        transport = InProcessTransport(node.rpc, node.on_block)
    else:
        transport = HttpTransport(options.node_url)
    settings = Settings.model_validate(
        {
            "database_url": f"sqlite:///{folder / 'gateway.db'}",
            "member": 1,
            "relay_key": secret("relay"),
            "gateway_key": secret("gateway"),
            "genesis": genesis(),
            "limits": Limits(requests_a_minute=10_000_000),
            "verify_workers": options.verify_workers,
            "outbox_pack": options.outbox_pack,
            "outbox_window": options.outbox_window,
        }
    )
    gateway = Gateway(settings, transport)
    return gateway, gateway.serve()


if __name__ == "__main__":
    _serve(Path(sys.argv[1]), Options(**json.loads(sys.argv[2])))
