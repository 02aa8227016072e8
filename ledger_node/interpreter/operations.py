"""The instructions that contracts are mostly made of (Yellow Paper, appendix H.2), on py-evm's own frame.

Each takes a frame, its stack, whose depth has been checked, and an argument from the code; its constant gas
has been charged. A jump returns where to go on. The stack holds numbers and byte strings alike, as py-evm
leaves them there.
"""

from collections.abc import Callable
from typing import Any

from eth.exceptions import InvalidJumpDestination, OutOfGas
from eth.vm import opcode_values as op

from contracts.keccak import keccak

Operation = Callable[[Any, list[Any], Any], int | None]
"""Takes a frame (an `eth.vm.computation.BaseComputation`), its stack, and an argument."""

_MAX = 2**256 - 1
_SHA3_WORD, _COPIED_WORD = 6, 3
_WARM_LOAD, _COLD_LOAD = 100, 2_100
_ZERO = b"\0"


def as_int(value: Any) -> int:
    """A stack item as a number."""
    number: int = value if type(value) is int else int.from_bytes(value, "big")
    return number


def charge(frame: Any, gas: int) -> None:
    """Take `gas` from a frame's meter, or end the frame with OutOfGas."""
    meter = frame._gas_meter
    if gas > meter.gas_remaining:
        raise OutOfGas(f"{gas} needed, {meter.gas_remaining} left")
    meter.gas_remaining -= gas


