# pragma version ==0.4.3
"""
@title The members of the consortium
@license Apache-2.0
@author Tegata
@notice A member has a number for ever, a country, roles, and, if it is an
        issuing body, the agreements under which it certifies origin.
"""


from modules import refusals
from modules import roles
from modules import windows


struct Member:
    active: bool
    voter: bool
    country: bytes2
    roles: uint32
    agreements: uint128
    suspendedUntil: uint64
    successor: uint16
    nameHash: bytes32


# @dev A member was registered or changed.
event MemberChanged:
    number: indexed(uint16)
    active: bool
    voter: bool
    country: bytes2
    roles: uint32
    agreements: uint128
    nameHash: bytes32


# @dev States. An unwritten slot is no member.
ACTIVE: constant(uint256) = 1
SUSPENDED: constant(uint256) = 2
REMOVED: constant(uint256) = 3


# @dev How long an emergency suspension lasts, and how long after one the next
#      may come, in seconds.
EMERGENCY: constant(uint256) = 72 * 3_600
EMERGENCY_PAUSE: constant(uint256) = 30 * 86_400


# @dev Number -> state (bits 0 to 7: 1 active, 2 suspended, 3 removed), voter
#      (8 to 15), country as ISO 3166-1 alpha-2 (16 to 31), roles (32 to 63),
#      suspended until in seconds (64 to 103), successor (104 to 119), unused
#      (120 to 127), agreements that it may certify under, a bit a number
#      (128 to 255).
_entries: HashMap[uint16, uint256]


# @dev Number -> SHA-256 of the legal name in UTF-8, NFC.
_name_hashes: HashMap[uint16, bytes32]


# @dev The members in the order of their admission, and how many vote.
_count: uint256
_at: HashMap[uint256, uint16]
_voter_count: uint256


# @dev Number -> when it was last suspended in an emergency, in seconds.
_emergencies: HashMap[uint16, uint256]


# @dev Number -> revision of what its govern keys have decided.
_revisions: HashMap[uint16, uint256]


@external
@view
def memberOf(number: uint16) -> Member:
    """
    @notice A member; all zero if there is none of this number.
    @param number The member's number.
    @return Member What is known of it. `active` is false while it is
            suspended, at the block's time.
    """
    entry: uint256 = self._entries[number]
    return Member(
        active=self._is_active(entry),
        voter=self._is_voter(entry),
        country=convert(convert((entry >> 16) & (2**16 - 1), uint16), bytes2),
        roles=convert((entry >> 32) & (2**32 - 1), uint32),
        agreements=convert(entry >> 128, uint128),
        suspendedUntil=convert((entry >> 64) & windows.TIME_MASK, uint64),
        successor=convert((entry >> 104) & (2**16 - 1), uint16),
        nameHash=self._name_hashes[number],
    )


@external
@view
def revisionOf(number: uint16) -> uint64:
    """
    @notice How many acts the member's govern keys have decided: what the
            next one names.
    @param number The member's number.
    @return uint64 The number of acts.
    """
    return convert(self._revisions[number], uint64)


@external
@view
def memberCount() -> uint256:
    """
    @notice How many members were ever admitted.
    @return uint256 The number of members.
    """
    return self._count


@external
@view
def memberAt(index: uint256) -> uint16:
    """
    @notice The members in the order of their admission.
    @param index From 0 to `memberCount() - 1`.
    @return uint16 A member's number; 0 beyond the last.
    """
    return self._at[index]


