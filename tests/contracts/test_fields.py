"""Flattening: a scalar at each path, in one order and one spelling."""

from datetime import UTC, date, datetime
from decimal import Decimal
from hashlib import sha256
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.errors import RecordInvalid
from contracts.fields import (
    FieldType,
    decode_value,
    encode_decimal,
    encode_measure,
    encode_text,
    flatten,
    paths_digest,
)
from contracts.records import parse_record
from contracts.records.parts import render_date_time, render_decimal


def test_a_certificate_has_its_schema_its_path_list_and_a_scalar_at_each_path(
    certificate: dict[str, Any],
) -> None:
    fields = {field.path: field for field in flatten(parse_record(1, certificate)).fields}
    assert fields[""].value == b"tegata/origin-certificate/1"
    assert fields["lines/0/quantity"].type == FieldType.MEASURE
    assert decode_value(*fields["lines/0/gross_mass"][1:]) == {"value": "312.5", "unit": "KGM"}
    assert fields["exporter/name_local"].value.decode() == "Công ty CP May Tân Long"
    assert decode_value(*fields["retroactive"][1:]) is False
    assert decode_value(*fields["audience/1"][1:]) == "2"


def test_the_field_hash_lists_all_other_paths(certificate: dict[str, Any]) -> None:
    flattened = flatten(parse_record(1, certificate))
    others = sorted(path.encode() for path in flattened.paths if path != "#")
    listed = dict(zip(flattened.paths, flattened.typed, strict=True))["#"]
    assert listed == b"\1" + sha256(b"\n".join(others)).hexdigest().encode()
    assert paths_digest([path for path in flattened.paths if path != "#"]) == listed[1:]


def test_fields_are_sorted_by_the_bytes_of_their_paths(certificate: dict[str, Any]) -> None:
    certificate["lines"] = certificate["lines"] * 11
    paths = [path.encode() for path in flatten(parse_record(1, certificate)).paths]
    assert paths == sorted(paths)


def test_what_is_absent_has_no_field(certificate: dict[str, Any]) -> None:
    certificate["remarks"] = None
    certificate["audience"] = []
    paths = flatten(parse_record(1, certificate)).paths
    assert not [path for path in paths if path.startswith(("remarks", "audience"))]


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


@given(st.datetimes(min_value=datetime(1900, 1, 1), timezones=st.just(UTC)))  # noqa: DTZ001
def test_a_time_has_one_spelling(moment: datetime) -> None:
    text = render_date_time(moment)
    assert datetime.fromisoformat(text) == moment
    assert text.endswith("Z")


def test_a_date_is_not_a_time() -> None:
    assert render_date_time(datetime(2026, 3, 1, tzinfo=UTC)) != date(2026, 3, 1).isoformat()
