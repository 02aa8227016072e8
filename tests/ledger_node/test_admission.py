"""One rule in check, propose and process: each refusal beside what is let in."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from contracts.acts import address_of
from contracts.addresses import CONSORTIUM, REGISTRY, STATUS
from contracts.genesis import Genesis, GenesisKey, GenesisMember
from contracts.ids import BlockHeight, UnixTime
from ledger_node.application import Application
from ledger_node.blocks import Proposal
from ledger_node.directory import ConsortiumDirectory
from ledger_node.errors import (
    BlockRejected,
    BudgetExhausted,
    FeeRefused,
    GasRefused,
    NonceRefused,
    SenderRefused,
    TargetRefused,
    TransactionRefused,
)
from ledger_node.genesis import spec_of
from ledger_node.storage import Store
from ledger_node.transactions import Transaction, decode_transaction
from tests.ledger_node.network import AUTHOR, OTHER_RELAY, START, STRANGER, Wallet, make_genesis, secret

NOW = UnixTime(START + 10)


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store(tmp_path, sync=False)
    yield opened
    opened.close()


def open_application(store: Store, genesis: Genesis) -> Application:
    spec = spec_of(genesis)
    return Application(store, spec, lambda state: ConsortiumDirectory(state, spec.contracts))


@pytest.fixture
def application(store: Store, genesis: Genesis) -> Application:
    return open_application(store, genesis)


def decoded(application: Application, raw: bytes) -> Transaction:
    return decode_transaction(raw, application.spec.chain_id)


def proposal(application: Application, *raws: bytes, time: int = NOW) -> Proposal:
    transactions = tuple(decoded(application, raw) for raw in raws)
    return Proposal(BlockHeight(application.tip.height + 1), UnixTime(time), transactions)


def refused_everywhere(application: Application, raw: bytes, refusal: type[TransactionRefused]) -> None:
    """Check, propose and process say the same."""
    with pytest.raises(refusal):
        application.check(raw, NOW)
    selection = application.propose([decoded(application, raw)], NOW)
    assert not selection.proposal.transactions
    assert [type(why) for _, why in selection.refused] == [refusal]
    with pytest.raises(BlockRejected):
        application.process(proposal(application, raw))


def test_a_relay_of_an_active_member_is_let_in_by_check_propose_and_process(application: Application) -> None:
    raw = Wallet().anchor()
    transaction = application.check(raw, NOW)
    assert application.propose([transaction], NOW).proposal.transactions == (transaction,)
    assert application.process(proposal(application, raw)).receipts[0].succeeded


@pytest.mark.parametrize("to", [REGISTRY, STATUS, CONSORTIUM])
def test_every_contract_of_the_consortium_may_be_called(application: Application, to: bytes) -> None:
    assert application.check(Wallet().send(b"", to=to), NOW).to == to


@pytest.mark.parametrize(
    "to", [bytes(19) + b"\x01", bytes(19) + b"\x0a", secret("anyone")[:20], b"", address_of(AUTHOR)]
)
def test_nothing_else_may_be_called_and_nothing_made(application: Application, to: bytes) -> None:
    refused_everywhere(application, Wallet().send(b"\x60\x00", to=to), TargetRefused)


@pytest.mark.parametrize("key", [STRANGER, AUTHOR])
def test_a_stranger_or_a_key_of_another_purpose_may_not_send(application: Application, key: bytes) -> None:
    refused_everywhere(application, Wallet(key).anchor(), SenderRefused)


@pytest.mark.parametrize(("start", "end"), [(START + 11, None), (0, START + 10)])
def test_a_relay_key_may_not_send_outside_its_window(store: Store, start: int, end: int | None) -> None:
    late = GenesisKey(address=address_of(STRANGER), purposes=("relay",), valid_from=start, valid_until=end)
    member = GenesisMember(number=3, name="Late GmbH", country="DE", roles=("carrier",), keys=(late,))
    genesis = make_genesis()
    genesis = genesis.model_copy(update={"members": (*genesis.members, member)})
    application = open_application(store, genesis)
    refused_everywhere(application, Wallet(STRANGER).anchor(), SenderRefused)
    inside = UnixTime(START + 11 if end is None else START + 9)
    assert application.check(Wallet(STRANGER).anchor(), inside)


@pytest.mark.parametrize("changes", [{"fee": 1}, {"fee": 1, "priority": 1}, {"value": 1}])
def test_fees_and_value_are_refused(application: Application, changes: dict[str, Any]) -> None:
    refused_everywhere(application, Wallet().anchor(**changes), FeeRefused)


def test_gas_above_the_cap_for_one_transaction_is_refused(application: Application) -> None:
    cap = application.spec.limits.transaction_gas
    refused_everywhere(application, Wallet().anchor(gas=cap + 1), GasRefused)
    assert application.check(Wallet().anchor(gas=cap), NOW)


def test_gas_below_what_the_transaction_surely_costs_is_refused(application: Application) -> None:
    raw = Wallet().anchor()
    read = decoded(application, raw)
    least = max(read.intrinsic_gas, read.floor_gas)
    refused_everywhere(application, Wallet().anchor("1", gas=least - 1), GasRefused)
    assert application.check(Wallet().anchor("1", gas=least), NOW)


def test_a_used_nonce_is_refused_and_a_later_one_waits(application: Application) -> None:
    wallet = Wallet()
    first = wallet.anchor()
    application.finalize(proposal(application, first))
    application.commit()
    with pytest.raises(NonceRefused):
        application.check(first, NOW)
    later = Wallet(nonce=5).anchor("later")
    assert application.check(later, NOW)
    assert not application.propose([decoded(application, later)], NOW).proposal.transactions
    with pytest.raises(BlockRejected):
        application.process(proposal(application, later))


def test_a_block_over_the_admitted_gas_is_rejected_and_none_is_proposed(store: Store) -> None:
    application = open_application(store, make_genesis(block_gas=500_000, transaction_gas=300_000))
    wallet = Wallet()
    raws = [wallet.anchor(gas=200_000) for _ in range(3)]
    transactions = [application.check(raw, NOW) for raw in raws]
    selection = application.propose(transactions, NOW)
    assert (len(selection.proposal.transactions), selection.refused) == (2, ())
    with pytest.raises(BlockRejected, match="500000"):
        application.process(proposal(application, *raws))


def test_one_member_does_not_take_the_whole_block(store: Store) -> None:
    application = open_application(store, make_genesis(member_block_gas=400_000, transaction_gas=300_000))
    wallet, other = Wallet(), Wallet(OTHER_RELAY)
    raws = [*(wallet.anchor(gas=200_000) for _ in range(3)), other.anchor(gas=200_000)]
    chosen = application.propose([application.check(raw, NOW) for raw in raws], NOW).proposal.transactions
    assert [transaction.sender for transaction in chosen] == [wallet.address, wallet.address, other.address]
    with pytest.raises(BlockRejected, match="of a member"):
        application.process(proposal(application, *raws))


@pytest.mark.parametrize(
    ("limits", "spend"),
    [
        ({"member_gas": 60_000}, lambda wallet: wallet.anchor()),
        ({"member_new_slots": 1}, lambda wallet: wallet.anchor()),
        ({"member_reverts": 1}, lambda wallet: wallet.send(b"\xff\xff\xff\xff")),
    ],
)
def test_a_member_that_has_spent_its_budget_waits_for_the_next_period(
    store: Store, limits: dict[str, int], spend: Any
) -> None:
    application = open_application(store, make_genesis(**limits, period_seconds=3_600))
    wallet, other = Wallet(), Wallet(OTHER_RELAY)
    application.finalize(proposal(application, spend(wallet)))
    application.commit()
    refused_everywhere(application, wallet.anchor("too much"), BudgetExhausted)
    assert application.check(other.anchor("of another member"), NOW)
    next_period = UnixTime((NOW // 3_600 + 1) * 3_600)
    raw = Wallet(nonce=1).anchor("later")
    assert application.check(raw, next_period)
    assert application.process(proposal(application, raw, time=next_period))


def test_budgets_survive_a_restart(store: Store) -> None:
    genesis = make_genesis(member_gas=60_000)
    application = open_application(store, genesis)
    wallet = Wallet()
    application.finalize(proposal(application, wallet.anchor()))
    application.commit()
    with pytest.raises(BudgetExhausted):
        open_application(store, genesis).check(wallet.anchor(), NOW)
