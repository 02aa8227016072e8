"""Calldata and results of the contracts' views, and the reason in a revert."""

from dataclasses import dataclass

from contracts.acts.registry import State
from contracts.calls.utilisation import decode_overdraw
from contracts.calls.words import left, selector, uint, words
from contracts.ids import Address, BatchRoot, MemberId, NetworkId, UnixTime
from contracts.refusals import Refusal
from contracts.roles import Purpose, Role, roles_in
from contracts.slots import BatchEntry, KeyEntry

_BATCH_OF = selector("batchOf(uint16,bytes32)")
_END_OF = selector("endOf(uint16,bytes32)")
_KEY_OF = selector("keyOf(address)")
_MEMBER_OF = selector("memberOf(uint16)")
_IDENTIFIER_OWNER = selector("identifierOwner(bytes32)")
_GATEWAY_OF = selector("gatewayOf(uint16)")
_NETWORK_ID = selector("networkId()")
_MEMBER_COUNT = selector("memberCount()")
_MEMBER_AT = selector("memberAt(uint256)")
_KEY_COUNT = selector("keyCount(uint16)")
_KEY_AT = selector("keyAt(uint16,uint256)")
_REFUSED = selector("Refused(uint8)")


@dataclass(frozen=True, slots=True)
class EndView:
    """How a record or a batch ended; `state` is ACTIVE and all else zero while it stands."""

    state: State
    reason: int
    time: UnixTime
    key: Address
    successor: bytes


@dataclass(frozen=True, slots=True)
class MemberView:
    """A member, as `memberOf` tells it at the block's time."""

    active: bool
    voter: bool
    country: str
    roles: tuple[Role, ...]
    agreements: tuple[int, ...]
    suspended_until: UnixTime
    successor: MemberId | None
    name_hash: bytes


@dataclass(frozen=True, slots=True)
class ServiceView:
    """A public key of a member's gateway and its window in seconds; the key is zero where there is none."""

    key: bytes
    valid_from: UnixTime
    valid_until: UnixTime


@dataclass(frozen=True, slots=True)
class GatewayView:
    """How a member is reached: SHA-256 of its URL, its latest signing (Ed25519) and payload (X25519) keys."""

    url_hash: bytes
    signing: ServiceView
    payload: ServiceView


def batch_of(member: MemberId, root: BatchRoot) -> bytes:
    """Registry: what was anchored under (member, root)."""
    return _BATCH_OF + uint(member) + root


def decode_batch_of(result: bytes) -> BatchEntry | None:
    """The answer to `batch_of`; None if nothing was anchored."""
    author, time, count, kind, scope = words(result, 5, "batchOf")
    if not author:
        return None
    return BatchEntry(_address(author), UnixTime(time), count, kind, scope)


def end_of(member: MemberId, target: bytes) -> bytes:
    """Status: how a record or a batch of `member` ended."""
    return _END_OF + uint(member) + target


def decode_end_of(result: bytes) -> EndView:
    """The answer to `end_of`."""
    state, reason, time, key, successor = words(result, 5, "endOf")
    return EndView(State(state), reason, UnixTime(time), _address(key), uint(successor))


def key_of(key: Address) -> bytes:
    """Consortium: whose key this is, what for, and when."""
    return _KEY_OF + left(key)


def decode_key_of(result: bytes) -> KeyEntry | None:
    """The answer to `key_of`; None for a key that was never registered."""
    member, purposes, valid_from, valid_until, compromised, added = words(result, 6, "keyOf")
    if not member:
        return None
    return KeyEntry(
        MemberId(member),
        Purpose(purposes),
        UnixTime(valid_from),
        UnixTime(valid_until),
        UnixTime(compromised),
        UnixTime(added),
    )


def member_of(number: MemberId) -> bytes:
    """Consortium: what is known of a member."""
    return _MEMBER_OF + uint(number)


def decode_member_of(result: bytes) -> MemberView | None:
    """The answer to `member_of`; None if there is no such member."""
    active, voter, country, roles, agreements, suspended, successor, name = words(result, 8, "memberOf")
    if not country:
        return None
    return MemberView(
        active=bool(active),
        voter=bool(voter),
        country=(country >> 240).to_bytes(2, "big").decode("ascii"),
        roles=roles_in(roles),
        agreements=tuple(number for number in range(128) if agreements >> number & 1),
        suspended_until=UnixTime(suspended),
        successor=MemberId(successor) or None,
        name_hash=uint(name),
    )


def identifier_owner(identifier_hash: bytes) -> bytes:
    """Consortium: the member that an identifier names."""
    return _IDENTIFIER_OWNER + identifier_hash


def decode_identifier_owner(result: bytes) -> MemberId | None:
    """The answer to `identifier_owner`; None if the identifier is not verified now."""
    (member,) = words(result, 1, "identifierOwner")
    return MemberId(member) or None


def gateway_of(member: MemberId) -> bytes:
    """Consortium: how a member is reached."""
    return _GATEWAY_OF + uint(member)


def decode_gateway_of(result: bytes) -> GatewayView:
    """The answer to `gateway_of`."""
    url, *services = words(result, 7, "gatewayOf")
    return GatewayView(uint(url), _service(*services[:3]), _service(*services[3:]))


def network_id() -> bytes:
    """Consortium: the network's id."""
    return _NETWORK_ID


def decode_network_id(result: bytes) -> NetworkId | None:
    """The answer to `network_id`; None while the consortium is not sealed."""
    (value,) = words(result, 1, "networkId")
    return NetworkId(uint(value)) if value else None


def member_count() -> bytes:
    """Consortium: how many members were ever admitted; the answer is one word."""
    return _MEMBER_COUNT


def member_at(index: int) -> bytes:
    """Consortium: the number of the `index`-th member; the answer is one word."""
    return _MEMBER_AT + uint(index)


def key_count(member: MemberId) -> bytes:
    """Consortium: how many keys a member ever registered; the answer is one word."""
    return _KEY_COUNT + uint(member)


def key_at(member: MemberId, index: int) -> bytes:
    """Consortium: the `index`-th key of a member; the answer is an address in a word."""
    return _KEY_AT + uint(member) + uint(index)


def decode_refusal(revert_data: bytes) -> Refusal | None:
    """The reason in the data of a revert; None if it is neither `Refused(uint8)` with a known reason nor
    `Overdrawn(uint256,bytes32)`.
    """
    if decode_overdraw(revert_data) is not None:
        return Refusal.OVERDRAWN
    if len(revert_data) != 36 or revert_data[:4] != _REFUSED:
        return None
    reason = int.from_bytes(revert_data[4:], "big")
    return Refusal(reason) if reason in Refusal.__members__.values() else None


def _service(key: int, valid_from: int, valid_until: int) -> ServiceView:
    return ServiceView(uint(key), UnixTime(valid_from), UnixTime(valid_until))


def _address(word: int) -> Address:
    return Address(word.to_bytes(20, "big"))
