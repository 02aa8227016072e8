"""Merkle-Patricia tries (Yellow Paper, appendix D): read, prove, and change many keys at once.

py-evm's trie hashes and stores a path at each write; here a block's writes make new nodes in memory, and
`commit` encodes and hashes each of them once. Decoded nodes are remembered by hash: a node never changes.
Keys are of one length or free of prefixes, so that no branch holds a value.
"""

from collections.abc import Callable, Iterable
from typing import Any, NamedTuple

from contracts.keccak import keccak
from ledger_node import rlp
from ledger_node.errors import StoreDamaged

EMPTY_ROOT = keccak(b"\x80")

Reader = Callable[[bytes], bytes | None]
"""Gives the encoded node with a hash, if it is kept."""

_GENERATION = 16_384
"""Decoded nodes remembered, at least; twice that at most (some 40 MB): four times as many save little."""


class Leaf(NamedTuple):
    """The end of a path, and the value there."""

    path: str
    value: bytes


class Extension(NamedTuple):
    """A stretch of path without a choice."""

    path: str
    child: "bytes | Node"


class Branch(NamedTuple):
    """A choice of sixteen."""

    children: tuple["bytes | Node | None", ...]


Node = Leaf | Extension | Branch
"""Below a node stands another's hash, a node in memory, or nothing."""


class TrieDamaged(StoreDamaged):
    """A node, or a contract's code, that the state refers to is not kept."""

    def __init__(self, digest: str) -> None:
        super().__init__(f"state {digest}", expected="a node of the trie, or code", found="none")


class _Decoded:
    """Two generations of decoded nodes: what is not asked for while one fills is forgotten. Thread-safe."""

    def __init__(self) -> None:
        self._young: dict[bytes, Node] = {}
        self._old: dict[bytes, Node] = {}

    def get(self, digest: bytes, read: Reader) -> Node:
        node = self._young.get(digest)
        if node is None:
            node = self._old.get(digest)
            if node is None:
                encoded = read(digest)
                if encoded is None:
                    raise TrieDamaged(digest.hex())
                node = _decode(rlp.decode(encoded, "trie node"))
            self.put(digest, node)
        return node

    def put(self, digest: bytes, node: Node) -> None:
        if len(self._young) >= _GENERATION:
            self._old, self._young = self._young, {}
        self._young[digest] = node


_decoded = _Decoded()


class Trie:
    """A trie as it will be: `root` refers to nodes that are kept and to new ones in memory."""

    def __init__(self, read: Reader, root: bytes) -> None:
        self._read = read
        self._root: bytes | Node | None = None if root == EMPTY_ROOT else root

    def get(self, key: bytes) -> bytes | None:
        """The value at `key`; None where there is none."""
        path, at = key.hex(), 0
        reference = self._root
        while reference is not None:
            node = self._load(reference)
            if isinstance(node, Branch):
                reference = node.children[int(path[at], 16)]
                at += 1
            elif isinstance(node, Leaf):
                return node.value if node.path == path[at:] else None
            else:
                if not path.startswith(node.path, at):
                    return None
                reference = node.child
                at += len(node.path)
        return None

    def set(self, key: bytes, value: bytes) -> None:
        """Put `value` (not empty) at `key`."""
        self._root = self._set(self._root, key.hex(), value)

    def delete(self, key: bytes) -> None:
        """Leave nothing at `key`."""
        if self.get(key) is not None:
            self._root = self._delete(self._root, key.hex())

    def commit(self, nodes: dict[bytes, bytes]) -> bytes:
        """The root hash; every new node is put into `nodes`, by hash."""
        if self._root is None:
            return EMPTY_ROOT
        if isinstance(self._root, bytes):
            return self._root
        self._root = digest = _keep(*_encode(self._root, nodes), nodes)
        return digest

    def _load(self, reference: "bytes | Node") -> Node:
        return _decoded.get(reference, self._read) if isinstance(reference, bytes) else reference

    def _set(self, reference: "bytes | Node | None", path: str, value: bytes) -> Node:
        if reference is None:
            return Leaf(path, value)
        node = self._load(reference)
        if isinstance(node, Branch):
            index = int(path[0], 16)
            return _with_child(node, index, self._set(node.children[index], path[1:], value))
        if isinstance(node, Leaf) and node.path == path:
            return Leaf(path, value)
        shared = _shared(node.path, path)
        if isinstance(node, Extension) and shared == node.path:
            return Extension(shared, self._set(node.child, path[len(shared) :], value))
        return _split(node, shared, path, value)

    def _delete(self, reference: "bytes | Node | None", path: str) -> Node | None:
        assert reference is not None, "only keys that are there are deleted"
        node = self._load(reference)
        if isinstance(node, Leaf):
            return None
        if isinstance(node, Extension):
            below = self._delete(node.child, path[len(node.path) :])
            return None if below is None else self._joined(node.path, below)
        index = int(path[0], 16)
        left = _with_child(node, index, self._delete(node.children[index], path[1:]))
        remaining = [(at, child) for at, child in enumerate(left.children) if child is not None]
        if len(remaining) > 1:
            return left
        at, child = remaining[0]
        return self._joined(f"{at:x}", child)

    def _joined(self, path: str, child: "bytes | Node") -> Node:
        """The node that stands for `path` and then `child`: short nodes in a row are one."""
        node = self._load(child)
        if isinstance(node, Leaf):
            return Leaf(path + node.path, node.value)
        if isinstance(node, Extension):
            return Extension(path + node.path, node.child)
        return Extension(path, child)


