# pragma version ==0.4.3
"""
@title What members sign for the Registry
@license Apache-2.0
@author Tegata
@notice The EIP-712 types of acts on batches and on status, and their hashes.
        `contracts/acts/registry.py` holds the same types.
"""


from modules import eip712


struct Batch:
    root: bytes32
    count: uint32
    kind: uint8
    scope: uint16
    member: uint16
    validUntil: uint64


struct SignedBatch:
    batch: Batch
    signature: eip712.Signature


# @dev What ends, and why, where nothing takes its place.
struct Ending:
    member: uint16
    root: bytes32
    target: bytes32
    reason: uint8
    validUntil: uint64


struct Supersession:
    member: uint16
    root: bytes32
    target: bytes32
    successorRoot: bytes32
    successor: bytes32
    reason: uint8
    validUntil: uint64


BATCH_TYPE: constant(bytes32) = keccak256(
    "Batch(bytes32 root,uint32 count,uint8 kind,uint16 scope,uint16 member,uint64 validUntil)"
)
REVOKE_TYPE: constant(bytes32) = keccak256(
    "Revoke(uint16 member,bytes32 root,bytes32 target,uint8 reason,uint64 validUntil)"
)
WITHDRAW_TYPE: constant(bytes32) = keccak256(
    "Withdraw(uint16 member,bytes32 root,bytes32 target,uint8 reason,uint64 validUntil)"
)
SUPERSEDE_TYPE: constant(bytes32) = keccak256(
    "Supersede(uint16 member,bytes32 root,bytes32 target,bytes32 successorRoot,bytes32 successor,uint8 reason,uint64 validUntil)"
)
