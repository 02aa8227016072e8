"""The acts that the Registry takes: anchoring a batch, ending a record or a whole batch (formats §3, §4)."""

from dataclasses import dataclass
from enum import IntEnum

from contracts.acts.eip712 import Act
from contracts.ids import BatchRoot, MemberId, UnixTime


class State(IntEnum):
    """The status of a record or a batch on the ledger. All but ACTIVE are terminal."""

    ACTIVE = 0
    REVOKED = 1
    SUPERSEDED = 2
    WITHDRAWN = 3


class Reason(IntEnum):
    """Why a record or a batch was ended."""

    UNSPECIFIED = 0
    ISSUED_IN_ERROR = 1
    DATA_CORRECTED = 2
    NOT_ORIGINATING = 3
    SHIPMENT_CANCELLED = 4
    DUPLICATE = 5
    FRAUD = 6
    KEY_COMPROMISED = 7
    REPLACED_BY_COPY = 8


@dataclass(frozen=True)
class Batch(Act):
    """Anchors 1 to 65,536 records of one kind and scope under one root."""

    TYPE = "Batch(bytes32 root,uint32 count,uint8 kind,uint16 scope,uint16 member,uint64 validUntil)"
    root: BatchRoot
    count: int
    kind: int
    scope: int
    member: MemberId
    valid_until: UnixTime


@dataclass(frozen=True)
class Revoke(Act):
    """Ends a record (`target` its id, in `root`) or a whole batch (`target` = `root`): it was wrong."""

    TYPE = "Revoke(uint16 member,bytes32 root,bytes32 target,uint8 reason,uint64 validUntil)"
    member: MemberId
    root: BatchRoot
    target: bytes
    reason: int
    valid_until: UnixTime


@dataclass(frozen=True)
class Withdraw(Act):
    """Ends a record or a whole batch that its author no longer stands by; it need not have been wrong."""

    TYPE = "Withdraw(uint16 member,bytes32 root,bytes32 target,uint8 reason,uint64 validUntil)"
    member: MemberId
    root: BatchRoot
    target: bytes
    reason: int
    valid_until: UnixTime


@dataclass(frozen=True)
class Supersede(Act):
    """Ends a record or a whole batch in favour of another of the same member, kind and scope."""

    TYPE = (
        "Supersede(uint16 member,bytes32 root,bytes32 target,bytes32 successorRoot,bytes32 successor,"
        "uint8 reason,uint64 validUntil)"
    )
    member: MemberId
    root: BatchRoot
    target: bytes
    successor_root: BatchRoot
    successor: bytes
    reason: int
    valid_until: UnixTime


StatusAct = Revoke | Withdraw | Supersede
"""An act that ends something."""
