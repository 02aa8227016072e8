# pragma version ==0.4.3
"""
@title What is to be decided, and how it is voted on
@license Apache-2.0
@author Tegata
@notice A proposal is an EIP-712 type of its own, signed by a govern key of a
        voter. On chain stands its hash only: who executes it shows the
        whole again. Ballots are counted when it is executed, of those who
        vote then, and without those that a compromised key cast.
"""


from modules import docket
from modules import electorate
from modules import keys
from modules import members
from modules import motions
from modules import refusals
from modules import windows


uses: docket
uses: electorate
uses: keys
uses: members


# @dev A proposal as stored: the hash of what it would do; then proposer
#      (bits 0 to 15), kind (16 to 23), opened at (24 to 63), closes at
#      (64 to 103), executed at (104 to 143, 0 until it is).
struct Entry:
    action: bytes32
    terms: uint256


struct Proposal:
    action: bytes32
    member: uint16
    kind: uint8
    openedAt: uint64
    closesAt: uint64
    executedAt: uint64
    approvals: uint256
    needed: uint256
    voters: uint256


struct Ballot:
    choice: uint8
    key: address
    castAt: uint64
    revision: uint32


struct Vote:
    member: uint16
    proposal: uint256
    action: bytes32
    choice: uint8
    revision: uint32
    validUntil: uint64


# @dev Something is proposed. The payload is what was signed, a word a field.
event Proposed:
    proposal: indexed(uint256)
    member: indexed(uint16)
    kind: indexed(uint8)
    action: bytes32
    closesAt: uint64
    payload: Bytes[motions.MAX_PAYLOAD]


# @dev A member voted, or changed its vote.
event Voted:
    proposal: indexed(uint256)
    member: indexed(uint16)
    choice: uint8
    key: address


# @dev What was proposed has been done.
event Executed:
    proposal: indexed(uint256)
    kind: indexed(uint8)
    action: bytes32


APPROVE: constant(uint8) = 1
REJECT: constant(uint8) = 2


# @dev A proposal is open for so long at most, in seconds.
LONGEST: constant(uint256) = 90 * 86_400


VOTE_TYPE: constant(bytes32) = keccak256(
    "Vote(uint16 member,uint256 proposal,bytes32 action,uint8 choice,uint32 revision,uint64 validUntil)"
)


# @dev Proposals by number, from 1, and ballots by (proposal, member): key
#      (bits 0 to 159), cast at (160 to 199), choice (200 to 207: 1 for, 2
#      against), revision (208 to 239: how often the member voted on it).
_count: uint256
_entries: HashMap[uint256, Entry]
_ballots: HashMap[uint256, HashMap[uint16, uint256]]


@external
@view
def proposalCount() -> uint256:
    """
    @notice How many proposals there ever were.
    @return uint256 Their number.
    """
    return self._count


@external
@view
def proposalOf(proposal: uint256) -> Proposal:
    """
    @notice A proposal, with the ballots as they would be counted now.
    @param proposal Its number, from 1.
    @return Proposal All zero if there is none of this number.
    """
    entry: Entry = self._entries[proposal]
    if entry.terms == 0:
        return empty(Proposal)
    kind: uint8 = self._kind(entry.terms)
    return Proposal(
        action=entry.action,
        member=convert(entry.terms & (2**16 - 1), uint16),
        kind=kind,
        openedAt=convert((entry.terms >> 24) & windows.TIME_MASK, uint64),
        closesAt=convert((entry.terms >> 64) & windows.TIME_MASK, uint64),
        executedAt=convert((entry.terms >> 104) & windows.TIME_MASK, uint64),
        approvals=self._approvals(proposal),
        needed=self._needed(kind),
        voters=members._voter_count,
    )


@external
@view
def ballotOf(proposal: uint256, member: uint16) -> Ballot:
    """
    @notice What a member voted.
    @param proposal The proposal's number.
    @param member The member's number.
    @return Ballot All zero if it has not voted. `revision` is what its next
            vote names.
    """
    ballot: uint256 = self._ballots[proposal][member]
    return Ballot(
        choice=convert((ballot >> 200) & 255, uint8),
        key=convert(ballot & (2**160 - 1), address),
        castAt=convert((ballot >> 160) & windows.TIME_MASK, uint64),
        revision=convert(ballot >> 208, uint32),
    )


@internal
def _open(kind: uint8, payload: Bytes[motions.MAX_PAYLOAD], action: bytes32, key: address) -> uint256:
    """
    @notice Opens a proposal, for which its proposer has voted.
    @param kind What it would do.
    @param payload The fields that were signed: first the proposer, last the
           second until which it is open.
    @param action Their hash.
    @param key The key that signed.
    @return uint256 The proposal's number.
    """
    member: uint16 = convert(convert(slice(payload, 0, 32), uint256), uint16)
    closes: uint256 = convert(slice(payload, len(payload) - 32, 32), uint256)
    if closes < block.timestamp:
        refusals._revert_with(refusals.EXPIRED)
    if closes > block.timestamp + LONGEST:
        refusals._revert_with(refusals.VALUE_OUT_OF_RANGE)
    self._check_voter(key, member)
    if docket._proposals[action] != 0:
        refusals._revert_with(refusals.ALREADY_REGISTERED)

    self._count += 1
    number: uint256 = self._count
    docket._proposals[action] = number
    self._entries[number] = Entry(
        action=action,
        terms=convert(member, uint256)
        | (convert(kind, uint256) << 16)
        | (block.timestamp << 24)
        | (closes << 64),
    )
    log Proposed(
        proposal=number,
        member=member,
        kind=kind,
        action=action,
        closesAt=convert(closes, uint64),
        payload=payload,
    )
    self._cast(number, member, APPROVE, key)
    return number


