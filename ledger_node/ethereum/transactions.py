"""Signed transactions of every kind that Prague knows: one table of fields, read strictly, both ways.

Types 0 (with a chain id or without), 1 (EIP-2930), 2 (EIP-1559), 3 (EIP-4844, as it stands in a block) and
4 (EIP-7702).
"""

from collections.abc import Callable
from dataclasses import replace
from functools import lru_cache
from typing import Any

from contracts.acts import recover_digest
from contracts.errors import ProofInvalid, SignatureInvalid, brief
from contracts.ids import Address
from contracts.keccak import keccak
from ledger_node import rlp
from ledger_node.errors import ChainMismatch, TransactionMalformed
from ledger_node.rlp import Item
from ledger_node.transactions import AccessList, Authorization, Transaction, intrinsic_gas

MAX_BYTES = 131_072
"""The largest transaction that is read, as in other clients."""

AUTHORIZATION_GAS = 25_000
"""What each authorization adds to the intrinsic gas (EIP-7702)."""

LEGACY, ACCESS_LIST, DYNAMIC_FEE, BLOB, SET_CODE = range(5)

_PRICED = ("gas_price", "gas", "to", "value", "data")
_CAPPED = ("max_priority_fee_per_gas", "max_fee_per_gas", "gas", "to", "value", "data", "access_list")
_FIELDS: dict[int, tuple[str, ...]] = {
    LEGACY: ("nonce", *_PRICED),
    ACCESS_LIST: ("chain_id", "nonce", *_PRICED, "access_list"),
    DYNAMIC_FEE: ("chain_id", "nonce", *_CAPPED),
    BLOB: ("chain_id", "nonce", *_CAPPED, "max_fee_per_blob_gas", "blob_versioned_hashes"),
    SET_CODE: ("chain_id", "nonce", *_CAPPED, "authorization_list"),
}
"""What is signed, in order; the signature's three numbers follow."""