@internal
def _admit(number: uint16, country: bytes2, role_set: uint32, agreements: uint128, voter: bool, name_hash: bytes32):
    """
    @notice Registers an active member, or reverts with the reason.
    @param number Its number, from 1; its for ever.
    @param country ISO 3166-1 alpha-2, two capital letters.
    @param role_set What it may be the author of; at least one role.
    @param agreements The agreements under which it certifies origin, a bit
           a number; none unless it is an issuing body.
    @param voter Whether it votes.
    @param name_hash SHA-256 of its legal name in UTF-8, NFC.
    """
    if self._entries[number] != 0:
        refusals._revert_with(refusals.ALREADY_REGISTERED)
    if number == 0 or not self._is_country(country):
        refusals._revert_with(refusals.VALUE_OUT_OF_RANGE)
    self._check_roles(role_set, agreements)

    self._entries[number] = (
        ACTIVE
        | (convert(voter, uint256) << 8)
        | (convert(country, uint256) << 16)
        | (convert(role_set, uint256) << 32)
        | (convert(agreements, uint256) << 128)
    )
    self._name_hashes[number] = name_hash
    self._at[self._count] = number
    self._count += 1
    self._tell(number)


@internal
def _change(number: uint16, role_set: uint32, agreements: uint128, voter: bool, name_hash: bytes32):
    """
    @notice Changes what a member may do, or reverts with the reason.
    @param number The number of a member that was not removed.
    @param role_set What it may be the author of from now on.
    @param agreements The agreements under which it certifies origin.
    @param voter Whether it votes.
    @param name_hash SHA-256 of its legal name in UTF-8, NFC.
    """
    self._check_roles(role_set, agreements)
    entry: uint256 = self._entries[number]
    self._entries[number] = (
        (entry & 255)
        | (convert(voter, uint256) << 8)
        | (entry & ((2**16 - 1) << 16))
        | (convert(role_set, uint256) << 32)
        | (entry & ((2**64 - 1) << 64))
        | (convert(agreements, uint256) << 128)
    )
    self._name_hashes[number] = name_hash
    self._tell(number)


@internal
def _suspend(number: uint16):
    """
    @notice Suspends a member until it is reinstated. It keeps its vote.
    @param number The number of a member that is not suspended.
    """
    self._check_state(number, ACTIVE)
    self._set_state(number, SUSPENDED)


@internal
def _suspend_briefly(number: uint16):
    """
    @notice Suspends a member for 72 hours, once in 30 days at most. It keeps
            its vote.
    @param number The number of a member that is not suspended.
    """
    self._check_state(number, ACTIVE)
    last: uint256 = self._emergencies[number]
    if last != 0 and block.timestamp < last + EMERGENCY_PAUSE:
        refusals._revert_with(refusals.EMERGENCY_TOO_SOON)
    self._emergencies[number] = block.timestamp
    mask: uint256 = windows.TIME_MASK << 64
    self._entries[number] = (
        (self._entries[number] & ~mask) | ((block.timestamp + EMERGENCY) << 64)
    )
    self._tell(number)


@internal
def _reinstate(number: uint16):
    """
    @notice Ends a suspension of either sort.
    @param number The number of a suspended member.
    """
    if self._is_active(self._entries[number]):
        refusals._revert_with(refusals.STATE_DIFFERS)
    self._check_standing(number)
    self._entries[number] &= ~(windows.TIME_MASK << 64)
    self._set_state(number, ACTIVE)


@internal
def _remove(number: uint16, successor: uint16):
    """
    @notice Ends a membership for ever.
    @param number The number of a member that was not removed.
    @param successor The member that may end what it stated; 0 for none.
    """
    if successor == number or (successor != 0 and not self._is_active(self._entries[successor])):
        refusals._revert_with(refusals.MEMBER_UNKNOWN)
    self._entries[number] &= ~convert(255 << 8, uint256)
    self._entries[number] |= convert(successor, uint256) << 104
    self._set_state(number, REMOVED)


@internal
@view
def _check_standing(number: uint16):
    """
    @notice Reverts unless there is such a member and it was not removed.
    @param number The member's number.
    """
    state: uint256 = self._entries[number] & 255
    if state == 0:
        refusals._revert_with(refusals.MEMBER_UNKNOWN)
    if state == REMOVED:
        refusals._revert_with(refusals.MEMBER_INACTIVE)


@internal
@view
def _acting_for(number: uint16) -> uint16:
    """
    @notice Who may end what a member stated.
    @param number The member's number.
    @return uint16 The member itself, or the successor of a removed one.
    """
    entry: uint256 = self._entries[number]
    successor: uint16 = convert((entry >> 104) & (2**16 - 1), uint16)
    if successor != 0 and entry & 255 == REMOVED:
        return successor
    return number


