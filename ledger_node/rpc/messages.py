"""Readers of what calls are given: call objects, overrides of state and of block."""

from typing import Any

from contracts.ids import Address
from ledger_node.calls import AccountOverride, BlockOverride, Message
from ledger_node.chain import Withdrawal
from ledger_node.rpc.errors import invalid_params
from ledger_node.rpc.parameters import (
    Reader,
    address,
    data,
    hash32,
    list_of,
    map_of,
    quantity,
    record_of,
    uint64,
)
from ledger_node.transactions import Authorization

MAX_ACCESS_LIST = 1_024
MAX_AUTHORIZATIONS = 64
MAX_BLOBS = 16
MAX_OVERRIDES = 1_024
MAX_OVERRIDDEN_SLOTS = 4_096
MAX_WITHDRAWALS = 256

_access_record = record_of({"address": address, "storageKeys": list_of(hash32, MAX_ACCESS_LIST)})


def _access_entry(value: object, where: str) -> tuple[Address, tuple[int, ...]]:
    fields: dict[str, Any] = _access_record(value, where)
    if set(fields) != {"address", "storageKeys"}:
        raise invalid_params(where, "address and storageKeys")
    return fields["address"], tuple(int.from_bytes(key, "big") for key in fields["storageKeys"])


_AUTHORIZATION: dict[str, Reader] = {
    "chainId": quantity,
    "address": address,
    "nonce": uint64,
    "yParity": quantity,
    "r": quantity,
    "s": quantity,
}
_authorization_record = record_of({**_AUTHORIZATION, "v": quantity})


def _authorization(value: object, where: str) -> Authorization:
    fields: dict[str, Any] = _authorization_record(value, where)
    fields.pop("v", None)
    if set(fields) != set(_AUTHORIZATION):
        raise invalid_params(where, ", ".join(_AUTHORIZATION))
    names = {"chainId": "chain_id", "yParity": "y_parity"}
    return Authorization(**{names.get(name, name): each for name, each in fields.items()})


_message_record = record_of(
    {
        "from": address,
        "to": address,
        "gas": uint64,
        "value": quantity,
        "data": data,
        "input": data,
        "accessList": list_of(_access_entry, MAX_ACCESS_LIST),
        "nonce": uint64,
        "chainId": quantity,
        "type": quantity,
        "gasPrice": quantity,
        "maxFeePerGas": quantity,
        "maxPriorityFeePerGas": quantity,
        "maxFeePerBlobGas": quantity,
        "blobVersionedHashes": list_of(hash32, MAX_BLOBS),
        "authorizationList": list_of(_authorization, MAX_AUTHORIZATIONS),
    }
)

_NAMES = {
    "from": "sender",
    "to": "to",
    "gas": "gas",
    "value": "value",
    "nonce": "nonce",
    "chainId": "chain_id",
    "gasPrice": "gas_price",
    "maxFeePerGas": "max_fee_per_gas",
    "maxPriorityFeePerGas": "max_priority_fee_per_gas",
    "maxFeePerBlobGas": "max_fee_per_blob_gas",
}
_LISTS = {
    "accessList": "access_list",
    "blobVersionedHashes": "blob_versioned_hashes",
    "authorizationList": "authorization_list",
}


def message(value: object, where: str) -> Message:
    """A call object."""
    fields: dict[str, Any] = _message_record(value, where)
    call_data = fields.get("input", fields.get("data", b""))
    if fields.get("data", call_data) != call_data:
        raise invalid_params(where, "one call data: `data` and `input` differ")
    given: dict[str, Any] = {name: fields[key] for key, name in _NAMES.items() if key in fields}
    given |= {name: tuple(fields[key]) for key, name in _LISTS.items() if key in fields}
    return Message(data=call_data, **given)


def _word(value: object, where: str) -> int:
    return int.from_bytes(hash32(value, where), "big")


_slots = map_of(_word, _word, MAX_OVERRIDDEN_SLOTS)
_account_record = record_of(
    {
        "nonce": uint64,
        "code": data,
        "balance": quantity,
        "state": _slots,
        "stateDiff": _slots,
        "movePrecompileToAddress": address,
    }
)


def _account(value: object, where: str) -> AccountOverride:
    fields: dict[str, Any] = _account_record(value, where)
    names = {"stateDiff": "state_diff", "movePrecompileToAddress": "move_precompile_to"}
    return AccountOverride(**{names.get(name, name): each for name, each in fields.items()})


state_override = map_of(address, _account, MAX_OVERRIDES)
"""Reads what accounts are said to be, by address."""

_withdrawal_record = record_of(
    {"index": uint64, "validatorIndex": uint64, "address": address, "amount": uint64}
)


def _withdrawal(value: object, where: str) -> Withdrawal:
    fields: dict[str, Any] = _withdrawal_record(value, where)
    if len(fields) != 4:
        raise invalid_params(where, "index, validatorIndex, address and amount")
    return Withdrawal(fields["index"], fields["validatorIndex"], fields["address"], fields["amount"])


_BLOCK: dict[str, tuple[str, Reader]] = {
    "number": ("number", uint64),
    "time": ("time", uint64),
    "difficulty": ("difficulty", quantity),
    "gasLimit": ("gas_limit", uint64),
    "feeRecipient": ("fee_recipient", address),
    "prevRandao": ("prev_randao", hash32),
    "baseFeePerGas": ("base_fee_per_gas", quantity),
    "blobBaseFee": ("blob_base_fee", quantity),
    "beaconRoot": ("beacon_root", hash32),
    "withdrawals": ("withdrawals", list_of(_withdrawal, MAX_WITHDRAWALS)),
}
_block_record = record_of({key: reader for key, (_, reader) in _BLOCK.items()})


def block_override(value: object, where: str) -> BlockOverride:
    """What the block is said to be."""
    fields: dict[str, Any] = _block_record(value, where)
    given = {_BLOCK[key][0]: each for key, each in fields.items()}
    if "withdrawals" in given:
        given["withdrawals"] = tuple(given["withdrawals"])
    return BlockOverride(**given)
