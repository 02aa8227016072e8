"""What a block decides for consensus: changes of validators, and parameters that hold from the next block on.

Read from the Consortium's slots in the states before and after a block, so that it is the same on every node
and each time that the block is executed.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import NamedTuple, Protocol

from contracts import slots
from contracts.acts.governance import parameter_name
from contracts.addresses import CONSORTIUM
from contracts.ids import BlockHeight
from ledger_node import rules
from ledger_node.errors import VersionUnknown
from ledger_node.state import StateView

APP_VERSION, BLOCK_BYTES = "app_version", "block_bytes"
EVIDENCE_BLOCKS, EVIDENCE_SECONDS = "evidence_blocks", "evidence_seconds"
PARAMETERS = (APP_VERSION, BLOCK_BYTES, EVIDENCE_BLOCKS, EVIDENCE_SECONDS)

VALIDATORS_DELAY = 2
"""Blocks from a change of validators to the first that may change them again."""

ReadWord = Callable[[int], int]
"""Slot of the Consortium → word."""


class NodeReader(Protocol):
    """Where trie nodes are read from, by hash."""

    def node(self, key: bytes) -> bytes | None:
        """The node whose Keccak is `key`, if it is kept."""
        ...


@dataclass(frozen=True, slots=True)
class Decided:
    """What consensus is to do otherwise after a block; mostly nothing."""

    validators: tuple[tuple[bytes, int], ...] = ()
    """Ed25519 key → power, by key; 0 takes it out of the set."""
    parameters: Mapping[str, int] = field(default_factory=dict)
    """All parameters as the next block has them, where it has others than this one; else empty."""


NOTHING_DECIDED = Decided()


class Upgrade(NamedTuple):
    """Rules of execution that the consortium decided on, and the first block that they hold for."""

    version: int
    height: BlockHeight


class Overlay:
    """The nodes that a block wrote, over those that are kept."""

    def __init__(self, written: Mapping[bytes, bytes], kept: NodeReader) -> None:
        self._written = written
        self._kept = kept

    def node(self, key: bytes) -> bytes | None:
        """The node or code whose Keccak is `key`."""
        found = self._written.get(key)
        return self._kept.node(key) if found is None else found


def consortium_words(reader: NodeReader, state_root: bytes) -> ReadWord:
    """The Consortium's slots in a state."""
    state = StateView(reader, state_root)
    storage_root = state.account(CONSORTIUM).storage_root
    return cache(lambda slot: state.storage_under(storage_root, slot))


def decided_in(height: BlockHeight, before: ReadWord, after: ReadWord) -> Decided:
    """What the block at `height` decided, from the states before and after it."""
    changed = after(slots.validators_from_slot()) == height + VALIDATORS_DELAY
    now, then = parameters_at(height, after), parameters_at(BlockHeight(height + 1), after)
    return Decided(
        _difference(validators_in(before), validators_in(after)) if changed else (),
        then if then != now else {},
    )


def check_version(parameters: Mapping[str, int]) -> None:
    """Raises VersionUnknown where a block's parameters ask for later rules than this software's."""
    version = parameters[APP_VERSION]
    if version > rules.APP_VERSION:
        raise VersionUnknown("app version", expected=f"{rules.APP_VERSION} at most", found=str(version))


def unknown_rules(read: ReadWord) -> Upgrade | None:
    """The decided rules that this software does not know, in force or to come; None where it knows all."""
    value, scheduled, since = map(read, slots.parameter_slots(parameter_name(APP_VERSION)))
    if value > rules.APP_VERSION:
        return Upgrade(value, BlockHeight(0))
    return Upgrade(scheduled, BlockHeight(since)) if since and scheduled > rules.APP_VERSION else None


def validators_in(read: ReadWord) -> dict[bytes, int]:
    """The validators of a state: Ed25519 key → power."""
    count = read(slots.validator_count_slot())
    keys = [read(slots.validator_at_slot(index)).to_bytes(32, "big") for index in range(count)]
    return {key: slots.decode_validator(read(slots.validator_slot(key)))[0] for key in keys}


def parameters_at(height: BlockHeight, read: ReadWord) -> dict[str, int]:
    """The parameters that hold for the block at `height`; 0 where the software's own value does."""
    return {name: _parameter(name, height, read) for name in PARAMETERS}


def _parameter(name: str, height: BlockHeight, read: ReadWord) -> int:
    value, scheduled, since = slots.parameter_slots(parameter_name(name))
    start = read(since)
    return read(scheduled) if start and height >= start else read(value)


def _difference(before: Mapping[bytes, int], after: Mapping[bytes, int]) -> tuple[tuple[bytes, int], ...]:
    keys = sorted(before.keys() | after.keys())
    return tuple((key, after.get(key, 0)) for key in keys if before.get(key, 0) != after.get(key, 0))
