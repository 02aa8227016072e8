"""`eth`: calls, gas estimates, access lists and filled transactions, on the state after a block."""

from collections.abc import Callable
from dataclasses import replace
from typing import NoReturn

from contracts.ids import hex0x
from ledger_node.calls import (
    BlockOverride,
    CallRefused,
    Machine,
    Message,
    Outcome,
    StateOverride,
    access_list,
    estimate,
)
from ledger_node.calls.machine import Terms
from ledger_node.calls.overrides import override_state
from ledger_node.ethereum.headers import EthereumHeader, as_ethereum
from ledger_node.ethereum.transactions import ACCESS_LIST, LEGACY, encode_unsigned
from ledger_node.rpc.errors import EXECUTION_REVERTED, SERVER_ERROR, RpcError
from ledger_node.rpc.messages import block_override, message, state_override
from ledger_node.rpc.methods import Namespace
from ledger_node.rpc.parameters import BlockReference, block, optional
from ledger_node.rpc.render import Json, render_access_list, render_transaction
from ledger_node.rpc.view import View

_ERROR_STRING = bytes.fromhex("08c379a0")
_PANIC = bytes.fromhex("4e487b71")

_PANICS = {
    0x00: "generic panic",
    0x01: "assert(false)",
    0x11: "arithmetic underflow or overflow",
    0x12: "division or modulo by zero",
    0x21: "enum overflow",
    0x22: "invalid encoded storage byte array accessed",
    0x31: "out-of-bounds array access; popping on an empty array",
    0x32: "out-of-bounds access of an array or bytesN",
    0x41: "out of memory",
    0x51: "uninitialized function",
}
"""Solidity's own failures, by number."""

namespace = Namespace()


@namespace.method("eth_call", message, block, optional(state_override), optional(block_override), required=1)
def call(
    view: View,
    sent: Message,
    reference: BlockReference,
    state: StateOverride | None,
    override: BlockOverride | None,
) -> str:
    """What a message would return after a block, with at most a block's admitted gas."""
    open_machine = _opener(view, reference, sent, state, override)
    outcome = _run(view, lambda: open_machine().run(sent.with_gas(view.ledger.chain.call_gas)))
    raise_failure(outcome)
    return hex0x(outcome.output)


@namespace.method(
    "eth_estimateGas", message, block, optional(state_override), optional(block_override), required=1
)
def estimate_gas(
    view: View,
    sent: Message,
    reference: BlockReference,
    state: StateOverride | None,
    override: BlockOverride | None,
) -> str:
    """The gas limit with which a transaction would succeed, up to the cap for one transaction."""
    open_machine = _opener(view, reference, sent, state, override)
    cap = view.ledger.chain.estimate_gas
    try:
        gas, outcome = estimate(open_machine, sent, cap)
    except CallRefused as refusal:
        _refuse(refusal)
    raise_failure(outcome)
    return hex(gas)


@namespace.method("eth_createAccessList", message, block, optional(state_override), required=1)
def create_access_list(
    view: View, sent: Message, reference: BlockReference, state: StateOverride | None
) -> Json:
    """The addresses and slots that a message touches, and the gas it uses with them listed."""
    open_machine = _opener(view, reference, sent, state, None)
    bounded = sent.with_gas(view.ledger.chain.call_gas)
    try:
        listed, outcome = access_list(open_machine, bounded)
    except CallRefused as refusal:
        _refuse(refusal)
    result: Json = {"accessList": render_access_list(listed), "gasUsed": hex(outcome.gas_used)}
    if outcome.failure is not None:
        result["error"] = failure_message(outcome)
    return result


