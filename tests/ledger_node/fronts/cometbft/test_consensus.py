"""The application under the engine's calls, message by message; the engine itself is in tests/faults."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest

from contracts.genesis import Genesis
from contracts.ids import UnixTime, hex0x
from contracts.proofs.consensus import engine_chain_id
from ledger_node import Node, open_node
from ledger_node.application import Application
from ledger_node.blocks import ExecutedBlock
from ledger_node.directory import ConsortiumDirectory
from ledger_node.errors import BlockRejected, GenesisInvalid
from ledger_node.fronts.cometbft import AbciCalls, Consensus, Mempool, Position
from ledger_node.fronts.cometbft.parts import CheckTxType, Misbehavior, Timestamp, Validator, Verdict
from ledger_node.fronts.cometbft.requests import (
    RequestCheckTx,
    RequestCommit,
    RequestEcho,
    RequestExtendVote,
    RequestFinalizeBlock,
    RequestInfo,
    RequestInitChain,
    RequestPrepareProposal,
    RequestProcessProposal,
    RequestQuery,
    RequestVerifyVoteExtension,
)
from ledger_node.fronts.cometbft.wire import Message
from ledger_node.genesis import spec_of
from ledger_node.operations.snapshots import Snapshots
from ledger_node.pool import Pool
from ledger_node.rules import LedgerState
from ledger_node.storage import Store
from ledger_node.transactions import Transaction, decode_transaction
from tests.ledger_node.network import (
    OTHER_RELAY,
    RELAY,
    SEQUENCER,
    START,
    STRANGER,
    ManualClock,
    Wallet,
    ask,
    wait_for,
)

PEER = "ab" * 20


@dataclass
class Validating:
    """An application that an engine could drive, and what it was told."""

    application: Application
    pool: Pool
    store: Store
    folder: Path
    sent: list[Transaction] = field(default_factory=list)
    heard: list[tuple[ExecutedBlock | None, Position]] = field(default_factory=list)

    def __post_init__(self) -> None:
        now = UnixTime(START + 10)
        self.mempool = Mempool(self.application, self.pool, lambda: now, self.sent.append)
        self.consensus = Consensus(self.application, self.pool, self._listen)
        self.snapshots = Snapshots(self.application, self.store, self.folder, every=4)
        self.calls = AbciCalls(self.consensus, self.mempool, self.snapshots, [PEER])

    def _listen(self, block: ExecutedBlock | None, position: Position) -> None:
        self.heard.append((block, position))
        if block is not None:
            self.mempool.committed(block.transactions)

    def ask(self, request: Message) -> Any:
        """The answer, as it comes out of both encodings."""
        answer = self.calls.answer(type(request).decode(request.encode()))
        return type(answer).decode(answer.encode())

    def check(self, *raws: bytes, kind: CheckTxType = CheckTxType.NEW) -> list[int]:
        return [self.ask(RequestCheckTx(raw, kind)).code for raw in raws]

    def decide(self, height: int, *raws: bytes, time: int = START + 10) -> Any:
        """Process, finalize and commit a height; what finalizing answered."""
        moment = Timestamp(time, 5)
        assert self.ask(RequestProcessProposal(raws, height=height, time=moment)).status == Verdict.ACCEPT
        answer = self.ask(RequestFinalizeBlock(raws, height=height, time=moment))
        self.ask(RequestCommit())
        return answer


def open_validating(store: Store, genesis: Genesis) -> Validating:
    spec = spec_of(genesis)
    application = Application(store, spec, lambda state: ConsortiumDirectory(state, spec.contracts))
    return Validating(application, Pool(), store, Path("nowhere"))


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path / "store", sync=False)
    yield opened
    opened.close()


@pytest.fixture
def validating(store: Store, genesis: Genesis) -> Validating:
    return open_validating(store, genesis)


def begin(genesis: Genesis, **changes: Any) -> RequestInitChain:
    network = spec_of(genesis).network_id
    fields: dict[str, Any] = {
        "chain_id": engine_chain_id(network),
        "app_state_bytes": f'"{hex0x(genesis.digest())}"'.encode(),
    }
    return RequestInitChain(**{**fields, **changes})


def test_a_chain_begins_with_the_hash_of_block_0(validating: Validating, genesis: Genesis) -> None:
    assert validating.ask(RequestInfo("0.38.25")).last_block_height == 0
    assert validating.ask(begin(genesis)).app_hash == validating.application.tip.hash


@pytest.mark.parametrize("changes", [{"chain_id": "tegata-other"}, {"app_state_bytes": b'"0x00"'}])
def test_an_engine_of_another_network_is_refused(
    validating: Validating, genesis: Genesis, changes: dict[str, Any]
) -> None:
    with pytest.raises(GenesisInvalid):
        validating.ask(begin(genesis, **changes))


def test_a_proposal_is_executed_once_from_preparing_to_commit(validating: Validating, wallet: Wallet) -> None:
    raws = (wallet.anchor(), wallet.anchor())
    assert validating.check(*raws) == [0, 0]
    moment = Timestamp(START + 10)
    prepared = validating.ask(RequestPrepareProposal(1 << 20, raws, height=1, time=moment))
    assert prepared.txs == raws
    answer = validating.decide(1, *raws)
    assert validating.application.executions == 1
    assert [result.code for result in answer.tx_results] == [0, 0]
    assert answer.app_hash == validating.application.tip.hash
    assert sum(result.gas_used for result in answer.tx_results) == validating.application.tip.header.gas_used


def test_nothing_is_durable_before_commit(store: Store, genesis: Genesis, wallet: Wallet) -> None:
    validating = open_validating(store, genesis)
    raw = wallet.anchor()
    first = validating.ask(RequestFinalizeBlock((raw,), height=1, time=Timestamp(START + 10)))
    again = open_validating(store, genesis)
    assert again.ask(RequestInfo("0.38.25")).last_block_height == 0
    assert again.ask(RequestFinalizeBlock((raw,), height=1, time=Timestamp(START + 10))) == first
    again.ask(RequestCommit())
    last = open_validating(store, genesis).ask(RequestInfo("0.38.25"))
    assert (last.last_block_height, last.last_block_app_hash) == (1, first.app_hash)


def test_a_height_without_transactions_makes_no_block_and_keeps_the_app_hash(
    store: Store, genesis: Genesis, wallet: Wallet
) -> None:
    validating = open_validating(store, genesis)
    first = validating.decide(1, wallet.anchor())
    assert validating.decide(2).app_hash == first.app_hash
    assert validating.application.tip.height == 1
    assert [position.height for _, position in validating.heard] == [1, 2]
    assert open_validating(store, genesis).ask(RequestInfo()).last_block_height == 2


def test_block_time_is_consensus_time_but_never_before_the_parents(
    validating: Validating, wallet: Wallet
) -> None:
    times = []
    for height, time in enumerate((START + 20, START + 15, START + 30), 1):
        validating.decide(height, wallet.anchor(), time=time)
        times.append(validating.application.tip.header.timestamp - START)
    assert times == [20, 20, 30]


def test_a_proposal_that_breaks_the_rule_is_rejected(validating: Validating, wallet: Wallet) -> None:
    strangers, ahead = Wallet(STRANGER).anchor(), wallet.anchor(nonce=7)
    for raws in ((b"garbage",), (strangers,), (ahead,), (wallet.anchor(nonce=0),) * 2):
        moment = Timestamp(START + 10)
        rejected = validating.ask(RequestProcessProposal(raws, height=1, time=moment))
        assert rejected.status == Verdict.REJECT
        with pytest.raises(Exception, match="expected"):
            validating.ask(RequestFinalizeBlock(raws, height=1, time=moment))
    with pytest.raises(BlockRejected):
        validating.ask(RequestCommit())


def test_a_transaction_that_breaks_the_block_is_not_proposed_and_the_others_are(
    validating: Validating, monkeypatch: pytest.MonkeyPatch
) -> None:
    good, poison = Wallet(), Wallet(OTHER_RELAY).anchor("poison")
    raws = (good.anchor(), poison, good.anchor(), good.anchor())
    apply = LedgerState.apply_transaction

    def broken(self: LedgerState, transaction: Any) -> Any:
        if transaction.encode() == poison:
            raise OverflowError("a bug in the machine")
        return apply(self, transaction)

    monkeypatch.setattr(LedgerState, "apply_transaction", broken)
    validating.check(*raws)
    proposed: list[bytes] = []
    for height in range(1, 6):
        waiting = tuple(raw for raw in raws if raw not in proposed and validating.pool.find(raw))
        request = RequestPrepareProposal(1 << 20, waiting, height=height, time=Timestamp(START + 10))
        chosen = validating.ask(request).txs
        validating.decide(height, *chosen)
        proposed += chosen
    assert set(proposed) == {raws[0], raws[2], raws[3]}


def test_relays_take_turns_in_a_block(validating: Validating) -> None:
    greedy, modest = Wallet(), Wallet(OTHER_RELAY)
    raws = [*(greedy.anchor(gas=3_000_000) for _ in range(12)), modest.anchor(gas=3_000_000)]
    validating.check(*raws)
    request = RequestPrepareProposal(1 << 20, tuple(raws), height=1, time=Timestamp(START + 10))
    assert raws[-1] in validating.ask(request).txs


def test_what_waits_is_checked_once_and_then_by_nonce_only(
    validating: Validating, wallet: Wallet, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = wallet.anchor(), wallet.anchor()
    assert validating.check(first, second) == [0, 0]
    monkeypatch.setattr(Application, "check", None)
    assert validating.check(first, second, kind=CheckTxType.RECHECK) == [0, 0]
    validating.decide(1, first)
    assert validating.check(first, second, kind=CheckTxType.RECHECK) == [1, 0]


def test_a_transaction_that_is_not_admissible_may_not_wait(validating: Validating, wallet: Wallet) -> None:
    assert validating.check(b"garbage", Wallet(STRANGER).anchor(), wallet.anchor(gas=7_000_000)) == [1, 1, 1]
    answer = validating.ask(RequestCheckTx(Wallet(STRANGER).anchor()))
    assert (answer.codespace, "relay key" in answer.log) == ("transaction.sender", True)
    assert len(validating.pool) == 0


def test_a_nonce_ahead_waits_here_and_goes_to_the_engine_in_its_turn(
    validating: Validating, wallet: Wallet
) -> None:
    first, second, third = (wallet.anchor() for _ in range(3))
    assert validating.check(third, second) == [1, 1]
    assert len(validating.pool) == 2, "kept, though the engine is told to drop them"
    assert validating.check(first) == [0]
    assert [each.raw for each in validating.sent] == [second, third]
    assert validating.check(second, third) == [0, 0]
    validating.mempool.drop(decode_transaction(first, validating.application.spec.chain_id))
    assert validating.check(second, third, kind=CheckTxType.RECHECK) == [1, 1], "nothing could take them"


def test_an_engine_that_begins_anew_is_handed_what_waits(validating: Validating, wallet: Wallet) -> None:
    raws = [wallet.anchor() for _ in range(3)]
    validating.check(*raws)
    assert validating.sent == []
    validating.ask(RequestInfo("0.38.25"))
    assert [each.raw for each in validating.sent] == raws


def test_a_transaction_is_handed_over_once(validating: Validating, wallet: Wallet) -> None:
    first, second = wallet.anchor(), wallet.anchor()
    validating.mempool.submit(second)
    assert validating.sent == []
    validating.mempool.submit(first)
    assert [each.raw for each in validating.sent] == [first, second]
    assert validating.check(first, second) == [0, 0]
    validating.decide(1, first)
    assert len(validating.sent) == 2


def test_what_was_refused_over_a_gap_is_handed_over_again_when_the_gap_is_closed(
    validating: Validating, wallet: Wallet
) -> None:
    first, second = wallet.anchor(), wallet.anchor()
    validating.mempool.submit(first)
    validating.mempool.submit(second)
    validating.mempool.drop(decode_transaction(first, validating.application.spec.chain_id))
    assert validating.check(second) == [1]
    validating.mempool.submit(first)
    assert [each.raw for each in validating.sent] == [first, second, first, second]


def test_one_whose_sender_was_looked_up_before_a_block_is_handed_over(
    validating: Validating, wallet: Wallet, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = wallet.anchor(), wallet.anchor()
    validating.mempool.submit(first)
    before = validating.application.nonce(wallet.address)
    assert validating.check(first) == [0]
    validating.decide(1, first)
    monkeypatch.setattr(validating.application, "nonce", lambda _sender: before)
    validating.mempool.submit(second)
    assert [each.raw for each in validating.sent] == [first, second]


def test_only_peers_of_the_network_are_let_in(validating: Validating) -> None:
    assert validating.ask(RequestQuery(path=f"/p2p/filter/id/{PEER}")).code == 0
    assert validating.ask(RequestQuery(path=f"/p2p/filter/id/{'cd' * 20}")).code == 1
    assert validating.ask(RequestQuery(path="/p2p/filter/addr/10.0.0.1:26656")).code == 0
    assert validating.ask(RequestQuery(path="/anything")).code == 1


def test_votes_carry_no_extension(validating: Validating) -> None:
    assert validating.ask(RequestExtendVote(bytes(32), 1)).vote_extension == b""
    assert validating.ask(RequestVerifyVoteExtension()).status == Verdict.ACCEPT
    assert validating.ask(RequestVerifyVoteExtension(vote_extension=b"x")).status == Verdict.REJECT
    assert validating.ask(RequestEcho("hello")).message == "hello"


def test_misbehaviour_in_a_block_is_counted(validating: Validating) -> None:
    evidence = (Misbehavior(1, Validator(bytes(20), 10), 1),)
    validating.ask(RequestFinalizeBlock((), evidence, height=1, time=Timestamp(START + 10)))
    assert validating.consensus.misdeeds == 1


def test_the_same_blocks_have_the_same_hashes_on_the_embedded_front(
    tmp_path: Path, genesis: Genesis, validating: Validating
) -> None:
    """Transactions, boundaries and times are the same; one is driven by ABCI, the other by the sequencer."""
    clock = ManualClock()
    node = open_node(tmp_path / "embedded", genesis, key=SEQUENCER, clock=clock, sync=False)
    wallets, consensus_height = (Wallet(RELAY), Wallet(OTHER_RELAY)), 0
    for number, (wallet, count, time) in enumerate(
        zip(wallets * 4, (1, 5, 2, 1, 7, 1, 1, 3), (20, 20, 21, 90, 85, 4000, 4000, 9000), strict=True), 1
    ):
        clock.now = START + time
        reverting = [wallet.send(b"\xde\xad\xbe\xef")] if number == 3 else []
        raws = [*reverting, *(wallet.anchor() for _ in range(count))]
        consensus_height += 1
        answer = validating.decide(consensus_height, *raws, time=START + time)
        if number % 3 == 0:
            consensus_height += 1
            validating.decide(consensus_height, time=START + time + 1)
        make_block(node, raws, number)
        block = ask(node, "eth_getBlockByNumber", hex(number), False)
        assert block["hash"] == hex0x(answer.app_hash), f"block {number}"
        assert int(block["timestamp"], 16) == validating.application.tip.header.timestamp
        assert len(block["transactions"]) == len(raws)
    node.close()


def make_block(node: Node, raws: list[bytes], number: int) -> None:
    """Have the sequencer make one block of `raws`: until the first nonce is there, the others wait."""
    for raw in reversed(raws):
        ask(node, "eth_sendRawTransaction", "0x" + raw.hex())
    wait_for(lambda: int(ask(node, "eth_blockNumber"), 16) == number)
    wait_for(lambda: ask(node, "tegata_status")["waiting"] == 0)
