# pragma version ==0.4.3
"""
@title What customs sign to draw on a proof of origin
@license Apache-2.0
@author Tegata
@notice The EIP-712 types of debits and their hashes, and what discloses a
        line's quantity. `contracts/acts/utilisation.py` holds the same types.
"""


from modules import rfc6962


# @dev Sets how much the declaration line `d` uses of a line of a lineage of
#      the member `issuer`.
#      A quantity is the decimal times 10**9; zero releases. `expires` is the
#      second at which a reservation lapses, 0 for a confirmed debit.
struct Debit:
    member: uint16
    issuer: uint16
    lineage: bytes32
    line: uint16
    d: bytes32
    quantity: uint256
    unit: bytes3
    revision: uint32
    expires: uint64
    validUntil: uint64


# @dev The same for a whole line, with neither quantity nor unit.
struct WholeDebit:
    member: uint16
    issuer: uint16
    lineage: bytes32
    line: uint16
    d: bytes32
    revision: uint32
    expires: uint64
    validUntil: uint64


# @dev The issuer's record that is drawn on now: the last of its chain.
struct Proof:
    root: bytes32
    id: bytes32
    position: rfc6962.Position


# @dev The field `lines/<line>/quantity` of that record, and its place.
struct Leaf:
    version: uint16
    fieldCount: uint32
    salt: bytes16
    quantity: uint256
    unit: bytes3
    position: rfc6962.Position


DEBIT_TYPE: constant(bytes32) = keccak256(
    "Debit(uint16 member,uint16 issuer,bytes32 lineage,uint16 line,bytes32 d,uint256 quantity,bytes3 unit,uint32 revision,uint64 expires,uint64 validUntil)"
)
WHOLE_DEBIT_TYPE: constant(bytes32) = keccak256(
    "WholeDebit(uint16 member,uint16 issuer,bytes32 lineage,uint16 line,bytes32 d,uint32 revision,uint64 expires,uint64 validUntil)"
)


# @dev Formats, section 2: the type of a measure, and what opens an id.
MEASURE: constant(bytes1) = 0x04
LEAF: constant(bytes1) = 0x00
ID: constant(bytes1) = 0x02


@internal
@view
def _discloses(id: bytes32, kind: uint8, scope: uint16, line: uint16, leaf: Leaf) -> bool:
    """
    @notice Whether a leaf is the quantity of a line of a record, by the
            record's id: SHA-256(0x02, kind, version, scope, field count,
            fields root).
    @param id The record's id.
    @param kind The kind under which its batch is anchored.
    @param scope The agreement under which its batch is anchored.
    @param line The line's place in the record, from 0.
    @param leaf What is disclosed.
    @return bool The verification result.
    """
    path: bytes32 = sha256(concat("lines/", uint2str(line), "/quantity"))
    node: bytes32 = sha256(
        concat(LEAF, leaf.salt, path, MEASURE, convert(leaf.quantity, bytes32), leaf.unit)
    )
    fields: bytes32 = rfc6962._root_above(node, leaf.position, convert(leaf.fieldCount, uint256))
    if fields == empty(bytes32):
        return False
    return id == sha256(
        concat(
            ID,
            convert(kind, bytes1),
            convert(leaf.version, bytes2),
            convert(scope, bytes2),
            convert(leaf.fieldCount, bytes4),
            fields,
        )
    )
