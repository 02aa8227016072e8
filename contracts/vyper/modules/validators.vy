# pragma version ==0.4.3
"""
@title Who makes blocks
@license Apache-2.0
@author Tegata
@notice The validators by their Ed25519 keys. Every node tells its engine of
        each change; it counts two heights of consensus later. A change is
        a valid difference to the set that stands, or nothing at all.
"""


from modules import protocol
from modules import refusals


struct Validator:
    key: bytes32
    member: uint16
    power: uint64


# @dev The next validators, as a difference; the power at which they are
#      removed is 0.
event ValidatorChanged:
    key: indexed(bytes32)
    member: indexed(uint16)
    power: uint64


MAX_COUNT: constant(uint256) = 100
MAX_CHANGES: constant(uint256) = 32
MAX_POWER: constant(uint64) = 1_000_000


# @dev A set that has so many bears the failure of one, and may not be made
#      smaller than that.
SAFE_COUNT: constant(uint256) = 4


# @dev Blocks until a change counts: two heights of consensus, and no two
#      blocks are at one.
DELAY: constant(uint256) = 2


# @dev How many validators there are, their keys by index, and key -> power
#      (bits 0 to 63), member (64 to 79), index (80 to 95).
_count: uint256
_at: HashMap[uint256, bytes32]
_entries: HashMap[bytes32, uint256]


# @dev Hash of the action that changed them last, and the block from which
#      the next may.
_change: bytes32
_change_height: uint256


@external
def foundValidators(founding: DynArray[Validator, MAX_COUNT]):
    """
    @notice Registers the validators that the genesis file names, where there
            are none yet. For the protocol alone.
    @param founding Their keys, members and powers.
    """
    protocol._check_caller()
    if self._count != 0:
        refusals._revert_with(refusals.ALREADY_REGISTERED)
    for each: Validator in founding:
        self._check(each)
        if each.power == 0 or self._entries[each.key] != 0:
            refusals._revert_with(refusals.VALIDATORS_INVALID)
        self._put(each)


@external
@view
def validatorCount() -> uint256:
    """
    @notice How many validators there are.
    @return uint256 Their number; changes that do not count yet included.
    """
    return self._count


@external
@view
def validatorAt(index: uint256) -> Validator:
    """
    @notice The validators, in no order that matters.
    @param index From 0 to `validatorCount() - 1`.
    @return Validator Its key, member and power; all zero beyond the last.
    """
    key: bytes32 = self._at[index]
    entry: uint256 = self._entries[key]
    return Validator(
        key=key,
        member=convert((entry >> 64) & (2**16 - 1), uint16),
        power=convert(entry & (2**64 - 1), uint64),
    )


@internal
def _apply(changes: DynArray[Validator, MAX_CHANGES], action: bytes32):
    """
    @notice Changes the set, or reverts with the reason. Those who leave have
            less than a third of the power before, those who come less than a
            third of the power after.
    @param changes The difference, by key in ascending order; power 0 removes.
    @param action Hash of what was decided.
    """
    if block.number < self._change_height:
        refusals._revert_with(refusals.CHANGE_IN_FLIGHT)
    before: uint256 = self._total()
    leaving: uint256 = 0
    coming: uint256 = 0
    count: uint256 = self._count
    last: uint256 = 0
    for each: Validator in changes:
        self._check(each)
        if convert(each.key, uint256) <= last:
            refusals._revert_with(refusals.VALIDATORS_INVALID)
        last = convert(each.key, uint256)
        old: uint256 = self._entries[each.key] & (2**64 - 1)
        new: uint256 = convert(each.power, uint256)
        if old == new:
            refusals._revert_with(refusals.VALIDATORS_INVALID)
        if new > old:
            coming += new - old
        else:
            leaving += old - new
        if new == 0:
            self._take_out(each.key)
        else:
            self._put(each)
        log ValidatorChanged(key=each.key, member=each.member, power=each.power)
    if last == 0 or self._count > MAX_COUNT:
        refusals._revert_with(refusals.VALIDATORS_INVALID)
    if self._count < SAFE_COUNT and self._count < count:
        refusals._revert_with(refusals.VALIDATORS_TOO_FEW)
    if 3 * leaving >= before or 3 * coming >= before - leaving + coming:
        refusals._revert_with(refusals.POWER_MOVES_TOO_FAST)
    self._change = action
    self._change_height = block.number + DELAY


@internal
@pure
def _check(validator: Validator):
    """
    @dev Reverts unless the values are possible.
    """
    if validator.key == empty(bytes32) or validator.power > MAX_POWER:
        refusals._revert_with(refusals.VALUE_OUT_OF_RANGE)


@internal
def _put(validator: Validator):
    """
    @dev Adds a validator, or changes its member and power.
    """
    index: uint256 = self._entries[validator.key] >> 80
    if self._entries[validator.key] == 0:
        index = self._count
        self._at[index] = validator.key
        self._count += 1
    self._entries[validator.key] = (
        convert(validator.power, uint256) | (convert(validator.member, uint256) << 64) | (index << 80)
    )


@internal
def _take_out(key: bytes32):
    """
    @dev Removes a validator; the last takes its place.
    """
    index: uint256 = self._entries[key] >> 80
    self._count -= 1
    moved: bytes32 = self._at[self._count]
    self._at[index] = moved
    self._entries[moved] = (self._entries[moved] & (2**80 - 1)) | (index << 80)
    self._entries[key] = 0
    self._at[self._count] = empty(bytes32)


@internal
@view
def _total() -> uint256:
    """
    @dev The power of all validators.
    """
    total: uint256 = 0
    for index: uint256 in range(self._count, bound=MAX_COUNT + MAX_CHANGES):
        total += self._entries[self._at[index]] & (2**64 - 1)
    return total
