"""A header with its commit: whether they belong together, and whether enough of a set signed them.

As CometBFT's `SignedHeader.ValidateBasic`, `VerifyCommitLight` and `VerifyCommitLightTrusting`: votes count
in their order until there are enough; what comes after is not looked at.
"""

from collections.abc import Iterator
from dataclasses import replace
from hashlib import sha256
from typing import NamedTuple

from contracts import merkle
from contracts.ed25519 import is_signed
from contracts.proofs.consensus import protobuf as pb
from contracts.proofs.consensus.messages import (
    ABSENT,
    COMMIT,
    NIL,
    ZERO_TIME,
    BlockId,
    Commit,
    CommitSig,
    ConsensusHeader,
    Timestamp,
    decode_commit,
    decode_header,
)
from contracts.proofs.consensus.validators import LEAF, ValidatorSet
from contracts.proofs.faults import EvidenceRefused, Fault

BLOCK_PROTOCOL = 11
_PRECOMMIT = 2
_HASH, _ADDRESS, _SIGNATURE, _CHAIN_ID = 32, 20, 64, 50
_LAST_HEIGHT, _LAST_ROUND, _LAST_PART = 2**63 - 1, 2**31 - 1, 2**32 - 1


class SignedHeader(NamedTuple):
    """A header and the commit that names its hash."""

    header: ConsensusHeader
    commit: Commit


def header_hash(header: ConsensusHeader) -> bytes:
    """The Merkle root over the fourteen fields, each in its own message (CometBFT, `Header.Hash`)."""
    fields = (
        header.version,
        pb.content(1, header.chain_id.encode()),
        pb.number(1, header.height),
        header.time.encode(),
        header.last_block.encode(),
        *(pb.content(1, value) for value in header.contents),
    )
    return merkle.root([sha256(LEAF + field).digest() for field in fields])


def read_signed_header(header: bytes, commit: bytes, chain_id: str) -> SignedHeader:
    """The header and the commit in two messages, which are of the chain `chain_id` and belong together.

    Raises EvidenceRefused: `finality.encoding`, `finality.header`, `finality.commit`, `finality.chain`.
    """
    signed = SignedHeader(decode_header(header), decode_commit(commit))
    _check_header(signed.header)
    _check_form(signed.commit)
    if signed.header.chain_id != chain_id:
        raise EvidenceRefused(
            Fault.FINALITY_CHAIN, "finality/header", expected=chain_id, found=signed.header.chain_id
        )
    if signed.commit.height != signed.header.height:
        raise _commit(f"height {signed.header.height}, the header's", str(signed.commit.height))
    if signed.commit.block.hash != header_hash(signed.header):
        raise _commit("votes for this header", "votes for another")
    return signed


def check_commit(signed: SignedHeader, validators: ValidatorSet) -> None:
    """That more than two thirds of the power of `validators`, the header's own set, signed it.

    Raises EvidenceRefused: `finality.commit`, `finality.foreign`, `finality.duplicate`,
    `finality.signature`, `finality.power`.
    """
    signatures = signed.commit.signatures
    if len(signatures) != len(validators.validators):
        raise _commit(f"{len(validators.validators)} places, one for each validator", str(len(signatures)))
    needed, counted = validators.power * 2 // 3, 0
    for place, vote in _votes(signed.commit):
        if vote.address != validators.addresses[place]:
            raise _misplaced(place, vote, validators)
        _check_vote(signed, place, validators.validators[place].public_key)
        counted += validators.validators[place].power
        if counted > needed:
            return
    raise _too_little(counted, needed, validators.power)


def check_overlap(signed: SignedHeader, trusted: ValidatorSet) -> None:
    """That more than a third of the power of `trusted`, an earlier set, signed the header too.

    Raises EvidenceRefused: `finality.duplicate`, `finality.signature`, `finality.power`.
    """
    needed, counted = trusted.power // 3, 0
    seen: set[bytes] = set()
    for place, vote in _votes(signed.commit):
        if vote.address not in trusted.addresses:
            continue
        if vote.address in seen:
            raise _refused(Fault.FINALITY_DUPLICATE, place, "each validator once", "one a second time")
        seen.add(vote.address)
        validator = trusted.validators[trusted.addresses.index(vote.address)]
        _check_vote(signed, place, validator.public_key)
        counted += validator.power
        if counted > needed:
            return
    raise _too_little(counted, needed, trusted.power)


def needed_votes(signed: SignedHeader, validators: ValidatorSet) -> Commit:
    """The header's commit with no more votes than it takes; the places of the others are absent."""
    needed, counted = validators.power * 2 // 3, 0
    places: list[CommitSig] = []
    for vote, validator in zip(signed.commit.signatures, validators.validators, strict=True):
        takes = vote.flag == COMMIT and counted <= needed
        counted += validator.power if takes else 0
        places.append(vote if takes else CommitSig(ABSENT))
    return replace(signed.commit, signatures=tuple(places))


