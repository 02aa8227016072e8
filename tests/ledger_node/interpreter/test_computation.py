"""Random programs run through py-evm's loop and through ours: the same end, to the last gas."""

from typing import Any

import pytest
from eth.db.atomic import AtomicDB
from eth.vm import opcode_values as op
from eth.vm.forks.prague.state import PragueState
from eth.vm.message import Message
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ledger_node.headers import open_header
from ledger_node.interpreter.operations import SIMPLE
from ledger_node.rules import LedgerState, LedgerVM
from ledger_node.state.trie import EMPTY_ROOT

CONTRACT, OTHER, CALLER = (bytes(19) + bytes([number]) for number in (200, 201, 202))
CALLEE = bytes.fromhex("600035600052602060002060005560206000f3")
"""Stores the hash of its first word, and returns the word."""


NUMBERS = st.one_of(
    st.integers(0, 40),
    st.sampled_from([31, 32, 33, 255, 256, 1024, 2**16, 2**64, 2**128, 2**255, 2**256 - 1]),
    st.integers(0, 2**256 - 1),
)
SIZED = [*SIMPLE, op.JUMP, op.JUMPI, op.MSTORE8, op.SSTORE, op.GAS, op.PC, op.MSIZE, op.RETURN]
SIZED += [op.REVERT, op.SIGNEXTEND, op.SDIV, op.CALL, op.STATICCALL, op.RETURNDATASIZE, op.RETURNDATACOPY]
SIZED += [op.TLOAD, op.TSTORE, op.CALLDATACOPY, op.LOG1, op.SELFBALANCE, op.STOP]


def push(number: int) -> bytes:
    if not number:
        return bytes([op.PUSH0])
    content = number.to_bytes((number.bit_length() + 7) // 8, "big")
    return bytes([op.PUSH1 + len(content) - 1]) + content


PIECES = st.one_of(
    NUMBERS.map(push),
    NUMBERS.map(push),
    st.sampled_from(SIZED).map(lambda opcode: bytes([opcode])),
    st.integers(op.DUP1, op.SWAP16).map(lambda opcode: bytes([opcode])),
    st.tuples(st.sampled_from([op.STATICCALL, op.CALL]), st.integers(0, 9_000)).map(
        lambda call: (
            b"".join(map(push, (32, 0, 32, 0, *([0] if call[0] == op.CALL else []), 201, call[1])))
            + bytes([call[0]])
        )
    ),
    st.binary(min_size=1, max_size=3),
)
PROGRAMS = st.lists(PIECES, max_size=40).map(b"".join)


class Empty:
    def node(self, _key: bytes) -> None:
        return None


def states() -> list[Any]:
    context = LedgerVM.create_execution_context(
        open_header(bytes(32), 9, 1_790_000_000, 30_000_000, EMPTY_ROOT), [], Chain()
    )
    return [
        PragueState(AtomicDB(), context, EMPTY_ROOT),
        LedgerState(Empty(), context, EMPTY_ROOT),
    ]


class Chain:
    chain_id = 743_001


def run(state: Any, code: bytes, data: bytes, gas: int) -> dict[str, Any]:
    state.set_code(CONTRACT, code)
    state.set_code(OTHER, CALLEE)
    state.set_storage(CONTRACT, 1, 5)
    state.lock_changes()
    message = Message(gas=gas, to=CONTRACT, sender=CALLER, value=0, data=data, code=code)
    transaction = state.get_transaction_context_class()(gas_price=0, origin=CALLER)
    computation = state.computation_class.apply_message(state, message, transaction)
    return {
        "error": type(computation.error).__name__ if computation.is_error else None,
        "gas": computation.get_gas_remaining(),
        "refund": computation.get_gas_refund(),
        "output": bytes(computation.output),
        "logs": computation.get_log_entries(),
        "storage": [state.get_storage(account, slot) for account in (CONTRACT, OTHER) for slot in range(8)],
    }


VAGUE = {"InvalidJumpDestination", "InvalidInstruction", "InsufficientStack", "FullStack", "OutOfGas"}
"""All of these burn the frame's gas; which one is met first is no part of the protocol."""


def same(ours: dict[str, Any], judge: dict[str, Any]) -> bool:
    if {ours["error"], judge["error"]} <= VAGUE:
        return {**ours, "error": ""} == {**judge, "error": ""}
    return ours == judge


@pytest.mark.filterwarnings("ignore:SELFDESTRUCT opcode present")
@settings(max_examples=300, deadline=None)
@given(PROGRAMS, st.binary(max_size=70), st.integers(0, 60_000))
@example(b"\x60", b"", 100)
@example(bytes([op.PUSH32]) + b"\x01", b"", 100)
@example(push(3) + bytes([op.JUMP, op.JUMPDEST]), b"", 100)
@example(bytes([op.PUSH1, 4, op.JUMP, op.PUSH1, op.JUMPDEST]), b"", 100)
@example(push(2**255) + bytes([op.MLOAD]), b"", 60_000)
@example(bytes([op.PUSH0]) * 1025, b"", 60_000)
def test_a_program_ends_as_it_does_in_py_evm(code: bytes, data: bytes, gas: int) -> None:
    judge, ours = (run(state, code, data, gas) for state in states())
    assert same(ours, judge), (ours, judge)


@settings(max_examples=30, deadline=None)
@given(st.lists(NUMBERS, min_size=3, max_size=3))
@pytest.mark.parametrize("opcode", sorted(SIMPLE))
def test_each_instruction_of_ours_leaves_what_py_evms_leaves(opcode: int, operands: list[int]) -> None:
    store = push(0) + bytes([op.MSTORE]) + push(32) + push(0) + bytes([op.RETURN])
    code = b"".join(map(push, operands)) + bytes([opcode]) + store
    judge, ours = (run(state, code, b"\x01\x02" * 20, 60_000) for state in states())
    assert same(ours, judge), (ours, judge)
