# pragma version ==0.4.3
"""
@title The keys of the members
@license Apache-2.0
@author Tegata
@notice A key is its member's for ever. What it may do, and when, is its
        purposes and its window; that it was compromised is a time from
        which its acts are void.
"""


from modules import refusals
from modules import windows


struct Key:
    member: uint16
    purposes: uint8
    validFrom: uint64
    validUntil: uint64
    compromisedSince: uint64
    addedAt: uint64


# @dev What X.509 says about a key: the hash of the signed statement, and
#      when (bits 0 to 39) and how (40 to 47) it was judged.
struct Identity:
    statement: bytes32
    judgement: uint256


# @dev A key was registered or its window changed.
event KeyChanged:
    key: indexed(address)
    member: indexed(uint16)
    purposes: uint8
    validFrom: uint64
    validUntil: uint64
    compromisedSince: uint64


# @dev Purposes, as a bit set.
AUTHOR: constant(uint8) = 1
RELAY: constant(uint8) = 2
GOVERN: constant(uint8) = 4
ACCESS: constant(uint8) = 8
ALL: constant(uint8) = AUTHOR | RELAY | GOVERN | ACCESS


# @dev Key -> member (bits 0 to 15), purposes (16 to 23), unused (24 to 31),
#      from (32 to 71), until (72 to 111), compromised since (112 to 151) and
#      added at (152 to 191), in seconds.
_entries: HashMap[address, uint256]


# @dev (member, index) -> its keys in the order of their registration.
_counts: HashMap[uint16, uint256]
_at: HashMap[uint16, HashMap[uint256, address]]


# @dev Key -> the govern key that added it; empty for founding keys.
_added_by: HashMap[address, address]


# @dev (key, index) -> identity statements, appended.
_identity_counts: HashMap[address, uint256]
_identities: HashMap[address, HashMap[uint256, Identity]]


@external
@view
def keyOf(key: address) -> Key:
    """
    @notice A key; all zero if it was never registered.
    @param key The address of the key.
    @return Key Its member, purposes and times in seconds; 2**40 - 1 stands
            for never.
    """
    entry: uint256 = self._entries[key]
    return Key(
        member=convert(entry & (2**16 - 1), uint16),
        purposes=convert((entry >> 16) & 255, uint8),
        validFrom=convert((entry >> 32) & windows.TIME_MASK, uint64),
        validUntil=convert((entry >> 72) & windows.TIME_MASK, uint64),
        compromisedSince=convert((entry >> 112) & windows.TIME_MASK, uint64),
        addedAt=convert((entry >> 152) & windows.TIME_MASK, uint64),
    )


@external
@view
def keyCount(member: uint16) -> uint256:
    """
    @notice How many keys a member ever registered.
    @param member The member's number.
    @return uint256 The number of keys.
    """
    return self._counts[member]


@external
@view
def keyAt(member: uint16, index: uint256) -> address:
    """
    @notice The keys of a member in the order of their registration.
    @param member The member's number.
    @param index From 0 to `keyCount(member) - 1`.
    @return address A key; empty beyond the last.
    """
    return self._at[member][index]


@internal
def _register(key: address, member: uint16, purposes: uint8, valid_from: uint64, valid_until: uint64):
    """
    @notice Registers a key, or reverts with the reason.
    @param key The address of the key.
    @param member The number of a registered member.
    @param purposes What it may do.
    @param valid_from The first second at which it may sign.
    @param valid_until The first second at which it may no longer.
    """
    if self._entries[key] != 0:
        refusals._revert_with(refusals.ALREADY_REGISTERED)
    if key == empty(address) or purposes == 0 or purposes > ALL:
        refusals._revert_with(refusals.VALUE_OUT_OF_RANGE)

    self._entries[key] = (
        convert(member, uint256)
        | (convert(purposes, uint256) << 16)
        | (windows._pack(valid_from, valid_until) << 32)
        | (convert(windows.FOREVER, uint256) << 112)
        | (block.timestamp << 152)
    )
    self._at[member][self._counts[member]] = key
    self._counts[member] += 1
    log KeyChanged(
        key=key,
        member=member,
        purposes=purposes,
        validFrom=valid_from,
        validUntil=valid_until,
        compromisedSince=windows.FOREVER,
    )


@internal
@view
def _judge_author(key: address, member: uint16) -> uint8:
    """
    @notice Why a key may not sign for `member` as an author, at the block's
            time.
    @param key The address of the key.
    @param member The member's number.
    @return uint8 `refusals.ACCEPTED`, or the reason.
    """
    entry: uint256 = self._entries[key]
    if entry == 0:
        return refusals.KEY_UNKNOWN
    if entry & (2**16 - 1) != convert(member, uint256):
        return refusals.KEY_OF_ANOTHER_MEMBER
    if (entry >> 16) & convert(AUTHOR, uint256) == 0:
        return refusals.KEY_NOT_FOR_THIS
    if block.timestamp >= (entry >> 112) & windows.TIME_MASK:
        return refusals.KEY_COMPROMISED
    if block.timestamp < (entry >> 32) & windows.TIME_MASK:
        return refusals.KEY_NOT_YET_VALID
    if block.timestamp >= (entry >> 72) & windows.TIME_MASK:
        return refusals.KEY_NO_LONGER_VALID
    return refusals.ACCEPTED
