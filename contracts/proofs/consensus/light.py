"""From a trusted set of validators to the next, as CometBFT's light client goes (`light/verifier.go`).

What is trusted expires: validators who have left could sign another past, so a step begins from what was seen
less than the trusting period ago.
"""

from dataclasses import dataclass

from contracts.ids import UnixTime
from contracts.proofs.consensus.messages import ConsensusHeader, Timestamp
from contracts.proofs.consensus.signed import SignedHeader, check_commit, check_overlap, read_signed_header
from contracts.proofs.consensus.validators import ValidatorSet
from contracts.proofs.faults import EvidenceRefused, Fault

MAX_CLOCK_DRIFT = 10
"""Seconds that a header may be ahead of the one who checks it, as CometBFT has it by default."""

_OUT_OF_TRUST = "Get the trust file anew, and compare its fingerprint with a member that you trust."


@dataclass(frozen=True, slots=True)
class LightBlock:
    """A header, its commit (both as protobuf) and the validators that its commit is judged by."""

    header: bytes
    commit: bytes
    validators: ValidatorSet


@dataclass(frozen=True, slots=True)
class Trusted:
    """Where a light client stands: the last height that it has verified."""

    height: int
    time: Timestamp
    validators: ValidatorSet
    next_validators_hash: bytes | None
    """The set that the following height must have; None where that header is not at hand."""


def verify_step(
    trusted: Trusted, block: LightBlock, chain_id: str, period: int, now: UnixTime | None
) -> tuple[ConsensusHeader, Trusted]:
    """The header of a later `block`, verified, and where the light client stands after it.

    The block after the trusted one must have the validators that were announced; a later one, votes of more
    than a third of the trusted power. Either needs more than two thirds of its own. `period` is in seconds;
    `now` is None where the blocks come from a node of one's own, which is believed about the past.

    Raises EvidenceRefused: `trust.stale`, `light.height`, `light.time`, `light.validators`, and what
    `check_commit` raises.
    """
    _check_age(trusted, period, now)
    signed = read_signed_header(block.header, block.commit, chain_id)
    header = signed.header
    _check_order(trusted, header, now)
    if header.validators_hash != block.validators.hash:
        raise _validators("the validators that the header names", "others")
    if header.height == trusted.height + 1 and trusted.next_validators_hash is not None:
        if header.validators_hash != trusted.next_validators_hash:
            raise _validators("the validators that the header before announced", "others")
    elif block.validators != trusted.validators:
        _check_overlap(trusted, signed)
    check_commit(signed, block.validators)
    return header, Trusted(header.height, header.time, block.validators, header.next_validators_hash)


def _check_age(trusted: Trusted, period: int, now: UnixTime | None) -> None:
    if now is not None and Timestamp(trusted.time.seconds + period, trusted.time.nanos) <= (now, 0):
        raise stale(trusted.time.seconds, period, now)


def stale(seen: int, period: int, now: UnixTime) -> EvidenceRefused:
    """The error for validators who were last seen at `seen` (seconds), longer ago than they are trusted."""
    return EvidenceRefused(
        Fault.TRUST_STALE,
        "trust",
        expected=f"validators that were seen in the last {period} seconds",
        found=f"ones last seen {now - seen} seconds ago",
        remedy=_OUT_OF_TRUST,
    )


def _check_order(trusted: Trusted, header: ConsensusHeader, now: UnixTime | None) -> None:
    if header.height <= trusted.height:
        raise EvidenceRefused(
            Fault.LIGHT_HEIGHT,
            "light/height",
            expected=f"a height above {trusted.height}",
            found=str(header.height),
        )
    if header.time <= trusted.time:
        raise _time(f"a time after {trusted.time.seconds}", header)
    if now is not None and header.time >= (now + MAX_CLOCK_DRIFT, 0):
        raise _time(f"a time before {now + MAX_CLOCK_DRIFT}", header)


def _check_overlap(trusted: Trusted, signed: SignedHeader) -> None:
    try:
        check_overlap(signed, trusted.validators)
    except EvidenceRefused as error:
        if error.fault is not Fault.FINALITY_POWER:
            raise
        raise _validators("votes of more than a third of the trusted power", error.found) from None


def _validators(expected: str, found: str) -> EvidenceRefused:
    return EvidenceRefused(Fault.LIGHT_VALIDATORS, "light/validators", expected=expected, found=found)


def _time(expected: str, header: ConsensusHeader) -> EvidenceRefused:
    return EvidenceRefused(Fault.LIGHT_TIME, "light/time", expected=expected, found=str(header.time.seconds))
