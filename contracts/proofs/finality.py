"""That a block is final: who says so, and when. Each kind of front has its own evidence for it.

Embedded: one sequencer signs (formats §5). Its statement reads: at `time`, this block was the ledger's
latest. So a signature bears a time after the block's own only while no later block exists. CometBFT: any
header of consensus whose app hash is the block's, and the votes of more than two thirds under it. Of an epoch
that is over no signature counts, only hashes that lead to its checkpoint.
"""

from functools import lru_cache

from contracts.ed25519 import is_signed
from contracts.ids import BlockHeight, NetworkId, UnixTime, hex0x
from contracts.proofs.bundle import CheckpointFinality, CometBftFinality, EmbeddedFinality, Finality
from contracts.proofs.consensus import ValidatorSet, check_commit, read_signed_header
from contracts.proofs.consensus.light import stale
from contracts.proofs.epochs import CometBftEpoch, EmbeddedEpoch
from contracts.proofs.faults import EvidenceRefused, Fault
from contracts.proofs.header import Header, decode_header
from contracts.proofs.trust import Trust

SEQUENCER_TAG = b"tegata/finality/1"

_NEWER_TRUST = "Run `tegata trust update`, or get the network's current trust file."


def sequencer_message(network_id: NetworkId, number: BlockHeight, block_hash: bytes, time: UnixTime) -> bytes:
    """What the embedded sequencer signs with Ed25519: tag ‖ networkId ‖ number u64 ‖ hash ‖ time u64."""
    return SEQUENCER_TAG + network_id + number.to_bytes(8, "big") + block_hash + time.to_bytes(8, "big")


def check_finality(finality: Finality, header: Header, trust: Trust, now: UnixTime) -> UnixTime:
    """The time as of which the block of `header` was the ledger's latest, once it is shown to be final.

    `now` (seconds) is what validators' trusting period is judged at. Raises EvidenceRefused:
    `finality.key` where the trust file names nobody for this block, `finality.retired` where it ended that
    epoch and the block is not its last, `trust.stale`, and each kind's own.
    """
    if isinstance(finality, EmbeddedFinality):
        return _by_sequencer(finality, header, trust)
    if isinstance(finality, CometBftFinality):
        return _by_validators(finality, header, trust, now)
    return _by_checkpoint(finality, header, trust)


def _by_sequencer(finality: EmbeddedFinality, header: Header, trust: Trust) -> UnixTime:
    epoch = trust.sequencer_of(header.number)
    if epoch is None:
        raise _nobody(header)
    _check_open(epoch, header)
    _check_sequencer(epoch.public_key, trust.network_id, header, finality)
    return finality.time if epoch.end is None else header.time


def _by_validators(finality: CometBftFinality, header: Header, trust: Trust, now: UnixTime) -> UnixTime:
    evidence = (finality.header, finality.commit, trust.chain_id_of_votes)
    decided = _signed(*evidence).header
    if decided.app_hash != header.hash:
        raise EvidenceRefused(
            Fault.FINALITY_APP_HASH,
            "finality/header",
            expected=f"the app hash {hex0x(header.hash)}, of block {header.number}",
            found=hex0x(decided.app_hash),
        )
    epoch = trust.validators_of(decided.validators_hash, decided.height)
    if epoch is None:
        raise _nobody(header)
    _check_open(epoch, header)
    if epoch.seen is not None and now >= epoch.seen.time + epoch.trusting_period:
        raise stale(epoch.seen.time, epoch.trusting_period, now)
    _check_decided(*evidence, epoch.validators)
    return UnixTime(max(decided.time.seconds, header.time)) if epoch.end is None else header.time


def _by_checkpoint(finality: CheckpointFinality, header: Header, trust: Trust) -> UnixTime:
    """By hashes alone. The state was the latest at the block's own time; later, nothing says so."""
    end, last = trust.checkpoint(header.number), header
    if end is None:
        raise EvidenceRefused(
            Fault.FINALITY_LINK,
            "finality/headers",
            expected=f"a checkpoint of the trust file after block {header.number}",
            found="none",
            remedy=_NEWER_TRUST,
        )
    for place, encoded in enumerate(finality.headers):
        following = decode_header(encoded)
        if following.parent_hash != last.hash:
            raise EvidenceRefused(
                Fault.FINALITY_LINK,
                f"finality/headers/{place}",
                expected=f"the block after {last.number}",
                found=f"block {following.number}, which follows another",
            )
        last = following
    if last.hash != end.hash:
        raise EvidenceRefused(
            Fault.FINALITY_LINK,
            "finality/headers",
            expected=f"the checkpoint at block {end.number}, {hex0x(end.hash)}",
            found=f"block {last.number}, {hex0x(last.hash)}",
        )
    return header.time


def _nobody(header: Header) -> EvidenceRefused:
    return EvidenceRefused(
        Fault.FINALITY_KEY,
        "finality",
        expected="a signature by those whom the trust file lists, in their time",
        found=f"another under block {header.number}",
        remedy=_NEWER_TRUST,
    )


def _check_open(epoch: EmbeddedEpoch | CometBftEpoch, header: Header) -> None:
    """That the epoch lasts, or that the block is its checkpoint: then its hash is enough."""
    if epoch.end is not None and header.hash != epoch.end.hash:
        raise EvidenceRefused(
            Fault.FINALITY_RETIRED,
            "finality",
            expected=f"the checkpoint at block {epoch.end.number}: who signed before is retired",
            found=f"block {header.number}",
        )


def _check_sequencer(
    public_key: bytes, network_id: NetworkId, header: Header, finality: EmbeddedFinality
) -> None:
    message = sequencer_message(network_id, header.number, header.hash, finality.time)
    if not _is_signed(public_key, message, finality.signature):
        raise EvidenceRefused(
            Fault.FINALITY_SIGNATURE,
            "finality/signature",
            expected=f"the sequencer's signature over block {header.number} and this time",
            found="a signature over something else, or by another key",
        )
    if finality.time < header.time:
        raise EvidenceRefused(
            Fault.FINALITY_TIME,
            "finality/time",
            expected=f"a time from {header.time} on, the block's own",
            found=str(finality.time),
        )


_is_signed = lru_cache(maxsize=64)(is_signed)
"""Bundles of one block bring the same key, message and signature, and are answered once."""

_signed = lru_cache(maxsize=64)(read_signed_header)
"""Likewise the same header of consensus and the same commit."""


@lru_cache(maxsize=64)
def _check_decided(header: bytes, commit: bytes, chain_id: str, validators: ValidatorSet) -> None:
    check_commit(_signed(header, commit, chain_id), validators)
