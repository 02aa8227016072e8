"""A fault on trial: load goes on while it lasts, then what a consortium is promised is checked and noted."""

import time
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from threading import Event, Thread

import httpx

from contracts.keccak import keccak
from tests.faults.cluster import Cluster, Member, receipt, wait_for
from tests.ledger_node.network import Wallet

LIVE_SECONDS = 10.0
"""How soon after a fault's end blocks are to be made again. It is measured; no test fails by it."""

_POLL_SECONDS = 0.05
_PATIENCE_SECONDS = 3.0
"""After so long without a receipt a transaction is sent again: its node may have lost what waited."""


@dataclass
class Verdict:
    """A line of the table."""

    fault: str
    agreed: str = "–"
    kept: str = "–"
    seconds: float | None = None
    holds: bool = False

    def cells(self) -> list[str]:
        """The line's cells, as they are printed."""
        live = "–" if self.seconds is None else f"{self.seconds:.1f}"
        late = self.seconds is not None and self.seconds > LIVE_SECONDS
        return [self.fault, self.agreed, self.kept, live, self._word(late)]

    def _word(self, late: bool) -> str:
        if not self.holds:
            return "FAILED"
        return "holds, but late" if late else "holds"


Note = Callable[[Verdict], None]


class Load:
    """One client of one member, that anchors batch after batch, each when the last has its receipt."""

    def __init__(self, member: Member, wallet: Wallet) -> None:
        self.kept: dict[str, str] = {}
        """Transaction → block, of every receipt that was given."""
        self.member = member
        self._wallet = wallet
        self._client = httpx.Client(timeout=5, trust_env=False)
        self._ending = Event()
        self._thread = Thread(target=self._run, name=f"load on {member.name}", daemon=True)

    def start(self) -> None:
        """Begin."""
        self._thread.start()

    def end(self) -> None:
        """Stop; a transaction that has no receipt yet is not acknowledged."""
        self._ending.set()
        self._thread.join()
        self._client.close()

    def _run(self) -> None:
        while not self._ending.is_set():
            raw = "0x" + self._wallet.anchor().hex()
            while not self._ending.is_set() and not self._anchored(raw):
                pass

    def _anchored(self, raw: str) -> bool:
        self._ask("eth_sendRawTransaction", raw)
        sent = "0x" + keccak(bytes.fromhex(raw[2:])).hex()
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while time.monotonic() < deadline and not self._ending.wait(_POLL_SECONDS):
            found = self._ask("eth_getTransactionReceipt", sent)
            if isinstance(found, dict):
                self.kept[sent] = found["blockHash"]
                return True
        return False

    def _ask(self, method: str, parameter: str) -> object:
        """The result; None from a node that refuses, is away or is just starting."""
        request = {"jsonrpc": "2.0", "id": 1, "method": method, "params": [parameter]}
        url = f"http://{self.member.settings.json_rpc}"
        try:
            return self._client.post(url, json=request).json().get("result")
        except (httpx.HTTPError, ValueError):
            self._ending.wait(_POLL_SECONDS)
            return None


@dataclass
class Trial:
    """What a scenario has at hand while its fault is tried."""

    cluster: Cluster
    verdict: Verdict
    first: int
    """The height of the ledger before."""
    loads: list[Load] = field(default_factory=list)

    def load(self, *numbers: int) -> None:
        """Let clients of the members with these numbers anchor from now on."""
        for number in numbers:
            load = Load(self.cluster.members[number - 1], self.cluster.wallet(number))
            self.loads.append(load)
            load.start()

    def anchored(self, more: int = 1, without: Member | None = None) -> None:
        """Wait until every client, but that of the member `without`, has so many more receipts than now."""
        goals = [(load, len(load.kept) + more) for load in self.loads if load.member is not without]
        for load, goal in goals:
            wait_for(lambda load=load, goal=goal: len(load.kept) >= goal, "the load goes on", 120)

    def over(self, member: Member, wallet: Wallet) -> None:
        """The fault is over now: note how long it takes until what is sent now is in a block."""
        ended = time.monotonic()
        sent = member.call("eth_sendRawTransaction", "0x" + wallet.anchor().hex())
        receipt(member, sent, 120)
        self.verdict.seconds = time.monotonic() - ended

    def check(self) -> None:
        """Every node has the same blocks at every height, and every receipt that was given."""
        for load in self.loads:
            load.end()
        cluster = self.cluster
        running = [member for member in cluster.members if member.process is not None]
        head = max(member.head() for member in running)
        heights = range(self.first + 1, head + 1)
        agreed = sum(len(set(cluster.hashes(height))) == 1 for height in reversed(heights))
        kept = {sent: block for load in self.loads for sent, block in load.kept.items()}
        there = sum(
            all(receipt(member, sent)["blockHash"] == block for member in running)
            for sent, block in kept.items()
        )
        self.verdict.agreed = f"{agreed} of {len(heights)}"
        self.verdict.kept = f"{there} of {len(kept)}"
        assert agreed == len(heights) and there == len(kept) and kept, self.verdict


OnTrial = Callable[[str], AbstractContextManager[Trial]]


@contextmanager
def trial(cluster: Cluster, fault: str, note: Note) -> Iterator[Trial]:
    """A trial of `fault` on a network that is whole; its line is noted however it ends."""
    verdict = Verdict(fault)
    one = Trial(cluster, verdict, cluster.members[0].head())
    try:
        yield one
        one.check()
        verdict.holds = True
    finally:
        for load in one.loads:
            load.end()
        note(verdict)
