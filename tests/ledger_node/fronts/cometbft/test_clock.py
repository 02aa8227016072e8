"""Clocks that jump: the engine's time by years and backwards, a node's own however it likes.

The engine's time is a median of validators' clocks, which one of four can't move; here all of them are wrong.
"""

from collections.abc import Iterator
from pathlib import Path

import pytest

from contracts.acts import address_of
from contracts.genesis import Genesis
from contracts.ids import UnixTime
from ledger_node.fronts.cometbft import Mempool
from ledger_node.fronts.cometbft.parts import Timestamp
from ledger_node.fronts.cometbft.requests import RequestPrepareProposal
from ledger_node.storage import Store
from tests.ledger_node.fronts.cometbft.test_consensus import Validating, open_validating
from tests.ledger_node.network import OTHER_RELAY, RELAY, START, Wallet

HOUR, YEAR = 3_600, 366 * 86_400
JUMPS = {
    "an hour ahead and back": (START + 10, START + HOUR, START + 20, START + 30),
    "years ahead and back": (START + 10, START + 40 * YEAR, START + 20, START + 30),
    "backwards, below genesis": (START + HOUR, START + 10, START - YEAR, 0),
}


@pytest.fixture
def pair(tmp_path: Path, genesis: Genesis) -> Iterator[tuple[Validating, Validating]]:
    """Two validators of one network."""
    stores = [Store(tmp_path / name, sync=False) for name in ("one", "other")]
    one, other = (open_validating(store, genesis) for store in stores)
    yield one, other
    for store in stores:
        store.close()


@pytest.mark.parametrize("times", JUMPS.values(), ids=JUMPS)
def test_blocks_go_on_and_their_time_never_goes_back(
    pair: tuple[Validating, Validating], wallet: Wallet, times: tuple[int, ...]
) -> None:
    one, other = pair
    latest = START
    for height, time in enumerate(times, 1):
        raw = wallet.anchor()
        prepared = _prepared(one, raw, height, time)
        assert prepared == (raw,), "what waits is proposed, whatever the time"
        hashes = {each.decide(height, *prepared, time=time).app_hash for each in (one, other)}
        latest = max(latest, time)
        assert one.application.tip.header.timestamp == latest
        assert hashes == {one.application.tip.hash}
        assert one.consensus.position.time == time


def test_an_act_that_a_jump_has_let_expire_is_refused_and_the_chain_goes_on(
    pair: tuple[Validating, Validating], wallet: Wallet
) -> None:
    one, _ = pair
    (in_time,) = one.decide(1, wallet.anchor(), time=START + 10).tx_results
    (expired,) = one.decide(2, wallet.anchor(), time=START + 4 * YEAR).tx_results
    (still,) = one.decide(3, wallet.anchor(), time=START + 20).tx_results
    assert [in_time.code, expired.code, still.code] == [0, 1, 1], "the wallet's acts are for three years"
    assert one.application.tip.height == 3


def test_budgets_of_a_period_are_not_given_twice_when_time_goes_back(
    pair: tuple[Validating, Validating], wallet: Wallet
) -> None:
    one, _ = pair
    one.decide(1, wallet.anchor(), time=START + 2 * HOUR)
    period, spent = one.application.tip.usage.period, dict(one.application.tip.usage.spent)
    one.decide(2, wallet.anchor(), time=START + 10)
    usage = one.application.tip.usage
    assert usage.period == period
    assert all(usage.spent[member].gas > before.gas for member, before in spent.items())


@pytest.mark.parametrize("own", [0, START - YEAR, START + 40 * YEAR], ids=["1970", "behind", "ahead"])
def test_a_nodes_own_clock_changes_no_block(
    pair: tuple[Validating, Validating], wallet: Wallet, own: int
) -> None:
    one, other = pair
    other.mempool = Mempool(other.application, other.pool, lambda: UnixTime(own), other.sent.append)
    raws = [wallet.anchor(), Wallet(key=OTHER_RELAY).anchor()]
    for validating in pair:
        for raw in raws:
            validating.mempool.submit(raw)
    assert {each.sender for each in other.sent} == {address_of(RELAY), address_of(OTHER_RELAY)}
    hashes = {each.decide(1, *raws, time=START + 10).app_hash for each in (one, other)}
    assert len(hashes) == 1


def _prepared(validating: Validating, raw: bytes, height: int, time: int) -> tuple[bytes, ...]:
    validating.mempool.submit(raw)
    request = RequestPrepareProposal(1 << 20, (raw,), height=height, time=Timestamp(time))
    chosen: tuple[bytes, ...] = validating.ask(request).txs
    return chosen
