"""How customs hide a declaration line on the ledger, and what opens a proof's line there (formats §4).

`d` is one thing for one declaration line, whichever office computes it, and says nothing to anyone who has
not the administration's secret.
"""

import hmac
from hashlib import sha256

from contracts import merkle
from contracts.calls.utilisation import Leaf
from contracts.commitment import Commitment
from contracts.errors import RecordInvalid
from contracts.records.kinds import kind_of
from contracts.records.parts import Record

SECRET_SIZE = 32
_SALT_SIZE = 16
_D = b"\3"


def line_salt(secret: bytes, declaration: str, line: int) -> bytes:
    """`s` of a declaration line: the first 16 bytes of HMAC-SHA-256(K, declaration, line).

    `secret` is K, 32 bytes that the offices of one administration share; `line` is the line's own number
    (sequence), so that an amendment does not renumber it.
    """
    if len(secret) != SECRET_SIZE:
        raise RecordInvalid("debit secret", expected="32 random bytes", found=f"{len(secret)} bytes")
    return hmac.digest(secret, _named(declaration, line), "sha256")[:_SALT_SIZE]


def declaration_line(salt: bytes, declaration: str, line: int) -> bytes:
    """`d`: SHA-256(0x03 ‖ s ‖ declaration in UTF-8 ‖ 0x00 ‖ line as u32)."""
    return sha256(_D + salt + _named(declaration, line)).digest()


def leaf_of(record: Record, commitment: Commitment, line: int) -> Leaf:
    """The disclosure of `lines/<line>/quantity`; RecordInvalid if the record has no such field."""
    path = f"lines/{line}/quantity"
    paths = commitment.flattened.paths
    if path not in paths:
        raise RecordInvalid(path, expected="a line of the proof", found="no such line")
    index = paths.index(path)
    typed = commitment.flattened.typed[index]
    return Leaf(
        version=kind_of(record).version,
        field_count=len(paths),
        salt=commitment.salts[index],
        quantity=int.from_bytes(typed[1:33], "big", signed=True),
        unit=typed[33:],
        index=index,
        path=merkle.inclusion_proof(commitment.leaves, index),
    )


def _named(declaration: str, line: int) -> bytes:
    return declaration.encode() + b"\0" + line.to_bytes(4, "big")
