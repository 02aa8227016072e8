"""Merkle-Patricia trie proofs, checked strictly: what stands at a key under a root, or that nothing does.

Source: Ethereum Yellow Paper, appendix D. A proof is a set of nodes; each is found by its Keccak-256 alone,
so a changed byte makes the node another one, and the walk stops for want of it. Keys are hashes, as in
Ethereum's state and storage tries: all of one length, so no branch holds a value.
"""

import re
from collections.abc import Iterable
from functools import lru_cache
from typing import NamedTuple, NoReturn

from contracts.keccak import keccak
from contracts.proofs import rlp
from contracts.proofs.faults import EvidenceRefused, Fault

EMPTY_TRIE_ROOT = keccak(b"\x80")
HASH_SIZE = 32
_BRANCH_OF_HASHES = re.compile(rb"(?:\x80|\xa0(.{32}))" * 16 + rb"\x80", re.DOTALL)
"""The payload of a branch whose children are all hashes or absent, as most are in a large trie."""

_KEPT = 256
"""Nodes remembered, by their whole content: a changed byte is another node. These are what the proofs of one
block or of one member share; to remember more in vain costs time.
"""
_DIGITS = bytes.maketrans(b"0123456789abcdef", bytes(range(16)))

_Branch = tuple[rlp.Item | None, ...]
"""The sixteen children of a branch; None for one that is absent."""


class _Short(NamedTuple):
    """A leaf or an extension: the nibbles it adds to the path, a byte each, and its value or what follows."""

    path: bytes
    value: rlp.Item
    is_leaf: bool


class NodeSet:
    """The trie nodes of a proof, by hash. It remembers which were needed, since a proof holds no others."""

    def __init__(self, nodes: Iterable[bytes]) -> None:
        nodes = tuple(nodes)
        self._by_hash = {_digest(node): node for node in nodes}
        self._read: dict[bytes, _Branch | _Short] = {}
        if len(self._by_hash) != len(nodes):
            _refuse(Fault.NODE_UNUSED, "state/nodes", "each node once", "a node that stands there twice")

    def read(self, digest: bytes, missing: Fault, where: str) -> _Branch | _Short:
        """The node whose hash is `digest`; refused with the fault `missing` when the proof lacks it."""
        node = self._read.get(digest)
        if node is None:
            encoded = self._by_hash.get(digest)
            if encoded is None:
                if len(digest) != HASH_SIZE:
                    _refuse(Fault.NODE_INVALID, where, "a hash of 32 bytes", f"{len(digest)} bytes")
                _refuse(missing, where, f"the trie node 0x{digest.hex()}", "no such node in the bundle")
            node = self._read[digest] = _node(encoded)
        return node

    @property
    def used(self) -> tuple[bytes, ...]:
        """The nodes read so far, in the order of their first use."""
        return tuple(self._by_hash[digest] for digest in self._read)

    def check_all_used(self) -> None:
        """Refuses (`state.node.unused`) a proof that carries more than it needs."""
        if surplus := len(self._by_hash) - len(self._read):
            _refuse(Fault.NODE_UNUSED, "state/nodes", "only nodes that are needed", f"{surplus} others")


def lookup(nodes: NodeSet, root: bytes, key: bytes, missing: Fault, where: str) -> bytes | None:
    """The value at `key` (the 32-byte hash) under `root`, or None where it is proved that there is none.

    Raises EvidenceRefused: `missing` when a node on the way is not in the proof, `state.node.invalid` for a
    node that no trie has.
    """
    if root == EMPTY_TRIE_ROOT:
        return None
    path, at, after_extension = _nibbles(key), 0, False
    reference: rlp.Item = root
    while True:
        if isinstance(reference, bytes):
            node = nodes.read(reference, missing, where)
        else:
            node = _embedded(reference, where)
        if isinstance(node, _Short):
            if after_extension:
                _refuse(Fault.NODE_INVALID, where, "a branch below an extension", "another node")
            if node.is_leaf:
                return _leaf_value(node, path[at:], where)
            if not path.startswith(node.path, at):
                return None
            reference, at, after_extension = node.value, at + len(node.path), True
        else:
            if at == len(path):
                _refuse(Fault.NODE_INVALID, where, "an end of the path", "a branch beyond it")
            child = node[path[at]]
            if child is None:
                return None
            reference, at, after_extension = child, at + 1, False


