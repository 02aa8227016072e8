"""Every trie node and code of one state, parents first: the same sequence on every node."""

from collections.abc import Callable, Iterator

from ledger_node import rlp
from ledger_node.state.trie import EMPTY_ROOT, TrieDamaged
from ledger_node.state.view import EMPTY_CODE_HASH

Reader = Callable[[bytes], bytes | None]

_LEAF_DIGITS = (2, 3)


def state_parts(read: Reader, state_root: bytes) -> Iterator[bytes]:
    """The encoded nodes of the accounts' trie, and after each account its storage and code.

    What two accounts share comes once. Raises TrieDamaged where a part is not kept.
    """
    seen: set[bytes] = {EMPTY_ROOT, EMPTY_CODE_HASH}
    for encoded, leaves in _trie(read, state_root):
        yield encoded
        for leaf in leaves:
            _, _, storage_root, code_hash = rlp.decode_list(leaf)
            if storage_root not in seen:
                seen.add(storage_root)
                yield from (node for node, _ in _trie(read, storage_root))
            if code_hash not in seen:
                seen.add(code_hash)
                yield _read(read, code_hash)


def _trie(read: Reader, root: bytes) -> Iterator[tuple[bytes, list[bytes]]]:
    """Each encoded node, and the values of the leaves within it."""
    waiting = [] if root == EMPTY_ROOT else [root]
    while waiting:
        encoded = _read(read, waiting.pop())
        children: list[bytes] = []
        leaves: list[bytes] = []
        _look(rlp.decode(encoded, "trie node"), children, leaves)
        yield encoded, leaves
        waiting += reversed(children)


def _look(item: rlp.Item, children: list[bytes], leaves: list[bytes]) -> None:
    """Note what a node refers to; one shorter than a hash stands within its parent."""
    assert isinstance(item, list)
    if len(item) == 2:
        path, below = item
        assert isinstance(path, bytes)
        if path[0] >> 4 in _LEAF_DIGITS:
            assert isinstance(below, bytes)
            leaves.append(below)
            return
        item = [below]
    for child in item[:16]:
        if isinstance(child, list):
            _look(child, children, leaves)
        elif child:
            children.append(child)


def _read(read: Reader, digest: bytes) -> bytes:
    found = read(digest)
    if found is None:
        raise TrieDamaged(digest.hex())
    return found
