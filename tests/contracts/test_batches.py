"""Batches: one root over ids of one kind and scope."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.batches import MAX_RECORDS, BatchTree, root_of_inclusion
from contracts.errors import BatchInvalid, ProofInvalid
from contracts.ids import RecordId


def ids(count: int) -> list[RecordId]:
    return [RecordId(i.to_bytes(32, "big")) for i in range(count)]


@given(st.integers(1, 130).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n - 1))))
def test_each_record_is_proved_to_be_in_its_batch(size_and_index: tuple[int, int]) -> None:
    count, index = size_and_index
    tree = BatchTree(ids(count))
    assert root_of_inclusion(tree.ids[index], index, count, tree.proof(index)) == tree.root


def test_a_record_of_another_batch_leads_to_another_root() -> None:
    tree = BatchTree(ids(9))
    assert root_of_inclusion(RecordId(b"\xff" * 32), 4, 9, tree.proof(4)) != tree.root


def test_the_root_of_one_record_is_not_its_id() -> None:
    assert BatchTree(ids(1)).root != ids(1)[0]


def test_a_full_batch_is_accepted() -> None:
    tree = BatchTree(ids(MAX_RECORDS))
    assert len(tree.proof(MAX_RECORDS - 1)) == 16


@pytest.mark.parametrize("count", [0, MAX_RECORDS + 1])
def test_an_empty_or_overfull_batch_is_refused(count: int) -> None:
    with pytest.raises(BatchInvalid, match="1 to 65536"):
        BatchTree(ids(count))


def test_a_record_twice_in_a_batch_is_refused() -> None:
    with pytest.raises(BatchInvalid, match="twice"):
        BatchTree([*ids(3), *ids(1)])


def test_a_place_outside_the_batch_is_refused() -> None:
    tree = BatchTree(ids(3))
    with pytest.raises(BatchInvalid):
        tree.proof(3)
    with pytest.raises(ProofInvalid):
        root_of_inclusion(tree.ids[0], 3, 3, tree.proof(0))