def prove(read: Reader, root: bytes, key: bytes) -> list[bytes]:
    """The encoded nodes from `root` to `key`, or to where it is seen that there is nothing."""
    proof: list[bytes] = []
    path, at = key.hex(), 0
    reference: bytes | Node | None = None if root == EMPTY_ROOT else root
    while reference is not None:
        if isinstance(reference, bytes):
            encoded = read(reference)
            if encoded is None:
                raise TrieDamaged(reference.hex())
            proof.append(encoded)
            reference = _decoded.get(reference, {reference: encoded}.get)
        if isinstance(reference, Branch):
            reference, at = reference.children[int(path[at], 16)], at + 1
        elif isinstance(reference, Extension) and path.startswith(reference.path, at):
            at += len(reference.path)
            reference = reference.child
        else:
            break
    return proof


def root_of(items: Iterable[bytes]) -> bytes:
    """The root of the trie from each item's index, in RLP, to the item: of transactions, of receipts."""
    trie = Trie(lambda _digest: None, EMPTY_ROOT)
    for index, item in enumerate(items):
        trie.set(rlp.encode(rlp.encode_uint(index)), item)
    return trie.commit({})


def _with_child(branch: Branch, index: int, child: Node | None) -> Branch:
    children = branch.children
    return Branch((*children[:index], child, *children[index + 1 :]))


def _shared(one: str, other: str) -> str:
    """The longest path that both begin with."""
    for at, (left, right) in enumerate(zip(one, other, strict=False)):
        if left != right:
            return one[:at]
    return min(one, other, key=len)


def _split(node: Leaf | Extension, shared: str, path: str, value: bytes) -> Node:
    """A short node and a new leaf, below a branch where their paths part."""
    at = len(shared)
    rest = node.path[at + 1 :]
    old: bytes | Node
    if isinstance(node, Leaf):
        old = Leaf(rest, node.value)
    else:
        old = Extension(rest, node.child) if rest else node.child
    children: list[bytes | Node | None] = [None] * 16
    children[int(node.path[at], 16)] = old
    children[int(path[at], 16)] = Leaf(path[at + 1 :], value)
    branch = Branch(tuple(children))
    return Extension(shared, branch) if shared else branch


def _decode(item: rlp.Item) -> Node:
    fields: Any = item
    if len(fields) == 17:
        return Branch(tuple(_reference(child) for child in fields[:16]))
    head, tail = fields
    digits = head.hex()
    path = digits[1:] if digits[0] in "13" else digits[2:]
    if digits[0] in "23":
        return Leaf(path, tail)
    child = _reference(tail)
    assert child is not None, "an extension leads somewhere"
    return Extension(path, child)


def _reference(item: rlp.Item) -> "bytes | Node | None":
    if isinstance(item, list):
        return _decode(item)
    return item or None


def _keep(encoded: bytes, node: Node, nodes: dict[bytes, bytes]) -> bytes:
    """The hash of a node, which is put into `nodes` and remembered."""
    digest = keccak(encoded)
    nodes[digest] = encoded
    _decoded.put(digest, node)
    return digest


def _encode(node: Node, nodes: dict[bytes, bytes]) -> tuple[bytes, Node]:
    """A node's encoding, and the node with hashes in place of the children that have them."""
    if isinstance(node, Leaf):
        return rlp.list_payload(rlp.encode(_hex_prefix(node.path, 2)) + rlp.encode(node.value)), node
    if isinstance(node, Extension):
        link, child = _link(node.child, nodes)
        collapsed = Extension(node.path, child)
        return rlp.list_payload(rlp.encode(_hex_prefix(node.path, 0)) + link), collapsed
    links: list[bytes] = []
    children: list[bytes | Node | None] = []
    for each in node.children:
        if each is None:
            links.append(b"\x80")
            children.append(None)
        else:
            link, reference = _link(each, nodes)
            links.append(link)
            children.append(reference)
    return rlp.list_payload(b"".join(links) + b"\x80"), Branch(tuple(children))


def _link(reference: "bytes | Node", nodes: dict[bytes, bytes]) -> tuple[bytes, "bytes | Node"]:
    """How a parent refers to a child, encoded and not: by its hash, or by itself when that is shorter."""
    if isinstance(reference, bytes):
        return b"\xa0" + reference, reference
    encoded, collapsed = _encode(reference, nodes)
    if len(encoded) < 32:
        return encoded, collapsed
    digest = _keep(encoded, collapsed, nodes)
    return b"\xa0" + digest, digest


def _hex_prefix(path: str, flag: int) -> bytes:
    odd = len(path) & 1
    return bytes.fromhex(f"{flag + odd}{path}" if odd else f"{flag}0{path}")
