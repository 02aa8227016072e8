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


# @dev What X.509 says about a key was put on record.
event IdentityBound:
    key: indexed(address)
    member: indexed(uint16)
    statement: bytes32


# @dev A member registers so many keys at most: a compromise looks at each.
MAX_COUNT: constant(uint256) = 512


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


@external
@view
def addedBy(key: address) -> address:
    """
    @notice The govern key that added a key.
    @param key The address of the key.
    @return address Empty for founding keys and those that a vote added.
    """
    return self._added_by[key]


@external
@view
def identityCount(key: address) -> uint256:
    """
    @notice How many identity statements a key has.
    @param key The address of the key.
    @return uint256 Their number.
    """
    return self._identity_counts[key]


@external
@view
def identityAt(key: address, index: uint256) -> (bytes32, uint64):
    """
    @notice The identity statements of a key in the order of their binding.
    @param key The address of the key.
    @param index From 0 to `identityCount(key) - 1`.
    @return bytes32 SHA-256 of the statement; and when it was bound.
    """
    identity: Identity = self._identities[key][index]
    return identity.statement, convert(identity.judgement & windows.TIME_MASK, uint64)


@internal
def _register(
    key: address, member: uint16, purposes: uint8, valid_from: uint64, valid_until: uint64, added_by: address
):
    """
    @notice Registers a key, or reverts with the reason.
    @param key The address of the key.
    @param member The number of a registered member.
    @param purposes What it may do.
    @param valid_from The first second at which it may sign.
    @param valid_until The first second at which it may no longer.
    @param added_by The govern key that adds it; empty where none does.
    """
    if self._counts[member] == MAX_COUNT:
        refusals._revert_with(refusals.VALUE_OUT_OF_RANGE)
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
    self._added_by[key] = added_by
    self._tell(key)


@internal
def _disable(key: address, member: uint16):
    """
    @notice Ends a key's window now; what it signed before stands. The same
            again changes nothing.
    @param key The address of the key.
    @param member The number of the member whose it is.
    """
    entry: uint256 = self._entries[key]
    if entry == 0:
        refusals._revert_with(refusals.KEY_UNKNOWN)
    if entry & (2**16 - 1) != convert(member, uint256):
        refusals._revert_with(refusals.KEY_OF_ANOTHER_MEMBER)
    if (entry >> 72) & windows.TIME_MASK <= block.timestamp:
        return
    self._entries[key] = (entry & ~(windows.TIME_MASK << 72)) | (block.timestamp << 72)
    self._tell(key)


@internal
def _compromise(key: address, since: uint64):
    """
    @notice Says that a key was in other hands from a second on, and with it
            every key that was added by it from then on. The time only moves
            earlier.
    @param key The address of the key.
    @param since The second from which its acts are void.
    """
    entry: uint256 = self._entries[key]
    if entry == 0:
        refusals._revert_with(refusals.KEY_UNKNOWN)
    if convert(since, uint256) >= (entry >> 112) & windows.TIME_MASK:
        refusals._revert_with(refusals.COMPROMISE_ONLY_EARLIER)
    self._set_compromised(key, convert(since, uint256))
    member: uint16 = convert(entry & (2**16 - 1), uint16)
    for index: uint256 in range(self._counts[member], bound=MAX_COUNT):
        added: address = self._at[member][index]
        parent: address = self._added_by[added]
        if parent == empty(address):
            continue
        at: uint256 = (self._entries[added] >> 152) & windows.TIME_MASK
        if self._compromised_since(parent) <= at and self._compromised_since(added) > at:
            self._set_compromised(added, at)


@internal
@view
def _compromised_since(key: address) -> uint256:
    """
    @notice From when on what a key signed is void.
    @param key The address of the key.
    @return uint256 A time in seconds; `windows.FOREVER` for never.
    """
    return (self._entries[key] >> 112) & windows.TIME_MASK


@internal
def _bind_identity(key: address, member: uint16, statement: bytes32):
    """
    @notice Appends what X.509 says about a key, or reverts with the reason.
    @param key The address of the key.
    @param member The number of the member whose it is.
    @param statement SHA-256 of the signed statement.
    """
    if self._entries[key] == 0:
        refusals._revert_with(refusals.KEY_UNKNOWN)
    if self._entries[key] & (2**16 - 1) != convert(member, uint256):
        refusals._revert_with(refusals.KEY_OF_ANOTHER_MEMBER)
    count: uint256 = self._identity_counts[key]
    self._identities[key][count] = Identity(statement=statement, judgement=block.timestamp)
    self._identity_counts[key] = count + 1
    log IdentityBound(key=key, member=member, statement=statement)


@internal
@view
def _judge(key: address, member: uint16, purpose: uint8) -> uint8:
    """
    @notice Why a key may not sign for `member` in this purpose, at the
            block's time.
    @param key The address of the key.
    @param member The member's number.
    @param purpose `AUTHOR`, `RELAY`, `GOVERN` or `ACCESS`.
    @return uint8 `refusals.ACCEPTED`, or the reason.
    """
    entry: uint256 = self._entries[key]
    if entry == 0:
        return refusals.KEY_UNKNOWN
    if entry & (2**16 - 1) != convert(member, uint256):
        return refusals.KEY_OF_ANOTHER_MEMBER
    if (entry >> 16) & convert(purpose, uint256) == 0:
        return refusals.KEY_NOT_FOR_THIS
    if block.timestamp >= (entry >> 112) & windows.TIME_MASK:
        return refusals.KEY_COMPROMISED
    if block.timestamp < (entry >> 32) & windows.TIME_MASK:
        return refusals.KEY_NOT_YET_VALID
    if block.timestamp >= (entry >> 72) & windows.TIME_MASK:
        return refusals.KEY_NO_LONGER_VALID
    return refusals.ACCEPTED


@internal
def _set_compromised(key: address, since: uint256):
    """
    @dev Writes the time from which a key's acts are void.
    """
    self._entries[key] = (self._entries[key] & ~(windows.TIME_MASK << 112)) | (since << 112)
    self._tell(key)


@internal
def _tell(key: address):
    """
    @dev Logs how a key stands.
    """
    entry: uint256 = self._entries[key]
    log KeyChanged(
        key=key,
        member=convert(entry & (2**16 - 1), uint16),
        purposes=convert((entry >> 16) & 255, uint8),
        validFrom=convert((entry >> 32) & windows.TIME_MASK, uint64),
        validUntil=convert((entry >> 72) & windows.TIME_MASK, uint64),
        compromisedSince=convert((entry >> 112) & windows.TIME_MASK, uint64),
    )