def vote_message(chain_id: str, commit: Commit, time: Timestamp) -> bytes:
    """What a validator signs for the commit's block: its `CanonicalVote`, preceded by its length."""
    vote = b"".join(
        (
            pb.number(1, _PRECOMMIT),
            pb.fixed64(2, commit.height),
            pb.fixed64(3, commit.round),
            pb.message(4, commit.block.encode()),
            pb.message(5, time.encode()),
            pb.content(6, chain_id.encode()),
        )
    )
    return pb.varint(len(vote)) + vote


def _votes(commit: Commit) -> Iterator[tuple[int, CommitSig]]:
    """The votes for the block, with their places; those for none, and absent ones, count for nothing."""
    return ((place, vote) for place, vote in enumerate(commit.signatures) if vote.flag == COMMIT)


def _check_vote(signed: SignedHeader, place: int, public_key: bytes) -> None:
    vote = signed.commit.signatures[place]
    message = vote_message(signed.header.chain_id, signed.commit, vote.time)
    if not is_signed(public_key, message, vote.signature):
        raise _refused(
            Fault.FINALITY_SIGNATURE,
            place,
            "the validator's signature over its vote for this block",
            "one over something else, or by another key",
        )


def _check_header(header: ConsensusHeader) -> None:
    sizes = [len(value) for value in header.contents[:-1]]
    for holds, expected, found in (
        (header.block_protocol == BLOCK_PROTOCOL, f"protocol {BLOCK_PROTOCOL}", header.block_protocol),
        (len(header.chain_id.encode()) <= _CHAIN_ID, f"a chain id of {_CHAIN_ID} bytes", "a longer one"),
        (0 < header.height <= _LAST_HEIGHT, "a height of 1 or more", header.height),
        (len(header.validators_hash) == _HASH, "a hash of its validators", "none"),
        (len(header.app_hash) == _HASH, f"an app hash of {_HASH} bytes", len(header.app_hash)),
        (set(sizes) <= {0, _HASH}, f"hashes of {_HASH} bytes", "another size"),
        (len(header.proposer) == _ADDRESS, f"a proposer of {_ADDRESS} bytes", len(header.proposer)),
        (_is_block_id(header.last_block), f"hashes of {_HASH} bytes", "another size"),
    ):
        if not holds:
            raise EvidenceRefused(
                Fault.FINALITY_HEADER, "finality/header", expected=expected, found=str(found)
            )


def _check_form(commit: Commit) -> None:
    if not 0 <= commit.round <= _LAST_ROUND or not _is_block_id(commit.block) or not commit.block.hash:
        raise _commit("a round and a block", "others")
    if not commit.signatures:
        raise _commit("votes", "none")
    for place, vote in enumerate(commit.signatures):
        if vote.flag == ABSENT:
            whole = vote == CommitSig(ABSENT, b"", Timestamp(ZERO_TIME), b"")
        else:
            whole = (
                vote.flag in (COMMIT, NIL)
                and len(vote.address) == _ADDRESS
                and 0 < len(vote.signature) <= _SIGNATURE
            )
        if not whole:
            raise _refused(Fault.FINALITY_COMMIT, place, "a vote, or none at all", "half of one")


def _is_block_id(block: BlockId) -> bool:
    return {len(block.hash), len(block.parts_hash)} <= {0, _HASH} and 0 <= block.parts <= _LAST_PART


def _misplaced(place: int, vote: CommitSig, validators: ValidatorSet) -> EvidenceRefused:
    """The error for a vote that is not by the validator whose place it has."""
    if vote.address in validators.addresses[:place]:
        return _refused(Fault.FINALITY_DUPLICATE, place, "each validator once", "one a second time")
    return _refused(
        Fault.FINALITY_FOREIGN, place, "a vote of the validator whose place this is", "one of another key"
    )


def _too_little(counted: int, needed: int, whole: int) -> EvidenceRefused:
    return EvidenceRefused(
        Fault.FINALITY_POWER,
        "finality/commit",
        expected=f"votes of more than {needed} of {whole} in power",
        found=f"votes of {counted}",
    )


def _refused(fault: Fault, place: int, expected: str, found: str) -> EvidenceRefused:
    return EvidenceRefused(fault, f"finality/commit/signatures/{place}", expected=expected, found=found)


def _commit(expected: str, found: str) -> EvidenceRefused:
    return EvidenceRefused(Fault.FINALITY_COMMIT, "finality/commit", expected=expected, found=found)
