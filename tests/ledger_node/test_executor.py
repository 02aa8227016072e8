"""Every block of ours must be one of py-evm's: `import_block` over its own state and loop is the judge."""

from pathlib import Path
from typing import Any

import pytest
from eth.chains.base import Chain
from eth.db.atomic import AtomicDB
from eth.db.chain import ChainDB
from eth.vm.forks.cancun.constants import BEACON_ROOTS_ADDRESS
from eth.vm.forks.prague import PragueVM
from eth.vm.forks.prague.blocks import PragueBlock, PragueBlockHeader
from eth.vm.forks.prague.constants import HISTORY_STORAGE_ADDRESS
from eth_utils.exceptions import ValidationError

from contracts.addresses import REGISTRY
from contracts.calls import SignedBatch, anchor_many
from contracts.genesis import Genesis
from contracts.ids import UnixTime
from ledger_node import rlp
from ledger_node.application import Application
from ledger_node.blocks import ExecutedBlock, encode_block
from ledger_node.directory import ConsortiumDirectory
from ledger_node.genesis import make_genesis, spec_of
from ledger_node.rules import ProtocolVM
from ledger_node.state import StateView
from ledger_node.storage import Store
from tests.ledger_node.network import OTHER_RELAY, START, Wallet


@pytest.fixture
def store(tmp_path: Path) -> Any:
    opened = Store(tmp_path, sync=False)
    yield opened
    opened.close()


@pytest.fixture
def application(store: Store, genesis: Genesis) -> Application:
    spec = spec_of(genesis)
    return Application(store, spec, lambda state: ConsortiumDirectory(state, spec.contracts))


def build(application: Application, raws: list[bytes], time: int) -> ExecutedBlock:
    transactions = [application.check(raw, UnixTime(time)) for raw in raws]
    selection = application.propose(transactions, UnixTime(time))
    assert len(selection.proposal.transactions) == len(raws), selection.refused
    block = application.finalize(selection.proposal)
    application.commit()
    return block


def judge(store: Store, application: Application, vm: type[PragueVM] = ProtocolVM) -> Chain:
    """py-evm's chain from the same genesis."""
    with store.snapshot() as snapshot:
        genesis = make_genesis(application.spec, snapshot)
    database = AtomicDB()
    for digest, node in genesis.nodes.items():
        database[digest] = node
    ChainDB(database).persist_header(PragueBlockHeader.deserialize(rlp.decode_list(genesis.encoded)))

    class Judge(Chain):
        chain_id = application.spec.chain_id
        vm_configuration = ((0, vm),)

    return Judge(database)


def import_block(chain: Chain, block: ExecutedBlock) -> bytes:
    raw = encode_block(block.encoded, [transaction.raw for transaction in block.transactions])
    decoded = PragueBlock.deserialize(rlp.decode(raw, "block"))
    return bytes(chain.import_block(decoded).imported_block.hash)


def test_every_block_reimports_through_py_evm_to_the_same_hash(
    store: Store, application: Application
) -> None:
    first, second = Wallet(), Wallet(OTHER_RELAY)
    item = SignedBatch(*_signed_batches(first, 1)[0])
    many = [SignedBatch(*each) for each in _signed_batches(first, 5)]
    blocks = [
        [first.anchor(), second.anchor(), first.anchor()],
        [first.anchor("twice"), second.anchor("twice")],
        [first.send(b"\xff\xff\xff\xff"), first.send(b""), second.anchor(gas=30_000)],
        [first.send(anchor_many([*many, item, many[0]]), gas=900_000)],
        [first.send(first.anchoring("many")[:-40])],
        [first.anchor() for _ in range(20)],
    ]
    chain = judge(store, application)
    for number, raws in enumerate(blocks):
        block = build(application, raws, START + 10 + number)
        assert import_block(chain, block) == block.hash, f"block {number + 1}"
    statuses = [receipt.succeeded for receipt in block.receipts]
    assert statuses == [True] * 20


def test_reverted_transactions_stand_in_the_block_with_their_gas(application: Application) -> None:
    wallet = Wallet()
    block = build(application, [wallet.send(b"\xff\xff\xff\xff"), wallet.anchor(gas=30_000)], START + 10)
    assert [receipt.succeeded for receipt in block.receipts] == [False, False]
    assert block.receipts[1].gas_used - block.receipts[0].gas_used == 30_000


def test_two_blocks_may_share_a_second(store: Store, application: Application) -> None:
    wallet = Wallet()
    chain = judge(store, application)
    for _ in range(3):
        block = build(application, [wallet.anchor()], START + 10)
        assert block.header.timestamp == START + 10
        assert import_block(chain, block) == block.hash


def test_only_the_shared_second_differs_from_prague(store: Store, application: Application) -> None:
    wallet = Wallet()
    chain = judge(store, application, PragueVM)
    first = build(application, [wallet.anchor()], START + 10)
    assert import_block(chain, first) == first.hash
    second = build(application, [wallet.anchor()], START + 10)
    with pytest.raises(ValidationError, match="timestamp must be strictly later"):
        import_block(chain, second)


def test_a_block_before_its_parent_is_no_block_for_py_evm_either(
    store: Store, application: Application
) -> None:
    wallet = Wallet()
    block = build(application, [wallet.anchor()], START + 10)
    older = PragueBlockHeader.deserialize(rlp.decode_list(block.encoded)).copy(timestamp=START - 1)
    parent = judge(store, application).get_canonical_block_header_by_number(0)
    with pytest.raises(ValidationError, match="timestamp"):
        ProtocolVM.validate_header(older, parent)


def test_the_base_fee_stays_zero_and_the_gas_limit_constant(application: Application) -> None:
    wallet = Wallet()
    for number in range(3):
        header = build(application, [wallet.anchor() for _ in range(10)], START + number).header
        assert (header.base_fee_per_gas, header.gas_limit) == (0, application.spec.gas_limit)


def test_the_parent_hash_and_the_beacon_root_are_kept_by_the_system_contracts(
    store: Store, application: Application
) -> None:
    genesis = application.tip.hash
    block = build(application, [Wallet().anchor()], START + 10)
    with store.snapshot() as snapshot:
        state = StateView(snapshot, block.header.state_root)
        assert state.storage(HISTORY_STORAGE_ADDRESS, 0).to_bytes(32, "big") == genesis
        assert state.storage(BEACON_ROOTS_ADDRESS, (START + 10) % 8191) == START + 10


def _signed_batches(wallet: Wallet, count: int) -> list[Any]:
    return [wallet.signed_batch(f"packed {count}/{number}") for number in range(count)]


def test_a_call_to_the_registry_costs_what_the_specification_allows(application: Application) -> None:
    block = build(application, [Wallet().anchor()], START + 10)
    assert block.receipts[0].gas_used <= 75_000
    assert block.receipts[0].logs[0].address == REGISTRY
