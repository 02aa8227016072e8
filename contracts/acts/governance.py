"""What members decide together: proposals, each an EIP-712 type of its own, and votes (formats §3, §4).

The same types stand in contracts/vyper/modules/motions.vy. A proposal's `member` is the voter that proposes,
its `valid_until` the second until which it is open. Times are seconds, heights are numbers of EVM blocks.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields
from enum import IntEnum
from typing import Any, ClassVar, cast

from contracts.acts.eip712 import Act, ActInvalid
from contracts.errors import brief
from contracts.ids import Address, MemberId, UnixTime


class Choice(IntEnum):
    """How a member votes."""

    APPROVE = 1
    REJECT = 2


class Proposal(Act):
    """Something to be voted on. `KIND` is its number on the ledger."""

    KIND: ClassVar[int]
    member: MemberId
    valid_until: UnixTime


@dataclass(frozen=True)
class AdmitMember(Proposal):
    """A new member, with the govern key by which it registers all others."""

    KIND = 1
    TYPE = (
        "AdmitMember(uint16 member,uint16 number,bytes2 country,uint32 roles,uint128 agreements,bool voter,"
        "bytes32 nameHash,address key,uint64 validUntil)"
    )
    member: MemberId
    number: MemberId
    country: bytes
    roles: int
    agreements: int
    voter: bool
    name_hash: bytes
    key: Address
    valid_until: UnixTime


@dataclass(frozen=True)
class ChangeMember(Proposal):
    """New roles, agreements, vote and name of a member, all of them as they will be."""

    KIND = 2
    TYPE = (
        "ChangeMember(uint16 member,uint16 number,uint32 roles,uint128 agreements,bool voter,"
        "bytes32 nameHash,uint64 validUntil)"
    )
    member: MemberId
    number: MemberId
    roles: int
    agreements: int
    voter: bool
    name_hash: bytes
    valid_until: UnixTime


@dataclass(frozen=True)
class SuspendMember(Proposal):
    """A member that acts no more until it is reinstated; it keeps its vote."""

    KIND = 3
    TYPE = "SuspendMember(uint16 member,uint16 number,uint64 validUntil)"
    member: MemberId
    number: MemberId
    valid_until: UnixTime


@dataclass(frozen=True)
class ReinstateMember(Proposal):
    """The end of a suspension of either sort."""

    KIND = 4
    TYPE = "ReinstateMember(uint16 member,uint16 number,uint64 validUntil)"
    member: MemberId
    number: MemberId
    valid_until: UnixTime


@dataclass(frozen=True)
class RemoveMember(Proposal):
    """The end of a membership, for ever; `successor` is 0 where nobody follows."""

    KIND = 5
    TYPE = "RemoveMember(uint16 member,uint16 number,uint16 successor,uint64 validUntil)"
    member: MemberId
    number: MemberId
    successor: MemberId
    valid_until: UnixTime


@dataclass(frozen=True)
class SuspendInEmergency(Proposal):
    """72 hours without a member, by more than a third of the voters; once in 30 days."""

    KIND = 6
    TYPE = "SuspendInEmergency(uint16 member,uint16 number,uint64 validUntil)"
    member: MemberId
    number: MemberId
    valid_until: UnixTime


@dataclass(frozen=True)
class AddMemberKey(Proposal):
    """A key of a member that lost its govern keys."""

    KIND = 7
    TYPE = (
        "AddMemberKey(uint16 member,uint16 number,address key,uint8 purposes,uint64 keyFrom,uint64 keyUntil,"
        "uint64 validUntil)"
    )
    member: MemberId
    number: MemberId
    key: Address
    purposes: int
    key_from: UnixTime
    key_until: UnixTime
    valid_until: UnixTime


@dataclass(frozen=True)
class MarkCompromised(Proposal):
    """A key that was in other hands from `since` on, and with it the keys that it added from then on."""

    KIND = 8
    TYPE = "MarkCompromised(uint16 member,address key,uint64 since,uint64 validUntil)"
    member: MemberId
    key: Address
    since: UnixTime
    valid_until: UnixTime


@dataclass(frozen=True)
class VerifyIdentifier(Proposal):
    """An identifier that names a member until `until`; a time that is past takes it back."""

    KIND = 9
    TYPE = "VerifyIdentifier(uint16 member,bytes32 identifier,uint16 number,uint64 until,uint64 validUntil)"
    member: MemberId
    identifier: bytes
    number: MemberId
    until: UnixTime
    valid_until: UnixTime


@dataclass(frozen=True)
class Validator(Act):
    """A validator: its Ed25519 key, its member, its power; with power 0 it is no longer one."""

    TYPE = "Validator(bytes32 key,uint16 member,uint64 power)"
    key: bytes
    member: MemberId
    power: int


@dataclass(frozen=True)
class ChangeValidators(Proposal):
    """A difference to the validators that stand, by key in ascending order."""

    KIND = 10
    TYPE = (
        "ChangeValidators(uint16 member,Validator[] changes,uint64 validUntil)"
        "Validator(bytes32 key,uint16 member,uint64 power)"
    )
    member: MemberId
    changes: tuple[Validator, ...]
    valid_until: UnixTime


@dataclass(frozen=True)
class SetParameter(Proposal):
    """What all nodes do alike from the EVM block `height` on."""

    KIND = 11
    TYPE = "SetParameter(uint16 member,bytes32 name,uint256 value,uint256 height,uint64 validUntil)"
    member: MemberId
    name: bytes
    value: int
    height: int
    valid_until: UnixTime


@dataclass(frozen=True)
class ListContract(Proposal):
    """Whether transactions may call a contract besides the predeployed ones."""

    KIND = 12
    TYPE = "ListContract(uint16 member,address target,bool listed,uint64 validUntil)"
    member: MemberId
    target: Address
    listed: bool
    valid_until: UnixTime


PROPOSALS: tuple[type[Proposal], ...] = (
    AdmitMember,
    ChangeMember,
    SuspendMember,
    ReinstateMember,
    RemoveMember,
    SuspendInEmergency,
    AddMemberKey,
    MarkCompromised,
    VerifyIdentifier,
    ChangeValidators,
    SetParameter,
    ListContract,
)
"""Every kind, by number."""


@dataclass(frozen=True)
class Vote(Act):
    """A ballot; `action` is the proposal's hash, `revision` how often the member voted on it before."""

    TYPE = (
        "Vote(uint16 member,uint256 proposal,bytes32 action,uint8 choice,uint32 revision,uint64 validUntil)"
    )
    member: MemberId
    proposal: int
    action: bytes
    choice: Choice
    revision: int
    valid_until: UnixTime


