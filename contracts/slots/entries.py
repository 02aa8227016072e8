"""What the words of the contracts' storage say, as values."""

from dataclasses import dataclass
from enum import IntEnum

from contracts.acts.registry import State
from contracts.ids import Address, MemberId, UnixTime
from contracts.roles import Purpose, Role

FOREVER = UnixTime(2**40 - 1)
"""The time that stands for never, in windows and in `compromised_since`."""


class MemberState(IntEnum):
    """The state of a member on the ledger."""

    ACTIVE = 1
    SUSPENDED = 2
    REMOVED = 3


class Service(IntEnum):
    """A service of a member's gateway that has keys of its own."""

    SIGNING = 1
    """Ed25519: signs receipts, envelopes and results."""
    PAYLOAD = 2
    """X25519: opens payloads sent to the member."""


@dataclass(frozen=True, slots=True)
class BatchEntry:
    """What the Registry keeps under (member, root)."""

    author: Address
    time: UnixTime
    count: int
    kind: int
    scope: int


@dataclass(frozen=True, slots=True)
class StatusEntry:
    """How a record or a batch of a member ended."""

    state: State
    reason: int
    time: UnixTime
    key: Address


@dataclass(frozen=True, slots=True)
class KeyEntry:
    """Whose key this is, what for, and when. Both ends are exclusive, FOREVER for never."""

    member: MemberId
    purposes: Purpose
    valid_from: UnixTime
    valid_until: UnixTime
    compromised_since: UnixTime
    added_at: UnixTime

    def valid_at(self, time: int) -> bool:
        """Whether the key could sign at `time` (seconds), as the Consortium judges it."""
        return self.valid_from <= time < min(self.valid_until, self.compromised_since)


@dataclass(frozen=True, slots=True)
class MemberEntry:
    """What the Consortium keeps of a member; the hash of its name stands in a slot of its own."""

    state: MemberState
    voter: bool
    country: str
    roles: tuple[Role, ...]
    suspended_until: UnixTime
    successor: MemberId | None
    agreements: tuple[int, ...]
    """The agreements under which it certifies origin, by number."""

    def active_at(self, time: int) -> bool:
        """Whether the member could act at `time` (seconds), as the Consortium judges it."""
        return self.state is MemberState.ACTIVE and time >= self.suspended_until


@dataclass(frozen=True, slots=True)
class IdentifierEntry:
    """Which member an identifier was verified to name, and for how long."""

    member: MemberId
    verified_at: UnixTime
    valid_until: UnixTime

    def holds_at(self, time: int) -> bool:
        """Whether what happened at `time` (seconds) may rest on it, whenever it was verified."""
        return time < self.valid_until


class DebitState(IntEnum):
    """The state of a debit on the ledger."""

    RESERVED = 1
    CONFIRMED = 2
    RELEASED = 3


@dataclass(frozen=True, slots=True)
class LineBalance:
    """What a line of an origin proof covers and what is used of it, decimals × 10⁹ in `unit`.

    `unit` is empty while no quantity was disclosed; `whole` says that one debit holds all of it.
    """

    quantity: int
    used: int
    unit: str
    issuer: MemberId
    whole: bool

    @property
    def left(self) -> int:
        """What may still be drawn, × 10⁹."""
        return 0 if self.whole else max(0, self.quantity - self.used)


@dataclass(frozen=True, slots=True)
class DebitEntry:
    """What a declaration line uses of a proof's line; nothing of it once it is released."""

    quantity: int
    expires: UnixTime
    time: UnixTime
    revision: int
    member: MemberId
    state: DebitState
    whole: bool


class CaseState(IntEnum):
    """The state of a verification case on the ledger; RECEIVED or SENT, it waits for an answer."""

    SENT = 1
    RECEIVED = 2
    ANSWERED = 3
    LAPSED = 4
    CLOSED = 5
    WITHDRAWN = 6


@dataclass(frozen=True, slots=True)
class CaseEntry:
    """A verification case. `due` (exclusive) is when the answer is, 0 while its clock has not started.

    `longest` is how far it may be extended; `visit` is 1 once it was asked for, 2 accepted, 3 declined.
    """

    member: MemberId
    respondent: MemberId
    scope: int
    addressee: int
    state: CaseState
    steps: int
    visit: int
    due: UnixTime
    longest: UnixTime
