"""The same ledger on any Ethereum node, by standard JSON-RPC alone: the contracts, and a block an anchoring.

Our network begins with the contracts; on another node they are deployed by ordinary transactions.
"""

import time
from collections.abc import Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from contracts import calls
from contracts.acts import Batch, Domain, address_of, sign
from contracts.addresses import CONSORTIUM, REGISTRY
from contracts.artifacts import artifact
from contracts.calls import SignedBatch
from contracts.genesis import bootstrap_calls
from contracts.ids import Address, BatchRoot, MemberId, NetworkId, UnixTime, hex0x
from contracts.slots import batch_slot
from ledger_node.calls.machine import contract_address
from scripts.bench.asking import Question, ask
from scripts.bench.evm_nodes import founded
from scripts.bench.node_overhead import AUTHOR, RELAY
from scripts.network.signing import sign_transaction

MEMBER = MemberId(1)
LOGS = 20
"""Logs to a query, a block each."""

_DEPLOYING_GAS = 10_000_000
_ANCHORING_GAS = 200_000
_VALID_SECONDS = 10**6
_FEE = 10**10
_FUNDS = 10**20
_POLL_SECONDS = 0.002
_RECEIPT_SECONDS = 60.0


@dataclass
class SameLedger:
    """The contracts on one node, and who sends there."""

    url: str
    registry: Address
    chain_id: int
    fee: int
    nonce: int
    heights: list[int] = field(default_factory=list)
    """The block of each anchoring. A developer's node now and then makes an empty one between two."""

    def send(self, to: bytes, data: bytes, gas: int) -> dict[str, Any]:
        """Send from the relay's key; the receipt. Raises RuntimeError for a transaction that failed."""
        raw = sign_transaction(RELAY, self.chain_id, self.nonce, to, data, gas, fee=self.fee)
        self.nonce += 1
        receipt = _receipt(self.url, ask(self.url, ("eth_sendRawTransaction", [hex0x(raw)])))
        if receipt["status"] != "0x1":
            raise RuntimeError(f"{self.url}: {receipt}")
        return receipt

    def anchor(self, count: int) -> None:
        """Anchor so many batches, each in a block of its own."""
        domain = Domain(self.chain_id, self.registry, NetworkId(founded().network_id))
        until = UnixTime(int(time.time()) + _VALID_SECONDS)
        for number in range(count):
            batch = Batch(root_of(number), 1, 3, 0, MEMBER, until)
            data = calls.anchor(SignedBatch(batch, sign(batch, domain, AUTHOR)))
            self.heights.append(int(self.send(self.registry, data, _ANCHORING_GAS)["blockNumber"], 16))
        if len(set(self.heights)) < count:
            raise RuntimeError(f"{self.url}: not a block an anchoring")

    def questions(self, count: int) -> dict[str, Sequence[Question]]:
        """What is asked of every node, by method: each about another of the `count` anchorings."""
        at = hex0x(self.registry)
        order = [(number * 7_919) % count for number in range(count)]
        firsts = [number % (count - LOGS) for number in order]
        spans = [(hex(self.heights[each]), hex(self.heights[each + LOGS - 1])) for each in firsts]
        return {
            "eth_call": [
                ("eth_call", [{"to": at, "data": hex0x(calls.batch_of(MEMBER, root_of(each)))}, "latest"])
                for each in order
            ],
            "eth_getLogs": [
                ("eth_getLogs", [{"fromBlock": first, "toBlock": last, "address": at}])
                for first, last in spans
            ],
            "eth_getProof": [
                ("eth_getProof", [at, [f"0x{batch_slot(MEMBER, root_of(each)):064x}"], "latest"])
                for each in order
            ],
            "eth_getBlockByNumber": [
                ("eth_getBlockByNumber", [hex(self.heights[each]), False]) for each in order
            ],
        }


def root_of(number: int) -> BatchRoot:
    """The root of an anchoring."""
    return BatchRoot(sha256(b"reads/%d" % number).digest())


def on_ours(url: str) -> SameLedger:
    """The contracts that our network began with."""
    return SameLedger(url, REGISTRY, int(ask(url, ("eth_chainId", [])), 16), fee=0, nonce=0)


def deployed(url: str) -> SameLedger:
    """The contracts, deployed by ordinary transactions, with the member that our network began with."""
    _fund(url)
    sender = address_of(RELAY)
    addresses = [Address(contract_address(sender, nonce)) for nonce in range(3)]
    consortium, registry, status = addresses
    there = SameLedger(url, registry, int(ask(url, ("eth_chainId", [])), 16), fee=_FEE, nonce=0)
    arguments = ((sender,), (consortium, status), (registry,))
    for name, given in zip(("Consortium", "Registry", "Status"), arguments, strict=True):
        encoded = b"".join(each.rjust(32, b"\0") for each in given)
        there.send(b"", artifact(name).creation + encoded, _DEPLOYING_GAS)
    for to, data in bootstrap_calls(founded()):
        if to != CONSORTIUM:
            raise RuntimeError(f"a founding call to {hex0x(to)}: only the Consortium takes them")
        there.send(consortium, data, _DEPLOYING_GAS)
    return there


def check(ledger: SameLedger, questions: dict[str, Sequence[Question]]) -> None:
    """Raises RuntimeError for an answer that does not show what was anchored."""
    found = {name: ask(ledger.url, asked[0]) for name, asked in questions.items()}
    entry = calls.decode_batch_of(bytes.fromhex(found["eth_call"][2:]))
    proved = int(found["eth_getProof"]["storageProof"][0]["value"], 16)
    counted = len(found["eth_getLogs"]), len(found["eth_getBlockByNumber"]["transactions"])
    if entry is None or entry.author != address_of(AUTHOR) or not proved or counted != (LOGS, 1):
        raise RuntimeError(f"{ledger.url} does not answer as expected: {entry}, {proved}, {counted}")


def _fund(url: str) -> None:
    """Give the relay what another node asks for gas, from the account that it begins with."""
    (rich, *_) = ask(url, ("eth_accounts", []))
    gift = {"from": rich, "to": hex0x(address_of(RELAY)), "value": hex(_FUNDS)}
    _receipt(url, ask(url, ("eth_sendTransaction", [gift])))


def _receipt(url: str, sent: str) -> dict[str, Any]:
    """The receipt, once there is one. geth answers with an error while it begins to index transactions."""
    deadline = time.monotonic() + _RECEIPT_SECONDS
    while True:
        try:
            found = ask(url, ("eth_getTransactionReceipt", [sent]))
        except RuntimeError:
            if time.monotonic() > deadline:
                raise
            found = None
        if found is not None:
            return dict(found)
        if time.monotonic() > deadline:
            raise RuntimeError(f"{url}: no receipt of {sent}")
        time.sleep(_POLL_SECONDS)
