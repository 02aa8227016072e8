# pragma version ==0.4.3
"""
@title Inclusion proofs of RFC 6962 trees
@license Apache-2.0
@author Tegata
@notice SHA-256 Merkle trees as RFC 6962, section 2.1, defines them:
        a leaf is SHA-256(0x00 || id), a node SHA-256(0x01 || left || right),
        and an odd last node is carried upwards unhashed.
"""


# @dev The depth of the largest tree, of 65,536 leaves.
MAX_DEPTH: constant(uint256) = 16


# @dev Where a leaf stands, with its siblings on the way up, deepest first.
struct Position:
    index: uint32
    path: DynArray[bytes32, MAX_DEPTH]


@internal
@view
def _is_included(id: bytes32, position: Position, count: uint256, root: bytes32) -> bool:
    """
    @notice Whether `position` leads from the record `id` to `root`. Exactly
            one path does: one sibling too few or too many is a refusal, and
            so is an index outside the tree.
    @param id The 32-byte id of a record.
    @param position The record's index in its batch, from 0, and its path.
    @param count The number of records in the batch.
    @param root The root of the batch.
    @return bool The verification result.
    """
    return self._root_above(sha256(concat(b"\x00", id)), position, count) == root


@internal
@view
def _root_above(leaf: bytes32, position: Position, count: uint256) -> bytes32:
    """
    @notice The root that `position` leads to from a leaf's hash.
    @param leaf The hash of the leaf.
    @param position The leaf's index in its tree, from 0, and its path.
    @param count The number of leaves in the tree.
    @return bytes32 The root; empty where the index is outside the tree, or
            the path has not exactly the length that index and count call for.
    """
    index: uint256 = convert(position.index, uint256)
    if index >= count:
        return empty(bytes32)

    node: bytes32 = leaf
    last: uint256 = count - 1
    used: uint256 = 0
    for _: uint256 in range(MAX_DEPTH):
        if last == 0:
            break
        if index & 1 == 1 or index < last:
            if used == len(position.path):
                return empty(bytes32)
            sibling: bytes32 = position.path[used]
            used += 1
            if index & 1 == 1:
                node = sha256(concat(b"\x01", sibling, node))
            else:
                node = sha256(concat(b"\x01", node, sibling))
        index >>= 1
        last >>= 1
    if last != 0 or used != len(position.path):
        return empty(bytes32)
    return node
