# pragma version ==0.4.3
"""
@title The batches that members anchored
@license Apache-2.0
@author Tegata
@notice One word a batch, keyed (member, root) and written once.
"""


struct Entry:
    author: address
    time: uint64
    count: uint32
    kind: uint8
    scope: uint16


MAX_COUNT: constant(uint32) = 65_536


# @dev (member, root) -> author (bits 0 to 159), time in seconds (160 to
#      199), count - 1 (200 to 215), kind (216 to 223), scope (224 to 239).
_entries: HashMap[uint16, HashMap[bytes32, uint256]]


@external
@view
def batchOf(member: uint16, root: bytes32) -> Entry:
    """
    @notice What was anchored under (member, root); all zero if nothing was.
    @param member The number of the member that anchored.
    @param root The root of the batch.
    @return Entry Author, time in seconds, number of records, kind, scope.
    """
    entry: uint256 = self._entries[member][root]
    if entry == 0:
        return empty(Entry)
    return Entry(
        author=convert(entry & (2**160 - 1), address),
        time=convert((entry >> 160) & (2**40 - 1), uint64),
        count=convert(self._count(entry), uint32),
        kind=convert((entry >> 216) & 255, uint8),
        scope=convert((entry >> 224) & (2**16 - 1), uint16),
    )


@internal
@pure
def _terms(count: uint32, kind: uint8, scope: uint16) -> uint256:
    """
    @notice The part of a word that the author decides, in its place.
    @param count The number of records, 1 to 65,536.
    @param kind Their kind.
    @param scope The agreement that they name; 0 for none.
    @return uint256 A word without author and time.
    """
    return (
        (convert(count - 1, uint256) << 200)
        | (convert(kind, uint256) << 216)
        | (convert(scope, uint256) << 224)
    )


@internal
@pure
def _has_terms(entry: uint256, terms: uint256) -> bool:
    """
    @notice Whether a batch was anchored with these terms.
    @param entry The word of a batch.
    @param terms What `_terms` gives.
    @return bool True if count, kind and scope are the same.
    """
    return entry >> 200 == terms >> 200


@internal
@pure
def _same_kind(one: uint256, other: uint256) -> bool:
    """
    @notice Whether two batches are of one kind and scope.
    @param one The word of a batch.
    @param other The word of another.
    @return bool True if kind and scope are the same.
    """
    return one >> 216 == other >> 216


@internal
@pure
def _count(entry: uint256) -> uint256:
    """
    @notice How many records a batch holds.
    @param entry The word of a batch.
    @return uint256 1 to 65,536.
    """
    return ((entry >> 200) & (2**16 - 1)) + 1


@internal
@pure
def _is_proof(entry: uint256) -> bool:
    """
    @notice Whether a batch holds proofs of origin.
    @param entry The word of a batch.
    @return bool True for certificates and declarations of origin.
    """
    kind: uint256 = (entry >> 216) & 255
    return kind == 1 or kind == 2
