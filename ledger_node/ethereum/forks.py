"""The forks of Ethereum that py-evm executes, and when each begins on a chain."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import IntEnum

from contracts.errors import TegataError


class ScheduleInvalid(TegataError):
    """A chain's configuration doesn't say when its forks begin."""

    code = "genesis.forks.invalid"
    default_remedy = "Give a genesis file as go-ethereum reads it, with forks up to Prague."


class Fork(IntEnum):
    """In order: a later fork has every rule of the earlier ones."""

    FRONTIER = 0
    HOMESTEAD = 1
    TANGERINE_WHISTLE = 2
    SPURIOUS_DRAGON = 3
    BYZANTIUM = 4
    CONSTANTINOPLE = 5
    PETERSBURG = 6
    ISTANBUL = 7
    MUIR_GLACIER = 8
    BERLIN = 9
    LONDON = 10
    ARROW_GLACIER = 11
    GRAY_GLACIER = 12
    PARIS = 13
    SHANGHAI = 14
    CANCUN = 15
    PRAGUE = 16


@dataclass(frozen=True, slots=True)
class BlobSchedule:
    """Blobs in a block: how many are aimed at, how many there may be, how fast their fee moves (EIP-7840)."""

    target: int
    most: int
    update_fraction: int


BLOB_SCHEDULES = {
    Fork.CANCUN: BlobSchedule(3, 6, 3_338_477),
    Fork.PRAGUE: BlobSchedule(6, 9, 5_007_716),
}
"""As EIP-4844 and EIP-7691 have it."""

_BY_BLOCK = {
    "homesteadBlock": Fork.HOMESTEAD,
    "eip150Block": Fork.TANGERINE_WHISTLE,
    "eip158Block": Fork.SPURIOUS_DRAGON,
    "byzantiumBlock": Fork.BYZANTIUM,
    "constantinopleBlock": Fork.CONSTANTINOPLE,
    "petersburgBlock": Fork.PETERSBURG,
    "istanbulBlock": Fork.ISTANBUL,
    "muirGlacierBlock": Fork.MUIR_GLACIER,
    "berlinBlock": Fork.BERLIN,
    "londonBlock": Fork.LONDON,
    "arrowGlacierBlock": Fork.ARROW_GLACIER,
    "grayGlacierBlock": Fork.GRAY_GLACIER,
    "mergeNetsplitBlock": Fork.PARIS,
}
_BY_TIME = {"shanghaiTime": Fork.SHANGHAI, "cancunTime": Fork.CANCUN, "pragueTime": Fork.PRAGUE}


@dataclass(frozen=True, slots=True)
class Schedule:
    """When each fork begins: at a block up to the merge, at a time after it."""

    by_block: Mapping[Fork, int] = field(default_factory=dict)
    by_time: Mapping[Fork, int] = field(default_factory=dict)

    def at(self, number: int, time: int) -> Fork:
        """The fork whose rules hold for a block."""
        begun = [fork for fork, first in self.by_block.items() if number >= first]
        begun += [fork for fork, first in self.by_time.items() if time >= first]
        return max(begun, default=Fork.FRONTIER)


def read_schedule(config: Mapping[str, object]) -> Schedule:
    """The schedule in the `config` of a genesis file as go-ethereum reads it. Raises ScheduleInvalid."""
    merged = config.get("terminalTotalDifficulty") == 0
    by_block = {
        fork: _number(config, name) for name, fork in _BY_BLOCK.items() if config.get(name) is not None
    }
    if merged:
        by_block.setdefault(Fork.PARIS, 0)
    by_time = {fork: _number(config, name) for name, fork in _BY_TIME.items() if config.get(name) is not None}
    return Schedule(by_block, by_time)


def _number(config: Mapping[str, object], name: str) -> int:
    value = config[name]
    if not isinstance(value, int) or isinstance(value, bool) or value < 0:
        raise ScheduleInvalid(f"config.{name}", expected="a block or a time", found=repr(value))
    return value
