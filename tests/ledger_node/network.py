"""A small network for the node's tests: two members with relay and author keys, and batches to anchor."""

import time
from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

import rlp

from contracts import calls
from contracts.acts import Batch, Domain, address_of, sign, sign_digest
from contracts.addresses import REGISTRY
from contracts.genesis import (
    EmbeddedFront,
    Genesis,
    GenesisKey,
    GenesisLimits,
    GenesisMember,
)
from contracts.ids import Address, BatchRoot, MemberId, NetworkId, Signature, UnixTime
from contracts.keccak import keccak
from ledger_node import Node, SequencerKey

START = 1_790_000_000
SEQUENCER = SequencerKey(sha256(b"sequencer").digest())


def secret(name: str) -> bytes:
    return sha256(name.encode()).digest()


RELAY, OTHER_RELAY, AUTHOR, STRANGER = (
    secret(name) for name in ("relay", "other relay", "author", "stranger")
)


class ManualClock:
    """A clock that stands still until it is told."""

    def __init__(self, now: float = START + 10) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


def make_genesis(**limits: int) -> Genesis:
    return Genesis(
        network_id=secret("network"),
        chain_id=743_001,
        time=START,
        front=EmbeddedFront(sequencer=SEQUENCER.public),
        limits=GenesisLimits(**limits),
        members=(
            GenesisMember(
                number=1,
                name="Tan Long Garment JSC",
                country="VN",
                roles=("exporter",),
                keys=(
                    GenesisKey(address=address_of(RELAY), purposes=("relay",)),
                    GenesisKey(address=address_of(AUTHOR), purposes=("author",)),
                ),
            ),
            GenesisMember(
                number=2,
                name="Aozora Shipping KK",
                country="JP",
                roles=("carrier",),
                keys=(GenesisKey(address=address_of(OTHER_RELAY), purposes=("relay",)),),
            ),
        ),
    )


@dataclass
class Wallet:
    """Signs transactions to the Registry, nonce after nonce."""

    key: bytes = RELAY
    chain_id: int = 743_001
    nonce: int = 0
    anchored: int = field(default=0)

    @property
    def address(self) -> Address:
        return address_of(self.key)

    def signed_batch(self, seed: str) -> tuple[Batch, Signature]:
        """A batch of one record, named by `seed`, and its author's signature."""
        domain = Domain(self.chain_id, REGISTRY, NetworkId(secret("network")))
        valid_until = UnixTime(START + 10**8)
        batch = Batch(BatchRoot(secret(seed)), 1, 3, 0, MemberId(1), valid_until)
        return batch, sign(batch, domain, AUTHOR)

    def anchoring(self, seed: str) -> bytes:
        """Calldata that anchors such a batch."""
        return calls.anchor(calls.SignedBatch(*self.signed_batch(seed)))

    def send(self, data: bytes, *, to: bytes = REGISTRY, gas: int = 200_000, **changes: Any) -> bytes:
        """A signed EIP-1559 transaction with the next nonce."""
        fields: dict[str, Any] = {
            "chain_id": self.chain_id,
            "nonce": self.nonce,
            "priority": 0,
            "fee": 0,
            "gas": gas,
            "to": to,
            "value": 0,
            "data": data,
            "access": [],
        }
        fields.update(changes)
        self.nonce = fields["nonce"] + 1
        return sign_typed(2, list(fields.values()), self.key)

    def anchor(self, seed: str | None = None, **changes: Any) -> bytes:
        """A signed transaction that anchors a batch of its own."""
        self.anchored += 1
        return self.send(self.anchoring(seed or f"{self.key.hex()}/{self.anchored}"), **changes)


def sign_typed(type_id: int, fields: list[Any], key: bytes) -> bytes:
    signature = sign_digest(keccak(bytes([type_id]) + rlp.encode(fields)), key)
    parts = [int.from_bytes(signature[:32], "big"), int.from_bytes(signature[32:64], "big")]
    return bytes([type_id]) + rlp.encode([*fields, signature[64] - 27, *parts])


def wait_for(condition: Callable[[], Any], seconds: float = 20) -> Any:
    """What `condition` returns once it is true; fails after a deadline."""
    deadline = time.monotonic() + seconds
    while not (found := condition()):
        if time.monotonic() > deadline:
            raise AssertionError("the condition did not come true in time")
        time.sleep(0.002)
    return found


def ask(node: Node, method: str, *params: Any) -> Any:
    """The result of a JSON-RPC method, in process; fails on an error."""
    response = node.rpc({"jsonrpc": "2.0", "id": 1, "method": method, "params": list(params)})
    assert "result" in response, response
    return response["result"]


def refusal(node: Node, method: str, *params: Any) -> dict[str, Any]:
    """The error of a JSON-RPC method, in process; fails on a result."""
    response = node.rpc({"jsonrpc": "2.0", "id": 1, "method": method, "params": list(params)})
    assert "error" in response, response
    error: dict[str, Any] = response["error"]
    return error
