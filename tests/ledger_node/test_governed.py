"""What votes change in admission, the same under either front."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from contracts.acts.governance import ListContract, SuspendMember
from contracts.genesis import EmbeddedFront, Genesis, GenesisHandover
from contracts.ids import Address, BlockHeight, MemberId, UnixTime
from contracts.keccak import keccak
from ledger_node import rlp
from ledger_node.application import Application
from ledger_node.blocks import Proposal
from ledger_node.directory import ConsortiumDirectory
from ledger_node.errors import SenderRefused, TargetRefused
from ledger_node.genesis import spec_of
from ledger_node.governing import Overlay, consortium_words, validators_in
from ledger_node.storage import Store
from ledger_node.transactions import decode_transaction
from tests.ledger_node.consortium import CLOSES, VOTERS, decision, validator_key, voting_genesis
from tests.ledger_node.network import SEQUENCER, START, Wallet

NOW = UnixTime(START + 10)
CODE = bytes.fromhex("6001600c60003960016000f3") + b"\x00"
"""Creates a contract of one byte, which stops."""


@pytest.fixture
def open_ledger(tmp_path: Path) -> Iterator[Callable[[Genesis], Application]]:
    stores: list[Store] = []

    def opened(genesis: Genesis) -> Application:
        stores.append(Store(tmp_path / str(len(stores)), sync=False))
        spec = spec_of(genesis)
        return Application(stores[-1], spec, lambda state: ConsortiumDirectory(state, spec.contracts))

    yield opened
    for store in stores:
        store.close()


@pytest.fixture
def application(open_ledger: Callable[[Genesis], Application]) -> Application:
    return open_ledger(voting_genesis())


def commit(application: Application, *raws: bytes) -> list[bool]:
    """Make a block of these; which of its transactions succeeded."""
    selection = application.propose([application.check(raw, NOW) for raw in raws], NOW)
    block = application.finalize(selection.proposal)
    application.commit()
    return [receipt.succeeded for receipt in block.receipts]


def test_a_suspended_members_relay_is_refused_from_the_next_block_on(application: Application) -> None:
    wallet = Wallet()
    act = SuspendMember(MemberId(1), MemberId(1), CLOSES)
    assert commit(application, *decision(wallet, 1, act)) == [True] * 4
    with pytest.raises(SenderRefused):
        application.check(wallet.anchor(), NOW)


def test_code_that_is_listed_is_created_and_its_contract_called_once_that_is_listed_too(
    application: Application,
) -> None:
    wallet = Wallet()
    with pytest.raises(TargetRefused):
        application.check(wallet.send(CODE, to=b"", nonce=0), NOW)
    wallet.nonce = 0
    listed = ListContract(MemberId(1), Address(keccak(CODE)[12:]), True, CLOSES)
    assert commit(application, *decision(wallet, 1, listed)) == [True] * 4
    with pytest.raises(TargetRefused):
        application.check(wallet.send(CODE + b"\x00", to=b"", nonce=4), NOW)
    wallet.nonce = 4
    made = Address(keccak(rlp.encode([wallet.address, rlp.encode_uint(wallet.nonce)]))[12:])
    assert commit(application, wallet.send(CODE, to=b"")) == [True]
    with pytest.raises(TargetRefused):
        application.check(wallet.send(b"", to=made, nonce=5), NOW)
    wallet.nonce = 5
    assert (
        commit(application, *decision(wallet, 2, ListContract(MemberId(1), made, True, CLOSES))) == [True] * 4
    )
    assert commit(application, wallet.send(b"", to=made)) == [True]


def test_the_validators_that_take_a_ledger_over_are_registered_in_their_first_block(
    open_ledger: Callable[[Genesis], Application],
) -> None:
    voting = voting_genesis()
    alone = voting.model_copy(update={"front": EmbeddedFront(sequencer=SEQUENCER.public)})
    ledger = open_ledger(alone)
    commit(ledger, Wallet().anchor())
    handover = GenesisHandover(
        sequencer=SEQUENCER.public, number=1, hash=ledger.tip.hash, signature=b"\x01" * 64
    )
    front = voting.front.model_copy(update={"handover": handover})
    ledger.spec = spec_of(alone.model_copy(update={"front": front}))
    raw = Wallet(nonce=1).anchor("after")
    transaction = decode_transaction(raw, ledger.spec.chain_id)
    block = ledger.finalize(Proposal(BlockHeight(2), NOW, (transaction,)))
    with ledger._store.snapshot() as snapshot:
        read = consortium_words(Overlay(block.nodes, snapshot), block.header.state_root)
        assert validators_in(read) == {validator_key(number): 10 for number in range(1, VOTERS + 1)}
    assert block.decided.validators == (), "the engine has them from its own genesis"