@lru_cache(maxsize=4_096)
def decode_transaction(raw: bytes, chain_id: int) -> Transaction:
    """The transaction that `raw` spells, sender recovered. Raises TransactionMalformed or ChainMismatch."""
    if not raw or len(raw) > MAX_BYTES:
        raise _malformed(f"1 to {MAX_BYTES} bytes", f"{len(raw)} bytes")
    type_id = LEGACY if raw[0] >= 0xC0 else raw[0]
    names = _FIELDS.get(type_id)
    if names is None or raw[0] == LEGACY:
        raise _malformed("a transaction of type 0 to 4", f"type {raw[0]}")
    items = _items(raw[1:] if type_id else raw, len(names) + 3)
    fields = {name: _READERS[name](item) for name, item in zip(names, items, strict=False)}
    v, r, s = (_number(item) for item in items[-3:])
    protected = bool(type_id) or v not in (27, 28)
    found_chain = fields.pop("chain_id", (v - 35) // 2 if protected else chain_id)
    if found_chain != chain_id:
        raise ChainMismatch("transaction", expected=f"chain id {chain_id}", found=f"chain id {found_chain}")
    parity = v if type_id else (v - 35) % 2 if protected else v - 27
    signed: list[Item] = items[:-3]
    if not type_id and protected:
        signed = [*signed, rlp.encode_uint(chain_id), b"", b""]
    digest = keccak((bytes([type_id]) if type_id else b"") + rlp.encode(signed))
    sender = _sender(digest, parity, r, s)
    unsigned = make_transaction(type_id, chain_id, sender, fields)
    return replace(unsigned, raw=raw, hash=keccak(raw), y_parity=parity, r=r, s=s, protected=protected)


def make_transaction(type_id: int, chain_id: int, sender: Address, fields: dict[str, Any]) -> Transaction:
    """A transaction of these fields that nobody has signed, without bytes or a hash."""
    price = fields.pop("gas_price", None)
    if price is not None:
        fields |= {"max_fee_per_gas": price, "max_priority_fee_per_gas": price}
    fields.setdefault("access_list", ())
    authorizations = fields.get("authorization_list", ())
    intrinsic, floor = intrinsic_gas(fields["to"], fields["data"], fields["access_list"])
    return Transaction(
        raw=b"",
        hash=b"",
        type_id=type_id,
        chain_id=chain_id,
        y_parity=0,
        r=0,
        s=0,
        sender=sender,
        intrinsic_gas=intrinsic + AUTHORIZATION_GAS * len(authorizations),
        floor_gas=floor,
        **fields,
    )


def encode_unsigned(transaction: Transaction) -> Transaction:
    """The transaction with its bytes and hash, zeros in place of its signature."""
    names = _FIELDS[transaction.type_id]
    items = [_item(getattr(transaction, name)) for name in names]
    payload = rlp.encode([*items, b"", b"", b""])
    raw = bytes([transaction.type_id]) + payload if transaction.type_id else payload
    return replace(transaction, raw=raw, hash=keccak(raw))


def _item(value: Any) -> Any:
    if isinstance(value, int):
        return rlp.encode_uint(value)
    if isinstance(value, Authorization):
        numbers = (value.nonce, value.y_parity, value.r, value.s)
        nonce, *signature = (rlp.encode_uint(number) for number in numbers)
        return [rlp.encode_uint(value.chain_id), bytes(value.address), nonce, *signature]
    if isinstance(value, tuple):
        return [_access_item(each) if isinstance(each, tuple) else _item(each) for each in value]
    return bytes(value)


def _access_item(entry: tuple[Address, tuple[int, ...]]) -> list[Any]:
    address, slots = entry
    return [bytes(address), [slot.to_bytes(32, "big") for slot in slots]]


def _sender(digest: bytes, parity: int, r: int, s: int) -> Address:
    if parity not in (0, 1):
        raise _malformed("a recovery bit of 0 or 1", brief(parity))
    try:
        return recover_digest(digest, r.to_bytes(32, "big") + s.to_bytes(32, "big") + bytes([27 + parity]))
    except SignatureInvalid as error:
        raise _malformed(error.expected, error.found) from error


def _items(encoded: bytes, count: int) -> list[Item]:
    try:
        fields = rlp.decode(encoded, "transaction")
    except ProofInvalid as error:
        raise _malformed(error.expected, error.found) from error
    if not isinstance(fields, list) or len(fields) != count:
        raise _malformed(f"a list of {count} fields", f"{len(fields)}")
    return fields


def _number(item: Item) -> int:
    if not isinstance(item, bytes) or len(item) > 32 or item[:1] == b"\0":
        raise _malformed("a number of at most 256 bits without leading zeros", brief(item))
    return int.from_bytes(item, "big")


def _small(item: Item) -> int:
    number = _number(item)
    if number >= 1 << 64:
        raise _malformed("a number of at most 64 bits", brief(number))
    return number


def _bytes(item: Item) -> bytes:
    if not isinstance(item, bytes):
        raise _malformed("bytes", "a list")
    return item


def _target(item: Item) -> bytes:
    if not isinstance(item, bytes) or len(item) not in (0, 20):
        raise _malformed("a `to` of 20 bytes or none", brief(item))
    return item


def _access_list(item: Item) -> AccessList:
    entries = []
    for entry in _list(item):
        match entry:
            case [bytes() as address, list() as slots] if len(address) == 20:
                entries.append((Address(address), tuple(_word(slot) for slot in slots)))
            case _:
                raise _malformed("an access list of addresses and slots", brief(entry))
    return tuple(entries)


def _word(item: Item) -> int:
    if not isinstance(item, bytes) or len(item) != 32:
        raise _malformed("32 bytes", brief(item))
    return int.from_bytes(item, "big")


def _hashes(item: Item) -> tuple[bytes, ...]:
    return tuple(_word(each).to_bytes(32, "big") for each in _list(item))


def _authorizations(item: Item) -> tuple[Authorization, ...]:
    found = []
    for entry in _list(item):
        match entry:
            case [chain, bytes() as address, nonce, parity, r, s] if len(address) == 20:
                numbers = _small(nonce), _number(parity), _number(r), _number(s)
                found.append(Authorization(_number(chain), Address(address), *numbers))
            case _:
                raise _malformed("a list of authorizations", brief(entry))
    return tuple(found)


def _list(item: Item) -> list[Item]:
    if not isinstance(item, list):
        raise _malformed("a list", "bytes")
    return item


_READERS: dict[str, Callable[[Item], object]] = {
    "chain_id": _number,
    "nonce": _small,
    "gas_price": _number,
    "max_priority_fee_per_gas": _number,
    "max_fee_per_gas": _number,
    "gas": _small,
    "to": _target,
    "value": _number,
    "data": _bytes,
    "access_list": _access_list,
    "max_fee_per_blob_gas": _number,
    "blob_versioned_hashes": _hashes,
    "authorization_list": _authorizations,
}


def _malformed(expected: str, found: str) -> TransactionMalformed:
    return TransactionMalformed("transaction", expected=expected, found=found)
