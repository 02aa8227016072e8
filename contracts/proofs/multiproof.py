"""One proof for many leaves of an RFC 6962 tree: some are shown, few hashes stand for the rest.

The hidden hashes are the roots of the largest subtrees without a shown leaf, from left to right. So for a set
of shown leaves there is one proof, and it can be narrowed further without knowing what is hidden.
"""

from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import NamedTuple

from contracts import merkle
from contracts.errors import ProofInvalid


class Narrowed(NamedTuple):
    """A subtree: its root, and the hidden hashes that prove its shown leaves."""

    root: bytes
    hidden: list[bytes]


def root_from_shown(count: int, shown: Mapping[int, bytes], hidden: Sequence[bytes]) -> bytes:
    """The root over `count` leaves, of which `shown` (position → leaf hash) stand out.

    Raises ProofInvalid unless `hidden` has exactly the hashes that the others call for.
    """
    if len(shown) == count and not hidden:
        return merkle.root([shown[position] for position in range(count)])
    return narrow(count, shown, hidden, shown.keys()).root


def narrow(
    count: int, shown: Mapping[int, bytes], hidden: Sequence[bytes], keep: AbstractSet[int]
) -> Narrowed:
    """The proof that shows only `keep`, a part of what `shown` and `hidden` show."""
    rest = iter(hidden)
    narrowed = _narrow(0, count, sorted(shown), shown, rest, keep)
    if next(rest, None) is not None:
        raise ProofInvalid(
            "hidden", expected="a hash for each hidden subtree", found=f"{len(hidden)}, too many"
        )
    return narrowed


def _narrow(
    start: int,
    end: int,
    positions: Sequence[int],
    shown: Mapping[int, bytes],
    hidden: Iterator[bytes],
    keep: AbstractSet[int],
) -> Narrowed:
    """The subtree over leaves `start` to `end`; `positions` are the shown ones among them."""
    if not positions:
        root = next(hidden, None)
        if root is None:
            raise ProofInvalid("hidden", expected="a hash for each hidden subtree", found="too few")
        return Narrowed(root, [root])
    if end - start == 1:
        leaf = shown[start]
        return Narrowed(leaf, [] if start in keep else [leaf])
    middle = start + (1 << (end - start - 1).bit_length() - 1)
    before = [position for position in positions if position < middle]
    left = _narrow(start, middle, before, shown, hidden, keep)
    right = _narrow(middle, end, positions[len(before) :], shown, hidden, keep)
    root = merkle.node_hash(left.root, right.root)
    if any(position in keep for position in positions):
        return Narrowed(root, left.hidden + right.hidden)
    return Narrowed(root, [root])
