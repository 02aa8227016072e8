"""The contracts' events, from the topics and data of a log."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from contracts.acts.registry import State
from contracts.calls.case_logs import CASE_EVENTS, CaseEvent
from contracts.calls.governance_logs import GOVERNANCE_EVENTS, GovernanceEvent, LogInvalid
from contracts.ids import Address, BatchRoot, MemberId, NetworkId, RecordId, UnixTime
from contracts.keccak import keccak
from contracts.roles import Purpose, Role, roles_in
from contracts.slots import DebitState, Service


@dataclass(frozen=True, slots=True)
class Anchored:
    """Registry: a batch was anchored, at the block's time."""

    root: BatchRoot
    member: MemberId
    author: Address
    kind: int
    scope: int
    count: int


@dataclass(frozen=True, slots=True)
class AnchorRepeated:
    """Registry: the batch was there already, with the same kind, scope and count."""

    root: BatchRoot
    member: MemberId


@dataclass(frozen=True, slots=True)
class AnchorRefused:
    """Registry: one item of `anchorMany` was refused. `reason` is a Refusal of this or a later version."""

    root: BatchRoot
    member: MemberId
    reason: int


@dataclass(frozen=True, slots=True)
class StatusChanged:
    """Registry: a record ended or, where `target` is `root`, a whole batch; successors only if superseded."""

    target: bytes
    member: MemberId
    root: BatchRoot
    state: State
    reason: int
    key: Address
    successor: bytes | None
    successor_root: BatchRoot | None


@dataclass(frozen=True, slots=True)
class MemberChanged:
    """Consortium: a member was registered or changed."""

    number: MemberId
    active: bool
    voter: bool
    country: str
    roles: tuple[Role, ...]
    agreements: tuple[int, ...]
    name_hash: bytes


@dataclass(frozen=True, slots=True)
class KeyChanged:
    """Consortium: a key was registered or its window changed."""

    key: Address
    member: MemberId
    purposes: Purpose
    valid_from: UnixTime
    valid_until: UnixTime
    compromised_since: UnixTime


@dataclass(frozen=True, slots=True)
class IdentifierVerified:
    """Consortium: an identifier was verified as a member's."""

    identifier: bytes
    member: MemberId


@dataclass(frozen=True, slots=True)
class GatewayChanged:
    """Consortium: a member is reached elsewhere."""

    member: MemberId
    url_hash: bytes


@dataclass(frozen=True, slots=True)
class ServiceKeyChanged:
    """Consortium: a service of a member has a new key."""

    member: MemberId
    service: Service
    key: bytes
    valid_from: UnixTime
    valid_until: UnixTime


@dataclass(frozen=True, slots=True)
class Sealed:
    """Consortium: it is founded, and the network has its name."""

    network_id: NetworkId


@dataclass(frozen=True, slots=True)
class LineOpened:
    """Utilisation: the quantity of a proof's line was disclosed, as a decimal × 10⁹ in `unit`."""

    lineage: RecordId
    line: int
    id: RecordId
    issuer: MemberId
    root: BatchRoot
    quantity: int
    unit: str


@dataclass(frozen=True, slots=True)
class Debited:
    """Utilisation: what a declaration line uses was set; `key` is None where a reservation lapsed."""

    lineage: RecordId
    line: int
    d: bytes
    member: MemberId
    state: DebitState
    whole: bool
    quantity: int
    expires: UnixTime
    revision: int
    key: Address | None


@dataclass(frozen=True, slots=True)
class DebitRepeated:
    """Utilisation: the debit was there already, in the same revision."""

    lineage: RecordId
    line: int
    d: bytes


Event = (
    Anchored
    | AnchorRepeated
    | AnchorRefused
    | StatusChanged
    | MemberChanged
    | KeyChanged
    | IdentifierVerified
    | GatewayChanged
    | ServiceKeyChanged
    | Sealed
    | GovernanceEvent
    | LineOpened
    | Debited
    | DebitRepeated
    | CaseEvent
)


def decode_log(topics: Sequence[bytes], data: bytes) -> Event | None:
    """The event that a log of one of the contracts holds; None for an event of another or a later contract.

    Raises LogInvalid if the log has not the shape of the event that its first topic names.
    """
    known = _DECODERS.get(bytes(topics[0])) if topics else None
    if known is None:
        return None
    name, topic_count, word_count, decode = known
    size = len(data) if word_count is None else 32 * word_count
    if len(topics) != topic_count or len(data) != size:
        raise LogInvalid(
            name, expected=f"{topic_count} topics and {size} bytes", found=f"{len(topics)} and {len(data)}"
        )
    return decode([bytes(topic) for topic in topics[1:]], [data[i : i + 32] for i in range(0, len(data), 32)])


def topic_of(event: type[Event]) -> bytes:
    """The first topic of the logs that hold `event`."""
    return _TOPICS[event]


def _int(word: bytes) -> int:
    return int.from_bytes(word, "big")


def _member(word: bytes) -> MemberId:
    return MemberId(_int(word))


def _time(word: bytes) -> UnixTime:
    return UnixTime(_int(word))


def _address(word: bytes) -> Address:
    return Address(word[12:])


_Words = list[bytes]


def _anchored(t: _Words, d: _Words) -> Event:
    return Anchored(BatchRoot(t[0]), _member(t[1]), _address(d[0]), _int(d[1]), _int(d[2]), _int(d[3]))


