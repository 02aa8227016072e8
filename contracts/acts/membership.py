"""What a member's govern keys decide for it alone: its keys, its gateway, its identity (formats §3, §4).

The same types stand in contracts/vyper/modules/own_acts.vy. `revision` is how many such acts came before.
"""

from dataclasses import dataclass

from contracts.acts.eip712 import Act
from contracts.ids import Address, MemberId, UnixTime


@dataclass(frozen=True)
class RegisterKey(Act):
    """A new key of the member; it signs the same act to show that it is held."""

    TYPE = (
        "RegisterKey(uint16 member,address key,uint8 purposes,uint64 keyFrom,uint64 keyUntil,"
        "uint64 revision,uint64 validUntil)"
    )
    member: MemberId
    key: Address
    purposes: int
    key_from: UnixTime
    key_until: UnixTime
    revision: int
    valid_until: UnixTime


@dataclass(frozen=True)
class DisableKey(Act):
    """The end of a key from this block on; what it signed before stands."""

    TYPE = "DisableKey(uint16 member,address key,uint64 validUntil)"
    member: MemberId
    key: Address
    valid_until: UnixTime


@dataclass(frozen=True)
class PlaceGateway(Act):
    """Where the member is reached: SHA-256 of its gateway's URL."""

    TYPE = "PlaceGateway(uint16 member,bytes32 urlHash,uint64 revision,uint64 validUntil)"
    member: MemberId
    url_hash: bytes
    revision: int
    valid_until: UnixTime


@dataclass(frozen=True)
class AddServiceKey(Act):
    """A key with which the member's gateway signs (1), or to which payloads are sealed (2)."""

    TYPE = (
        "AddServiceKey(uint16 member,uint8 service,bytes32 key,uint64 keyFrom,uint64 keyUntil,"
        "uint64 revision,uint64 validUntil)"
    )
    member: MemberId
    service: int
    key: bytes
    key_from: UnixTime
    key_until: UnixTime
    revision: int
    valid_until: UnixTime


@dataclass(frozen=True)
class BindIdentity(Act):
    """What X.509 says about a key: SHA-256 of the signed statement."""

    TYPE = "BindIdentity(uint16 member,address key,bytes32 statement,uint64 revision,uint64 validUntil)"
    member: MemberId
    key: Address
    statement: bytes
    revision: int
    valid_until: UnixTime


MembershipAct = RegisterKey | DisableKey | PlaceGateway | AddServiceKey | BindIdentity
"""An act of a member about itself."""
