"""The ABI of calls that hold only fixed words: selectors, and words of 32 bytes."""

from contracts.errors import SignatureInvalid, TegataError, brief
from contracts.keccak import keccak

WORD = 32


class ResultInvalid(TegataError):
    """What a contract is said to have returned has not the shape that its interface gives."""

    code = "call.result.invalid"
    default_remedy = "Check that the contract stands at this address, and that the node can be trusted."


def selector(signature: str) -> bytes:
    """The four bytes that choose a function, or that open a custom error."""
    return keccak(signature.encode())[:4]


def uint(value: int) -> bytes:
    """`value` as a word; OverflowError if it is negative or does not fit one."""
    return value.to_bytes(WORD, "big")


def left(value: bytes) -> bytes:
    """An address as a word: padded on the left."""
    return value.rjust(WORD, b"\0")


def right(value: bytes) -> bytes:
    """A short byte string as a word: padded on the right."""
    return value.ljust(WORD, b"\0")


def words(data: bytes, count: int, where: str) -> list[int]:
    """The `count` words of a result; ResultInvalid unless it holds exactly as many."""
    if len(data) != count * WORD:
        raise ResultInvalid(
            where, expected=f"{count * WORD} bytes", found=f"{len(data)}: {brief(data.hex())}"
        )
    return [int.from_bytes(data[i : i + WORD], "big") for i in range(0, len(data), WORD)]


def signature_words(signature: bytes) -> bytes:
    """R, s and v as three words; SignatureInvalid unless they are 65 bytes."""
    if len(signature) != 65:
        raise SignatureInvalid("signature", expected="65 bytes (r, s, v)", found=f"{len(signature)} bytes")
    return signature[:64] + signature[64:].rjust(WORD, b"\0")
