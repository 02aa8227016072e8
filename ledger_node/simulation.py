"""Running a call on a past state, for its result or its gas, with nothing kept."""

from dataclasses import dataclass, replace
from typing import NoReturn

from eth.abc import ComputationAPI
from eth.exceptions import InsufficientFunds, Revert, VMError
from eth.vm.forks.prague.computation import PRAGUE_PRECOMPILES
from eth_utils.exceptions import ValidationError

from contracts.errors import TegataError
from contracts.ids import Address, hex0x
from ledger_node.executor import as_evm, open_vm
from ledger_node.headers import Header
from ledger_node.interpreter import LedgerComputation
from ledger_node.rules import LedgerState, LedgerVM
from ledger_node.storage import Snapshot
from ledger_node.transactions import AccessList, Transaction, intrinsic_gas


class CallTooSlow(TegataError):
    """A call that anyone may ask for would keep the node busy for minutes."""

    code = "call.too_slow"
    default_remedy = "Call the consortium's contracts, which need no such function."


SLOW_PRECOMPILES = frozenset(number.to_bytes(20, "big") for number in (6, 7, 8, 9, *range(0x0B, 0x12)))
"""Elliptic curves (EIP-196, EIP-197, EIP-2537) and BLAKE2 (EIP-152): in Python far slower than they cost."""


def _refuse(frame: ComputationAPI) -> NoReturn:
    raise CallTooSlow("call", expected="no slow precompiled function", found=hex0x(frame.msg.code_address))


_PRECOMPILES = {**PRAGUE_PRECOMPILES, **dict.fromkeys(SLOW_PRECOMPILES, _refuse)}


class _SimulationComputation(LedgerComputation):
    _precompiles = _PRECOMPILES


class _SimulationState(LedgerState):
    computation_class = _SimulationComputation


class _SimulationVM(LedgerVM):
    _state_class = _SimulationState


@dataclass(frozen=True, slots=True)
class Call:
    """A message from anyone to anything; nobody has signed it, and no fee is paid."""

    sender: Address
    to: bytes
    gas: int
    value: int = 0
    data: bytes = b""
    access_list: AccessList = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a call did: gas used after refunds, what it returned, and why it failed if it did."""

    gas_used: int
    output: bytes
    failure: str | None
    reverted: bool


def simulate(snapshot: Snapshot, header: Header, chain_id: int, call: Call) -> Outcome:
    """The outcome of `call` in the block of `header`, after its transactions. Raises CallTooSlow."""
    vm = open_vm(header, snapshot, chain_id, _SimulationVM)
    transaction = as_evm(_unsigned(call, vm.accounts.get_nonce(call.sender), chain_id))
    executor = vm.state.get_transaction_executor()
    vm.accounts.lock_changes()
    try:
        message = executor.build_evm_message(transaction)
        computation = executor.build_computation(message, transaction)
        executor.finalize_computation(transaction, computation)
    except (ValidationError, InsufficientFunds) as error:
        return Outcome(call.gas, b"", _reason(error), reverted=False)
    return Outcome(
        gas_used=vm.finalize_gas_used(transaction, computation),
        output=bytes(computation.output),
        failure=_reason(computation.error) if computation.is_error else None,
        reverted=_is_revert(computation),
    )


def estimate(snapshot: Snapshot, header: Header, chain_id: int, call: Call) -> tuple[int, Outcome]:
    """The least gas limit, within 1.5 %, with which `call` succeeds, and its outcome at `call.gas`, the most.

    More is needed than is used where a refund comes at the end or a callee gets 63/64 of what is left.
    """
    most = simulate(snapshot, header, chain_id, call)
    if most.failure is not None:
        return call.gas, most

    def suffices(gas: int) -> bool:
        return simulate(snapshot, header, chain_id, replace(call, gas=gas)).failure is None

    low, high = most.gas_used, call.gas
    if suffices(low):
        return low, most
    guess = min(high, low * 64 // 63 + 2_300)
    while high - low > high * 15 // 1_000:
        low, high = (low, guess) if suffices(guess) else (guess, high)
        guess = (low + high) // 2
    return high, most


def _unsigned(call: Call, nonce: int, chain_id: int) -> Transaction:
    intrinsic, floor = intrinsic_gas(call.to, call.data, call.access_list)
    return Transaction(
        raw=b"",
        hash=bytes(32),
        type_id=2,
        chain_id=chain_id,
        nonce=nonce,
        max_priority_fee_per_gas=0,
        max_fee_per_gas=0,
        gas=call.gas,
        to=call.to,
        value=call.value,
        data=call.data,
        access_list=call.access_list,
        y_parity=0,
        r=0,
        s=0,
        sender=call.sender,
        intrinsic_gas=intrinsic,
        floor_gas=floor,
    )


def _is_revert(computation: ComputationAPI) -> bool:
    return computation.is_error and isinstance(computation.error, Revert)


def _reason(error: VMError | ValidationError) -> str:
    """The name that Ethereum clients give to a failure."""
    if isinstance(error, ValidationError):
        return "intrinsic gas too low"
    if isinstance(error, InsufficientFunds):
        return "insufficient funds for transfer"
    if isinstance(error, Revert):
        return "execution reverted"
    words = "".join(f" {letter.lower()}" if letter.isupper() else letter for letter in type(error).__name__)
    return words.strip()
