"""An execution header as Ethereum's Prague fork has it: 21 fields, whose Keccak-256 names the block.

Source: EIP-7685 and the EIPs before it (execution-specs, `prague/blocks.py`).
"""

from dataclasses import dataclass
from operator import contains, itemgetter

from contracts.ids import BlockHeight, UnixTime
from contracts.keccak import keccak
from contracts.proofs import rlp
from contracts.proofs.faults import EvidenceRefused, Fault

_INTEGER = range(33)
"""Bytes of an integer of up to 256 bits without leading zeros; zero has none."""
_COUNTER = range(9)
"""Bytes of an integer of up to 64 bits, as a block's number and time are everywhere."""
_EXTRA_DATA = range(33)
_HEAD = (32, 32, 20, 32, 32, 32, 256)
"""Bytes of parent hash, uncles, coinbase, state root, transactions root, receipts root, bloom."""
_MIDDLE = (_INTEGER, _COUNTER, _INTEGER, _INTEGER, _COUNTER, _EXTRA_DATA)
"""Difficulty, number, gas limit, gas used, time, extra data."""
_TAIL = (32, 8, _INTEGER, 32, _INTEGER, _INTEGER, 32, 32)
"""Mix, nonce, base fee, withdrawals root, blob gas used and in excess, beacon root, requests hash."""
_SIZES = tuple(
    range(size, size + 1) if isinstance(size, int) else size for size in (*_HEAD, *_MIDDLE, *_TAIL)
)
"""How many bytes each field may have."""
_STATE_ROOT, _NUMBER, _TIME = 3, 8, 11
_integers = itemgetter(7, 8, 9, 10, 11, 15, 17, 18)


@dataclass(frozen=True, slots=True)
class Header:
    """What a verifier reads in a header. `time` is in seconds; `hash` is that of the whole."""

    hash: bytes
    parent_hash: bytes
    state_root: bytes
    number: BlockHeight
    time: UnixTime


def decode_header(encoded: bytes) -> Header:
    """The header that `encoded` spells; EvidenceRefused (`header.invalid`, `rlp.invalid`) for others."""
    fields = rlp.decode_strings(encoded, "header")
    if len(fields) != len(_SIZES):
        raise _invalid("header", f"{len(_SIZES)} fields", str(len(fields)))
    if not all(map(contains, _SIZES, map(len, fields))):
        index = next(at for at, field in enumerate(fields) if len(field) not in _SIZES[at])
        raise _invalid(f"header/{index}", f"{_SIZES[index][-1]} bytes at most", str(len(fields[index])))
    for integer in _integers(fields):
        if integer[:1] == b"\0":
            raise _invalid("header", "integers without leading zeros", f"0x{integer.hex()}")
    return Header(
        hash=keccak(encoded),
        parent_hash=fields[0],
        state_root=fields[_STATE_ROOT],
        number=BlockHeight(int.from_bytes(fields[_NUMBER], "big")),
        time=UnixTime(int.from_bytes(fields[_TIME], "big")),
    )


def _invalid(where: str, expected: str, found: str) -> EvidenceRefused:
    return EvidenceRefused(Fault.HEADER, where, expected=expected, found=found)
