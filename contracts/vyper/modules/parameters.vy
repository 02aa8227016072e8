# pragma version ==0.4.3
"""
@title What all nodes do alike, and from which block on
@license Apache-2.0
@author Tegata
@notice A parameter has a value in force and perhaps one to come. Zero stands
        for what the genesis file and the version of the software have.
"""


from modules import refusals


struct Parameter:
    value: uint256
    scheduled: uint256
    height: uint256


# @dev A parameter will have another value from a block on.
event ParameterScheduled:
    name: indexed(bytes32)
    value: uint256
    height: uint256


# @dev Names, in ASCII: the rules of execution, the largest block of
#      consensus in bytes, how long evidence of misbehaviour counts.
APP_VERSION: constant(bytes32) = 0x6170705f76657273696f6e000000000000000000000000000000000000000000
BLOCK_BYTES: constant(bytes32) = 0x626c6f636b5f6279746573000000000000000000000000000000000000000000
EVIDENCE_BLOCKS: constant(bytes32) = 0x65766964656e63655f626c6f636b730000000000000000000000000000000000
EVIDENCE_SECONDS: constant(bytes32) = 0x65766964656e63655f7365636f6e647300000000000000000000000000000000


# @dev Name -> value in force, value to come, and the block from which it is.
_values: HashMap[bytes32, uint256]
_scheduled: HashMap[bytes32, uint256]
_heights: HashMap[bytes32, uint256]


@external
@view
def parameterOf(name: bytes32) -> Parameter:
    """
    @notice A parameter, as of the block.
    @param name Its name in ASCII, filled up with zeros.
    @return Parameter The value in force, and what comes from which block on;
            height 0 where nothing does.
    """
    if block.number >= self._heights[name]:
        return Parameter(value=self._in_force(name), scheduled=0, height=0)
    return Parameter(
        value=self._values[name], scheduled=self._scheduled[name], height=self._heights[name]
    )


@internal
def _schedule(name: bytes32, setting: uint256, height: uint256):
    """
    @notice Sets what a parameter will be, in place of what was to come, or
            reverts with the reason.
    @param name Its name.
    @param setting The value.
    @param height The first block that it holds for.
    """
    if height <= block.number or height >= 2**63:
        refusals._revert_with(refusals.HEIGHT_PASSED)
    present: uint256 = self._in_force(name)
    if not self._is_possible(name, setting) or (name == APP_VERSION and setting <= present):
        refusals._revert_with(refusals.VALUE_OUT_OF_RANGE)
    self._values[name] = present
    self._scheduled[name] = setting
    self._heights[name] = height
    log ParameterScheduled(name=name, value=setting, height=height)


@internal
@view
def _in_force(name: bytes32) -> uint256:
    """
    @dev The value that holds for this block.
    """
    if self._heights[name] != 0 and block.number >= self._heights[name]:
        return self._scheduled[name]
    return self._values[name]


@internal
@pure
def _is_possible(name: bytes32, setting: uint256) -> bool:
    """
    @dev Whether a network runs with this value.
    """
    if name == APP_VERSION:
        return setting >= 2 and setting < 2**32
    if name == BLOCK_BYTES:
        return setting >= 2 * 2**20 and setting <= 100 * 2**20
    if name == EVIDENCE_BLOCKS:
        return setting >= 1_000 and setting < 2**40
    return name == EVIDENCE_SECONDS and setting >= 3_600 and setting < 2**32
