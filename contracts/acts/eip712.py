"""Typed structured data as EIP-712 defines it, for the few atomic types that acts use.

Checked against eth-account's general implementation in tests; this one needs nothing but Keccak.
"""

from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

from contracts.errors import TegataError, brief
from contracts.ids import Address, NetworkId
from contracts.keccak import keccak

_DOMAIN_TYPE = keccak(
    b"EIP712Domain(string name,string version,uint256 chainId,address verifyingContract,bytes32 salt)"
)
_NAME = keccak(b"Tegata")
_VERSION = keccak(b"1")


class ActInvalid(TegataError):
    """A field of an act does not fit its type."""

    code = "act.field.invalid"


@dataclass(frozen=True)
class Domain:
    """What a signature is bound to: a chain, a contract on it, and the network (`salt`)."""

    chain_id: int
    verifying_contract: Address
    network_id: NetworkId

    @cached_property
    def separator(self) -> bytes:
        """The domain separator, 32 bytes."""
        return keccak(
            _DOMAIN_TYPE
            + _NAME
            + _VERSION
            + encode_uint(self.chain_id, 256, "chainId")
            + b"\0" * 12
            + self.verifying_contract
            + self.network_id
        )


def encode_uint(value: int, bits: int, where: str) -> bytes:
    """`value` as 32 bytes, big-endian; ActInvalid unless it fits `bits` bits."""
    if not isinstance(value, int) or isinstance(value, bool) or value < 0 or value.bit_length() > bits:
        raise ActInvalid(where, expected=f"an unsigned integer of {bits} bits", found=brief(value))
    return value.to_bytes(32, "big")


def encode_bytes32(value: bytes, where: str) -> bytes:
    """`value` itself; ActInvalid unless it is 32 bytes long."""
    if not isinstance(value, bytes) or len(value) != 32:
        raise ActInvalid(where, expected="32 bytes", found=brief(value))
    return bytes(value)


class Act:
    """An act of a member: one EIP-712 type. Subclasses are frozen dataclasses; their fields follow `TYPE`."""

    TYPE: ClassVar[str]
    _type_hash: ClassVar[bytes]
    _layout: ClassVar[tuple[tuple[str, str, int], ...]]
    """(attribute, name in the type, bits; 0 for bytes32)."""

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        cls._type_hash = keccak(cls.TYPE.encode())
        members = cls.TYPE[cls.TYPE.index("(") + 1 : -1].split(",")
        cls._layout = tuple(_member(*member.split(" ")) for member in members)

    def struct_hash(self) -> bytes:
        """HashStruct of this act, 32 bytes."""
        parts = [self._type_hash]
        for attribute, name, bits in self._layout:
            value = getattr(self, attribute)
            parts.append(encode_uint(value, bits, name) if bits else encode_bytes32(value, name))
        return keccak(b"".join(parts))


def _member(type_: str, name: str) -> tuple[str, str, int]:
    attribute = "".join(f"_{c.lower()}" if c.isupper() else c for c in name)
    return attribute, name, 0 if type_ == "bytes32" else int(type_.removeprefix("uint"))


def digest(act: Act, domain: Domain) -> bytes:
    """What the author signs: keccak256(0x19 0x01 ‖ domain separator ‖ hashStruct(act))."""
    return keccak(b"\x19\x01" + domain.separator + act.struct_hash())