@lru_cache(maxsize=_KEPT)
def _digest(encoded: bytes) -> bytes:
    """Keccak-256 of a node. Proofs of one block share the upper nodes, so those are hashed once."""
    return keccak(encoded)


@lru_cache(maxsize=_KEPT)
def _node(encoded: bytes) -> _Branch | _Short:
    """The node that `encoded` spells.

    Below 32 bytes a parent would embed it; no root is so short, since a key has 32 bytes.
    """
    branch = _branch_of_hashes(encoded)
    if branch is not None:
        return branch
    node = rlp.decode(encoded, "state/nodes")
    if isinstance(node, bytes) or len(encoded) < HASH_SIZE:
        found = f"0x{encoded.hex()[:80]}"
        _refuse(Fault.NODE_INVALID, "state/nodes", "a list of 32 bytes or more", found)
    return _checked(node, "state/nodes")


def _branch_of_hashes(encoded: bytes) -> _Branch | None:
    """The children of a branch that embeds nothing; None for every other node.

    A fast path, as strict as the slow one: a payload of 56 bytes or more has at least two children.
    """
    size = len(encoded)
    if encoded[:1] == b"\xf9" and size > 0x102 and size - 3 == int.from_bytes(encoded[1:3], "big"):
        match = _BRANCH_OF_HASHES.fullmatch(encoded, 3)
    elif encoded[:1] == b"\xf8" and size > 57 and size - 2 == encoded[1]:
        match = _BRANCH_OF_HASHES.fullmatch(encoded, 2)
    else:
        return None
    return None if match is None else match.groups()


def _embedded(node: list[rlp.Item], where: str) -> _Branch | _Short:
    """A node that stands in its parent, as one below 32 bytes does."""
    if _encoded_size(node) >= HASH_SIZE:
        _refuse(Fault.NODE_INVALID, where, "a node below 32 bytes where it is embedded", "a longer one")
    return _checked(node, where)


def _checked(node: list[rlp.Item], where: str) -> _Branch | _Short:
    """`node` in the shape of one: a branch of two children and no value, or a path and what follows."""
    if len(node) == 17:
        children = tuple(None if child == b"" else child for child in node[:16])
        if node[16] != b"" or sum(child is not None for child in children) < 2:
            _refuse(Fault.NODE_INVALID, where, "a branch of two or more children and no value", "another")
        return children
    if len(node) != 2:
        _refuse(Fault.NODE_INVALID, where, "a node of 2 or 17 items", f"{len(node)} items")
    return _short(node[0], node[1], where)


def _short(encoded: rlp.Item, value: rlp.Item, where: str) -> _Short:
    """The short node whose path is `encoded` in hex-prefix encoding (Yellow Paper, appendix C)."""
    if not isinstance(encoded, bytes) or not encoded:
        _refuse(Fault.NODE_INVALID, where, "a path in hex-prefix encoding", "another item")
    digits = _nibbles(encoded)
    flag = digits[0]
    if flag > 3 or (not flag & 1 and digits[1]):
        _refuse(Fault.NODE_INVALID, where, "a path in hex-prefix encoding", f"0x{encoded.hex()}")
    path = digits[1:] if flag & 1 else digits[2:]
    if flag < 2 and not path:
        _refuse(Fault.NODE_INVALID, where, "an extension of at least one nibble", "an empty one")
    return _Short(path, value, flag >= 2)


def _nibbles(data: bytes) -> bytes:
    """The hex digits of `data`, each as a byte from 0 to 15."""
    return data.hex().encode().translate(_DIGITS)


def _leaf_value(leaf: _Short, rest: bytes, where: str) -> bytes | None:
    """What `leaf` holds, if `rest` is its path; None if the path is another."""
    if len(leaf.path) != len(rest) or not isinstance(leaf.value, bytes) or not leaf.value:
        _refuse(Fault.NODE_INVALID, where, f"a leaf {len(rest)} nibbles long, with a value", "another")
    return leaf.value if leaf.path == rest else None


def _encoded_size(item: rlp.Item) -> int:
    """How many bytes `item` takes in RLP; exact below 56, which is all that is asked."""
    if isinstance(item, bytes):
        return 1 if len(item) == 1 and item[0] < 0x80 else 1 + len(item)
    return 1 + sum(_encoded_size(part) for part in item)


def _refuse(fault: Fault, where: str, expected: str, found: str) -> NoReturn:
    raise EvidenceRefused(fault, where, expected=expected, found=found)
