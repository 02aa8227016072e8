"""Ed25519 as RFC 8032 §7.1 shows it, and everything that is no signature."""

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given
from hypothesis import strategies as st

from contracts.ed25519 import is_signed

ORDER = 2**252 + 27742317777372353535851937790883648493
KEY = bytes.fromhex("3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c")
MESSAGE = b"\x72"
SIGNATURE = bytes.fromhex(
    "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
    "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00"
)


def test_the_vector_of_the_standard_is_signed() -> None:
    assert is_signed(KEY, MESSAGE, SIGNATURE)


@given(st.binary(min_size=32, max_size=32), st.binary(max_size=200))
def test_what_another_library_signs_is_signed(secret: bytes, message: bytes) -> None:
    key = Ed25519PrivateKey.from_private_bytes(secret)
    public = key.public_key().public_bytes_raw()
    assert is_signed(public, message, key.sign(message))
    assert not is_signed(public, message + b"x", key.sign(message))


@given(st.integers(0, 511))
def test_no_changed_bit_leaves_it_signed(bit: int) -> None:
    changed = (int.from_bytes(SIGNATURE, "big") ^ 1 << bit).to_bytes(64, "big")
    assert not is_signed(KEY, MESSAGE, changed)


def test_a_second_encoding_of_the_signature_is_none() -> None:
    beyond = int.from_bytes(SIGNATURE[32:], "little") + ORDER
    assert not is_signed(KEY, MESSAGE, SIGNATURE[:32] + beyond.to_bytes(32, "little"))


@pytest.mark.parametrize(
    ("key", "signature"),
    [
        pytest.param(KEY[:31], SIGNATURE, id="a short key"),
        pytest.param(KEY + b"\0", SIGNATURE, id="a long key"),
        pytest.param(bytes(32), SIGNATURE, id="a key of small order"),
        pytest.param(b"\xff" * 32, SIGNATURE, id="no point"),
        pytest.param(KEY, SIGNATURE[:63], id="a short signature"),
        pytest.param(KEY, SIGNATURE + b"\0", id="a long signature"),
        pytest.param(KEY, b"", id="no signature"),
        pytest.param(KEY, bytes(64), id="zeros"),
    ],
)
def test_what_is_no_key_or_no_signature_is_answered_no(key: bytes, signature: bytes) -> None:
    assert not is_signed(key, MESSAGE, signature)
