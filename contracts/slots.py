"""Where the contracts keep what proofs show, and what the words there mean (formats §4; docs/contracts.md).

A layout belongs to code: a slot means something only under an account whose code hash `require_known`
accepts. Vyper places a mapping's entry at keccak256(slot of the mapping ‖ key), nested mappings likewise from
outside in.
"""

from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache

from contracts.acts.registry import State
from contracts.artifacts import PREDEPLOYED, artifact
from contracts.errors import ProofInvalid
from contracts.ids import Address, BatchRoot, MemberId, UnixTime, hex0x
from contracts.keccak import keccak
from contracts.roles import Purpose, Role, roles_in

FOREVER = UnixTime(2**40 - 1)
"""The time that stands for never, in windows and in `compromised_since`."""

_NETWORK_ID = 0
_MEMBERS, _NAME_HASHES = 1, 2
_KEYS = 8
_IDENTIFIERS, _GATEWAY_URLS, _SERVICE_KEY_COUNTS, _SERVICE_KEYS = 14, 15, 16, 17
_VALIDATOR_COUNT, _VALIDATOR_AT, _VALIDATORS, _VALIDATORS_FROM = 21, 22, 23, 25
_PARAMETERS, _SCHEDULED, _SCHEDULED_HEIGHTS = 27, 28, 29
_LISTED_CONTRACTS = 30
_BATCHES = 0
_ENDS, _SUCCESSORS, _LINEAGES = 0, 1, 2
_LINES, _DEBITS = 0, 1
_CASES = 0

_8, _16, _32, _40, _100, _160 = ((1 << bits) - 1 for bits in (8, 16, 32, 40, 100, 160))


class CodeUnknown(ProofInvalid):
    """An account has other code than any that this version knows how to read."""

    code = "proof.code.unknown"
    default_remedy = "Update Tegata, or do not trust this account's storage."


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


def require_known(name: str, code_hash: bytes) -> None:
    """CodeUnknown unless `code_hash` is of a version of contract `name` that this module describes."""
    if name not in PREDEPLOYED or code_hash != artifact(name).code_hash:
        raise CodeUnknown(f"{name} code", expected="the hash of a known version", found=hex0x(code_hash))


def network_id_slot() -> int:
    """Consortium: the network's id; zero until the consortium is sealed."""
    return _NETWORK_ID


def member_slot(number: MemberId) -> int:
    """Consortium: the slot of a member; see `decode_member`."""
    return _entry(_MEMBERS, number)


def name_slot(number: MemberId) -> int:
    """Consortium: the slot of SHA-256 of a member's legal name (UTF-8, NFC)."""
    return _entry(_NAME_HASHES, number)


def key_slot(key: Address) -> int:
    """Consortium: the slot of a key; see `decode_key`."""
    return _entry(_KEYS, int.from_bytes(key, "big"))


def identifier_slot(identifier_hash: bytes) -> int:
    """Consortium: the slot of an identifier's hash; see `decode_identifier`."""
    return _entry(_IDENTIFIERS, int.from_bytes(identifier_hash, "big"))


def gateway_url_slot(number: MemberId) -> int:
    """Consortium: the slot of SHA-256 of the URL of a member's gateway."""
    return _entry(_GATEWAY_URLS, number)


def service_key_count_slot(number: MemberId, service: Service) -> int:
    """Consortium: the slot of how many keys a member's service has had."""
    return _entry(_entry(_SERVICE_KEY_COUNTS, number), service)


def service_key_slot(number: MemberId, service: Service, index: int) -> int:
    """Consortium: the slot of the `index`-th key of a member's service; the next slot holds its window."""
    return _entry(_entry(_entry(_SERVICE_KEYS, number), service), index)


def validator_count_slot() -> int:
    """Consortium: the slot of how many validators there are."""
    return _VALIDATOR_COUNT


def validator_at_slot(index: int) -> int:
    """Consortium: the slot of the `index`-th validator's Ed25519 key."""
    return _entry(_VALIDATOR_AT, index)


def validator_slot(key: bytes) -> int:
    """Consortium: the slot of a validator; see `decode_validator`."""
    return _entry(_VALIDATORS, int.from_bytes(key, "big"))


def validators_from_slot() -> int:
    """Consortium: the slot of the block from which validators may change again: the last change's and two."""
    return _VALIDATORS_FROM


def parameter_slots(name: bytes) -> tuple[int, int, int]:
    """Consortium: the slots of a parameter's value, of the one to come, and of the block it comes with."""
    key = int.from_bytes(name, "big")
    return _entry(_PARAMETERS, key), _entry(_SCHEDULED, key), _entry(_SCHEDULED_HEIGHTS, key)


def listed_contract_slot(address: Address) -> int:
    """Consortium: the slot that is not zero if governance lists `address` as open to transactions."""
    return _entry(_LISTED_CONTRACTS, int.from_bytes(address, "big"))


def batch_slot(member: MemberId, root: BatchRoot) -> int:
    """Registry: the slot of a batch; see `decode_batch`."""
    return _entry(_entry(_BATCHES, member), int.from_bytes(root, "big"))


def status_slot(member: MemberId, target: bytes) -> int:
    """Status: the slot of a record (by id) or a batch (by root), empty while it stands; `decode_status`."""
    return _entry(_entry(_ENDS, member), int.from_bytes(target, "big"))


def successor_slot(member: MemberId, target: bytes) -> int:
    """Status: the slot of the id or root that took the target's place."""
    return _entry(_entry(_SUCCESSORS, member), int.from_bytes(target, "big"))


