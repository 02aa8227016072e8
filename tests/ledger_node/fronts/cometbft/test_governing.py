"""What the consortium decides and what consensus has evidence of, between the engine and the ledger."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from contracts import calls
from contracts.acts.governance import ChangeValidators, SetParameter, parameter_name
from contracts.addresses import CONSORTIUM
from contracts.artifacts import artifact
from contracts.calls import Misdeed
from contracts.genesis import Genesis
from contracts.ids import BlockHeight, MemberId, UnixTime
from ledger_node import rlp
from ledger_node.application import Application
from ledger_node.blocks import Proposal
from ledger_node.directory import ConsortiumDirectory
from ledger_node.errors import VersionUnknown
from ledger_node.fronts.cometbft import Consensus
from ledger_node.fronts.cometbft.parts import Misbehavior, Timestamp, Validator, Verdict
from ledger_node.fronts.cometbft.position import kept_misdeeds
from ledger_node.fronts.cometbft.requests import (
    RequestCommit,
    RequestFinalizeBlock,
    RequestInfo,
    RequestPrepareProposal,
    RequestProcessProposal,
)
from ledger_node.genesis import spec_of
from ledger_node.governing import consortium_words, unknown_rules, validators_in
from ledger_node.headers import decode_header
from ledger_node.misbehaviour import MisdeedsInvalid, decode_misdeeds, encode_misdeeds, root_of_misdeeds
from ledger_node.pool import Pool
from ledger_node.storage import Store
from ledger_node.transactions import decode_transaction
from tests.ledger_node.consortium import CLOSES, decision, validator, validator_key, voting_genesis
from tests.ledger_node.network import START, Wallet

TIME = START + 10
MISDEED = Misbehavior(1, Validator(b"\x0a" * 20, 10), 5, Timestamp(START + 7, 3), 40)


class Driven:
    """An application as an engine drives it, height by height."""

    def __init__(self, store: Store, genesis: Genesis, pool: Pool | None = None) -> None:
        spec = spec_of(genesis)
        self.store = store
        self.application = Application(store, spec, lambda state: ConsortiumDirectory(state, spec.contracts))
        self.consensus = Consensus(
            self.application, Pool() if pool is None else pool, lambda _block, _position: None
        )
        self.height = self.consensus.position.height

    def decide(self, *raws: bytes, misbehavior: tuple[Misbehavior, ...] = ()) -> Any:
        """Process, finalize and commit a height; what finalizing answered."""
        self.height += 1
        moment = Timestamp(TIME)
        proposed = RequestProcessProposal(raws, misbehavior, height=self.height, time=moment)
        assert self.consensus.process(proposed).status == Verdict.ACCEPT
        answer = self.consensus.finalize(
            RequestFinalizeBlock(raws, misbehavior, height=self.height, time=moment)
        )
        self.consensus.commit(RequestCommit())
        return type(answer).decode(answer.encode())

    def word(self, slot: int) -> int:
        with self.store.snapshot() as snapshot:
            return consortium_words(snapshot, self.application.tip.header.state_root)(slot)

    def recorded(self) -> int:
        """How many misdeeds stand in the Consortium."""
        return self.word(artifact("Consortium").storage["docket._misdeed_count"])


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path / "store", sync=False)
    yield opened
    opened.close()


@pytest.fixture
def driven(store: Store) -> Driven:
    return Driven(store, voting_genesis())


@pytest.fixture
def wallet() -> Wallet:
    return Wallet()


def test_the_genesis_validators_stand_in_the_consortium(driven: Driven) -> None:
    assert validators_in(driven.word) == {validator_key(number): 10 for number in (1, 2, 3, 4)}


def test_a_change_of_validators_reaches_the_engine_with_the_block_that_executes_it(
    driven: Driven, wallet: Wallet
) -> None:
    act = ChangeValidators(MemberId(1), (validator(5),), CLOSES)
    *voting, executing = decision(wallet, 1, act)
    assert driven.decide(*voting).validator_updates == ()
    (update,) = driven.decide(executing).validator_updates
    assert (update.pub_key.ed25519, update.power) == (validator_key(5), 10)
    assert driven.decide(wallet.anchor()).validator_updates == ()
    gone = ChangeValidators(MemberId(1), (validator(5, 0),), CLOSES)
    (update,) = driven.decide(*decision(wallet, 2, gone)).validator_updates
    assert (update.pub_key.ed25519, update.power) == (validator_key(5), 0)
    assert len(validators_in(driven.word)) == 4


def test_executed_again_a_block_says_the_same(tmp_path: Path, driven: Driven, wallet: Wallet) -> None:
    act = ChangeValidators(MemberId(1), (validator(5),), CLOSES)
    raws = decision(wallet, 1, act)
    first = driven.decide(*raws, misbehavior=(MISDEED,))
    other = Store(tmp_path / "other", sync=False)
    assert Driven(other, voting_genesis()).decide(*raws, misbehavior=(MISDEED,)) == first
    other.close()


def test_evidence_makes_a_block_and_stands_in_the_consortium(driven: Driven) -> None:
    before = driven.application.tip.hash
    answer = driven.decide(misbehavior=(MISDEED,))
    tip = driven.application.tip
    assert (tip.height, answer.app_hash) == (1, tip.hash)
    assert tip.hash != before
    misdeed = Misdeed(1, b"\x0a" * 20, 5, UnixTime(START + 7), 10, 40)
    assert tip.header.parent_beacon_block_root == root_of_misdeeds([misdeed])
    assert driven.recorded() == 1
    assert driven.decide(misbehavior=(MISDEED,)).app_hash != tip.hash
    assert driven.recorded() == 1, "the same again is not written twice"


def test_evidence_is_proposed_with_the_transactions_and_executed_once(driven: Driven, wallet: Wallet) -> None:
    raw = wallet.anchor()
    driven.consensus._pool.add(driven.application.check(raw, UnixTime(TIME)), 0)
    prepared = driven.consensus.prepare(
        RequestPrepareProposal(1 << 20, (raw,), (MISDEED,), height=1, time=Timestamp(TIME))
    )
    assert prepared.txs == (raw,)
    driven.decide(raw, misbehavior=(MISDEED,))
    assert driven.application.executions == 1


def test_every_block_executes_again_from_what_is_kept_of_it(
    tmp_path: Path, driven: Driven, wallet: Wallet
) -> None:
    driven.decide(wallet.anchor())
    driven.decide(misbehavior=(MISDEED,))
    driven.decide(wallet.anchor(), misbehavior=(Misbehavior(2, Validator(b"\x0b" * 20, 9), 6),) * 2)
    again = Store(tmp_path / "again", sync=False)
    copy = Driven(again, voting_genesis()).application
    with driven.store.snapshot() as snapshot:
        for height in (1, 2, 3):
            header = decode_header(snapshot.header(height) or b"")
            raws = rlp.decode_list(snapshot.body(height) or b"")
            transactions = tuple(decode_transaction(raw, copy.spec.chain_id) for raw in raws)
            misdeeds = kept_misdeeds(snapshot.front(height) or b"")
            time = UnixTime(header.timestamp)
            copy.finalize(Proposal(BlockHeight(height), time, transactions, misdeeds))
            copy.commit()
    assert copy.tip.hash == driven.application.tip.hash
    again.close()


def test_misdeeds_are_kept_as_whole_entries() -> None:
    misdeeds = (Misdeed(2, b"\x0c" * 20, 9, UnixTime(START), 7, 40),) * 2
    assert decode_misdeeds(encode_misdeeds(misdeeds)) == misdeeds
    assert kept_misdeeds(bytes(64)) == ()
    with pytest.raises(MisdeedsInvalid):
        decode_misdeeds(bytes(52))


def test_a_parameter_reaches_the_engine_before_the_block_that_it_begins_with(
    driven: Driven, wallet: Wallet
) -> None:
    act = SetParameter(MemberId(1), parameter_name("block_bytes"), 8 << 20, 4, CLOSES)
    assert driven.decide(*decision(wallet, 1, act)).consensus_param_updates.block.max_bytes == 0
    assert driven.decide(wallet.anchor()).consensus_param_updates.block.max_bytes == 0
    updates = driven.decide(wallet.anchor()).consensus_param_updates
    assert (updates.block.max_bytes, updates.version.app) == (8 << 20, 1)
    assert updates.evidence.max_age.seconds == 7 * 86_400
    assert driven.decide(wallet.anchor()).consensus_param_updates.block.max_bytes == 0


def test_software_that_does_not_know_the_rules_stops_at_the_block_that_they_begin_with(
    driven: Driven, wallet: Wallet, monkeypatch: pytest.MonkeyPatch
) -> None:
    driven.decide(*decision(wallet, 1, upgrade(to=2, at=3)))
    assert driven.decide(wallet.anchor()).consensus_param_updates.version.app == 2
    raws = (wallet.anchor(),)
    request = RequestFinalizeBlock(raws, height=3, time=Timestamp(TIME))
    for ask in (
        lambda: driven.consensus.process(RequestProcessProposal(raws, height=3, time=Timestamp(TIME))),
        lambda: driven.consensus.finalize(request),
    ):
        with pytest.raises(VersionUnknown, match="expected 1 at most, found 2"):
            ask()
    monkeypatch.setattr("ledger_node.rules.APP_VERSION", 2)
    assert driven.consensus.finalize(request).app_hash != driven.application.tip.hash


def test_a_proposer_that_does_not_know_the_rules_stops_and_drops_no_transaction(
    store: Store, wallet: Wallet
) -> None:
    pool = Pool()
    driven = Driven(store, voting_genesis(), pool)
    driven.decide(*decision(wallet, 1, upgrade(to=2, at=2)))
    waiting = decode_transaction(wallet.anchor(), driven.application.spec.chain_id)
    pool.add(waiting, waiting.nonce)
    with pytest.raises(VersionUnknown):
        driven.consensus.prepare(RequestPrepareProposal(txs=(waiting.raw,), time=Timestamp(TIME)))
    assert pool.find(waiting.raw) is not None


def test_the_engine_is_told_the_rules_of_the_next_block_whatever_else_the_software_knows(
    driven: Driven, wallet: Wallet, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("ledger_node.rules.APP_VERSION", 2)
    assert driven.consensus.info(RequestInfo()).app_version == 1, "or its engine would refuse block 1"
    driven.decide(*decision(wallet, 1, upgrade(to=2, at=3)))
    assert driven.consensus.info(RequestInfo()).app_version == 1
    assert driven.decide(wallet.anchor()).consensus_param_updates.version.app == 2
    assert driven.consensus.info(RequestInfo()).app_version == 2


def test_rules_that_the_software_does_not_know_are_seen_from_the_vote_on(
    driven: Driven, wallet: Wallet, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert unknown_rules(driven.word) is None
    driven.decide(*decision(wallet, 1, upgrade(to=2, at=9)))
    assert unknown_rules(driven.word) == (2, 9)
    monkeypatch.setattr("ledger_node.rules.APP_VERSION", 2)
    assert unknown_rules(driven.word) is None


def upgrade(to: int, at: int) -> SetParameter:
    return SetParameter(MemberId(1), parameter_name("app_version"), to, at, CLOSES)


def test_nobody_but_the_protocol_records_evidence(driven: Driven, wallet: Wallet) -> None:
    misdeed = Misdeed(1, b"\x0a" * 20, 5, UnixTime(START), 10, 40)
    forged = wallet.send(calls.record_misbehaviour(misdeed), to=CONSORTIUM)
    assert [result.code for result in driven.decide(forged).tx_results] == [1]
    assert driven.recorded() == 0
