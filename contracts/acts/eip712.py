"""Typed structured data as EIP-712 defines it, for the few types that acts use.

Checked against eth-account's general implementation in tests; this one needs nothing but Keccak.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property, partial
from typing import Any, ClassVar

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


def encode_bytes(value: bytes, size: int, where: str) -> bytes:
    """`value` filled up on the right to 32 bytes; ActInvalid unless it has `size` bytes."""
    if not isinstance(value, bytes) or len(value) != size:
        raise ActInvalid(where, expected=f"{size} bytes", found=brief(value))
    return bytes(value).ljust(32, b"\0")


def encode_address(value: bytes, where: str) -> bytes:
    """An address as 32 bytes; ActInvalid unless it has 20."""
    return encode_bytes(value, 20, where)[:20].rjust(32, b"\0")


def encode_bool(value: bool, where: str) -> bytes:
    """Yes or no as 32 bytes; ActInvalid for anything else."""
    if not isinstance(value, bool):
        raise ActInvalid(where, expected="true or false", found=brief(value))
    return int(value).to_bytes(32, "big")


class Act:
    """An act of a member: one EIP-712 type. Subclasses are frozen dataclasses; their fields follow `TYPE`."""

    TYPE: ClassVar[str]
    _type_hash: ClassVar[bytes]
    _layout: ClassVar[tuple[tuple[str, Callable[[Any], bytes]], ...]]
    """(attribute, what makes of it the words that are hashed)."""

    def __init_subclass__(cls) -> None:
        super().__init_subclass__()
        if "TYPE" in cls.__dict__:
            cls._type_hash = keccak(cls.TYPE.encode())
            members = cls.TYPE[cls.TYPE.index("(") + 1 : cls.TYPE.index(")")].split(",")
            cls._layout = tuple(_member(*member.split(" ")) for member in members)

    @classmethod
    def members(cls) -> dict[str, str]:
        """The type of each field, by the name of its attribute, in the order of `TYPE`."""
        listed = cls.TYPE[cls.TYPE.index("(") + 1 : cls.TYPE.index(")")].split(",")
        return {_attribute(name): type_ for type_, name in (member.split(" ") for member in listed)}

    def words(self) -> bytes:
        """The fields as words of 32 bytes, those of an array one after the other: what stands in calldata."""
        return b"".join(
            b"".join(each.words() for each in value) if isinstance(value, tuple) else encode(value)
            for value, encode in self._values()
        )

    def struct_hash(self) -> bytes:
        """HashStruct of this act, 32 bytes."""
        return keccak(self._type_hash + b"".join(encode(value) for value, encode in self._values()))

    def _values(self) -> Iterator[tuple[Any, Callable[[Any], bytes]]]:
        return ((getattr(self, attribute), encode) for attribute, encode in self._layout)


def _member(type_: str, name: str) -> tuple[str, Callable[[Any], bytes]]:
    return _attribute(name), partial(_encoder(type_), where=name)


def _attribute(name: str) -> str:
    return "".join(f"_{c.lower()}" if c.isupper() else c for c in name)


def _encoder(type_: str) -> Callable[..., bytes]:
    if type_.startswith("uint"):
        return partial(_encode_uint, bits=int(type_.removeprefix("uint")))
    if type_.startswith("bytes"):
        return partial(_encode_sized, size=int(type_.removeprefix("bytes")))
    return _ENCODERS.get(type_, _encode_array)


def _encode_uint(value: int, *, bits: int, where: str) -> bytes:
    return encode_uint(value, bits, where)


def _encode_sized(value: bytes, *, size: int, where: str) -> bytes:
    return encode_bytes(value, size, where)


def _encode_array(value: tuple[Act, ...], where: str) -> bytes:
    if not isinstance(value, tuple):
        raise ActInvalid(where, expected="a tuple of structs", found=brief(value))
    return keccak(b"".join(each.struct_hash() for each in value))


_ENCODERS: dict[str, Callable[..., bytes]] = {"address": encode_address, "bool": encode_bool}


def digest(act: Act, domain: Domain) -> bytes:
    """What the author signs: keccak256(0x19 0x01 ‖ domain separator ‖ hashStruct(act))."""
    return keccak(b"\x19\x01" + domain.separator + act.struct_hash())
