"""The anchor-to-revoke journey on another maker's node, and on our own development node beside it.

The contracts are the compiled ones; the client is the gateway's. Whatever it asks is Ethereum's standard
JSON-RPC, which the last test of a journey looks at.
"""

import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from eth_account import Account
from eth_account.signers.local import LocalAccount

from contracts import calls
from contracts.acts import Batch, Domain, Revoke, address_of, sign
from contracts.acts.registry import State
from contracts.addresses import CONSORTIUM, REGISTRY, STATUS
from contracts.artifacts import artifact
from contracts.calls import WHOLE_BATCH, SignedBatch
from contracts.genesis import Genesis, bootstrap_calls
from contracts.ids import Address, BatchRoot, MemberId, NetworkId, UnixTime, hex0x
from gateway.ledger import HttpTransport, Ledger, RpcRefused
from gateway.outbox.transactions import Relay
from ledger_node.calls.machine import contract_address
from tests.ledger_node.development.process import development_process
from tests.ledger_node.javascript.running import install
from tests.ledger_node.network import AUTHOR, RELAY, STRANGER, make_genesis, secret, wait_for
from tests.ledger_node.portability.anvil import anvil_process
from tests.ledger_node.portability.chain import founded

FOUNDER: LocalAccount = Account.from_key(secret("founder"))
GAS = 1_000_000
MEMBER = MemberId(1)


class Recording(HttpTransport):
    """Carries requests over HTTP and notes what was asked."""

    def __init__(self, url: str) -> None:
        super().__init__(url)
        self.asked: set[str] = set()

    def send(self, request: Any) -> Any:
        self.asked.add(request["method"])
        return super().send(request)


@pytest.fixture(scope="module")
def genesis() -> Genesis:
    return make_genesis()


@pytest.fixture(scope="module", params=["anvil", "development"])
def node_url(
    request: pytest.FixtureRequest, genesis: Genesis, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    text = founded(genesis, {FOUNDER.address: 10**20})
    folder: Path = tmp_path_factory.mktemp(request.param)
    if request.param == "anvil":
        install()
    started = anvil_process if request.param == "anvil" else development_process
    with started(folder, text) as url:
        yield url


@pytest.fixture
def ledger(node_url: str) -> Iterator[Ledger]:
    transport = Recording(node_url)
    yield Ledger(transport)
    transport.close()


def signed_batch(seed: str, domain: Domain, now: UnixTime, key: bytes = AUTHOR) -> SignedBatch:
    batch = Batch(BatchRoot(secret(seed)), 1, 3, 0, MEMBER, UnixTime(now + 3_600))
    return SignedBatch(batch, sign(batch, domain, key))


def receipt_of(ledger: Ledger, transaction_hash: bytes) -> dict[str, Any]:
    found: dict[str, Any] = wait_for(lambda: ledger.receipt(transaction_hash))
    return found


def test_the_gateways_client_anchors_and_revokes(ledger: Ledger, genesis: Genesis) -> None:
    domain = ledger.domain
    assert domain == Domain(genesis.chain_id, REGISTRY, NetworkId(genesis.network_id))
    relay = Relay(RELAY, domain.chain_id)

    def send(data: bytes) -> dict[str, Any]:
        signed = relay.transaction(ledger.nonce(relay.address, "pending"), data, GAS)
        assert ledger.send_raw(signed.raw) == signed.hash
        return receipt_of(ledger, signed.hash)

    anchors_and_revokes(ledger, domain, send, STATUS)
    transport = ledger.transport
    assert isinstance(transport, Recording)
    assert {method.partition("_")[0] for method in transport.asked} == {"eth"}


def anchors_and_revokes(
    ledger: Ledger, domain: Domain, send: Callable[[bytes], dict[str, Any]], status: Address
) -> None:
    """A batch is anchored, read, revoked and read again; a second end and a stranger's are refused."""
    registry = domain.verifying_contract
    now = UnixTime(max(ledger.head().time, int(time.time())))
    anchored = signed_batch(f"batch of {hex0x(registry)}", domain, now)
    root = anchored.batch.root
    receipt = send(calls.anchor(anchored))
    assert receipt["status"] == "0x1"
    entry = calls.decode_batch_of(ledger.call(registry, calls.batch_of(MEMBER, root)))
    assert entry is not None
    assert (entry.author, entry.time) == (
        address_of(AUTHOR),
        ledger.block(int(receipt["blockNumber"], 16)).time,
    )
    assert ledger.receipts(ledger.height())[-1]["transactionHash"] == receipt["transactionHash"]

    act = Revoke(MEMBER, root, root, 1, UnixTime(now + 3_600))
    revocation = calls.revoke(act, WHOLE_BATCH, sign(act, domain, AUTHOR))
    assert send(revocation)["status"] == "0x1"
    assert calls.decode_end_of(ledger.call(status, calls.end_of(MEMBER, root))).state == State.REVOKED
    for refused in (revocation, calls.anchor(signed_batch("another", domain, now, STRANGER))):
        with pytest.raises(RpcRefused) as refusal:
            ledger.call(registry, refused)
        assert refusal.value.data


def test_the_clients_view_of_keys_and_members_reads_storage(ledger: Ledger) -> None:
    key, member = ledger.key(address_of(AUTHOR)), ledger.member(MEMBER)
    assert key is not None and key.member == MEMBER
    assert member is not None
    assert ledger.key(address_of(STRANGER)) is None


def test_the_client_hears_of_new_blocks(ledger: Ledger, node_url: str) -> None:
    rung: list[bool] = []
    stop = ledger.transport.watch(lambda: rung.append(True))
    try:
        wait_for(lambda: bool(rung) or _transfer(ledger))
    finally:
        stop()


def _transfer(ledger: Ledger) -> None:
    send_signed(ledger, {"to": FOUNDER.address, "gas": 21_000})


def send_signed(ledger: Ledger, fields: dict[str, Any]) -> dict[str, Any]:
    """Signs with the founder's key, sends, and waits for the receipt."""
    content = {
        "chainId": ledger.domain.chain_id,
        "nonce": ledger.nonce(address_of(secret("founder")), "pending"),
        "gas": 10_000_000,
        "maxFeePerGas": 0,
        "maxPriorityFeePerGas": 0,
        **fields,
    }
    return receipt_of(ledger, ledger.send_raw(bytes(FOUNDER.sign_transaction(content).raw_transaction)))


def test_the_contracts_are_deployed_by_ordinary_transactions(ledger: Ledger, genesis: Genesis) -> None:
    founder = address_of(secret("founder"))
    first = ledger.nonce(founder, "pending")
    names = ("Consortium", "Registry", "Status")
    consortium, registry, status = (
        Address(contract_address(founder, first + index)) for index in range(len(names))
    )
    arguments = ((founder,), (consortium, status), (registry,))
    for name, addresses in zip(names, arguments, strict=True):
        encoded = b"".join(address.rjust(32, b"\0") for address in addresses)
        assert send_signed(ledger, {"data": artifact(name).creation + encoded})["status"] == "0x1"
    for to, data in bootstrap_calls(genesis):
        assert to == CONSORTIUM
        assert send_signed(ledger, {"to": bytes(consortium), "data": data})["status"] == "0x1"

    domain = Domain(genesis.chain_id, registry, NetworkId(genesis.network_id))

    def send(data: bytes) -> dict[str, Any]:
        return send_signed(ledger, {"to": bytes(registry), "data": data})

    anchors_and_revokes(ledger, domain, send, status)
