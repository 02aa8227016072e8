"""Whatever an engine or a proposer sends, two nodes answer alike; one member's greed stops nobody else."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contracts.addresses import CONSORTIUM, REGISTRY
from contracts.genesis import Genesis
from ledger_node.fronts.cometbft.parts import Timestamp, Verdict
from ledger_node.fronts.cometbft.requests import (
    RequestCheckTx,
    RequestFinalizeBlock,
    RequestPrepareProposal,
    RequestProcessProposal,
)
from ledger_node.storage import Store
from ledger_node.usage import Spent
from tests.ledger_node.fronts.cometbft.test_consensus import Validating, open_validating
from tests.ledger_node.network import OTHER_RELAY, RELAY, START, STRANGER, Wallet, make_genesis, sign_typed
from tests.ledger_node.rpc.test_fuzz import raw_transactions

EXAMPLES = settings(
    max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)
NOW = Timestamp(START + 10, 5)


@pytest.fixture(scope="module")
def pair(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Validating, Validating]]:
    with ExitStack() as stack:
        opened = []
        for name in ("one", "other"):
            store = Store(tmp_path_factory.mktemp(name), sync=False)
            stack.callback(store.close)
            opened.append(open_validating(store, make_genesis()))
        yield opened[0], opened[1]


@st.composite
def calls_of_the_contracts(draw: st.DrawFn) -> bytes:
    """A well-formed transaction: a real anchoring, or any bytes for a contract, with any right nonce."""
    wallet = Wallet(key=draw(st.sampled_from([RELAY, OTHER_RELAY, STRANGER])), nonce=draw(st.integers(0, 2)))
    gas = draw(st.sampled_from([21_000, 60_000, 200_000, 6_000_000, 6_000_001]))
    if draw(st.booleans()):
        return wallet.anchor(str(draw(st.integers(0, 3))), gas=gas)
    data = draw(st.binary(max_size=80))
    return wallet.send(data, to=draw(st.sampled_from([REGISTRY, CONSORTIUM, bytes(20)])), gas=gas)


RAWS = st.lists(calls_of_the_contracts() | raw_transactions() | st.binary(max_size=60), max_size=4).map(tuple)


@given(RAWS, st.integers(-5, 5))
@EXAMPLES
def test_two_nodes_judge_any_proposal_alike(
    pair: tuple[Validating, Validating], raws: tuple[bytes, ...], later: int
) -> None:
    moment = Timestamp(START + 10 + later, 0)
    verdicts = [each.ask(RequestProcessProposal(raws, height=1, time=moment)).status for each in pair]
    assert verdicts[0] == verdicts[1]
    if verdicts[0] == Verdict.ACCEPT and raws:
        decided = [each.ask(RequestFinalizeBlock(raws, height=1, time=moment)) for each in pair]
        assert decided[0] == decided[1]


@given(RAWS)
@EXAMPLES
def test_what_a_node_proposes_the_others_accept(
    pair: tuple[Validating, Validating], raws: tuple[bytes, ...]
) -> None:
    one, other = pair
    codes = [[each.ask(RequestCheckTx(raw)).code for raw in raws] for each in pair]
    assert codes[0] == codes[1]
    proposed = one.ask(RequestPrepareProposal(1 << 22, raws, height=1, time=NOW)).txs
    assert other.ask(RequestProcessProposal(proposed, height=1, time=NOW)).status == Verdict.ACCEPT
    for each in pair:
        for transaction in list(each.pool.waiting()):
            each.pool.drop(transaction)


@pytest.mark.parametrize(
    "limits", [{"member_gas": 400_000}, {"member_new_slots": 12}, {"member_reverts": 2}], ids=str
)
def test_a_member_that_burns_or_fills_all_it_can_stops_nobody_else(
    tmp_path: Path, limits: dict[str, int]
) -> None:
    store = Store(tmp_path, sync=False)
    node = open_validating(store, make_genesis(**limits))
    greedy, other = Wallet(), Wallet(key=OTHER_RELAY)
    for height in range(1, 40):
        wasted = greedy.send(b"\xff" * 4, gas=200_000) if "reverts" in str(limits) else greedy.anchor()
        proposed = propose(node, height, wasted)
        if not proposed:
            break
        node.decide(height, *proposed)
    else:
        raise AssertionError("the member's use is not bounded")
    assert bounded(node, limits)
    useful = other.send(b"\x00" * 4, gas=60_000)
    assert propose(node, height, useful) == (useful,), "another member goes on"
    store.close()


def propose(node: Validating, height: int, raw: bytes) -> tuple[bytes, ...]:
    node.check(raw)
    answer: Any = node.ask(RequestPrepareProposal(1 << 22, (raw,), height=height, time=NOW))
    return tuple(answer.txs)


def bounded(node: Validating, limits: dict[str, int]) -> bool:
    """Whether the member used no more than its limit and what one transaction more may."""
    spent: Spent = max(node.application.tip.usage.spent.values())
    used = {"member_gas": spent.gas, "member_new_slots": spent.new_slots, "member_reverts": spent.reverts}
    return all(used[name] <= limit + 200_000 * (name == "member_gas") + 8 for name, limit in limits.items())


def test_a_type_that_the_ledger_has_not_is_rejected_by_all(
    pair: tuple[Validating, Validating], genesis: Genesis
) -> None:
    for type_id in (3, 4, 5, 126):
        raw = sign_typed(type_id, [genesis.chain_id, 0, 0, 0, 60_000, REGISTRY, 0, b"", []], RELAY)
        for each in pair:
            assert each.ask(RequestCheckTx(raw)).code != 0
            verdict = each.ask(RequestProcessProposal((raw,), height=1, time=NOW)).status
            assert verdict == Verdict.REJECT
