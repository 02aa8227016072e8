"""Many values at once give what one at a time would."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.columns import cut, taker
from contracts.errors import RecordInvalid
from contracts.fields import encode_text, encode_texts


@given(st.integers(1, 40), st.integers(0, 60))
def test_pieces_joined_are_the_whole(size: int, count: int) -> None:
    data = bytes(number % 251 for number in range(size * count))
    pieces = cut(data, size)
    assert len(pieces) == count
    assert b"".join(pieces) == data
    assert {len(piece) for piece in pieces} <= {size}


def test_many_pieces_are_cut_like_few() -> None:
    data = bytes(16 * 5_000)
    assert cut(data, 16) == (bytes(16),) * 5_000


def test_bytes_that_are_no_multiple_of_the_size_are_refused() -> None:
    with pytest.raises(ValueError, match="33 bytes are no multiple of 16"):
        cut(bytes(33), 16)


@pytest.mark.parametrize("keys", [(), (2,), (0, 2), (2, 0, 1)])
def test_a_taker_gives_a_sequence_whatever_the_number_of_keys(keys: tuple[int, ...]) -> None:
    assert list(taker(keys)("abc")) == ["abc"[key] for key in keys]


texts = st.lists(st.text(st.characters(codec="utf-8") | st.sampled_from("\n\t\1e\u0301"), max_size=6))


@given(texts)
def test_texts_together_are_encoded_or_refused_like_each_alone(some: list[str]) -> None:
    places = [str(number) for number in range(len(some))]
    try:
        expected = [b"\1" + encode_text(text, place) for text, place in zip(some, places, strict=True)]
    except RecordInvalid as refusal:
        with pytest.raises(RecordInvalid) as again:
            encode_texts(some, places)
        assert again.value.message == refusal.message
    else:
        assert encode_texts(some, places) == expected
