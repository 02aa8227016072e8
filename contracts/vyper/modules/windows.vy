# pragma version ==0.4.3
"""
@title Windows of time
@license Apache-2.0
@author Tegata
@notice Times are seconds in 40 bits. A window is packed into 80 bits: from
        (bits 0 to 39) and until (40 to 79), the latter exclusive.
"""


from modules import refusals


# @dev The last time there is stands for never.
FOREVER: constant(uint64) = 2**40 - 1
TIME_MASK: constant(uint256) = 2**40 - 1


@internal
@pure
def _pack(valid_from: uint64, valid_until: uint64) -> uint256:
    """
    @notice A window in 80 bits, or a revert if there is no second in it.
    @param valid_from The first second inside.
    @param valid_until The first second outside; `FOREVER` for no end.
    @return uint256 The packed window.
    """
    if valid_from >= valid_until or valid_until > FOREVER:
        refusals._revert_with(refusals.VALUE_OUT_OF_RANGE)
    return convert(valid_from, uint256) | (convert(valid_until, uint256) << 40)
