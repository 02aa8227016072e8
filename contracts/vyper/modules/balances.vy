# pragma version ==0.4.3
"""
@title The balances of lines of origin proofs
@license Apache-2.0
@author Tegata
@notice One entry a line, keyed (lineage, line), and one word a debit. A
        quantity is a decimal times 10**9 and fits 100 bits: records hold at
        most 20 digits before the point and nine after it.
"""


from modules import draws
from modules import refusals


struct Line:
    # @dev quantity (bits 0 to 99), used (100 to 199), unit (200 to 223),
    #      the proof's issuer (224 to 239), drawn on whole (240 to 247).
    balance: uint256
    # @dev The record that was disclosed last, its batch, and the debit that
    #      was written last.
    id: bytes32
    root: bytes32
    last: bytes32


struct LineView:
    quantity: uint256
    used: uint256
    unit: bytes3
    issuer: uint16
    whole: bool
    id: bytes32
    root: bytes32
    last: bytes32


struct DebitView:
    quantity: uint256
    expires: uint64
    time: uint64
    revision: uint32
    member: uint16
    state: uint8
    whole: bool


# @dev A line's quantity was disclosed, for the first time or by a correction.
event LineOpened:
    lineage: indexed(bytes32)
    line: indexed(uint16)
    id: bytes32
    issuer: uint16
    root: bytes32
    quantity: uint256
    unit: bytes3


# @dev What a declaration line uses was set; zero for a release and for a
#      whole line. What is used of a line is the sum over `d`.
event Debited:
    lineage: indexed(bytes32)
    line: uint16
    d: indexed(bytes32)
    member: uint16
    state: uint8
    whole: bool
    quantity: uint256
    expires: uint64
    revision: uint32
    key: address


# @dev States of a debit; none was ever written where a word is zero.
RESERVED: constant(uint8) = 1
CONFIRMED: constant(uint8) = 2
RELEASED: constant(uint8) = 3

QUANTITY: constant(uint256) = 2**100 - 1
TIME: constant(uint256) = 2**40 - 1
WHOLE: constant(uint256) = 2**240

# @dev The bits of a line that opening it sets: all but what is used.
OPENING: constant(uint256) = max_value(uint256) ^ (QUANTITY << 100)


# @dev (lineage, line) -> its balance.
_lines: HashMap[bytes32, HashMap[uint16, Line]]

# @dev (lineage, line, d) -> quantity (bits 0 to 99), expires (100 to 139),
#      time (140 to 179), revision (180 to 211), member (212 to 227), state
#      (228 to 231), of the whole line (232).
_debits: HashMap[bytes32, HashMap[uint16, HashMap[bytes32, uint256]]]


@external
@view
def lineOf(lineage: bytes32, line: uint16) -> LineView:
    """
    @notice The balance of a line; all zero if nothing was ever drawn.
    @param lineage The first id of the chain of supersession.
    @param line The line's place in the record, from 0.
    @return LineView Quantity and used times 10**9, unit, the proof's
            issuer, whether it is drawn on whole, the record disclosed last
            and its batch, the debit written last.
    """
    entry: Line = self._lines[lineage][line]
    return LineView(
        quantity=entry.balance & QUANTITY,
        used=(entry.balance >> 100) & QUANTITY,
        unit=self._unit(entry.balance),
        issuer=self._issuer(entry.balance),
        whole=entry.balance & WHOLE != 0,
        id=entry.id,
        root=entry.root,
        last=entry.last,
    )


@external
@view
def debitOf(lineage: bytes32, line: uint16, d: bytes32) -> DebitView:
    """
    @notice What a declaration line uses of a line; all zero if nothing was
            ever written, quantity zero for a release and for a whole line.
    @param lineage The first id of the chain of supersession.
    @param line The line's place in the record, from 0.
    @param d The declaration line, as its customs hide it.
    @return DebitView Quantity times 10**9, the second at which a
            reservation lapses, time of the last change, revision, the
            member whose debit it is, state, whether of the whole line.
    """
    entry: uint256 = self._debits[lineage][line][d]
    return DebitView(
        quantity=entry & QUANTITY,
        expires=convert(self._expires(entry), uint64),
        time=convert((entry >> 140) & TIME, uint64),
        revision=self._revision(entry),
        member=self._debitor(entry),
        state=self._state(entry),
        whole=entry >> 232 != 0,
    )


