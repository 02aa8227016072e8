"""Conversions: one spelling for every value, or a refusal."""

from datetime import datetime, timedelta, timezone
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from adapters.errors import ValueRefused
from adapters.nesting import nested
from adapters.sources.tree import Node
from adapters.values import Noted
from adapters.values.codes import container, country, flag, hs, imo, locode, unit
from adapters.values.numbers import count, decimal
from adapters.values.text import code, is_latin, language, text
from adapters.values.times import day, iso_of_edifact, moment, moment_in
from contracts.records.parts import render_decimal

NODE = Node("x", "/x", line=3)


@given(st.decimals(allow_nan=False, allow_infinity=False, places=9, min_value=-(10**18), max_value=10**18))
def test_a_decimal_is_read_as_the_record_spells_it(value: Decimal) -> None:
    assert decimal(format(value, "f"), NODE) == render_decimal(value)


@pytest.mark.parametrize(
    ("spelled", "read"),
    [("1500.00", "1500"), ("+5", "5"), (".5", "0.5"), ("5.", "5"), ("-0.0", "0"), ("007", "7")],
)
def test_spellings_of_a_decimal_become_one(spelled: str, read: str) -> None:
    assert decimal(spelled, NODE) == read


@pytest.mark.parametrize(
    "spelled", ["1,5", "1 000", "1e3", "", "-", "1.0000000001", "9" * 21, "٣", "0x1", "9" * 500]
)
def test_what_has_two_readings_or_none_is_refused(spelled: str) -> None:
    with pytest.raises(ValueRefused) as refused:
        decimal(spelled, NODE)
    assert refused.value.where == "/x (line 3)"


def test_an_exponent_is_read_in_a_json_number_only() -> None:
    assert decimal("1.5e3", Node("x", "/x", type="number")) == "1500"


def test_a_count_is_whole() -> None:
    assert count("12.0", NODE) == 12
    for wrong in ("1.5", "-1", "10000000000000"):
        with pytest.raises(ValueRefused):
            count(wrong, NODE)


@given(st.datetimes(), st.integers(-14 * 60, 14 * 60))
def test_a_moment_keeps_its_offset(local: datetime, minutes: int) -> None:
    value = local.replace(tzinfo=timezone(timedelta(minutes=minutes)))
    read = moment(value.isoformat(), NODE)
    assert isinstance(read, str)
    assert datetime.fromisoformat(read) == value


@pytest.mark.parametrize(
    ("spelled", "read"),
    [
        ("2026-03-01T09:30:00+09:00", "2026-03-01T09:30:00+09:00"),
        ("2026-03-01T09:30+09", "2026-03-01T09:30:00+09:00"),
        ("2026-03-01T09:30:00.500Z", "2026-03-01T09:30:00.5Z"),
        ("2026-03-01 09:30:00-0330", "2026-03-01T09:30:00-03:30"),
        ("2026-03-01T09:30:00+00:00", "2026-03-01T09:30:00Z"),
    ],
)
def test_spellings_of_a_moment_become_one(spelled: str, read: str) -> None:
    assert moment(spelled, NODE) == read


@pytest.mark.parametrize(
    "spelled",
    [
        "2026-03-01",
        "2026-02-30T00:00:00Z",
        "2026-03-01T24:00:00Z",
        "2026-03-01T09:30:60Z",
        "noon",
        "2026-03-01T09:30:00+15:00",
    ],
)
def test_what_is_no_moment_is_refused(spelled: str) -> None:
    with pytest.raises(ValueRefused):
        moment(spelled, NODE)


def test_a_local_time_is_read_by_the_country_and_marked() -> None:
    read = moment_in("JP")("2026-03-01T09:30:00", NODE)
    assert isinstance(read, Noted)
    assert (read.value, read.code) == ("2026-03-01T09:30:00+09:00", "time.no_offset")
    assert read.default


