"""JSON that two readers could read differently is refused."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.errors import TegataError
from contracts.strict_json import JsonInvalid, loads

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=20,
)


@given(values)
def test_any_json_is_read_back(value: object) -> None:
    assert loads(json.dumps(value)) == value
    assert loads(json.dumps(value).encode()) == value


@given(st.binary(max_size=200))
def test_any_bytes_are_read_or_refused(data: bytes) -> None:
    try:
        loads(data)
    except TegataError as error:
        assert error.code == "json.invalid"


def test_brackets_inside_text_are_no_nesting() -> None:
    assert loads(json.dumps(["[" * 1_000, '\\"{' * 500])) == ["[" * 1_000, '\\"{' * 500]


def test_200_levels_of_nesting_are_read() -> None:
    assert json.dumps(loads(b"[" * 200 + b"]" * 200)) == "[" * 200 + "]" * 200


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b'{"a": 1, "a": 1}', 'duplicate key "a"'),
        (b'[{"x": {"b": 1, "c": 2, "b": 3}}]', 'duplicate key "b"'),
        (b'{"a": 1, "\\u0061": 1}', 'duplicate key "a"'),
        (b'{"a": NaN}', "line 1, column 7: expected JSON with one reading"),
        (b'{"a": -Infinity}', "invalid number"),
        (b"[1,\n2,]", "line 2, column 3"),
        (b"[1] 2", "trailing characters"),
        (b'\xef\xbb\xbf{"a": 1}', "line 1, column 1"),
        (b'{"a": "\xff"}', "byte 7: expected UTF-8, found 0xff"),
        (b'{"a": "\\ud800"}', "line 1, column 14"),
        ('{"a": "\ud800"}', r"character 7: expected UTF-8, found U\+D800"),
        (b"[" * 202 + b"]" * 202, "recursion limit"),
        (b"[" * 100_000 + b"]" * 100_000, "recursion limit"),
        (b'{"a":' * 100_000, "recursion limit"),
        (b"9" * 5_000, "number out of range"),
        (b"", "JSON with one reading"),
    ],
)
def test_a_second_reading_is_refused(data: bytes | str, said: str) -> None:
    with pytest.raises(JsonInvalid, match=said):
        loads(data)
