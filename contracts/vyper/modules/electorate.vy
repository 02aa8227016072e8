# pragma version ==0.4.3
"""
@title Who votes
@license Apache-2.0
@author Tegata
@notice The admitted voters, suspended ones included, in no order.
"""


from modules import members
from modules import refusals


uses: members


# @dev So many ballots are counted at once.
MAX_VOTERS: constant(uint256) = 100


# @dev Index -> number of a member that votes.
_at: HashMap[uint256, uint16]


@external
@view
def voterCount() -> uint256:
    """
    @notice How many members vote.
    @return uint256 Their number, suspended ones included.
    """
    return members._voter_count


@external
@view
def voterAt(index: uint256) -> uint16:
    """
    @notice The members that vote.
    @param index From 0 to `voterCount() - 1`.
    @return uint16 A member's number; 0 beyond the last.
    """
    return self._at[index]


@internal
def _enroll(number: uint16):
    """
    @notice Gives a member its vote.
    @param number The number of a member that has none.
    """
    if members._voter_count == MAX_VOTERS:
        refusals._revert_with(refusals.VALUE_OUT_OF_RANGE)
    self._at[members._voter_count] = number
    members._voter_count += 1


@internal
def _strike(number: uint16):
    """
    @notice Takes a member's vote. The last voter keeps it: without one the
            consortium could decide nothing any more.
    @param number The number of a member that votes.
    """
    last: uint256 = members._voter_count - 1
    if last == 0:
        refusals._revert_with(refusals.VALUE_OUT_OF_RANGE)
    for index: uint256 in range(last + 1, bound=MAX_VOTERS):
        if self._at[index] == number:
            self._at[index] = self._at[last]
            break
    self._at[last] = 0
    members._voter_count = last