def lineage_slot(member: MemberId, target: bytes) -> int:
    """Status: the slot of the first id of a successor's chain; empty for what superseded nothing."""
    return _entry(_entry(_LINEAGES, member), int.from_bytes(target, "big"))


def line_slot(lineage: bytes, line: int) -> int:
    """Utilisation: the slot of a line's balance (`decode_line`); the next three hold the record disclosed
    last, its batch, and the debit written last.
    """
    return _entry(_entry(_LINES, int.from_bytes(lineage, "big")), line)


def debit_slot(lineage: bytes, line: int, d: bytes) -> int:
    """Utilisation: the slot of what a declaration line uses of a line; see `decode_debit`."""
    of_line = _entry(_entry(_DEBITS, int.from_bytes(lineage, "big")), line)
    return _entry(of_line, int.from_bytes(d, "big"))


def case_slot(case: bytes) -> int:
    """Verification: the slot of a case (`decode_case`); the next one holds the chain of its steps."""
    return _entry(_CASES, int.from_bytes(case, "big"))


def decode_batch(word: int) -> BatchEntry | None:
    """What the word at a batch slot says; None if nothing was anchored."""
    if not word:
        return None
    return BatchEntry(
        author=_address(word),
        time=UnixTime(word >> 160 & _40),
        count=(word >> 200 & _16) + 1,
        kind=word >> 216 & 0xFF,
        scope=word >> 224 & _16,
    )


def decode_status(word: int) -> StatusEntry | None:
    """What the word at a status slot says; None while the target stands."""
    if not word:
        return None
    return StatusEntry(
        state=State(word & 0xFF),
        reason=word >> 8 & 0xFF,
        time=UnixTime(word >> 16 & _40),
        key=_address(word >> 56),
    )


def decode_line(word: int) -> LineBalance | None:
    """What the word at a line's slot says; None if nothing was ever drawn from the line."""
    if not word:
        return None
    return LineBalance(
        quantity=word & _100,
        used=word >> 100 & _100,
        unit=(word >> 200 & 0xFFFFFF).to_bytes(3, "big").strip(b"\0 ").decode("ascii"),
        issuer=MemberId(word >> 224 & _16),
        whole=bool(word >> 240 & 0xFF),
    )


def decode_debit(word: int) -> DebitEntry | None:
    """What the word at a debit's slot says; None if it was never written."""
    if not word:
        return None
    return DebitEntry(
        quantity=word & _100,
        expires=UnixTime(word >> 100 & _40),
        time=UnixTime(word >> 140 & _40),
        revision=word >> 180 & _32,
        member=MemberId(word >> 212 & _16),
        state=DebitState(word >> 228 & 0xF),
        whole=bool(word >> 232),
    )


def decode_case(word: int) -> CaseEntry | None:
    """What the word at a case's slot says; None if there is no such case."""
    if not word:
        return None
    return CaseEntry(
        member=MemberId(word & _16),
        respondent=MemberId(word >> 16 & _16),
        scope=word >> 32 & _16,
        addressee=word >> 48 & _8,
        state=CaseState(word >> 56 & _8),
        steps=word >> 64 & _16,
        visit=word >> 128 & _8,
        due=UnixTime(word >> 136 & _40),
        longest=UnixTime(word >> 176 & _40),
    )


@lru_cache(maxsize=4_096)
def decode_key(word: int) -> KeyEntry | None:
    """What the word at a key slot says; None for a key that was never registered."""
    if not word:
        return None
    return KeyEntry(
        member=MemberId(word & _16),
        purposes=Purpose(word >> 16 & 0xFF),
        valid_from=UnixTime(word >> 32 & _40),
        valid_until=UnixTime(word >> 72 & _40),
        compromised_since=UnixTime(word >> 112 & _40),
        added_at=UnixTime(word >> 152 & _40),
    )


@lru_cache(maxsize=4_096)
def decode_member(word: int) -> MemberEntry | None:
    """What the word at a member slot says; None if there is no such member."""
    if not word:
        return None
    agreements = word >> 128
    return MemberEntry(
        state=MemberState(word & 0xFF),
        voter=bool(word >> 8 & 0xFF),
        country=(word >> 16 & _16).to_bytes(2, "big").decode("ascii"),
        roles=roles_in(word >> 32 & _32),
        suspended_until=UnixTime(word >> 64 & _40),
        successor=MemberId(word >> 104 & _16) or None,
        agreements=tuple(number for number in range(agreements.bit_length()) if agreements >> number & 1),
    )


def decode_identifier(word: int) -> IdentifierEntry | None:
    """What the word at an identifier's slot says; None if it was never verified."""
    if not word:
        return None
    return IdentifierEntry(
        member=MemberId(word & _16),
        verified_at=UnixTime(word >> 16 & _40),
        valid_until=UnixTime(word >> 56 & _40),
    )


def decode_validator(word: int) -> tuple[int, MemberId]:
    """Power and member of a validator."""
    return word & (1 << 64) - 1, MemberId(word >> 64 & _16)


def decode_window(word: int) -> tuple[UnixTime, UnixTime]:
    """From and until (exclusive), of the word after a service key's."""
    return UnixTime(word & _40), UnixTime(word >> 40 & _40)


@lru_cache(maxsize=512)
def _entry(slot: int, key: int) -> int:
    return int.from_bytes(keccak(slot.to_bytes(32, "big") + key.to_bytes(32, "big")), "big")


def _address(word: int) -> Address:
    return Address((word & _160).to_bytes(20, "big"))
