# pragma version ==0.4.3
"""
@title What has been entered
@license Apache-2.0
@author Tegata
@notice So that nothing is proposed twice by sending it again, and misdeeds
        can be read in their order.
"""


# @dev Hash of what was proposed -> the proposal's number.
_proposals: HashMap[bytes32, uint256]


# @dev How many misdeeds there are, and by index the hash under which each is
#      kept.
_misdeed_count: uint256
_misdeed_at: HashMap[uint256, bytes32]


@internal
def _enter(deed: bytes32):
    """
    @notice Puts a misdeed at the end.
    @param deed The hash under which it is kept.
    """
    self._misdeed_at[self._misdeed_count] = deed
    self._misdeed_count += 1
