"""What each member has used of its budgets in the current period.

Periods are stretches of ledger time (block time // length), so every node cuts them alike. The table's hash
stands in each header's `extra_data`: a node that joins from a snapshot checks it against the chain, and two
nodes that count differently notice at once.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from types import MappingProxyType
from typing import NamedTuple

from contracts.ids import MemberId, UnixTime

_ENTRY = 26
"""Bytes of an encoded entry: member (2), gas, new slots, reverts (8 each)."""


class Spent(NamedTuple):
    """A member's use in one period: gas used, storage slots taken from zero, transactions reverted."""

    gas: int = 0
    new_slots: int = 0
    reverts: int = 0


@dataclass(frozen=True, slots=True)
class Usage:
    """The table after one block. Immutable: the next block makes another."""

    period_seconds: int
    period: int = 0
    spent: Mapping[MemberId, Spent] = field(default_factory=lambda: MappingProxyType({}))

    def of(self, member: MemberId, time: UnixTime) -> Spent:
        """What `member` has used in the period that `time` falls in."""
        return self.spent.get(member, Spent()) if time // self.period_seconds == self.period else Spent()

    def after(self, time: UnixTime, spending: Iterable[tuple[MemberId, Spent]]) -> "Usage":
        """The table after a block at `time` whose transactions spent this."""
        period = time // self.period_seconds
        table = dict(self.spent) if period == self.period else {}
        for member, more in spending:
            before = table.get(member, Spent())
            table[member] = Spent(
                before.gas + more.gas, before.new_slots + more.new_slots, before.reverts + more.reverts
            )
        return Usage(self.period_seconds, period, MappingProxyType(table))

    def encode(self) -> bytes:
        """The table as bytes, one spelling for one table: the period, then entries by member number."""
        entries = (
            member.to_bytes(2, "big") + b"".join(amount.to_bytes(8, "big") for amount in self.spent[member])
            for member in sorted(self.spent)
        )
        return self.period.to_bytes(8, "big") + b"".join(entries)

    def digest(self) -> bytes:
        """The 32 bytes that stand in the header's `extra_data`."""
        return sha256(self.encode()).digest()


def decode_usage(encoded: bytes, period_seconds: int) -> Usage:
    """The table that `Usage.encode` spelt; nothing for an empty store."""
    table = {}
    for start in range(8, len(encoded), _ENTRY):
        entry = encoded[start : start + _ENTRY]
        amounts = [int.from_bytes(entry[at : at + 8], "big") for at in (2, 10, 18)]
        table[MemberId(int.from_bytes(entry[:2], "big"))] = Spent(*amounts)
    return Usage(period_seconds, int.from_bytes(encoded[:8], "big"), MappingProxyType(table))
