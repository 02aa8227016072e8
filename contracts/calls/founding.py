"""Calldata that founds a consortium: the first members, keys, identifiers and services, and the seal."""

from contracts.calls.words import left, right, selector, uint
from contracts.ids import Address, MemberId, NetworkId
from contracts.slots import Service

_BOOTSTRAP_MEMBER = selector("bootstrapMember(uint16,bytes2,uint32,uint128,bool,bytes32)")
_BOOTSTRAP_KEY = selector("bootstrapKey(address,uint16,uint8,uint64,uint64)")
_BOOTSTRAP_IDENTIFIER = selector("bootstrapIdentifier(bytes32,uint16)")
_BOOTSTRAP_GATEWAY = selector("bootstrapGateway(uint16,bytes32)")
_BOOTSTRAP_SERVICE_KEY = selector("bootstrapServiceKey(uint16,uint8,bytes32,uint64,uint64)")
_SEAL = selector("seal(bytes32)")


def bootstrap_member(
    number: MemberId, *, country: str, roles: int, agreements: int, voter: bool, name_hash: bytes
) -> bytes:
    """Registers a member; `roles` and `agreements` are bit sets.

    `name_hash` is SHA-256 of its legal name in UTF-8, NFC.
    """
    return b"".join(
        (
            _BOOTSTRAP_MEMBER,
            uint(number),
            right(country.encode("ascii")),
            uint(roles),
            uint(agreements),
            uint(voter),
            name_hash,
        )
    )


def bootstrap_key(
    key: Address, *, member: MemberId, purposes: int, valid_from: int, valid_until: int
) -> bytes:
    """Registers a key with its purposes (a bit set) and window in seconds, `valid_until` exclusive."""
    return b"".join(
        (_BOOTSTRAP_KEY, left(key), uint(member), uint(purposes), uint(valid_from), uint(valid_until))
    )


def bootstrap_identifier(identifier_hash: bytes, member: MemberId) -> bytes:
    """Registers an identifier, SHA-256 of scheme, 0x00 and value, as a member's."""
    return _BOOTSTRAP_IDENTIFIER + identifier_hash + uint(member)


def bootstrap_gateway(member: MemberId, url_hash: bytes) -> bytes:
    """Registers where a member is reached, SHA-256 of its gateway's URL."""
    return _BOOTSTRAP_GATEWAY + uint(member) + url_hash


def bootstrap_service_key(
    member: MemberId, service: Service, key: bytes, valid_from: int, valid_until: int
) -> bytes:
    """Registers a public key of 32 bytes of a member's gateway, with its window in seconds."""
    return b"".join(
        (_BOOTSTRAP_SERVICE_KEY, uint(member), uint(service), key, uint(valid_from), uint(valid_until))
    )


def seal(network_id: NetworkId) -> bytes:
    """Ends the founding and names the network."""
    return _SEAL + network_id
