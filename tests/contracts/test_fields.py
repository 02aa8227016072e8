"""Values of fields: one spelling each, and back again."""

from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.errors import RecordInvalid
from contracts.fields import (
    FieldType,
    decode_value,
    encode_decimal,
    encode_integer,
    encode_measure,
    encode_text,
)
from contracts.records.parts import render_date_time, render_decimal


@pytest.mark.parametrize("text", ["Å", "東京\n2行目", "nut\tbolt", "😀", "e\u0301"[:1]])
def test_text_in_nfc_passes(text: str) -> None:
    assert encode_text(text, "x") == text.encode()


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "empty text"),
        ("e\u0301", "form C"),
        ("a\x00b", "U\\+0000 at position 1"),
        ("\u0378", "U\\+0378"),
        ("\ue000", "U\\+E000"),
        ("a\rb", "U\\+000D"),
    ],
)
def test_text_with_a_second_spelling_or_unassigned_characters_is_refused(text: str, said: str) -> None:
    with pytest.raises(RecordInvalid, match=said):
        encode_text(text, "lines/0/description")


decimals = st.decimals(
    min_value=Decimal("-99999999999999999999"), max_value=Decimal("99999999999999999999"), places=9
)


@given(decimals)
def test_a_decimal_is_read_back_from_its_leaf(value: Decimal) -> None:
    assert decode_value(FieldType.DECIMAL, encode_decimal(value, "x")) == render_decimal(value)


def test_the_last_digit_of_the_longest_decimal_reaches_its_leaf() -> None:
    longest = "12345678901234567890.123456789"
    assert decode_value(FieldType.DECIMAL, encode_decimal(Decimal(longest), "x")) == longest


@given(st.integers(-(10**20), 10**20))
def test_an_integer_is_the_decimal_that_equals_it(value: int) -> None:
    assert encode_integer(value, "x") == encode_decimal(Decimal(value), "x")


def test_a_number_beyond_int256_is_refused() -> None:
    with pytest.raises(RecordInvalid, match="fits int256"):
        encode_integer(2**255, "x")


@given(decimals, st.sampled_from(["KGM", "LE", "JPY"]))
def test_a_measure_is_read_back_with_its_unit(value: Decimal, unit: str) -> None:
    measure = decode_value(FieldType.MEASURE, encode_measure(value, unit, "x"))
    assert measure == {"value": render_decimal(value), "unit": unit}


@pytest.mark.parametrize(
    ("type_", "value"),
    [
        (1, b""),
        (1, b"\xff"),
        (2, bytes(31)),
        (3, b"\2"),
        (4, bytes(34)),
        (4, bytes(32) + b"\xff  "),
        (5, b"x"),
    ],
)
def test_bytes_that_no_field_has_are_refused(type_: int, value: bytes) -> None:
    with pytest.raises(RecordInvalid):
        decode_value(type_, value)


@given(st.datetimes(min_value=datetime(1900, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001  # Hypothesis takes a bound without a zone
def test_a_time_has_one_spelling(moment: datetime) -> None:
    text = render_date_time(moment)
    assert datetime.fromisoformat(text) == moment
    assert text.endswith("Z")


def test_a_date_is_not_a_time() -> None:
    assert render_date_time(datetime(2026, 3, 1, tzinfo=UTC)) != date(2026, 3, 1).isoformat()