def expand(frame: Any, start: int, size: int) -> bytearray:
    """The frame's memory, long enough for `size` bytes from `start`, and paid for."""
    memory = frame._memory
    before = len(memory._bytes)
    if start + size > before:
        old, new = before // 32, (start + size + 31) // 32
        charge(frame, 3 * (new - old) + new * new // 512 - old * old // 512)
        memory.extend(start, size)
    content: bytearray = memory._bytes
    return content


def push(_frame: Any, stack: list[Any], value: int) -> None:
    """PUSH0 to PUSH32: a number from the code."""
    stack.append(value)


def pop(_frame: Any, stack: list[Any], _argument: Any) -> None:
    """POP: one item less."""
    del stack[-1]


def dup(_frame: Any, stack: list[Any], position: int) -> None:
    """DUP1 to DUP16: the item at `position` once more (counted from the top, -1)."""
    stack.append(stack[position])


def swap(_frame: Any, stack: list[Any], position: int) -> None:
    """SWAP1 to SWAP16: the top and the item at `position` change places."""
    stack[-1], stack[position] = stack[position], stack[-1]


def jumpdest(_frame: Any, _stack: list[Any], _argument: Any) -> None:
    """JUMPDEST: nothing; a place where jumps may lead."""


def jump(_frame: Any, stack: list[Any], destinations: frozenset[int]) -> int:
    """JUMP: go on elsewhere."""
    target = as_int(stack.pop())
    if target not in destinations:
        raise InvalidJumpDestination("no JUMPDEST there")
    return target


def jumpi(_frame: Any, stack: list[Any], destinations: frozenset[int]) -> int | None:
    """JUMPI: go on elsewhere, if the second item is not zero."""
    target, condition = as_int(stack.pop()), as_int(stack.pop())
    if not condition:
        return None
    if target not in destinations:
        raise InvalidJumpDestination("no JUMPDEST there")
    return target


def add(_frame: Any, stack: list[Any], _argument: Any) -> None:
    """ADD, modulo 2^256."""
    stack[-1] = (as_int(stack.pop()) + as_int(stack[-1])) & _MAX


def sub(_frame: Any, stack: list[Any], _argument: Any) -> None:
    """SUB, modulo 2^256."""
    stack[-1] = (as_int(stack.pop()) - as_int(stack[-1])) & _MAX


def mul(_frame: Any, stack: list[Any], _argument: Any) -> None:
    """MUL, modulo 2^256."""
    stack[-1] = as_int(stack.pop()) * as_int(stack[-1]) & _MAX


def divide(_frame: Any, stack: list[Any], _argument: Any) -> None:
    """DIV, unsigned; by zero is zero."""
    numerator, denominator = as_int(stack.pop()), as_int(stack[-1])
    stack[-1] = numerator // denominator if denominator else 0


def modulo(_frame: Any, stack: list[Any], _argument: Any) -> None:
    """MOD, unsigned; by zero is zero."""
    numerator, denominator = as_int(stack.pop()), as_int(stack[-1])
    stack[-1] = numerator % denominator if denominator else 0


def bit_and(_frame: Any, stack: list[Any], _argument: Any) -> None:
    """AND, bit by bit."""
    stack[-1] = as_int(stack.pop()) & as_int(stack[-1])


def bit_or(_frame: Any, stack: list[Any], _argument: Any) -> None:
    """OR, bit by bit."""
    stack[-1] = as_int(stack.pop()) | as_int(stack[-1])


def bit_xor(_frame: Any, stack: list[Any], _argument: Any) -> None:
    """XOR, bit by bit."""
    stack[-1] = as_int(stack.pop()) ^ as_int(stack[-1])


def bit_not(_frame: Any, stack: list[Any], _argument: Any) -> None:
    """NOT, bit by bit."""
    stack[-1] = _MAX ^ as_int(stack[-1])


def less(_frame: Any, stack: list[Any], _argument: Any) -> None:
    """LT, unsigned."""
    stack[-1] = int(as_int(stack.pop()) < as_int(stack[-1]))


def greater(_frame: Any, stack: list[Any], _argument: Any) -> None:
    """GT, unsigned."""
    stack[-1] = int(as_int(stack.pop()) > as_int(stack[-1]))


def equal(_frame: Any, stack: list[Any], _argument: Any) -> None:
    """EQ."""
    stack[-1] = int(as_int(stack.pop()) == as_int(stack[-1]))


def is_zero(_frame: Any, stack: list[Any], _argument: Any) -> None:
    """ISZERO."""
    stack[-1] = int(not as_int(stack[-1]))


def shift_left(_frame: Any, stack: list[Any], _argument: Any) -> None:
    """SHL (EIP-145)."""
    bits = as_int(stack.pop())
    stack[-1] = as_int(stack[-1]) << bits & _MAX if bits < 256 else 0


def shift_right(_frame: Any, stack: list[Any], _argument: Any) -> None:
    """SHR, unsigned (EIP-145)."""
    bits = as_int(stack.pop())
    stack[-1] = as_int(stack[-1]) >> bits if bits < 256 else 0


def mload(frame: Any, stack: list[Any], _argument: Any) -> None:
    """MLOAD: 32 bytes of memory."""
    start = as_int(stack[-1])
    stack[-1] = bytes(expand(frame, start, 32)[start : start + 32])


def mstore(frame: Any, stack: list[Any], _argument: Any) -> None:
    """MSTORE: 32 bytes to memory."""
    start, value = as_int(stack.pop()), stack.pop()
    word = value.to_bytes(32, "big") if type(value) is int else value.rjust(32, _ZERO)
    expand(frame, start, 32)[start : start + 32] = word


def mcopy(frame: Any, stack: list[Any], _argument: Any) -> None:
    """MCOPY (EIP-5656)."""
    target, source, size = as_int(stack.pop()), as_int(stack.pop()), as_int(stack.pop())
    charge(frame, _COPIED_WORD * ((size + 31) // 32))
    if size:
        content = expand(frame, max(target, source), size)
        content[target : target + size] = content[source : source + size]


def sload(frame: Any, stack: list[Any], _argument: Any) -> None:
    """SLOAD, at the price of EIP-2929."""
    slot, address, state = as_int(stack[-1]), frame.msg.storage_address, frame.state
    if state.is_storage_warm(address, slot):
        charge(frame, _WARM_LOAD)
    else:
        state.mark_storage_warm(address, slot)
        charge(frame, _COLD_LOAD)
    stack[-1] = state.get_storage(address, slot)


def sha3(frame: Any, stack: list[Any], _argument: Any) -> None:
    """KECCAK256 of a stretch of memory."""
    start, size = as_int(stack.pop()), as_int(stack[-1])
    content = expand(frame, start, size)[start : start + size] if size else b""
    charge(frame, _SHA3_WORD * ((size + 31) // 32))
    stack[-1] = keccak(bytes(content))


def call_data_load(frame: Any, stack: list[Any], _argument: Any) -> None:
    """CALLDATALOAD: 32 bytes of what the frame was called with, zeros beyond its end."""
    start = as_int(stack[-1])
    data = frame.msg.data
    stack[-1] = bytes(data[start : start + 32]).ljust(32, _ZERO) if start < len(data) else 0


def call_data_size(frame: Any, stack: list[Any], _argument: Any) -> None:
    """CALLDATASIZE."""
    stack.append(len(frame.msg.data))


def return_data_size(frame: Any, stack: list[Any], _argument: Any) -> None:
    """RETURNDATASIZE."""
    stack.append(len(frame.return_data))


def caller(frame: Any, stack: list[Any], _argument: Any) -> None:
    """CALLER."""
    stack.append(frame.msg.sender)


def own_address(frame: Any, stack: list[Any], _argument: Any) -> None:
    """ADDRESS."""
    stack.append(frame.msg.storage_address)


def call_value(frame: Any, stack: list[Any], _argument: Any) -> None:
    """CALLVALUE."""
    stack.append(frame.msg.value)


def timestamp(frame: Any, stack: list[Any], _argument: Any) -> None:
    """TIMESTAMP: the block's, in seconds."""
    stack.append(frame.state.timestamp)


SIMPLE: dict[int, tuple[Operation, int, int, int]] = {
    op.POP: (pop, 2, 1, 0),
    op.JUMPDEST: (jumpdest, 1, 0, 0),
    op.ADD: (add, 3, 2, 1),
    op.SUB: (sub, 3, 2, 1),
    op.MUL: (mul, 5, 2, 1),
    op.DIV: (divide, 5, 2, 1),
    op.MOD: (modulo, 5, 2, 1),
    op.AND: (bit_and, 3, 2, 1),
    op.OR: (bit_or, 3, 2, 1),
    op.XOR: (bit_xor, 3, 2, 1),
    op.NOT: (bit_not, 3, 1, 1),
    op.LT: (less, 3, 2, 1),
    op.GT: (greater, 3, 2, 1),
    op.EQ: (equal, 3, 2, 1),
    op.ISZERO: (is_zero, 3, 1, 1),
    op.SHL: (shift_left, 3, 2, 1),
    op.SHR: (shift_right, 3, 2, 1),
    op.MLOAD: (mload, 3, 1, 1),
    op.MSTORE: (mstore, 3, 2, 0),
    op.MCOPY: (mcopy, 3, 3, 0),
    op.SLOAD: (sload, 0, 1, 1),
    op.SHA3: (sha3, 30, 2, 1),
    op.CALLDATALOAD: (call_data_load, 3, 1, 1),
    op.CALLDATASIZE: (call_data_size, 2, 0, 1),
    op.RETURNDATASIZE: (return_data_size, 2, 0, 1),
    op.CALLER: (caller, 2, 0, 1),
    op.ADDRESS: (own_address, 2, 0, 1),
    op.CALLVALUE: (call_value, 2, 0, 1),
    op.TIMESTAMP: (timestamp, 2, 0, 1),
}
"""Opcode → what carries it out, its gas, how many items it takes from the stack, how many it leaves there."""
