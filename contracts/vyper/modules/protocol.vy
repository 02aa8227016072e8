# pragma version ==0.4.3
"""
@title The protocol as a caller
@license Apache-2.0
@author Tegata
@notice Validators themselves call the consortium's contracts from an address
        that has no key, as EIP-4788 has it.
"""


from modules import refusals


SYSTEM_CALLER: constant(address) = 0xffffFFFfFFffffffffffffffFfFFFfffFFFfFFfE


@internal
@view
def _check_caller():
    """
    @notice Reverts unless the protocol itself calls.
    """
    if msg.sender != SYSTEM_CALLER:
        refusals._revert_with(refusals.CALLER_NOT_ALLOWED)
