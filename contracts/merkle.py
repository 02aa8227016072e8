"""Merkle trees as RFC 6962 §2.1 defines them, over SHA-256, from leaf hashes that are already made."""

from collections.abc import Sequence
from functools import lru_cache
from hashlib import sha256

from contracts.errors import ProofInvalid

NODE = b"\x01"
EMPTY_ROOT = sha256(b"").digest()
_KEPT_LEAVES = 512
"""The order of pairs is remembered for trees up to this size, so that no input can fill the memory."""


def node_hash(left: bytes, right: bytes) -> bytes:
    """The hash of an inner node."""
    return sha256(NODE + left + right).digest()


def root(leaves: Sequence[bytes]) -> bytes:
    """The root over `leaves` (32-byte leaf hashes); SHA-256 of nothing for no leaves."""
    if not leaves:
        return EMPTY_ROOT
    nodes, sha, prefix = list(leaves), sha256, NODE
    add = nodes.append
    count = len(leaves)
    for left, right in _kept_pairs(count) if count <= _KEPT_LEAVES else _pairs(count):
        add(sha(prefix + nodes[left] + nodes[right]).digest())
    return nodes[-1]


def _pairs(count: int) -> tuple[tuple[int, int], ...]:
    """Which nodes of a tree over `count` leaves are hashed together, each result following all nodes before.

    RFC 6962 splits at the largest power of two below the count, which is what pairing neighbours level by
    level and carrying an odd last one upwards gives.
    """
    pairs: list[tuple[int, int]] = []
    level = list(range(count))
    while len(level) > 1:
        above = list(zip(level[::2], level[1::2], strict=False))
        following = count + len(pairs)
        pairs += above
        level = [*range(following, following + len(above)), *level[2 * len(above) :]]
    return tuple(pairs)


_kept_pairs = lru_cache(maxsize=256)(_pairs)


def levels(leaves: Sequence[bytes]) -> list[list[bytes]]:
    """Every level of the tree, leaves first, root last: for making many proofs of one tree."""
    tree = [list(leaves)]
    while len(tree[-1]) > 1:
        level = tree[-1]
        above = [node_hash(level[i], level[i + 1]) for i in range(0, len(level) - 1, 2)]
        if len(level) & 1:
            above.append(level[-1])
        tree.append(above)
    return tree


def proof_from_levels(tree: list[list[bytes]], index: int) -> tuple[bytes, ...]:
    """The audit path (RFC 6962 §2.1.1) of leaf `index`, deepest sibling first."""
    path = []
    for level in tree[:-1]:
        sibling = index ^ 1
        if sibling < len(level):
            path.append(level[sibling])
        index >>= 1
    return tuple(path)


def inclusion_proof(leaves: Sequence[bytes], index: int) -> tuple[bytes, ...]:
    """The audit path of leaf `index` among `leaves`."""
    if not 0 <= index < len(leaves):
        raise ProofInvalid("index", expected=f"0 to {len(leaves) - 1}", found=str(index))
    return proof_from_levels(levels(leaves), index)


def root_from_proof(leaf: bytes, index: int, count: int, path: Sequence[bytes]) -> bytes:
    """The root that `path` leads to from `leaf` at `index` of `count`.

    Raises ProofInvalid when the path has not exactly the length that index and count call for, so that no
    two proofs of one leaf exist.
    """
    if not 0 <= index < count:
        raise ProofInvalid("index", expected=f"0 to {count - 1}", found=str(index))
    current, last, used = leaf, count - 1, 0
    while last:
        if index & 1 or index < last:
            if used == len(path):
                raise ProofInvalid("path", expected="one more sibling", found=f"{len(path)} siblings")
            sibling = path[used]
            used += 1
            current = node_hash(sibling, current) if index & 1 else node_hash(current, sibling)
        index >>= 1
        last >>= 1
    if used != len(path):
        raise ProofInvalid("path", expected=f"{used} siblings", found=f"{len(path)} siblings")
    return current
