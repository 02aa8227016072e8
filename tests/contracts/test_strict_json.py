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


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b'{"a": 1, "a": 1}', "each key once, found a"),
        (b'[{"x": {"b": 1, "c": 2, "b": 3}}]', "each key once, found b"),
        (b'{"a": NaN}', "a number, found NaN"),
        (b"[1,\n2,]", "line 2, column"),
        (b'{"a": "\xff"}', "byte 7: expected UTF-8"),
        (b"[" * 100_000 + b"]" * 100_000, "100000 levels"),
        (b'{"a":' * 100_000, "100000 levels"),
        (b'["\\"[[["' + b"," + b"[" * 64 + b"]" * 65, "65 levels"),
        (b"", "expected JSON"),
    ],
)
def test_a_second_reading_is_refused(data: bytes, said: str) -> None:
    with pytest.raises(JsonInvalid, match=said):
        loads(data)
