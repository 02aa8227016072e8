import pytest
import rlp as reference
from hypothesis import given
from hypothesis import strategies as st

from contracts.proofs import EvidenceRefused, Fault, rlp

items = st.recursive(st.binary(max_size=70), lambda inner: st.lists(inner, max_size=20), max_leaves=60)


@given(items)
def test_what_the_reference_encodes_is_read_back(item: rlp.Item) -> None:
    assert rlp.decode(reference.encode(item), "x") == item


@given(st.binary(max_size=90))
def test_whatever_is_accepted_is_the_only_encoding(data: bytes) -> None:
    try:
        item = rlp.decode(data, "x")
    except EvidenceRefused as error:
        assert error.fault is Fault.RLP
    else:
        assert reference.encode(item) == data


@pytest.mark.parametrize(
    "encoded",
    [
        "",
        "8100",  # a small byte with a prefix
        "817f",
        "b800",  # a long form of nothing
        "b837" + "11" * 55,  # the long form of what fits the short one
        "b90038" + "11" * 56,  # a length with a leading zero
        "83aabb",  # cut
        "80ff",  # something after
        "c281",  # a string that runs out of its list
        "c18100",
        "f800",
        "bfffffffffffffffff",  # a length of exabytes
        "ffffffffffffffffff",
        "b9",
    ],
)
def test_every_other_encoding_is_refused(encoded: str) -> None:
    with pytest.raises(EvidenceRefused) as refused:
        rlp.decode(bytes.fromhex(encoded), "x")
    assert refused.value.fault is Fault.RLP


def test_nesting_beyond_the_limit_is_refused_before_the_stack_ends() -> None:
    deep: list[object] = []
    for _ in range(40):
        deep = [deep]
    with pytest.raises(EvidenceRefused, match="deep"):
        rlp.decode(reference.encode(deep), "x")


def test_an_integer_has_no_leading_zero() -> None:
    assert rlp.integer(b"", "x") == 0
    assert rlp.integer(b"\x01\x00", "x") == 256
    with pytest.raises(EvidenceRefused):
        rlp.integer(b"\x00\x01", "x")


def test_a_list_in_a_list_of_strings_is_refused() -> None:
    assert rlp.decode_strings(reference.encode([b"a", b""]), "x") == [b"a", b""]
    for wrong in ([b"a", [b"b"]], b"a"):
        with pytest.raises(EvidenceRefused):
            rlp.decode_strings(reference.encode(wrong), "x")
