# pragma version ==0.4.3
# pragma evm-version cancun
"""
@title The inclusion check by itself, for tests
@license Apache-2.0
@author Tegata
"""


from modules import rfc6962


@external
@view
def included(id: bytes32, position: rfc6962.Position, count: uint256, root: bytes32) -> bool:
    """
    @notice What the Registry asks before it ends a record.
    @return bool Whether the record stands there.
    """
    return rfc6962._is_included(id, position, count, root)
