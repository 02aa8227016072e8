"""What goes into a transaction: order kept, limits kept, an act alone."""

from hypothesis import given
from hypothesis import strategies as st

from contracts.acts import Batch
from contracts.calls import MAX_ITEMS, SignedBatch
from contracts.ids import BatchRoot, MemberId, Signature, UnixTime
from gateway.outbox.packing import TRANSACTION_GAS, AnchorItem, Item, StatusItem, pack


def batch(number: int, *, alone: bool = False) -> AnchorItem:
    root = BatchRoot(number.to_bytes(32, "big"))
    signed = SignedBatch(Batch(root, 1, 3, 0, MemberId(2), UnixTime(2**31)), Signature(bytes(65)))
    return AnchorItem(number, number, signed, alone)


def act(number: int) -> StatusItem:
    return StatusItem(number, number, b"\x01\x02\x03\x04")


def items(kinds: str) -> list[Item]:
    made = {"b": batch, "a": act}
    return [batch(n, alone=True) if k == "p" else made[k](n) for n, k in enumerate(kinds)]


@given(st.text(alphabet="bap", max_size=200), st.integers(1, 64))
def test_everything_goes_once_and_in_order(kinds: str, most: int) -> None:
    waiting = items(kinds)
    parcels = pack(waiting, most)
    assert [item for parcel in parcels for item in parcel.items] == waiting
    for parcel in parcels:
        assert 1 <= len(parcel.items) <= min(most, MAX_ITEMS)
        assert parcel.gas <= TRANSACTION_GAS
        if len(parcel.items) > 1:
            assert all(isinstance(item, AnchorItem) and not item.alone for item in parcel.items)


def test_sixty_four_batches_fit_one_transaction() -> None:
    assert [len(parcel.items) for parcel in pack(items("b" * 64), 64)] == [64]


def test_one_batch_is_anchored_by_itself_and_several_together() -> None:
    single, several = pack(items("b"), 64)[0], pack(items("bb"), 64)[0]
    assert single.calldata[:4] != several.calldata[:4]
    assert pack(items("a"), 64)[0].calldata == b"\x01\x02\x03\x04"


def test_an_act_does_not_overtake_the_batch_before_it() -> None:
    parcels = pack(items("bbabb"), 64)
    assert [[item.no for item in parcel.items] for parcel in parcels] == [[0, 1], [2], [3, 4]]
