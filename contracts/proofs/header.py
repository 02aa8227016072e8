"""An execution header as Ethereum's Prague fork has it: 21 fields, whose Keccak-256 names the block.

Source: EIP-7685 and the EIPs before it (execution-specs, `prague/blocks.py`).
"""

from dataclasses import dataclass

from contracts.ids import BlockHeight, UnixTime
from contracts.keccak import keccak
from contracts.proofs import rlp
from contracts.proofs.faults import EvidenceRefused, Fault

_HEAD = (32, 32, 20, 32, 32, 32, 256)
"""Bytes of parent hash, uncles, coinbase, state root, transactions root, receipts root, bloom."""
_MIDDLE = (None,) * 6
"""Difficulty, number, gas limit, gas used, time, extra data."""
_TAIL = (32, 8, None, 32, None, None, 32, 32)
"""Mix, nonce, base fee, withdrawals root, blob gas used and in excess, beacon root, requests hash."""
_SIZES: tuple[int | None, ...] = (*_HEAD, *_MIDDLE, *_TAIL)
_STATE_ROOT, _NUMBER, _TIME, _EXTRA = 3, 8, 11, 12
_INTEGERS = (7, 8, 9, 10, 11, 15, 17, 18)
_FIXED = tuple((index, size) for index, size in enumerate(_SIZES) if size is not None)
MAX_EXTRA_DATA = 32
MAX_INTEGER = 32


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
    for index, size in _FIXED:
        if len(fields[index]) != size:
            raise _invalid(f"header/{index}", f"{size} bytes", str(len(fields[index])))
    for index in _INTEGERS:
        if fields[index][:1] == b"\0" or len(fields[index]) > MAX_INTEGER:
            raise _invalid(f"header/{index}", "an integer without leading zeros", fields[index][:9].hex())
    if len(fields[_EXTRA]) > MAX_EXTRA_DATA:
        raise _invalid(f"header/{_EXTRA}", f"at most {MAX_EXTRA_DATA} bytes", str(len(fields[_EXTRA])))
    return Header(
        hash=keccak(encoded),
        parent_hash=fields[0],
        state_root=fields[_STATE_ROOT],
        number=BlockHeight(int.from_bytes(fields[_NUMBER], "big")),
        time=UnixTime(int.from_bytes(fields[_TIME], "big")),
    )


def _invalid(where: str, expected: str, found: str) -> EvidenceRefused:
    return EvidenceRefused(Fault.HEADER, where, expected=expected, found=found)
