"""Load for a network: transactions that anchor, from every member's relay key at once."""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import sha256

from contracts import calls
from contracts.acts import Batch, Domain, address_of, sign
from contracts.addresses import REGISTRY
from contracts.genesis import Genesis
from contracts.ids import BatchRoot, MemberId, NetworkId, UnixTime
from scripts.network.running import RunningNode
from scripts.network.signing import sign_transaction

KIND = 3
_VALID_SECONDS = 10**7
_GAS = 200_000
_REQUEST = 10
"""Transactions to a request."""

_POLL_SECONDS = 0.05


@dataclass
class Relay:
    """A member's relay key beside its node; `packed` batches to a transaction, `records` to a batch."""

    node: RunningNode
    genesis: Genesis
    member: MemberId
    packed: int = 1
    records: int = 1
    sent: int = 0
    _keys: tuple[bytes, bytes] = field(init=False)

    def __post_init__(self) -> None:
        keys = self.node.folder / "keys"
        relay, author = (bytes.fromhex((keys / f"{name}.key").read_text()) for name in ("relay", "author"))
        self._keys = relay, author

    def landed(self) -> int:
        """How many of its transactions stand in blocks."""
        return int(self.node.call("eth_getTransactionCount", self._sender, "latest"), 16)

    def send(self, count: int) -> None:
        """Hand `count` more transactions to its node."""
        for first in range(0, count, _REQUEST):
            raws = [self._next() for _ in range(min(_REQUEST, count - first))]
            self.node.batch([("eth_sendRawTransaction", ["0x" + raw.hex()]) for raw in raws])

    @property
    def _sender(self) -> str:
        return "0x" + address_of(self._keys[0]).hex()

    def _next(self) -> bytes:
        items = [self._item(place) for place in range(self.packed)]
        data = calls.anchor(items[0]) if self.packed == 1 else calls.anchor_many(items)
        self.sent += 1
        gas = min(_GAS * self.packed, self.genesis.limits.transaction_gas)
        return sign_transaction(self._keys[0], self.genesis.chain_id, self.sent - 1, REGISTRY, data, gas)

    def _item(self, place: int) -> calls.SignedBatch:
        seed = b"%d/%d/%d" % (self.member, self.sent, place)
        until = UnixTime(int(time.time()) + _VALID_SECONDS)
        batch = Batch(BatchRoot(sha256(seed).digest()), self.records, KIND, 0, self.member, until)
        domain = Domain(self.genesis.chain_id, REGISTRY, NetworkId(self.genesis.network_id))
        return calls.SignedBatch(batch, sign(batch, domain, self._keys[1]))


def relays_of(
    genesis: Genesis, nodes: Sequence[RunningNode], packed: int = 1, records: int = 1
) -> list[Relay]:
    """Every member's relay."""
    return [
        Relay(node, genesis, MemberId(number), packed, records) for number, node in enumerate(nodes, start=1)
    ]


def keep_busy(relays: Sequence[Relay], waiting: int, seconds: float) -> Iterator[int]:
    """Keep up to `waiting` transactions of each relay on their way; how many have landed, again and again."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        landed = 0
        for relay in relays:
            there = relay.landed()
            landed += there
            missing = waiting - (relay.sent - there)
            if missing > 0:
                relay.send(missing)
        yield landed
        time.sleep(_POLL_SECONDS)


def drain(relays: Sequence[Relay]) -> int:
    """Wait until all that was sent stands in blocks; how many that are."""
    while True:
        landed = [relay.landed() for relay in relays]
        if landed == [relay.sent for relay in relays]:
            return sum(landed)
        time.sleep(_POLL_SECONDS)
