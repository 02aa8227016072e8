"""Base64 in its one spelling."""

from base64 import b64decode, b64encode

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.proofs import EvidenceRefused, Fault, shape

DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"


@given(st.binary(max_size=90))
def test_what_base64_encodes_is_read_back(data: bytes) -> None:
    text = b64encode(data).decode()
    assert shape.base64(text, "x", 90) == data
    assert shape.base64_list([text], "x", 1, 90) == (data,)
    assert shape.render_base64(data) == text


@given(st.binary(min_size=1, max_size=30).filter(lambda data: len(data) % 3), st.sampled_from(DIGITS))
def test_a_last_digit_with_other_unused_bits_is_a_second_spelling(data: bytes, digit: str) -> None:
    text = b64encode(data).decode()
    stem, padding = text.rstrip("=")[:-1], "=" * text.count("=")
    other = f"{stem}{digit}{padding}"
    if b64encode(b64decode(other)).decode() == other:
        assert shape.base64(other, "x", 30) == b64decode(other)
        return
    for read in (lambda: shape.base64(other, "x", 30), lambda: shape.base64_list([other], "x", 1, 30)):
        with pytest.raises(EvidenceRefused, match="unused bits are zero") as refused:
            read()
        assert refused.value.fault is Fault.MEMBER


@pytest.mark.parametrize(
    "text",
    [
        "A",
        "AA",
        "AAA",
        "AA=",
        "A===",
        "====",
        "AAA=A",
        "AAAA=",
        "AAAA==",
        "AA==AAAA",
        " AAAA",
        "AAAA\n",
        "あ",
        "AA-_",
        7,
        None,
    ],
)
def test_what_is_no_padded_base64_is_refused(text: object) -> None:
    with pytest.raises(EvidenceRefused):
        shape.base64(text, "x", 90)
    with pytest.raises(EvidenceRefused):
        shape.base64_list([text], "x", 1, 90)


def test_more_than_the_limit_is_refused() -> None:
    with pytest.raises(EvidenceRefused, match="at most 48 bytes"):
        shape.chunks(shape.render_base64(bytes(64)), "x", 16, 3)
    with pytest.raises(EvidenceRefused, match="16 bytes in base64"):
        shape.chunks(shape.render_base64(bytes(17)), "x", 16, 3)
