"""Strict readers of JSON-RPC parameters: each makes one JSON value a checked one, or says what it wanted.

Quantities have no leading zeros, data has an even number of digits, and nothing is coerced (EIP-1474).
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from contracts.ids import Address
from ledger_node.rpc.errors import SERVER_ERROR, RpcError, invalid_params

Reader = Callable[[object, str], object]
"""Takes a JSON value and the name of its place; raises RpcError."""

TAGS = ("latest", "earliest", "pending", "safe", "finalized")

_QUANTITY = re.compile(r"0x(0|[1-9a-fA-F][0-9a-fA-F]{0,63})")
_DATA = re.compile(r"0x([0-9a-fA-F]{2})*")
_UINT64 = 1 << 64
_SLOT = re.compile(r"0x[0-9a-fA-F]{0,}")


@dataclass(frozen=True, slots=True)
class BlockReference:
    """A block named by tag, by number or by hash."""

    tag: str | None = None
    number: int | None = None
    hash: bytes | None = None


LATEST = BlockReference(tag="latest")


def quantity(value: object, where: str) -> int:
    """An unsigned integer of at most 256 bits, in hex without leading zeros."""
    if not isinstance(value, str) or not _QUANTITY.fullmatch(value):
        raise invalid_params(where, "a quantity: 0x and hex digits without leading zeros")
    return int(value, 16)


def uint64(value: object, where: str) -> int:
    """An unsigned integer of at most 64 bits."""
    number = quantity(value, where)
    if number >= _UINT64:
        raise invalid_params(where, "a number of at most 64 bits")
    return number


def data(value: object, where: str) -> bytes:
    """Bytes as 0x and an even number of hex digits."""
    if not isinstance(value, str) or not _DATA.fullmatch(value):
        raise invalid_params(where, "data: 0x and an even number of hex digits")
    return bytes.fromhex(value[2:])


def address(value: object, where: str) -> Address:
    """20 bytes."""
    return Address(_sized(value, where, 20))


def hash32(value: object, where: str) -> bytes:
    """32 bytes."""
    return _sized(value, where, 32)


def boolean(value: object, where: str) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise invalid_params(where, "true or false")
    return value


def storage_slot(value: object, where: str) -> int:
    """A slot's position: up to 32 bytes, with or without leading zeros; else -32000, as in other clients."""
    if not isinstance(value, str):
        raise invalid_params(where, "0x and up to 64 hex digits")
    if len(value) > 66 or not _SLOT.fullmatch(value):
        raise RpcError(
            SERVER_ERROR, f"unable to decode storage key: {where} is not 0x and at most 64 hex digits"
        )
    return int(value, 16) if len(value) > 2 else 0


def block(value: object, where: str) -> BlockReference:
    """A tag, a number, a block hash, or an object with one of the last two (EIP-1898)."""
    if value is None:
        return LATEST
    if isinstance(value, Mapping):
        return _block_object(value, where)
    if isinstance(value, str):
        if value in TAGS:
            return BlockReference(tag=value)
        if len(value) == 66:
            return BlockReference(hash=hash32(value, where))
    return BlockReference(number=_block_number(value, where))


def _block_object(value: Mapping[object, object], where: str) -> BlockReference:
    if ("blockHash" in value) == ("blockNumber" in value) or set(value) - {
        "blockHash",
        "blockNumber",
        "requireCanonical",
    }:
        raise invalid_params(where, "an object with blockHash or blockNumber")
    if "blockHash" in value:
        return BlockReference(hash=hash32(value["blockHash"], f"{where}.blockHash"))
    return block(value["blockNumber"], f"{where}.blockNumber")


def _block_number(value: object, where: str) -> int:
    number = quantity(value, where)
    if number >= 1 << 63:
        raise invalid_params(where, "a block number below 2^63")
    return number


def _sized(value: object, where: str, size: int) -> bytes:
    raw = data(value, where)
    if len(raw) != size:
        raise invalid_params(where, f"{size} bytes")
    return raw


def list_of(item: Reader, limit: int) -> Reader:
    """A reader of lists of at most `limit` items."""

    def read(value: object, where: str) -> list[object]:
        if not isinstance(value, list) or len(value) > limit:
            raise invalid_params(where, f"a list of at most {limit} items")
        return [item(entry, f"{where}[{index}]") for index, entry in enumerate(value)]

    return read


def optional(item: Reader, default: object = None) -> Reader:
    """A reader that takes null for `default`."""

    def read(value: object, where: str) -> object:
        return default if value is None else item(value, where)

    return read


def record_of(fields: Mapping[str, Reader]) -> Callable[[object, str], dict[str, object]]:
    """A reader of objects with these fields and no others; those that are absent or null are left out."""

    def read(value: object, where: str) -> dict[str, object]:
        given = as_object(value, where)
        unknown = set(given) - set(fields)
        if unknown:
            raise invalid_params(where, f"no field {min(unknown)}")
        return {
            name: fields[name](each, f"{where}.{name}") for name, each in given.items() if each is not None
        }

    return read


def map_of(key: Reader, item: Reader, limit: int) -> Reader:
    """A reader of objects whose names and values are read alike, at most `limit` of them."""

    def read(value: object, where: str) -> dict[object, object]:
        given = as_object(value, where)
        if len(given) > limit:
            raise invalid_params(where, f"at most {limit} entries")
        return {key(name, where): item(each, f"{where}.{name}") for name, each in given.items()}

    return read


def as_object(value: object, where: str) -> Mapping[str, object]:
    """A JSON object."""
    if not isinstance(value, dict):
        raise invalid_params(where, "an object")
    return value
