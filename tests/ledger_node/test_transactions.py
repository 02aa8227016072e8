from typing import Any

import pytest
import rlp
from eth_account import Account
from eth_utils.address import to_checksum_address
from hypothesis import given
from hypothesis import strategies as st

from contracts.acts import address_of
from contracts.addresses import REGISTRY
from ledger_node.errors import ChainMismatch, TransactionMalformed, TransactionRefused
from ledger_node.transactions import decode_transaction
from tests.ledger_node.network import RELAY

CHAIN = 743_001
TO = to_checksum_address(REGISTRY)
ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141


FIELDS: dict[str, Any] = {
    "chainId": CHAIN,
    "nonce": 7,
    "gas": 90_000,
    "to": TO,
    "value": 0,
    "data": "0x00112233",
}


def signed(**changes: Any) -> bytes:
    return bytes(Account.sign_transaction({**FIELDS, **changes}, RELAY).raw_transaction)


LEGACY: dict[str, Any] = {"gasPrice": 0}
LISTED: dict[str, Any] = {
    "type": 1,
    "gasPrice": 0,
    "accessList": [{"address": TO, "storageKeys": ["0x" + "11" * 32]}],
}
DYNAMIC: dict[str, Any] = {"type": 2, "maxFeePerGas": 3, "maxPriorityFeePerGas": 1}


@pytest.mark.parametrize(("type_id", "fields"), [(0, LEGACY), (1, LISTED), (2, DYNAMIC)])
def test_a_transaction_of_each_type_is_read_as_its_signer_wrote_it(
    type_id: int, fields: dict[str, Any]
) -> None:
    raw = signed(**fields)
    read = decode_transaction(raw, CHAIN)
    assert (read.type_id, read.chain_id, read.nonce, read.gas) == (type_id, CHAIN, 7, 90_000)
    assert (read.to, read.data, read.sender) == (REGISTRY, bytes.fromhex("00112233"), address_of(RELAY))
    assert read.encode() == raw
    assert read.hash == bytes(Account.sign_transaction({**FIELDS, **fields}, RELAY).hash)


def test_the_access_list_and_the_fees_are_read() -> None:
    assert decode_transaction(signed(**LISTED), CHAIN).access_list == ((REGISTRY, (int("11" * 32, 16),)),)
    dynamic = decode_transaction(signed(**DYNAMIC), CHAIN)
    assert (dynamic.max_fee_per_gas, dynamic.max_priority_fee_per_gas) == (3, 1)


def test_intrinsic_gas_counts_zero_and_other_bytes_and_the_access_list() -> None:
    read = decode_transaction(signed(**LISTED, data="0x0001"), CHAIN)
    assert read.intrinsic_gas == 21_000 + 4 + 16 + 2_400 + 1_900
    assert read.floor_gas == 21_000 + 10 * (1 + 4)


@pytest.mark.parametrize("fields", [LEGACY, LISTED, DYNAMIC])
def test_another_chains_transaction_is_refused(fields: dict[str, Any]) -> None:
    with pytest.raises(ChainMismatch):
        decode_transaction(signed(**fields, chainId=1), CHAIN)


def test_a_legacy_transaction_without_a_chain_id_is_refused() -> None:
    items = rlp.decode(signed(**LEGACY))
    items[6] = b"\x1b"
    with pytest.raises(ChainMismatch, match="no chain id"):
        decode_transaction(rlp.encode(items), CHAIN)


def test_the_malleated_twin_of_a_signature_is_refused() -> None:
    raw = signed(**DYNAMIC)
    items = rlp.decode(raw[1:])
    items[-3] = b"" if items[-3] else b"\x01"
    items[-1] = (ORDER - int.from_bytes(items[-1], "big")).to_bytes(32, "big")
    with pytest.raises(TransactionMalformed, match="low"):
        decode_transaction(b"\x02" + rlp.encode(items), CHAIN)


@pytest.mark.parametrize("type_id", [3, 4, 5, 0x7F, 0x80, 0xBF])
def test_other_envelopes_are_refused(type_id: int) -> None:
    with pytest.raises(TransactionMalformed):
        decode_transaction(bytes([type_id]) + signed(**DYNAMIC)[1:], CHAIN)


def test_a_second_spelling_of_the_same_transaction_is_refused() -> None:
    items = rlp.decode(signed(**DYNAMIC)[1:])
    items[4] = b"\0" + items[4]
    with pytest.raises(TransactionMalformed, match="leading zeros"):
        decode_transaction(b"\x02" + rlp.encode(items), CHAIN)
    with pytest.raises(TransactionMalformed):
        decode_transaction(signed(**DYNAMIC) + b"\0", CHAIN)


@pytest.mark.parametrize("index", range(12))
def test_a_list_where_a_field_belongs_is_refused(index: int) -> None:
    items = rlp.decode(signed(**DYNAMIC)[1:])
    items[index] = [[b"\x01"]] if index != 8 else b"\x01"
    with pytest.raises(TransactionRefused):
        decode_transaction(b"\x02" + rlp.encode(items), CHAIN)


@given(st.binary(max_size=300))
def test_no_bytes_whatever_make_decoding_fail_otherwise(raw: bytes) -> None:
    with pytest.raises(TransactionRefused):
        decode_transaction(raw, CHAIN)


@given(st.data())
def test_no_changed_byte_goes_unnoticed(data: st.DataObject) -> None:
    raw = bytearray(signed(**DYNAMIC))
    at = data.draw(st.integers(0, len(raw) - 1))
    raw[at] ^= data.draw(st.integers(1, 255))
    try:
        read = decode_transaction(bytes(raw), CHAIN)
    except TransactionRefused:
        return
    assert read.encode() == bytes(raw)
    assert read.sender != address_of(RELAY)


def test_a_transaction_larger_than_any_call_needs_is_refused_unread() -> None:
    with pytest.raises(TransactionMalformed, match="131072"):
        decode_transaction(b"\x02" + bytes(200_000), CHAIN)