@internal
def _take_revision(number: uint16, revision: uint64):
    """
    @notice Counts an act that a member's govern keys decided, or reverts if
            it is not the next one.
    @param number The member's number.
    @param revision How many such acts it was signed after.
    """
    if self._revisions[number] != convert(revision, uint256):
        refusals._revert_with(refusals.REVISION_DIFFERS)
    self._revisions[number] += 1


@internal
@pure
def _is_voter(entry: uint256) -> bool:
    """
    @notice Whether a member votes.
    @param entry The member's word.
    @return bool True if it does, suspended or not.
    """
    return (entry >> 8) & 255 != 0


@internal
@view
def _is_active(entry: uint256) -> bool:
    """
    @notice Whether a member acts, at the block's time.
    @param entry The member's word.
    @return bool True if it is neither removed nor suspended.
    """
    return entry & 255 == ACTIVE and block.timestamp >= (entry >> 64) & windows.TIME_MASK


@internal
@pure
def _judge_authorship(entry: uint256, kind: uint8, scope: uint16) -> uint8:
    """
    @notice Why a member may not author records of this kind and scope. A
            shift past the word gives zero: a kind beyond the table has no
            authors, a scope beyond the bit set is no agreement.
    @param entry The member's word.
    @param kind The kind of the records.
    @param scope The agreement that they name; 0 for none.
    @return uint8 `refusals.ACCEPTED`, or the reason.
    """
    authors: uint256 = (roles.AUTHORS >> (convert(kind, uint256) << 4)) & (2**16 - 1)
    if authors == 0:
        return refusals.KIND_UNKNOWN
    if (kind <= roles.ORIGIN_DECLARATION) != (scope != 0):
        return refusals.SCOPE_MISMATCH
    if (entry >> 32) & authors == 0:
        return refusals.ROLE_MISSING
    agreements: uint256 = entry >> 128
    if kind == roles.ORIGIN_CERTIFICATE and (agreements >> convert(scope, uint256)) & 1 == 0:
        return refusals.AGREEMENT_MISSING
    return refusals.ACCEPTED


@internal
@pure
def _is_country(country: bytes2) -> bool:
    """
    @dev Whether both bytes are capital letters.
    """
    letters: uint256 = convert(country, uint256)
    first: uint256 = letters >> 8
    second: uint256 = letters & 255
    return first >= 65 and first <= 90 and second >= 65 and second <= 90


@internal
@pure
def _check_roles(role_set: uint32, agreements: uint128):
    """
    @dev Reverts unless there is a role, and only issuing bodies certify.
    """
    held: uint256 = convert(role_set, uint256)
    if (
        held == 0
        or held > roles.ALL
        or agreements & 1 != 0
        or (agreements != 0 and held & roles.ISSUING_BODY == 0)
    ):
        refusals._revert_with(refusals.VALUE_OUT_OF_RANGE)


@internal
@view
def _check_state(number: uint16, state: uint256):
    """
    @dev Reverts unless the member is in this state.
    """
    self._check_standing(number)
    if self._entries[number] & 255 != state:
        refusals._revert_with(refusals.STATE_DIFFERS)


@internal
def _set_state(number: uint16, state: uint256):
    """
    @dev Puts a member in a state, and says so.
    """
    self._entries[number] = (self._entries[number] & ~convert(255, uint256)) | state
    self._tell(number)


@internal
def _tell(number: uint16):
    """
    @dev Logs how a member stands.
    """
    entry: uint256 = self._entries[number]
    log MemberChanged(
        number=number,
        active=self._is_active(entry),
        voter=self._is_voter(entry),
        country=convert(convert((entry >> 16) & (2**16 - 1), uint16), bytes2),
        roles=convert((entry >> 32) & (2**32 - 1), uint32),
        agreements=convert(entry >> 128, uint128),
        nameHash=self._name_hashes[number],
    )
