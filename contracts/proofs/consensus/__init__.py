"""CometBFT's headers, commits and validator sets, as a light client judges them (v0.38: `light`, `types`).

Owns their canonical protobuf, their hashes, the votes' sign bytes, and the two rules by which a trusted set
of validators leads to the next. Never asks a clock, and knows no execution block: an app hash is bytes here.
"""

from contracts.proofs.consensus.light import LightBlock, Trusted, verify_step
from contracts.proofs.consensus.messages import BlockId, Commit, CommitSig, ConsensusHeader, Timestamp
from contracts.proofs.consensus.signed import SignedHeader, check_commit, needed_votes, read_signed_header
from contracts.proofs.consensus.validators import Validator, ValidatorSet, engine_chain_id, validator_set

__all__ = [
    "BlockId",
    "Commit",
    "CommitSig",
    "ConsensusHeader",
    "LightBlock",
    "SignedHeader",
    "Timestamp",
    "Trusted",
    "Validator",
    "ValidatorSet",
    "check_commit",
    "engine_chain_id",
    "needed_votes",
    "read_signed_header",
    "validator_set",
    "verify_step",
]
