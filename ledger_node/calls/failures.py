"""Why a call failed while it ran, in the words that Ethereum clients use."""

import re

from eth import exceptions as evm
from eth.abc import ComputationAPI

_WORDS: dict[type[evm.VMError], str] = {
    evm.OutOfGas: "out of gas",
    evm.Revert: "execution reverted",
    evm.InvalidJumpDestination: "invalid jump destination",
    evm.WriteProtection: "write protection",
    evm.OutOfBoundsRead: "return data out of bounds",
    evm.ContractCreationCollision: "contract address collision",
    evm.StackDepthLimit: "max call depth exceeded",
    evm.InsufficientFunds: "insufficient balance for transfer",
    evm.ReservedBytesInCode: "invalid code: must not begin with 0xef",
    evm.InsufficientStack: "stack underflow",
    evm.FullStack: "stack limit reached",
}

_OPCODE = re.compile(r"0x([0-9a-fA-F]+)")
_INVALID = 0xFE


def describe(error: BaseException) -> str:
    """One phrase for a failure."""
    if isinstance(error, evm.InvalidInstruction):
        return _invalid_opcode(str(error))
    if isinstance(error, evm.OutOfGas) and "EIP170" in str(error):
        return "max code size exceeded"
    if isinstance(error, evm.OutOfGas) and "Write contract code" in str(error):
        return "contract creation code storage out of gas"
    for kind, words in _WORDS.items():
        if isinstance(error, kind):
            return words
    return type(error).__name__


def reverted(computation: ComputationAPI) -> bool:
    """Whether a computation ended with REVERT."""
    return computation.is_error and isinstance(computation.error, evm.Revert)


def _invalid_opcode(message: str) -> str:
    found = _OPCODE.search(message)
    if found is None:
        return "invalid opcode"
    value = int(found[1], 16)
    return (
        "invalid opcode: INVALID" if value == _INVALID else f"invalid opcode: opcode {value:#x} not defined"
    )
