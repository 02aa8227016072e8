"""Contract code, analysed once: runs of simple instructions, with what must hold before each run.

Within a run nothing looks at the gas that is left, and a frame that fails loses all of it and undoes all it
did, wherever it fails. So a run's constant gas and the depth of the stack are checked once, at its start.
"""

from collections.abc import Iterable
from functools import lru_cache
from typing import Any, NamedTuple

from eth.vm import opcode_values as op
from eth.vm.forks.prague.opcodes import PRAGUE_OPCODES
from eth.vm.logic.invalid import InvalidOpcode

from ledger_node.interpreter.operations import SIMPLE, Operation, dup, jump, jumpi, push, swap

STACK_LIMIT = 1024

_CACHED_PROGRAMS = 256

_GAS_PUSH_ZERO, _GAS_MOVE, _GAS_JUMP, _GAS_JUMPI = 2, 3, 8, 10


class Step(NamedTuple):
    """An instruction at its place in the code."""

    operation: Operation
    argument: Any
    gas: int
    least: int
    """Items that must be on the stack before."""
    change: int
    """Items that are on the stack after, less those before."""
    following: int
    """The position after this instruction."""
    ends: bool
    """Whether a run ends with it: it may go on elsewhere, or see the gas that is left."""


class Run(NamedTuple):
    """Instructions that are carried out one after the other."""

    gas: int
    least: int
    most: int
    """Items that may be on the stack before, so that it never overflows."""
    body: tuple[tuple[Operation, Any], ...]
    last: Operation
    argument: Any
    following: int


@lru_cache(maxsize=_CACHED_PROGRAMS)
def analyse(code: bytes) -> dict[int, Run]:
    """The runs of `code`, by the position where each begins; after its end stands a STOP."""
    destinations = _destinations(code)
    runs: dict[int, Run] = {}
    steps: list[Step] = []
    at = start = 0
    while at <= len(code):
        step = _step(code, at, destinations) if at < len(code) else _foreign_step(op.STOP, at)
        steps.append(step)
        at = step.following
        if step.ends or at in destinations:
            runs[start] = _run(steps)
            steps, start = [], at
    return runs


def _run(steps: Iterable[Step]) -> Run:
    *before, last = steps
    gas = depth = least = peak = 0
    for step in (*before, last):
        gas += step.gas
        least = max(least, step.least - depth)
        depth += step.change
        peak = max(peak, depth)
    body = tuple((step.operation, step.argument) for step in before)
    return Run(gas, least, STACK_LIMIT - peak, body, last.operation, last.argument, last.following)


def _destinations(code: bytes) -> frozenset[int]:
    """Where a jump may lead: each JUMPDEST that is not within a PUSH."""
    found, at = set(), 0
    while at < len(code):
        if code[at] == op.JUMPDEST:
            found.add(at)
        at += 1 + _pushed(code[at])
    return frozenset(found)


def _pushed(opcode: int) -> int:
    """How many bytes of code an instruction takes for its number."""
    return opcode - op.PUSH1 + 1 if op.PUSH1 <= opcode <= op.PUSH32 else 0


def _step(code: bytes, at: int, destinations: frozenset[int]) -> Step:
    opcode = code[at]
    if opcode == op.PUSH0 or op.PUSH1 <= opcode <= op.PUSH32:
        size = _pushed(opcode)
        number = int.from_bytes(code[at + 1 : at + 1 + size].ljust(size, b"\0"), "big")
        following = min(at + 1 + size, len(code))
        return Step(push, number, _GAS_MOVE if size else _GAS_PUSH_ZERO, 0, 1, following, ends=False)
    if op.DUP1 <= opcode <= op.DUP16:
        depth = opcode - op.DUP1 + 1
        return Step(dup, -depth, _GAS_MOVE, depth, 1, at + 1, ends=False)
    if op.SWAP1 <= opcode <= op.SWAP16:
        depth = opcode - op.SWAP1 + 2
        return Step(swap, -depth, _GAS_MOVE, depth, 0, at + 1, ends=False)
    if opcode == op.JUMP:
        return Step(jump, destinations, _GAS_JUMP, 1, -1, at + 1, ends=True)
    if opcode == op.JUMPI:
        return Step(jumpi, destinations, _GAS_JUMPI, 2, -2, at + 1, ends=True)
    if opcode in SIMPLE:
        operation, gas, taken, left = SIMPLE[opcode]
        return Step(operation, None, gas, taken, left - taken, at + 1, ends=False)
    return _foreign_step(opcode, at)


def _foreign_step(opcode: int, at: int) -> Step:
    """A step that py-evm's own function takes, checks and gas included."""
    function = PRAGUE_OPCODES.get(opcode) or InvalidOpcode(opcode)
    return Step(_foreign, (function, at + 1), 0, 0, 0, at + 1, ends=True)


def _foreign(frame: Any, _stack: list[Any], argument: tuple[Any, int]) -> None:
    function, frame.code.program_counter = argument
    function(computation=frame)