@internal
def _open(issuer: uint16, lineage: bytes32, line: uint16, proof: draws.Proof, quantity: uint256, unit: bytes3):
    """
    @dev Writes what a line covers and keeps what is used of it. A corrected
         quantity may be less than what is used; then nothing is left. A
         successor that was drawn on before it was one loses the line of its
         own, once nothing is drawn from it: there is one balance a chain.
    """
    stored: Line = self._lines[lineage][line]
    used: uint256 = (stored.balance >> 100) & QUANTITY
    if stored.id != empty(bytes32) and issuer != self._issuer(stored.balance):
        refusals._revert_with(refusals.LINEAGE_DIFFERS)
    if used != 0 and unit != self._unit(stored.balance):
        refusals._revert_with(refusals.UNIT_DIFFERS)
    if proof.id != lineage:
        own: uint256 = self._lines[proof.id][line].balance
        if (own >> 100) & QUANTITY != 0 or own & WHOLE != 0:
            self._revert_overdrawn(0, self._lines[proof.id][line].last)
        if own != 0:
            self._lines[proof.id][line] = empty(Line)
    self._lines[lineage][line].balance = (
        quantity
        | (used << 100)
        | (convert(convert(unit, uint24), uint256) << 200)
        | (convert(issuer, uint256) << 224)
        | (stored.balance & WHOLE)
    )
    self._lines[lineage][line].id = proof.id
    self._lines[lineage][line].root = proof.root


@internal
def _release(lineage: bytes32, line: uint16, d: bytes32, entry: uint256, member: uint16, revision: uint32, key: address):
    """
    @dev Gives back what a debit uses, and leaves its revision behind.
    """
    balance: uint256 = self._lines[lineage][line].balance
    used: uint256 = ((balance >> 100) & QUANTITY) - (entry & QUANTITY)
    kept: uint256 = balance & OPENING
    whole: bool = entry >> 232 != 0
    if whole:
        kept &= ~WHOLE
    self._lines[lineage][line].balance = kept | (used << 100)
    self._debits[lineage][line][d] = (
        (block.timestamp << 140)
        | (convert(revision, uint256) << 180)
        | (convert(member, uint256) << 212)
        | (convert(RELEASED, uint256) << 228)
    )
    log Debited(
        lineage=lineage,
        line=line,
        d=d,
        member=member,
        state=RELEASED,
        whole=whole,
        quantity=0,
        expires=0,
        revision=revision,
        key=key,
    )


@internal
def _write(
    lineage: bytes32,
    line: uint16,
    d: bytes32,
    member: uint16,
    whole: bool,
    quantity: uint256,
    expires: uint64,
    revision: uint32,
    key: address,
):
    """
    @dev Writes a debit that holds something, once it is judged.
    """
    state: uint8 = CONFIRMED if expires == 0 else RESERVED
    self._debits[lineage][line][d] = (
        quantity
        | (convert(expires, uint256) << 100)
        | (block.timestamp << 140)
        | (convert(revision, uint256) << 180)
        | (convert(member, uint256) << 212)
        | (convert(state, uint256) << 228)
        | (convert(whole, uint256) << 232)
    )
    self._lines[lineage][line].last = d
    log Debited(
        lineage=lineage,
        line=line,
        d=d,
        member=member,
        state=state,
        whole=whole,
        quantity=quantity,
        expires=expires,
        revision=revision,
        key=key,
    )


@internal
@pure
def _revert_overdrawn(left: uint256, debit: bytes32):
    """
    @dev Reverts with what is left of a line, times 10**9, and the debit
         that was written to it last.
    """
    raw_revert(abi_encode(left, debit, method_id=method_id("Overdrawn(uint256,bytes32)")))


@internal
@pure
def _unit(balance: uint256) -> bytes3:
    """
    @notice The unit of a line; empty while no quantity was disclosed.
    """
    return convert(convert((balance >> 200) & (2**24 - 1), uint24), bytes3)


@internal
@pure
def _issuer(balance: uint256) -> uint16:
    """
    @notice The member that anchored the proof.
    """
    return convert((balance >> 224) & (2**16 - 1), uint16)


@internal
@pure
def _state(entry: uint256) -> uint8:
    """
    @notice The state of a debit.
    """
    return convert((entry >> 228) & 15, uint8)


@internal
@pure
def _revision(entry: uint256) -> uint32:
    """
    @notice How often a debit was written.
    """
    return convert((entry >> 180) & (2**32 - 1), uint32)


@internal
@pure
def _debitor(entry: uint256) -> uint16:
    """
    @notice The member whose debit it is.
    """
    return convert((entry >> 212) & (2**16 - 1), uint16)


@internal
@pure
def _expires(entry: uint256) -> uint256:
    """
    @notice The second at which a reservation lapses; 0 where it doesn't.
    """
    return (entry >> 100) & TIME