@pytest.mark.parametrize(
    "spelled", ["2026-02-29", "26-02-01", "01/02/2026", "2026-2-1", "2026-03-01T00:00:00"]
)
def test_what_is_no_day_is_refused(spelled: str) -> None:
    with pytest.raises(ValueRefused):
        day(spelled, NODE)


def test_days_are_days() -> None:
    assert day("2026/03/01", NODE) == "2026-03-01"
    assert isinstance(day("2026-03-01+09:00", NODE), Noted)


@pytest.mark.parametrize(
    ("value", "format_", "read"),
    [
        ("20260304", "102", "2026-03-04"),
        ("260304", "101", "2026-03-04"),
        ("202603040740", "203", "2026-03-04T07:40:00"),
        ("20260304074001", "204", "2026-03-04T07:40:01"),
        ("202603040740UTC", "303", "2026-03-04T07:40:00Z"),
        ("202603040740+0900", "303", "2026-03-04T07:40:00+0900"),
        ("20260304074001+09", "304", "2026-03-04T07:40:01+09"),
    ],
)
def test_times_of_edifact_are_read_by_their_format(value: str, format_: str, read: str) -> None:
    assert iso_of_edifact(value, format_, NODE) == read


@pytest.mark.parametrize(
    ("value", "format_"), [("2026", "102"), ("20260304", "718"), ("202603040740JST", "303")]
)
def test_a_time_that_its_format_does_not_fit_is_refused(value: str, format_: str) -> None:
    with pytest.raises(ValueRefused):
        iso_of_edifact(value, format_, NODE)


def test_countries_are_iso_3166() -> None:
    assert country("JP", NODE) == "JP"
    for spelled in ("jp", "JPN", "Japan"):
        read = country(spelled, NODE)
        assert isinstance(read, Noted)
        assert read.value == "JP"
    for wrong in ("UK", "Nippon", "ZZ", ""):
        with pytest.raises(ValueRefused):
            country(wrong, NODE)


def test_units_are_rec_20_and_slips_are_noted() -> None:
    assert unit("KGM", NODE) == "KGM"
    pieces, slip = unit("pcs", NODE), unit("KG", NODE)
    assert isinstance(pieces, Noted)
    assert isinstance(slip, Noted)
    assert (pieces.value, slip.value) == ("C62", "KG")
    with pytest.raises(ValueRefused):
        unit("TON", NODE)


def test_codes_and_identifiers_are_checked() -> None:
    assert hs("8482.10", NODE) == "848210"
    assert locode("JP YOK", NODE) == "JPYOK"
    assert imo("IMO 9074729", NODE) == "9074729"
    assert isinstance(imo("9074728", NODE), Noted)
    assert container("CSQU3054383", NODE) == "CSQU3054383"
    assert isinstance(container("CSQU3054384", NODE), Noted)
    assert flag("いいえ", NODE) is False
    assert language("EN_us", NODE) == "en-US"
    for convert, wrong in (
        (hs, "848"),
        (locode, "XXYOK"),
        (imo, "12345"),
        (code, "a b"),
        (flag, "maybe"),
        (language, "Japanese"),
    ):
        with pytest.raises(ValueRefused):
            convert(wrong, NODE)


def test_text_is_one_line_in_form_c_of_assigned_characters() -> None:
    assert text("  a\n\t b ", NODE) == "a b"
    read = text("e\u0301", NODE)
    assert isinstance(read, Noted)
    assert read.value == "\u00e9"
    for wrong in ("\ue000", "a\u0007b", "\U000e0080", "x" * 4_001):
        with pytest.raises(ValueRefused):
            text(wrong, NODE)


def test_scripts_are_told_apart() -> None:
    assert is_latin("Công ty 12 (Ltd.)")
    assert not is_latin("例示 Trading")


def test_an_item_of_a_list_that_got_no_value_leaves_no_gap() -> None:
    data, renamed = nested({"lines/0/a": "1", "lines/2/a": "3", "lines/10/a": "4"})
    assert data == {"lines": [{"a": "1"}, {"a": "3"}, {"a": "4"}]}
    assert renamed["lines/10/a"] == "lines/2/a"