def proposal_of_words(kind: type[Proposal], words: bytes) -> Proposal:
    """The proposal whose `words` these are. Raises ActInvalid for any others."""
    names = [each.name for each in fields(cast(Any, kind))]
    found = [words[at : at + 32] for at in range(0, len(words), 32)]
    values: list[Any] = []
    if kind is ChangeValidators and len(found) > 1:
        listed = found[1:-1]
        changes = tuple(_validator(*listed[at : at + 3]) for at in range(0, len(listed) - 2, 3))
        values = [_number(found[0]), changes, _number(found[-1])]
    else:
        values = [_READERS.get(name, _number)(word) for name, word in zip(names, found, strict=False)]
    act = kind(*values) if len(values) == len(names) else None
    if act is None or act.words() != words:
        raise ActInvalid("proposal", expected=f"the words of {kind.__name__}", found=brief(words.hex()))
    return act


def _number(word: bytes) -> int:
    return int.from_bytes(word, "big")


def _validator(key: bytes, member: bytes, power: bytes) -> Validator:
    return Validator(key, MemberId(_number(member)), _number(power))


def _hash(word: bytes) -> bytes:
    return word


def _address(word: bytes) -> Address:
    return Address(word[12:])


_READERS: dict[str, Callable[[bytes], Any]] = {
    "country": lambda word: word[:2],
    "voter": lambda word: bool(_number(word)),
    "listed": lambda word: bool(_number(word)),
    "name_hash": _hash,
    "identifier": _hash,
    "name": _hash,
    "key": _address,
    "target": _address,
}
"""Field → what reads its word; the others are numbers."""


def parameter_name(name: str) -> bytes:
    """A parameter's name as the ledger has it: ASCII, filled up with zeros."""
    return name.encode("ascii").ljust(32, b"\0")
