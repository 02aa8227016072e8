"""That a block is final: who says so, and when. Each kind of front has its own evidence for it.

Embedded: one sequencer signs (formats §5). Its statement reads: at `time`, this block was the ledger's
latest. So a signature bears a time after the block's own only while no later block exists.
"""

from functools import lru_cache

from contracts.ed25519 import is_signed
from contracts.ids import BlockHeight, NetworkId, UnixTime
from contracts.proofs.bundle import EmbeddedFinality, Finality
from contracts.proofs.faults import EvidenceRefused, Fault
from contracts.proofs.header import Header
from contracts.proofs.trust import Trust

SEQUENCER_TAG = b"tegata/finality/1"


def sequencer_message(network_id: NetworkId, number: BlockHeight, block_hash: bytes, time: UnixTime) -> bytes:
    """What the embedded sequencer signs with Ed25519: tag ‖ networkId ‖ number u64 ‖ hash ‖ time u64."""
    return SEQUENCER_TAG + network_id + number.to_bytes(8, "big") + block_hash + time.to_bytes(8, "big")


def check_finality(finality: Finality, header: Header, trust: Trust) -> UnixTime:
    """The time as of which the block of `header` was the ledger's latest, once it is shown to be final.

    Raises EvidenceRefused: `finality.key` where the trust file names nobody for this block,
    `finality.retired` where it ended that epoch and the block is not its last, `finality.signature`,
    `finality.time`.
    """
    epoch = trust.epoch_of(header.number)
    if epoch is None:
        raise EvidenceRefused(
            Fault.FINALITY_KEY,
            "finality",
            expected="a block of an epoch that the trust file lists",
            found=f"block {header.number}",
            remedy="Get the network's current trust file.",
        )
    if epoch.end is not None and header.hash != epoch.end.hash:
        raise EvidenceRefused(
            Fault.FINALITY_RETIRED,
            "finality",
            expected=f"the checkpoint at block {epoch.end.number}: who signed before is retired",
            found=f"block {header.number}",
        )
    _check_sequencer(epoch.public_key, trust.network_id, header, finality)
    return finality.time


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