@namespace.method("eth_fillTransaction", message)
def fill_transaction(view: View, sent: Message) -> Json:
    """A message as the transaction that its sender would sign: gas, nonce, fees and chain filled in."""
    chain, ledger = view.ledger.chain, view.ledger
    reference = BlockReference(tag="latest")
    header = view.block(reference).header
    if sent.gas_price is None:
        tip = chain.priority_fee() if sent.max_priority_fee_per_gas is None else sent.max_priority_fee_per_gas
        cap = 2 * (header.base_fee_per_gas or 0) + tip
        sent = replace(
            sent,
            max_priority_fee_per_gas=tip,
            max_fee_per_gas=cap if sent.max_fee_per_gas is None else sent.max_fee_per_gas,
        )
    if sent.gas is None:
        try:
            gas, outcome = estimate(_opener(view, reference, sent, None, None), sent, chain.estimate_gas)
        except CallRefused as refusal:
            _refuse(refusal)
        raise_failure(outcome)
        sent = replace(sent, gas=gas)
    nonce = ledger.pool.next_nonce(sent.sender, ledger.nonce(sent.sender))
    unsigned = encode_unsigned(sent.transaction(chain.chain_id, nonce, dynamic=True))
    rendered = render_transaction(unsigned)
    for name in ("blockHash", "blockNumber", "transactionIndex"):
        del rendered[name]
    if unsigned.type_id not in (LEGACY, ACCESS_LIST):
        del rendered["gasPrice"]
    return {"raw": hex0x(unsigned.raw), "tx": rendered}


def _opener(
    view: View,
    reference: BlockReference,
    sent: Message,
    state: StateOverride | None,
    override: BlockOverride | None,
) -> Callable[[], Machine]:
    """What opens a machine on the state after a block, in that block, with all that is overridden."""
    header = as_ethereum(view.block(reference).header)
    override = override or BlockOverride()
    terms = Terms(blob_fee=override.blob_base_fee)
    within = _without_base_fee(override.on(header), sent)

    def hash_of(number: int) -> bytes | None:
        return view.hash_of(number) if number < header.block_number else None

    def open_machine() -> Machine:
        machine = Machine(view.ledger.chain, within, view.snapshot, hash_of, terms, view.expired)
        if state:
            override_state(machine, state)
        return machine

    return open_machine


def _without_base_fee(header: EthereumHeader, sent: Message) -> EthereumHeader:
    """The block as a message sees it that offers no fee: one that asks for none."""
    if sent.fee_cap or not header.base_fee_per_gas:
        return header
    return replace(header, base_fee_per_gas=0)


def _run(view: View, run: Callable[[], Outcome]) -> Outcome:
    view.check_time()
    try:
        return run()
    except CallRefused as refusal:
        _refuse(refusal)


def _refuse(refusal: CallRefused) -> NoReturn:
    raise RpcError(SERVER_ERROR, f"{refusal.phrase}: {refusal.message}") from refusal


def raise_failure(outcome: Outcome) -> None:
    """Raises RpcError for a message that failed: 3 for a revert, with what it returned, else -32000."""
    if outcome.reverted:
        raise RpcError(EXECUTION_REVERTED, failure_message(outcome), hex0x(outcome.output))
    if outcome.failure is not None:
        raise RpcError(SERVER_ERROR, outcome.failure)


def failure_message(outcome: Outcome) -> str:
    """Why a message failed, with Solidity's and Vyper's Error(string) and Panic(uint256) spelt out."""
    reason = _reason(outcome.output) if outcome.reverted else None
    return f"{outcome.failure}: {reason}" if reason is not None else str(outcome.failure)


def _reason(output: bytes) -> str | None:
    if output[:4] == _ERROR_STRING and len(output) >= 68:
        start = 4 + int.from_bytes(output[4:36], "big")
        length = int.from_bytes(output[start : start + 32], "big")
        text = output[start + 32 : start + 32 + length]
        return text.decode(errors="replace") if len(text) == length else None
    if output[:4] == _PANIC and len(output) >= 36:
        number = int.from_bytes(output[4:36], "big")
        return _PANICS.get(number, f"unknown panic code: {number:#x}")
    return None
