"""Verification cases: their ids, the commitments to what is said in them, and the chain of their steps.

What parties say to each other never goes on the ledger: a commitment does, with a fresh salt, so that nobody
can guess it. The ledger keeps one word that chains all that was signed, by which key and when.
"""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from contracts.acts.verification import CaseAct
from contracts.ids import Address, CaseId, MemberId, UnixTime
from contracts.keccak import keccak

SALT_SIZE = 32
_CASE, _CONTENT = b"\4", b"\5"


@dataclass(frozen=True, slots=True)
class Taken:
    """A step as the ledger took it: what was signed, by which key, in a block of which time."""

    act: CaseAct
    key: Address
    time: UnixTime


def case_id(member: MemberId, content: bytes) -> CaseId:
    """The id of the case that `member` opens: SHA-256(0x04 ‖ member ‖ content)."""
    return CaseId(sha256(_CASE + member.to_bytes(2, "big") + content).digest())


def content_of(payload: Any, salt: bytes) -> bytes:
    """The commitment to a payload: SHA-256(0x05 ‖ salt ‖ canonical JSON)."""
    return sha256(_CONTENT + salt + canonical(payload)).digest()


def canonical(payload: Any) -> bytes:
    """JSON with sorted keys and no spaces, in UTF-8."""
    return json.dumps(payload, sort_keys=True, separators=(",", ":"), ensure_ascii=False).encode()


def head_of(steps: Iterable[Taken]) -> bytes:
    """The chain that the ledger keeps after these steps: keccak256(head ‖ struct hash ‖ key ‖ time)."""
    head = bytes(32)
    for step in steps:
        key, time = step.key.rjust(32, b"\0"), step.time.to_bytes(32, "big")
        head = keccak(head + step.act.struct_hash() + key + time)
    return head
