# pragma version ==0.4.3
# pragma evm-version cancun
# pragma optimize gas
"""
@title Status: how statements end
@custom:contract-name Status
@license Apache-2.0
@author Tegata
@notice One slot says whether a record, or a whole batch, of a member still
        stands. An empty slot says that it does. A status is terminal: once
        written it never changes, so the latest state of this contract
        answers for every earlier time.

        The contract holds nothing else, so that its storage trie stays as
        shallow as the number of statements that ended, and a proof that a
        slot is empty stays short.
@dev The storage layout is wire format: proof bundles prove its slots.
     Slots are listed in `docs/contracts.md` and computed in
     `contracts/slots/`; variables are only ever appended.
"""


from interfaces import IStatus
from modules import refusals
from modules import states


implements: IStatus


# @dev The one contract that may write here.
REGISTRY: immutable(address)


# @dev (member, target) -> state (bits 0 to 7), reason (8 to 15),
#      time in seconds (16 to 55), the key that signed (56 to 215).
#      A target is a record's id or a batch's root.
_ends: HashMap[uint16, HashMap[bytes32, uint256]]


# @dev (member, target) -> the id or the root that took its place.
_successors: HashMap[uint16, HashMap[bytes32, bytes32]]


# @dev (member, successor) -> the first of the chain of supersession that
#      led to it; empty for what superseded nothing.
_lineages: HashMap[uint16, HashMap[bytes32, bytes32]]


struct End:
    state: uint8
    reason: uint8
    time: uint64
    key: address
    successor: bytes32


@deploy
def __init__(registry: address):
    """
    @notice Binds this contract to its only writer, for ever.
    @param registry The address at which the Registry stands or will stand.
    """
    REGISTRY = registry


@external
def end(member: uint16, target: bytes32, state: uint8, reason: uint8, key: address, successor: bytes32):
    """
    @notice Writes how a statement of `member` ended. The Registry has
            judged the act; this contract keeps what it may never undo.
    @param member The member whose statement it is.
    @param target The id of the record, or the root of the batch.
    @param state 1 revoked, 2 superseded, 3 withdrawn.
    @param reason The author's reason code.
    @param key The key that signed the act.
    @param successor What took its place; empty unless superseded.
    """
    if msg.sender != REGISTRY:
        refusals._revert_with(refusals.CALLER_NOT_ALLOWED)
    if self._ends[member][target] != 0:
        refusals._revert_with(refusals.STATUS_TERMINAL)
    assert state >= states.REVOKED and state <= states.WITHDRAWN  # dev: not an end

    self._ends[member][target] = (
        convert(state, uint256)
        | (convert(reason, uint256) << 8)
        | (block.timestamp << 16)
        | (convert(key, uint256) << 56)
    )
    if successor != empty(bytes32):
        self._successors[member][target] = successor
        self._lineages[member][successor] = self._lineage(member, target)


@external
@view
def stateOf(member: uint16, target: bytes32) -> uint8:
    """
    @notice The state of a record or a batch of `member`.
    @param member The member whose statement it is.
    @param target The id of the record, or the root of the batch.
    @return uint8 0 active, 1 revoked, 2 superseded, 3 withdrawn. Active
            does not say that the target was ever anchored.
    """
    return convert(self._ends[member][target] & 255, uint8)


@external
@view
def endOf(member: uint16, target: bytes32) -> End:
    """
    @notice How a record or a batch of `member` ended; all zero while it
            stands.
    @param member The member whose statement it is.
    @param target The id of the record, or the root of the batch.
    @return End State, reason, time in seconds, acting key, successor.
    """
    entry: uint256 = self._ends[member][target]
    return End(
        state=convert(entry & 255, uint8),
        reason=convert((entry >> 8) & 255, uint8),
        time=convert((entry >> 16) & (2**40 - 1), uint64),
        key=convert((entry >> 56) & (2**160 - 1), address),
        successor=self._successors[member][target],
    )


@external
@view
def stands(member: uint16, root: bytes32, target: bytes32) -> bool:
    """
    @notice Whether neither a record nor the batch that holds it has ended.
            It does not say that either was ever anchored.
    @param member The member whose statements they are.
    @param root The root of the batch.
    @param target The id of the record, or `root` for the whole batch.
    @return bool True while both stand.
    """
    return self._ends[member][root] == 0 and self._ends[member][target] == 0


@external
@view
def lineageOf(member: uint16, target: bytes32) -> bytes32:
    """
    @notice The first of the chain of supersession that led to a target:
            what its balances are kept under, so that a correction never
            resets them.
    @param member The member whose statement it is.
    @param target The id of the record, or the root of the batch.
    @return bytes32 An id or a root; the target itself if it superseded
            nothing.
    """
    return self._lineage(member, target)


@external
@view
def registry() -> address:
    """
    @notice The only contract that may write here.
    @return address The Registry's address.
    """
    return REGISTRY


@internal
@view
def _lineage(member: uint16, target: bytes32) -> bytes32:
    """
    @dev The first of a target's chain; the target itself if it is the first.
    """
    first: bytes32 = self._lineages[member][target]
    return target if first == empty(bytes32) else first
