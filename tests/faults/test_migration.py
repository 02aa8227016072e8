"""An embedded ledger is handed over to validators, and goes on with nothing lost."""

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from contracts.genesis import CometBftFront, Genesis, GenesisInvalid, parse, render
from contracts.ids import BlockHeight, NetworkId, UnixTime, hex0x
from contracts.proofs.consensus import engine_chain_id
from contracts.proofs.consensus.messages import decode_header
from contracts.proofs.finality import sequencer_message
from ledger_node import SequencerKey, open_node
from ledger_node.application import Application
from ledger_node.directory import ConsortiumDirectory
from ledger_node.errors import SequencerKeyInvalid, StoreBusy, StoreInvalid
from ledger_node.fronts.cometbft import Consensus
from ledger_node.fronts.cometbft.requests import RequestInitChain
from ledger_node.genesis import spec_of
from ledger_node.operations.founding import Plan
from ledger_node.operations.migrating import migrate
from ledger_node.pool import Pool
from ledger_node.storage import Store
from tests.faults.cluster import free_ports, receipt, require_engine, started
from tests.ledger_node.network import SEQUENCER, Wallet, ask, make_genesis, wait_for

pytestmark = pytest.mark.xdist_group("validators")

BLOCKS = 3


def embedded(folder: Path, wallet: Wallet) -> list[str]:
    """Grow an embedded ledger by some blocks; the transactions in them."""
    node = open_node(folder, make_genesis(), key=SEQUENCER, sync=False)
    sent = []
    for _ in range(BLOCKS):
        sent.append(ask(node, "eth_sendRawTransaction", "0x" + wallet.anchor().hex()))
        wait_for(lambda: ask(node, "eth_getTransactionReceipt", sent[-1]))
    node.close()
    return sent


def test_a_ledger_goes_on_under_validators_with_nothing_lost(tmp_path: Path) -> None:
    require_engine()
    wallet = Wallet()
    sent = embedded(tmp_path / "node", wallet)
    plan = Plan(2, base_port=free_ports(20))
    migrate(tmp_path / "node", make_genesis(), SEQUENCER, tmp_path / "net", plan, [1, 2])
    with started(tmp_path / "net") as cluster:
        for member in cluster.members:
            found = [receipt(member, each) for each in sent]
            assert [int(each["blockNumber"], 16) for each in found] == [1, 2, 3]
        one, two = cluster.members
        newer = one.call("eth_sendRawTransaction", "0x" + wallet.anchor().hex())
        assert int(receipt(two, newer)["blockNumber"], 16) == BLOCKS + 1
        assert len(set(cluster.hashes(BLOCKS + 1))) == 1
        said = one.call("tegata_finality", "0x1")["finality"]
        message = sequencer_message(
            NetworkId(bytes.fromhex(said["network_id"][2:])),
            BlockHeight(1),
            bytes.fromhex(said["hash"][2:]),
            UnixTime(said["time"]),
        )
        Ed25519PublicKey.from_public_bytes(SEQUENCER.public).verify(
            bytes.fromhex(said["signature"][2:]), message
        )
        last = one.call("tegata_finality", hex(BLOCKS))
        assert last["finality"]["kind"] == "cometbft", "validators vouch for what they were handed"
        header = decode_header(bytes.fromhex(last["finality"]["header"][2:]))
        assert hex0x(header.app_hash) == last["hash"]


@pytest.fixture
def net(tmp_path: Path) -> Path:
    embedded(tmp_path / "node", Wallet())
    migrate(tmp_path / "node", make_genesis(), SEQUENCER, tmp_path / "net", Plan(2), [1, 2])
    return tmp_path / "net"


def test_the_handover_names_the_last_block_and_who_follows(net: Path) -> None:
    genesis = parse((net / "genesis.json").read_bytes())
    assert isinstance(genesis.front, CometBftFront)
    handover = genesis.front.handover
    assert handover is not None
    assert (handover.number, handover.sequencer) == (BLOCKS, SEQUENCER.public)
    assert (genesis.network_id, genesis.chain_id) == (make_genesis().network_id, make_genesis().chain_id)
    text = render(genesis)
    for old, new in (
        (hex0x(handover.hash), "0x" + "22" * 32),
        (f'"number":{BLOCKS}', f'"number":{BLOCKS + 1}'),
        (hex0x(genesis.front.validators[0].public_key), "0x" + "33" * 32),
        (hex0x(genesis.network_id), "0x" + "44" * 32),
    ):
        assert old in text
        with pytest.raises(GenesisInvalid, match="handover"):
            parse(text.replace(old, new, 1))


def begin(store: Store, genesis: Genesis) -> bytes:
    """The app hash that a chain of consensus over the ledger in `store` would begin with."""
    spec = spec_of(genesis)
    application = Application(store, spec, lambda state: ConsortiumDirectory(state, spec.contracts))
    consensus = Consensus(application, Pool(), lambda _block, _position: None)
    identity = f'"{hex0x(spec.identity)}"'.encode()
    request = RequestInitChain(chain_id=engine_chain_id(spec.network_id), app_state_bytes=identity)
    return consensus.init_chain(request).app_hash


def test_validators_begin_where_the_sequencer_ended_and_nowhere_else(net: Path, tmp_path: Path) -> None:
    genesis = parse((net / "genesis.json").read_bytes())
    assert isinstance(genesis.front, CometBftFront)
    store = Store(net / "member-1" / "ledger")
    assert genesis.front.handover is not None
    assert begin(store, genesis) == genesis.front.handover.hash
    store.close()
    empty = Store(tmp_path / "empty")
    with pytest.raises(StoreInvalid, match=f"block {BLOCKS}"):
        begin(empty, genesis)
    empty.close()


def test_a_sequencer_that_runs_or_is_another_hands_nothing_over(tmp_path: Path) -> None:
    node = open_node(tmp_path / "node", make_genesis(), key=SEQUENCER, sync=False)
    with pytest.raises(StoreBusy):
        migrate(tmp_path / "node", make_genesis(), SEQUENCER, tmp_path / "net", Plan(2), [1, 2])
    node.close()
    with pytest.raises(SequencerKeyInvalid):
        migrate(tmp_path / "node", make_genesis(), SequencerKey(bytes(32)), tmp_path / "net", Plan(2), [1, 2])
    with pytest.raises(GenesisInvalid, match="validators of members"):
        migrate(tmp_path / "node", make_genesis(), SEQUENCER, tmp_path / "net", Plan(2), [1, 9])
    assert not (tmp_path / "net").exists()
