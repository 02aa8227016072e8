"""`eth`: calls and gas estimates, on the state after a block."""

from collections.abc import Callable
from typing import Any

from contracts.ids import Address, hex0x
from ledger_node.rpc.errors import EXECUTION_REVERTED, SERVER_ERROR, RpcError, invalid_params
from ledger_node.rpc.methods import Namespace
from ledger_node.rpc.parameters import (
    BlockReference,
    Reader,
    address,
    as_object,
    block,
    data,
    hash32,
    list_of,
    quantity,
)
from ledger_node.rpc.view import View
from ledger_node.simulation import Call, Outcome, estimate, simulate

MAX_ACCESS_LIST = 1_024

_ERROR_STRING = bytes.fromhex("08c379a0")

namespace = Namespace()


def _access_entry(value: object, where: str) -> tuple[Address, tuple[int, ...]]:
    entry = as_object(value, where)
    if set(entry) != {"address", "storageKeys"}:
        raise invalid_params(where, "address and storageKeys")
    keys = list_of(hash32, MAX_ACCESS_LIST)(entry["storageKeys"], f"{where}.storageKeys")
    slots = tuple(int.from_bytes(key, "big") for key in keys)  # type: ignore[attr-defined] # a list of bytes
    return address(entry["address"], f"{where}.address"), slots


_FIELDS: dict[str, Reader] = {
    "from": address,
    "to": address,
    "gas": quantity,
    "value": quantity,
    "data": data,
    "input": data,
    "accessList": list_of(_access_entry, MAX_ACCESS_LIST),
    "nonce": quantity,
    "chainId": quantity,
    "type": quantity,
    "gasPrice": quantity,
    "maxFeePerGas": quantity,
    "maxPriorityFeePerGas": quantity,
    "maxFeePerBlobGas": quantity,
    "blobVersionedHashes": list_of(hash32, 16),
}


def _call(value: object, where: str) -> Callable[[int], Call]:
    """A call object, still to be given the most gas that it may have."""
    given = as_object(value, where)
    unknown = set(given) - set(_FIELDS)
    if unknown:
        raise invalid_params(where, f"no field {min(unknown)}")
    fields = {
        name: _FIELDS[name](each, f"{where}.{name}") for name, each in given.items() if each is not None
    }
    if fields.get("data", fields.get("input")) != fields.get("input", fields.get("data")):
        raise invalid_params(where, "one call data: `data` and `input` differ")
    return lambda cap: _bounded(fields, cap)


def _bounded(fields: dict[str, object], cap: int) -> Call:
    def take(name: str, default: Any) -> Any:
        return fields.get(name, default)

    return Call(
        sender=take("from", Address(bytes(20))),
        to=take("to", b""),
        gas=min(take("gas", cap), cap),
        value=take("value", 0),
        data=take("input", take("data", b"")),
        access_list=tuple(take("accessList", ())),
    )


@namespace.method("eth_call", _call, block, required=1)
def call(view: View, message: Callable[[int], Call], reference: BlockReference) -> str:
    """What a message would return after a block, with at most a block's admitted gas."""
    spec = view.ledger.spec
    header = view.block(reference).header
    outcome = simulate(view.snapshot, header, spec.chain_id, message(spec.limits.block_gas))
    _raise_failure(outcome)
    return hex0x(outcome.output)


@namespace.method("eth_estimateGas", _call, block, required=1)
def estimate_gas(view: View, message: Callable[[int], Call], reference: BlockReference) -> str:
    """The gas limit with which a transaction would succeed, up to the cap for one transaction."""
    spec = view.ledger.spec
    header = view.block(reference).header
    gas, outcome = estimate(view.snapshot, header, spec.chain_id, message(spec.limits.transaction_gas))
    _raise_failure(outcome)
    return hex(gas)


def _raise_failure(outcome: Outcome) -> None:
    if outcome.reverted:
        raise RpcError(EXECUTION_REVERTED, _revert_message(outcome.output), hex0x(outcome.output))
    if outcome.failure is not None:
        raise RpcError(SERVER_ERROR, outcome.failure)


def _revert_message(output: bytes) -> str:
    """The message with Solidity's and Vyper's Error(string) spelt out, if that is what was returned."""
    if output[:4] == _ERROR_STRING and len(output) >= 68:
        length = int.from_bytes(output[36:68], "big")
        return f"execution reverted: {output[68 : 68 + length].decode(errors='replace')}"
    return "execution reverted"
