"""RFC 6962 trees: roots, audit paths, and what a wrong path is told."""

from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts import merkle
from contracts.errors import ProofInvalid


def leaf(data: bytes) -> bytes:
    return sha256(b"\0" + data).digest()


# Test vectors that the reference implementations of RFC 6962 share (certificate-transparency, trillian).
_DATA = [b"", b"\x00", b"\x10", b"\x20\x21", b"\x30\x31", b"\x40\x41\x42\x43",
         bytes(range(0x50, 0x58)), bytes(range(0x60, 0x70))]  # fmt: skip
_ROOTS = {
    1: "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
    2: "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
    3: "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
    4: "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
    5: "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
    6: "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
    7: "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
    8: "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
}


@pytest.mark.parametrize(("count", "expected"), _ROOTS.items())
def test_roots_are_those_of_rfc_6962(count: int, expected: str) -> None:
    assert merkle.root([leaf(data) for data in _DATA[:count]]).hex() == expected


def test_the_root_of_nothing_is_the_hash_of_nothing() -> None:
    assert merkle.root([]) == sha256(b"").digest()


@pytest.mark.parametrize("count", [1, 2, 3, 40, 41, 511, 512, 513, 1_000])
def test_a_tree_of_any_size_has_the_root_of_its_levels(count: int) -> None:
    leaves = [leaf(number.to_bytes(2, "big")) for number in range(count)]
    assert merkle.levels(leaves)[-1] == [merkle.root(leaves)]


@given(st.integers(1, 70).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n - 1))))
def test_every_leaf_of_every_size_has_a_path_to_the_root(size_and_index: tuple[int, int]) -> None:
    count, index = size_and_index
    leaves = [leaf(bytes([i])) for i in range(count)]
    path = merkle.inclusion_proof(leaves, index)
    assert merkle.root_from_proof(leaves[index], index, count, path) == merkle.root(leaves)


@given(
    st.integers(2, 70).flatmap(lambda n: st.tuples(st.just(n), st.integers(0, n - 1), st.integers(0, n - 1)))
)
def test_a_path_proves_its_leaf_at_its_place_only(sizes: tuple[int, int, int]) -> None:
    count, index, other = sizes
    leaves = [leaf(bytes([i])) for i in range(count)]
    path = merkle.inclusion_proof(leaves, index)
    if other != index:
        assert merkle.root_from_proof(leaves[other], index, count, path) != merkle.root(leaves)


@pytest.mark.parametrize("change", [lambda path: path[:-1], lambda path: (*path, bytes(32))])
def test_a_path_too_short_or_too_long_is_refused(change) -> None:
    leaves = [leaf(bytes([i])) for i in range(7)]
    with pytest.raises(ProofInvalid):
        merkle.root_from_proof(leaves[3], 3, 7, change(merkle.inclusion_proof(leaves, 3)))


@pytest.mark.parametrize("index", [-1, 7])
def test_an_index_outside_the_tree_is_refused(index: int) -> None:
    leaves = [leaf(bytes([i])) for i in range(7)]
    with pytest.raises(ProofInvalid):
        merkle.inclusion_proof(leaves, index)
    with pytest.raises(ProofInvalid):
        merkle.root_from_proof(leaves[0], index, 7, ())
