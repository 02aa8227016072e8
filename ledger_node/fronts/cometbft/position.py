"""Where the chain of consensus stands: kept beside each block, and of the last one even without a block."""

from dataclasses import dataclass

from contracts.ids import NetworkId

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
    """The position that `Position.encode` spelt; height 0 where nothing is kept."""
    if len(kept) != _BYTES:
        return BEFORE_THE_FIRST
    return Position(int.from_bytes(kept[:8], "big"), int.from_bytes(kept[8:], "big"))


def engine_chain_id(network_id: NetworkId) -> str:
    """The name that the engine signs every vote under: it derives from the network's id."""
    return f"tegata-{network_id.hex()[:32]}"
