"""Consensus parameters: those that a network begins with, and what the consortium's votes make of them.

The engine takes what `FinalizeBlock` returns from the next height on.
"""

from ledger_node.fronts.cometbft.parts import (
    BlockParameters,
    ConsensusParameters,
    Duration,
    EvidenceParameters,
    PublicKey,
    ValidatorUpdate,
    VersionParameters,
)
from ledger_node.governing import (
    APP_VERSION,
    BLOCK_BYTES,
    EVIDENCE_BLOCKS,
    EVIDENCE_SECONDS,
    Decided,
)

FIRST_VERSION = 1
"""The rules of execution that every network begins with."""

FIRST_BLOCK_BYTES = 4 << 20
FIRST_EVIDENCE_BLOCKS, FIRST_EVIDENCE_SECONDS = 200_000, 7 * 24 * 3600
EVIDENCE_BYTES = 1 << 20
NO_GAS_LIMIT = -1
"""Admission counts gas; the engine does not."""


def parameter_updates(decided: Decided) -> ConsensusParameters:
    """The engine's parameters after a block; nothing where they stay."""
    values = decided.parameters
    if not values:
        return ConsensusParameters()
    return ConsensusParameters(
        block=BlockParameters(values[BLOCK_BYTES] or FIRST_BLOCK_BYTES, NO_GAS_LIMIT),
        evidence=EvidenceParameters(
            values[EVIDENCE_BLOCKS] or FIRST_EVIDENCE_BLOCKS,
            Duration(values[EVIDENCE_SECONDS] or FIRST_EVIDENCE_SECONDS),
            EVIDENCE_BYTES,
        ),
        version=VersionParameters(values[APP_VERSION] or FIRST_VERSION),
    )


def validator_updates(decided: Decided) -> tuple[ValidatorUpdate, ...]:
    """The validators that have another power two heights on; 0 takes one out of the set."""
    return tuple(ValidatorUpdate(PublicKey(ed25519=key), power) for key, power in decided.validators)
