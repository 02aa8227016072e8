"""Evidence of what validators did, as an input of a block: its bytes, its root in the header, its calls.

The header commits to it in `parent_beacon_block_root`, where Ethereum's consensus tells execution something
(EIP-4788); zeros stand for none. The bytes are kept beside the block, so that it can be executed again.
"""

from collections.abc import Sequence

from contracts import calls
from contracts.calls import Misdeed
from contracts.errors import TegataError
from contracts.ids import UnixTime
from contracts.keccak import keccak

MISDEED_BYTES = 53
"""Kind u8, validator (20 bytes), height, time in seconds, power, total power, each u64."""

NO_MISDEEDS = bytes(32)


class MisdeedsInvalid(TegataError):
    """Bytes that are no list of misdeeds."""

    code = "block.misdeeds"
    default_remedy = "Restore the store from a backup, or join anew from a snapshot."


def encode_misdeeds(misdeeds: Sequence[Misdeed]) -> bytes:
    """The misdeeds one after the other."""
    return b"".join(map(_encode, misdeeds))


def decode_misdeeds(encoded: bytes) -> tuple[Misdeed, ...]:
    """The misdeeds that `encode_misdeeds` spelt. Raises MisdeedsInvalid."""
    if len(encoded) % MISDEED_BYTES:
        raise MisdeedsInvalid("misdeeds", expected=f"{MISDEED_BYTES} bytes each", found=f"{len(encoded)}")
    starts = range(0, len(encoded), MISDEED_BYTES)
    return tuple(_decode(encoded[start : start + MISDEED_BYTES]) for start in starts)


def root_of_misdeeds(misdeeds: Sequence[Misdeed]) -> bytes:
    """What a block's header says of them."""
    return keccak(encode_misdeeds(misdeeds)) if misdeeds else NO_MISDEEDS


def recording_calls(misdeeds: Sequence[Misdeed]) -> list[bytes]:
    """Calldata by which the protocol records them with the Consortium."""
    return [calls.record_misbehaviour(misdeed) for misdeed in misdeeds]


def _encode(misdeed: Misdeed) -> bytes:
    numbers = (misdeed.height, misdeed.time, misdeed.power, misdeed.total_power)
    kind = misdeed.kind.to_bytes(1, "big")
    return kind + misdeed.validator + b"".join(number.to_bytes(8, "big") for number in numbers)


def _decode(encoded: bytes) -> Misdeed:
    height, time, power, total = (int.from_bytes(encoded[at : at + 8], "big") for at in range(21, 53, 8))
    return Misdeed(encoded[0], encoded[1:21], height, UnixTime(time), power, total)