def _anchor_repeated(t: _Words, _: _Words) -> Event:
    return AnchorRepeated(BatchRoot(t[0]), _member(t[1]))


def _anchor_refused(t: _Words, d: _Words) -> Event:
    return AnchorRefused(BatchRoot(t[0]), _member(t[1]), _int(d[0]))


def _status_changed(t: _Words, d: _Words) -> Event:
    superseded = _int(d[0]) == State.SUPERSEDED
    return StatusChanged(
        target=t[0],
        member=_member(t[1]),
        root=BatchRoot(t[2]),
        state=State(_int(d[0])),
        reason=_int(d[1]),
        key=_address(d[2]),
        successor=d[3] if superseded else None,
        successor_root=BatchRoot(d[4]) if superseded else None,
    )


def _member_changed(t: _Words, d: _Words) -> Event:
    agreements = _int(d[4])
    return MemberChanged(
        number=_member(t[0]),
        active=bool(_int(d[0])),
        voter=bool(_int(d[1])),
        country=d[2][:2].decode("ascii"),
        roles=roles_in(_int(d[3])),
        agreements=tuple(number for number in range(128) if agreements >> number & 1),
        name_hash=d[5],
    )


def _key_changed(t: _Words, d: _Words) -> Event:
    return KeyChanged(
        _address(t[0]), _member(t[1]), Purpose(_int(d[0])), _time(d[1]), _time(d[2]), _time(d[3])
    )


def _identifier_verified(t: _Words, _: _Words) -> Event:
    return IdentifierVerified(t[0], _member(t[1]))


def _gateway_changed(t: _Words, d: _Words) -> Event:
    return GatewayChanged(_member(t[0]), d[0])


def _service_key_changed(t: _Words, d: _Words) -> Event:
    return ServiceKeyChanged(_member(t[0]), Service(_int(t[1])), d[0], _time(d[1]), _time(d[2]))


def _sealed(t: _Words, _: _Words) -> Event:
    return Sealed(NetworkId(t[0]))


def _line_opened(t: _Words, d: _Words) -> Event:
    unit = d[4][:3].strip(b"\0 ").decode("ascii")
    return LineOpened(
        RecordId(t[0]), _int(t[1]), RecordId(d[0]), _member(d[1]), BatchRoot(d[2]), _int(d[3]), unit
    )


def _debited(t: _Words, d: _Words) -> Event:
    return Debited(
        lineage=RecordId(t[0]),
        line=_int(d[0]),
        d=t[1],
        member=_member(d[1]),
        state=DebitState(_int(d[2])),
        whole=bool(_int(d[3])),
        quantity=_int(d[4]),
        expires=_time(d[5]),
        revision=_int(d[6]),
        key=_address(d[7]) if any(d[7]) else None,
    )


def _debit_repeated(t: _Words, _: _Words) -> Event:
    return DebitRepeated(RecordId(t[0]), _int(t[1]), t[2])


_EVENTS: tuple[tuple[type[Event], str, int, int | None, Callable[[_Words, _Words], Event]], ...] = (
    (Anchored, "Anchored(bytes32,uint16,address,uint8,uint16,uint32)", 3, 4, _anchored),
    (AnchorRepeated, "AnchorRepeated(bytes32,uint16)", 3, 0, _anchor_repeated),
    (AnchorRefused, "AnchorRefused(bytes32,uint16,uint8)", 3, 1, _anchor_refused),
    (
        StatusChanged,
        "StatusChanged(bytes32,uint16,bytes32,uint8,uint8,address,bytes32,bytes32)",
        4,
        5,
        _status_changed,
    ),
    (MemberChanged, "MemberChanged(uint16,bool,bool,bytes2,uint32,uint128,bytes32)", 2, 6, _member_changed),
    (KeyChanged, "KeyChanged(address,uint16,uint8,uint64,uint64,uint64)", 3, 4, _key_changed),
    (IdentifierVerified, "IdentifierVerified(bytes32,uint16)", 3, 0, _identifier_verified),
    (GatewayChanged, "GatewayChanged(uint16,bytes32)", 2, 1, _gateway_changed),
    (ServiceKeyChanged, "ServiceKeyChanged(uint16,uint8,bytes32,uint64,uint64)", 3, 3, _service_key_changed),
    (Sealed, "Sealed(bytes32)", 2, 0, _sealed),
    *GOVERNANCE_EVENTS,
    (LineOpened, "LineOpened(bytes32,uint16,bytes32,uint16,bytes32,uint256,bytes3)", 3, 5, _line_opened),
    (
        Debited,
        "Debited(bytes32,uint16,bytes32,uint16,uint8,bool,uint256,uint64,uint32,address)",
        3,
        8,
        _debited,
    ),
    (DebitRepeated, "DebitRepeated(bytes32,uint16,bytes32)", 4, 0, _debit_repeated),
    *CASE_EVENTS,
)

_TOPICS: dict[type[Event], bytes] = {event: keccak(signature.encode()) for event, signature, *_ in _EVENTS}

_DECODERS: dict[bytes, tuple[str, int, int | None, Callable[[_Words, _Words], Event]]] = {
    _TOPICS[event]: (event.__name__, topics, words, decode) for event, _, topics, words, decode in _EVENTS
}
