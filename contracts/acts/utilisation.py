"""The acts of the Utilisation contract: what customs draw from the lines of origin proofs (formats §4)."""

from dataclasses import dataclass

from contracts.acts.eip712 import Act
from contracts.ids import MemberId, RecordId, UnixTime

CONFIRMED = UnixTime(0)
"""`expires` of a debit that is no reservation."""


@dataclass(frozen=True)
class Debit(Act):
    """Sets what the declaration line `d` uses of a line; quantity 0 releases it.

    `lineage` is the first id of the chain of supersession of a proof that `issuer` anchored, `line` the place
    in it, from 0. `quantity` is a decimal × 10⁹; `revision` counts the debits of `d` on this line from 1.
    `expires` is the second at which a reservation lapses.
    """

    TYPE = (
        "Debit(uint16 member,uint16 issuer,bytes32 lineage,uint16 line,bytes32 d,uint256 quantity,"
        "bytes3 unit,uint32 revision,uint64 expires,uint64 validUntil)"
    )
    member: MemberId
    issuer: MemberId
    lineage: RecordId
    line: int
    d: bytes
    quantity: int
    unit: bytes
    revision: int
    expires: UnixTime
    valid_until: UnixTime


@dataclass(frozen=True)
class WholeDebit(Act):
    """Draws a whole line, and publishes neither its quantity nor its unit; nothing else draws on it then."""

    TYPE = (
        "WholeDebit(uint16 member,uint16 issuer,bytes32 lineage,uint16 line,bytes32 d,uint32 revision,"
        "uint64 expires,uint64 validUntil)"
    )
    member: MemberId
    issuer: MemberId
    lineage: RecordId
    line: int
    d: bytes
    revision: int
    expires: UnixTime
    valid_until: UnixTime


DebitAct = Debit | WholeDebit
"""An act that draws on a line."""
