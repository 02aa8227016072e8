"""Where the chain of consensus stands: kept beside each block, and of the last one even without a block."""

from dataclasses import dataclass

from contracts.calls import Misdeed
from ledger_node.misbehaviour import MISDEED_BYTES, decode_misdeeds

_BYTES = 16


@dataclass(frozen=True, slots=True)
class Position:
    """A height of consensus and its time, in seconds. EVM blocks have numbers of their own."""

    height: int
    time: int

    def encode(self) -> bytes:
        """The position as the store keeps it."""
        return self.height.to_bytes(8, "big") + self.time.to_bytes(8, "big")


BEFORE_THE_FIRST = Position(0, 0)


def decode_position(kept: bytes) -> Position:
    """The position that `Position.encode` spelt, before any misdeeds; height 0 where none is kept."""
    if len(kept) < _BYTES or (len(kept) - _BYTES) % MISDEED_BYTES:
        return BEFORE_THE_FIRST
    return Position(int.from_bytes(kept[:8], "big"), int.from_bytes(kept[8:_BYTES], "big"))


def kept_misdeeds(kept: bytes) -> tuple[Misdeed, ...]:
    """The misdeeds that stand beside a block, after its position; none beside a sequencer's signature."""
    return () if decode_position(kept) == BEFORE_THE_FIRST else decode_misdeeds(kept[_BYTES:])
