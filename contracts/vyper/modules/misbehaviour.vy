# pragma version ==0.4.3
"""
@title What validators were proved to have done
@license Apache-2.0
@author Tegata
@notice Written by the protocol itself, when consensus has evidence. It
        punishes nobody: what follows is decided by vote.
"""


from modules import docket
from modules import protocol
from modules import windows


uses: docket


struct Misdeed:
    kind: uint8
    validator: bytes20
    height: uint64
    time: uint64
    power: uint64
    totalPower: uint64
    recordedAt: uint64


# @dev A misdeed as stored: validator (bits 0 to 159), kind (160 to 167),
#      height (168 to 215), time in seconds (216 to 255); then power (0 to 63),
#      total power (64 to 127), recorded at (128 to 167).
struct Entry:
    deed: uint256
    weight: uint256


# @dev Hash of the deed's word -> the misdeed.
_entries: HashMap[bytes32, Entry]


@external
def recordMisbehaviour(
    kind: uint8, validator: bytes20, height: uint64, time: uint64, power: uint64, totalPower: uint64
):
    """
    @notice Records what consensus has evidence of; the same again changes
            nothing. For the protocol alone.
    @param kind 1 signed two blocks of one height, 2 attacked light clients.
    @param validator The first 20 bytes of SHA-256 of its key.
    @param height The height of consensus at which it did.
    @param time When, in seconds.
    @param power Its power then.
    @param totalPower The power of all validators then.
    """
    protocol._check_caller()
    deed: uint256 = (
        convert(convert(validator, uint160), uint256)
        | (convert(kind, uint256) << 160)
        | ((convert(height, uint256) & (2**48 - 1)) << 168)
        | ((convert(time, uint256) & windows.TIME_MASK) << 216)
    )
    name: bytes32 = keccak256(convert(deed, bytes32))
    if self._entries[name].deed != 0:
        return
    self._entries[name] = Entry(
        deed=deed,
        weight=convert(power, uint256) | (convert(totalPower, uint256) << 64) | (block.timestamp << 128),
    )
    docket._enter(name)


@external
@view
def misbehaviourCount() -> uint256:
    """
    @notice How many misdeeds were recorded.
    @return uint256 Their number.
    """
    return docket._misdeed_count


@external
@view
def misbehaviourAt(index: uint256) -> Misdeed:
    """
    @notice The misdeeds in the order of their recording.
    @param index From 0 to `misbehaviourCount() - 1`.
    @return Misdeed What was done; all zero beyond the last.
    """
    entry: Entry = self._entries[docket._misdeed_at[index]]
    return Misdeed(
        kind=convert((entry.deed >> 160) & 255, uint8),
        validator=convert(convert(entry.deed & (2**160 - 1), uint160), bytes20),
        height=convert((entry.deed >> 168) & (2**48 - 1), uint64),
        time=convert(entry.deed >> 216, uint64),
        power=convert(entry.weight & (2**64 - 1), uint64),
        totalPower=convert((entry.weight >> 64) & (2**64 - 1), uint64),
        recordedAt=convert(entry.weight >> 128, uint64),
    )
