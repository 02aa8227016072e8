"""Signed transactions: strict decoding, the sender recovered once, in the form that py-evm executes.

Types 0 (with a chain id, EIP-155), 1 (EIP-2930) and 2 (EIP-1559). py-evm's own classes recover the sender
and encode the message anew at each look; one immutable value with everything in it replaces them.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from contracts.acts import recover_digest
from contracts.errors import ProofInvalid, SignatureInvalid, brief
from contracts.ids import Address
from contracts.keccak import keccak
from contracts.proofs.rlp import Item
from ledger_node import rlp
from ledger_node.errors import ChainMismatch, TransactionMalformed

MAX_TRANSACTION_BYTES = 131_072
"""The largest transaction that is read at all: four times a full `anchorMany`, as in other clients."""

_REMEMBERED = 4_096
"""Decoded transactions kept at hand: of what waits, and of the last blocks, which are read most."""

_GAS_TRANSACTION = 21_000
_GAS_CREATE = 32_000
_GAS_ZERO_BYTE = 4
_GAS_OTHER_BYTE = 16
_GAS_ACCESS_ADDRESS = 2_400
_GAS_ACCESS_SLOT = 1_900
_FLOOR_PER_TOKEN = 10
_UINT64 = 2**64
_HALF_ORDER = 0x7FFFFFFFFFFFFFFFFFFFFFFFFFFFFFFF5D576E7357A4501DDFE92F46681B20A0
"""Half the order of secp256k1: a signature has its `s` at or below it (EIP-2)."""

AccessList = tuple[tuple[Address, tuple[int, ...]], ...]


@dataclass(frozen=True, slots=True)
class Authorization:
    """An account's word that it takes the code at `address` (EIP-7702). None comes onto the ledger."""

    chain_id: int
    address: Address
    nonce: int
    y_parity: int
    r: int
    s: int

    def validate(self, chain_id: int) -> None:
        """What py-evm asks before it acts on one; it passes over one that fails."""
        if self.chain_id not in (0, chain_id) or self.nonce >= _UINT64 - 1 or self.s > _HALF_ORDER:
            raise _malformed("an authorization for this chain", f"chain id {self.chain_id}")


@dataclass(frozen=True, slots=True)
class Transaction:
    """A signed transaction whose encoding, signature and intrinsic gas have been checked.

    Attribute names are py-evm's, whose executor takes this in place of its own class.
    """

    raw: bytes
    hash: bytes
    type_id: int
    chain_id: int
    nonce: int
    max_priority_fee_per_gas: int
    max_fee_per_gas: int
    gas: int
    to: bytes
    value: int
    data: bytes
    access_list: AccessList
    y_parity: int
    r: int
    s: int
    sender: Address
    intrinsic_gas: int
    floor_gas: int
    protected: bool = True
    """Whether the signature binds a chain (EIP-155): always, on the ledger."""
    max_fee_per_blob_gas: int = 0
    blob_versioned_hashes: tuple[bytes, ...] = ()
    authorization_list: tuple[Authorization, ...] = ()

    @property
    def gas_price(self) -> int:
        """What types 0 and 1 call the fee."""
        return self.max_fee_per_gas

    @property
    def v(self) -> int:
        """The signature's recovery value as JSON-RPC shows it: with the chain id in it for type 0."""
        if self.type_id:
            return self.y_parity
        return self.y_parity + (35 + 2 * self.chain_id if self.protected else 27)

    def validate(self) -> None:
        """Nothing: decoding has checked what py-evm would check here."""

    def encode(self) -> bytes:
        """The bytes that the block's transactions root commits to."""
        return self.raw


@lru_cache(maxsize=_REMEMBERED)
def decode_transaction(raw: bytes, chain_id: int) -> Transaction:
    """The transaction that `raw` spells, sender recovered, which is remembered.

    Raises TransactionMalformed or ChainMismatch. Nothing is repaired: one transaction has one spelling.
    """
    if not raw or len(raw) > MAX_TRANSACTION_BYTES:
        raise _malformed(f"1 to {MAX_TRANSACTION_BYTES} bytes", f"{len(raw)} bytes")
    type_id = raw[0] if raw[0] < 0x80 else 0
    if raw[0] in (1, 2):
        return _decode_typed(raw, type_id, chain_id)
    if raw[0] >= 0xC0:
        return _decode_legacy(raw, chain_id)
    raise _malformed("a transaction of type 0, 1 or 2", f"type {raw[0]}")


def _decode_typed(raw: bytes, type_id: int, chain_id: int) -> Transaction:
    fields = _items(raw[1:], 11 if type_id == 1 else 12)
    found_chain, nonce = _number(fields[0]), _number(fields[1])
    priority = _number(fields[2])
    fee = priority if type_id == 1 else _number(fields[3])
    gas, to, value, data, access, parity, r, s = fields[3 if type_id == 1 else 4 :]
    if found_chain != chain_id:
        raise ChainMismatch("transaction", expected=f"chain id {chain_id}", found=f"chain id {found_chain}")
    message = bytes([type_id]) + rlp.list_payload(_payload_without(raw[1:], parity, r, s))
    access_list = _access_list(access)
    content = (nonce, priority, fee, gas, to, value, data, access_list)
    return _checked(raw, type_id, chain_id, content, (parity, r, s), message)


