"""Transactions of type 2, signed as any wallet signs them."""

from contracts.acts import sign_digest
from contracts.keccak import keccak
from ledger_node import rlp


def sign_transaction(
    key: bytes, chain_id: int, nonce: int, to: bytes, data: bytes, gas: int, *, fee: int = 0
) -> bytes:
    """The raw transaction; `to` is empty for one that makes a contract, `fee` is in wei for a unit of gas."""
    numbers = [rlp.encode_uint(each) for each in (chain_id, nonce, min(fee, 1), fee, gas)]
    fields: list[rlp.Item] = [*numbers, to, b"", data, []]
    signature = sign_digest(keccak(b"\x02" + rlp.encode(fields)), key)
    r, s = (int.from_bytes(signature[at : at + 32], "big") for at in (0, 32))
    return b"\x02" + rlp.encode([*fields, *map(rlp.encode_uint, (signature[64] - 27, r, s))])
