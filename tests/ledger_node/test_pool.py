import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger_node.errors import NonceRefused, PoolFull, TransactionKnown
from ledger_node.pool import Pool
from ledger_node.transactions import Transaction, decode_transaction
from tests.ledger_node.network import OTHER_RELAY, RELAY, Wallet


def waiting(nonce: int, key: bytes = RELAY, data: bytes = b"") -> Transaction:
    return decode_transaction(Wallet(key).send(data, nonce=nonce), 743_001)


def test_transactions_come_out_in_nonce_order_however_they_arrive() -> None:
    pool = Pool()
    for nonce in (2, 0, 1):
        pool.add(waiting(nonce), 0)
    assert [each.nonce for each in pool.ready(10**9)] == [0, 1, 2]


def test_a_gap_holds_back_what_comes_after_it() -> None:
    pool = Pool()
    pool.add(waiting(1), 0)
    assert not pool.has_ready()
    assert pool.next_nonce(waiting(1).sender, 0) == 0
    pool.add(waiting(0), 0)
    assert pool.has_ready()
    assert pool.next_nonce(waiting(1).sender, 0) == 2


def test_what_waits_is_not_replaced() -> None:
    pool = Pool()
    pool.add(waiting(0), 0)
    with pytest.raises(TransactionKnown):
        pool.add(waiting(0), 0)
    with pytest.raises(NonceRefused, match="taken"):
        pool.add(waiting(0, data=b"other"), 0)


def test_senders_take_turns() -> None:
    pool = Pool()
    for nonce in range(3):
        pool.add(waiting(nonce), 0)
    pool.add(waiting(0, OTHER_RELAY), 0)
    first, second, *_ = pool.ready(10**9)
    assert first.sender != second.sender


def test_only_as_much_comes_out_as_the_gas_allows() -> None:
    pool = Pool()
    for nonce in range(3):
        pool.add(waiting(nonce), 0)
    assert len(pool.ready(2 * waiting(0).gas)) == 2


def test_a_full_pool_and_a_nonce_too_far_ahead_are_refused() -> None:
    pool = Pool(capacity=2, sender_capacity=2)
    with pytest.raises(NonceRefused):
        pool.add(waiting(2), 0)
    pool.add(waiting(0), 0)
    pool.add(waiting(1), 0)
    with pytest.raises(PoolFull):
        pool.add(waiting(0, OTHER_RELAY), 0)


@given(st.permutations(range(6)), st.integers(0, 6))
def test_what_is_in_a_block_waits_no_more_and_the_rest_does(order: list[int], committed: int) -> None:
    pool = Pool()
    transactions = {nonce: waiting(nonce) for nonce in order}
    for nonce in order:
        pool.add(transactions[nonce], 0)
    pool.remove(transactions[nonce] for nonce in range(committed))
    assert [each.nonce for each in pool.ready(10**9)] == list(range(committed, 6))
    assert len(pool) == 6 - committed
    assert pool.next_nonce(transactions[0].sender, committed) == 6


def test_a_dropped_transaction_is_forgotten() -> None:
    pool = Pool()
    dropped = waiting(0)
    pool.add(dropped, 0)
    pool.drop(dropped)
    assert (len(pool), pool.get(dropped.hash), pool.has_ready()) == (0, None, False)
    pool.add(dropped, 0)
    assert pool.get(dropped.hash) is dropped


def test_what_waits_under_a_nonce_that_was_used_meanwhile_is_forgotten() -> None:
    pool = Pool()
    pool.add(waiting(0), 0)
    pool.add(waiting(1), 1)
    assert [each.nonce for each in pool.waiting()] == [1]
    pool.remove([waiting(5)])
    assert (len(pool), pool.has_ready()) == (0, False)


def test_a_nonce_that_was_read_before_a_block_does_not_hold_back_what_comes_after_it() -> None:
    pool = Pool()
    pool.add(waiting(0), 0)
    pool.remove([waiting(0)])
    pool.add(waiting(1), 0)
    assert [each.nonce for each in pool.ready(10**9)] == [1]


def test_what_others_put_into_a_block_counts_too() -> None:
    pool = Pool()
    pool.remove([waiting(0)])
    pool.add(waiting(1), 0)
    assert pool.is_ready(waiting(1))
    with pytest.raises(NonceRefused):
        pool.add(waiting(0), 0)