def _decode_legacy(raw: bytes, chain_id: int) -> Transaction:
    nonce, price, gas, to, value, data, v_bytes, r, s = _items(raw, 9)
    v = _number(v_bytes)
    if v not in (35 + 2 * chain_id, 36 + 2 * chain_id):
        found = "no chain id" if v in (27, 28) else f"v = {brief(v)}"
        raise ChainMismatch("transaction", expected=f"chain id {chain_id} in the signature", found=found)
    message = rlp.list_payload(
        _payload_without(raw, v_bytes, r, s) + rlp.encode(rlp.encode_uint(chain_id)) + b"\x80\x80"
    )
    parity = b"" if v & 1 else b"\x01"
    fee = _number(price)
    content = (_number(nonce), fee, fee, gas, to, value, data, ())
    return _checked(raw, 0, chain_id, content, (parity, r, s), message)


def _checked(
    raw: bytes,
    type_id: int,
    chain_id: int,
    content: tuple[int, int, int, object, object, object, object, AccessList],
    signature: tuple[object, object, object],
    message: bytes,
) -> Transaction:
    nonce, priority, fee, gas_bytes, to, value, data, access_list = content
    gas, y_parity, r, s = _number(gas_bytes), *(_number(part) for part in signature)
    if not isinstance(to, bytes) or len(to) not in (0, 20):
        raise _malformed("a `to` of 20 bytes or none", brief(to))
    if not isinstance(data, bytes):
        raise _malformed("call data", "a list")
    if nonce >= _UINT64 - 1 or gas >= _UINT64:
        raise _malformed("a nonce and a gas limit of 64 bits", f"nonce {nonce}, gas {gas}")
    sender = _sender(message, y_parity, r, s)
    intrinsic, floor = intrinsic_gas(to, data, access_list)
    return Transaction(
        raw=raw,
        hash=keccak(raw),
        type_id=type_id,
        chain_id=chain_id,
        nonce=nonce,
        max_priority_fee_per_gas=priority,
        max_fee_per_gas=fee,
        gas=gas,
        to=to,
        value=_number(value),
        data=data,
        access_list=access_list,
        y_parity=y_parity,
        r=r,
        s=s,
        sender=sender,
        intrinsic_gas=intrinsic,
        floor_gas=floor,
    )


def _sender(message: bytes, y_parity: int, r: int, s: int) -> Address:
    if y_parity > 1:
        raise _malformed("a recovery bit of 0 or 1", str(y_parity))
    signature = r.to_bytes(32, "big") + s.to_bytes(32, "big") + bytes([27 + y_parity])
    try:
        return recover_digest(keccak(message), signature)
    except SignatureInvalid as error:
        raise _malformed(error.expected, error.found) from error


def intrinsic_gas(to: bytes, data: bytes, access_list: AccessList) -> tuple[int, int]:
    """What a transaction costs before it runs (EIP-2028, EIP-2930), and the least it costs (EIP-7623)."""
    zeros = data.count(0)
    others = len(data) - zeros
    base = _GAS_TRANSACTION + (0 if to else _GAS_CREATE)
    listed = sum(_GAS_ACCESS_ADDRESS + _GAS_ACCESS_SLOT * len(slots) for _, slots in access_list)
    floor = _GAS_TRANSACTION + _FLOOR_PER_TOKEN * (zeros + 4 * others)
    return base + _GAS_ZERO_BYTE * zeros + _GAS_OTHER_BYTE * others + listed, floor


def _items(encoded: bytes, count: int) -> list[Item]:
    try:
        fields = rlp.decode(encoded, "transaction")
    except ProofInvalid as error:
        raise _malformed(error.expected, error.found) from error
    if not isinstance(fields, list) or len(fields) != count:
        raise _malformed(f"a list of {count} fields", brief(type(fields).__name__))
    return fields


def _number(field: object) -> int:
    if not isinstance(field, bytes) or len(field) > 32 or field[:1] == b"\0":
        raise _malformed("a number of at most 256 bits without leading zeros", brief(field))
    return int.from_bytes(field, "big")


def _access_list(field: object) -> AccessList:
    if not isinstance(field, list):
        raise _malformed("an access list", "bytes")
    return tuple(_access_entry(entry) for entry in field)


def _access_entry(entry: object) -> tuple[Address, tuple[int, ...]]:
    match entry:
        case [bytes() as address, list() as slots] if len(address) == 20 and all(
            isinstance(slot, bytes) and len(slot) == 32 for slot in slots
        ):
            return Address(address), tuple(int.from_bytes(slot, "big") for slot in slots)
    raise _malformed("an access list of addresses and 32-byte slots", brief(entry))


def _payload_without(encoded: bytes, *tail: object) -> bytes:
    """The items of an encoded list, still encoded, without its last ones `tail`: what was signed."""
    start = 1 if encoded[0] < 0xF8 else 1 + encoded[0] - 0xF7
    return encoded[start : len(encoded) - sum(_encoded_length(item) for item in tail)]


def _encoded_length(item: object) -> int:
    if not isinstance(item, bytes):
        raise _malformed("a number", "a list")
    return 1 if len(item) == 1 and item[0] < 0x80 else 1 + len(item)


def _malformed(expected: str, found: str) -> TransactionMalformed:
    return TransactionMalformed("transaction", expected=expected, found=found)


def decode_transactions(raws: Sequence[bytes], chain_id: int) -> tuple[Transaction, ...]:
    """Every transaction of a block's body."""
    return tuple(decode_transaction(raw, chain_id) for raw in raws)