@internal
def _vote(vote: Vote, key: address):
    """
    @notice Counts a vote in, or reverts with the reason.
    @param vote What was signed.
    @param key The key that signed.
    """
    if block.timestamp > convert(vote.validUntil, uint256):
        refusals._revert_with(refusals.EXPIRED)
    self._check_open(vote.proposal, vote.action)
    self._check_voter(key, vote.member)
    ballot: uint256 = self._ballots[vote.proposal][vote.member]
    if convert(vote.choice, uint256) == (ballot >> 200) & 255:
        refusals._revert_with(refusals.ALREADY_VOTED)
    if convert(vote.revision, uint256) != ballot >> 208:
        refusals._revert_with(refusals.REVISION_DIFFERS)
    if vote.choice != APPROVE and vote.choice != REJECT:
        refusals._revert_with(refusals.VALUE_OUT_OF_RANGE)
    self._cast(vote.proposal, vote.member, vote.choice, key)


@internal
def _close(proposal: uint256, action: bytes32):
    """
    @notice Marks a proposal that has its votes as executed, or reverts with
            the reason.
    @param proposal Its number.
    @param action The hash of what is about to be done.
    """
    self._check_open(proposal, action)
    kind: uint8 = self._kind(self._entries[proposal].terms)
    if self._approvals(proposal) < self._needed(kind):
        refusals._revert_with(refusals.VOTES_MISSING)
    self._entries[proposal].terms |= block.timestamp << 104
    log Executed(proposal=proposal, kind=kind, action=action)


@internal
@view
def _kind_of(proposal: uint256) -> uint8:
    """
    @notice What a proposal would do.
    @param proposal Its number.
    @return uint8 Its kind; 0 if there is none of this number.
    """
    return self._kind(self._entries[proposal].terms)


@internal
def _cast(proposal: uint256, member: uint16, choice: uint8, key: address):
    """
    @dev Writes a ballot in place of the member's last one.
    """
    revision: uint256 = (self._ballots[proposal][member] >> 208) + 1
    self._ballots[proposal][member] = (
        convert(key, uint256)
        | (block.timestamp << 160)
        | (convert(choice, uint256) << 200)
        | (revision << 208)
    )
    log Voted(proposal=proposal, member=member, choice=choice, key=key)


@internal
@view
def _check_voter(key: address, member: uint16):
    """
    @dev Reverts unless a govern key of a voter signed. A suspended member
         keeps its vote.
    """
    reason: uint8 = keys._judge(key, member, keys.GOVERN)
    if reason != refusals.ACCEPTED:
        refusals._revert_with(reason)
    if not members._is_voter(members._entries[member]):
        refusals._revert_with(refusals.NO_VOTER)


@internal
@view
def _check_open(proposal: uint256, action: bytes32):
    """
    @dev Reverts unless the proposal is open, and for this action.
    """
    entry: Entry = self._entries[proposal]
    if entry.terms == 0:
        refusals._revert_with(refusals.PROPOSAL_UNKNOWN)
    if entry.action != action:
        refusals._revert_with(refusals.PROPOSAL_DIFFERS)
    if entry.terms >> 104 != 0:
        refusals._revert_with(refusals.PROPOSAL_EXECUTED)
    if block.timestamp > (entry.terms >> 64) & windows.TIME_MASK:
        refusals._revert_with(refusals.PROPOSAL_EXPIRED)


@internal
@view
def _approvals(proposal: uint256) -> uint256:
    """
    @dev How many of those who vote now are for it, by keys that were not
         compromised when they signed.
    """
    approvals: uint256 = 0
    for index: uint256 in range(members._voter_count, bound=electorate.MAX_VOTERS):
        ballot: uint256 = self._ballots[proposal][electorate._at[index]]
        if (ballot >> 200) & 255 != convert(APPROVE, uint256):
            continue
        key: address = convert(ballot & (2**160 - 1), address)
        if keys._compromised_since(key) > (ballot >> 160) & windows.TIME_MASK:
            approvals += 1
    return approvals


@internal
@view
def _needed(kind: uint8) -> uint256:
    """
    @dev Two thirds of the voters, rounded up; in an emergency more than one
         third, so that whoever is honest among two thirds is enough.
    """
    if kind == motions.SUSPEND_IN_EMERGENCY:
        return members._voter_count // 3 + 1
    return (2 * members._voter_count + 2) // 3


@internal
@pure
def _kind(terms: uint256) -> uint8:
    """
    @dev What a proposal would do.
    """
    return convert((terms >> 16) & 255, uint8)
