"""Validators with keys, and what they sign: headers over a block's hash, commits, and trust in them."""

from collections.abc import Sequence
from dataclasses import replace
from hashlib import sha256

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from contracts.ids import BlockHeight, UnixTime
from contracts.keccak import keccak
from contracts.proofs import CometBftFinality, Trust
from contracts.proofs.consensus import (
    BlockId,
    Commit,
    CommitSig,
    ConsensusHeader,
    LightBlock,
    Timestamp,
    ValidatorSet,
    engine_chain_id,
    validator_set,
)
from contracts.proofs.consensus.messages import COMMIT
from contracts.proofs.consensus.signed import header_hash, vote_message
from contracts.proofs.epochs import CometBftEpoch, Seen
from contracts.proofs.trust import trust_in
from tests.contracts.proofs.world import BLOCK_TIME, CHAIN_ID, NETWORK, public_bytes

CHAIN = engine_chain_id(NETWORK)
PERIOD = 86_400
HEIGHT = 70


def key_of(name: str) -> Ed25519PrivateKey:
    return Ed25519PrivateKey.from_private_bytes(sha256(name.encode()).digest())


def validators(names: str) -> ValidatorSet:
    """Ten in power for each letter."""
    return validator_set((public_bytes(key_of(name)), 10) for name in names)


def decided(
    app_hash: bytes,
    names: str = "abcd",
    following: str | None = None,
    *,
    height: int = HEIGHT,
    time: int = BLOCK_TIME + 1,
    chain: str = CHAIN,
) -> ConsensusHeader:
    """A header of the validators of these names, who announce those of `following`."""
    digest = sha256(b"any").digest()
    return ConsensusHeader(
        block_protocol=11,
        app_version=1,
        chain_id=chain,
        height=height,
        time=Timestamp(time, 5),
        last_block=BlockId(digest, 1, digest),
        last_commit_hash=digest,
        data_hash=digest,
        validators_hash=validators(names).hash,
        next_validators_hash=validators(following or names).hash,
        consensus_hash=digest,
        app_hash=app_hash,
        last_results_hash=digest,
        evidence_hash=digest,
        proposer=validators(names).addresses[0],
    )


def voted(header: ConsensusHeader, names: str = "abcd", votes: int | None = None) -> Commit:
    """The commit with the first `votes` of the set's votes; all without a number."""
    by_key = {public_bytes(key_of(name)): key_of(name) for name in names}
    commit = Commit(header.height, 0, BlockId(header_hash(header), 1, sha256(b"parts").digest()), ())
    places = []
    for number, each in enumerate(validators(names).validators):
        time = Timestamp(header.time.seconds, number + 1)
        if votes is not None and number >= votes:
            places.append(CommitSig(1))
            continue
        signature = by_key[each.public_key].sign(vote_message(header.chain_id, commit, time))
        places.append(CommitSig(COMMIT, each.address, time, signature))
    return replace(commit, signatures=tuple(places))


def finality(execution_header: bytes, names: str = "abcd", **header: int) -> CometBftFinality:
    """The finality of a block, by all of the validators of these names."""
    found = decided(keccak(execution_header), names, **header)
    return CometBftFinality(found.encode(), voted(found, names).encode())


def light_block(header: ConsensusHeader, names: str, votes: int | None = None) -> LightBlock:
    """The header of the validators of these names, voted for."""
    return LightBlock(header.encode(), voted(header, names, votes).encode(), validators(names))


def seen(height: int = 1, time: int = BLOCK_TIME, number: int = 0, block_hash: bytes = b"\x0f" * 32) -> Seen:
    return Seen(height, UnixTime(time), BlockHeight(number), block_hash)


def trust_of(*epochs: CometBftEpoch) -> Trust:
    return trust_in(epochs, NETWORK, CHAIN_ID, b"\x0f" * 32)


def epoch(names: str = "abcd", last: Seen | None = None) -> CometBftEpoch:
    """An open epoch of the validators of these names, from the first block on."""
    return CometBftEpoch(validators(names), BlockHeight(0), 0, PERIOD, last or seen())


def places(commit: Commit, *found: CommitSig) -> Commit:
    return replace(commit, signatures=tuple(found))


def swapped(commit: Commit, place: int, other: CommitSig) -> Commit:
    some: Sequence[CommitSig] = commit.signatures
    return places(commit, *some[:place], other, *some[place + 1 :])
