"""What can be wrong with evidence: a stable name for each, so that each tampering has its verdict."""

from enum import StrEnum

from contracts.errors import ProofInvalid


class Fault(StrEnum):
    """Why a bundle is refused. The values are wire format: verdicts carry them."""

    SYNTAX = "bundle.syntax"
    """Not JSON in one reading: broken, a key twice, a number that is no integer."""
    SIZE = "bundle.size"
    FORMAT = "bundle.format"
    """Another format, or a later version of this one."""
    MEMBER = "bundle.member"
    """A member of the JSON is unknown, missing, of another type or spelled in a second way."""
    TRUST = "trust.invalid"
    TRUST_STALE = "trust.stale"
    """The trust file's validators were last seen too long ago: they may have left since."""
    NETWORK = "network.other"
    RLP = "rlp.invalid"
    HEADER = "header.invalid"
    FINALITY_KIND = "finality.kind"
    FINALITY_KEY = "finality.key"
    """The trust file names no one who could have made this block final."""
    FINALITY_RETIRED = "finality.retired"
    """Retired validators, or a retired sequencer: nothing they sign counts any more, but the checkpoint."""
    FINALITY_SIGNATURE = "finality.signature"
    FINALITY_TIME = "finality.time"
    FINALITY_ENCODING = "finality.encoding"
    """Protocol Buffers that are broken, or not in their one spelling."""
    FINALITY_HEADER = "finality.header"
    FINALITY_CHAIN = "finality.chain"
    """A header of another network's consensus."""
    FINALITY_APP_HASH = "finality.app_hash"
    """A header of consensus over another block's state."""
    FINALITY_COMMIT = "finality.commit"
    """A commit that is not for the header, or has not a place for each validator."""
    FINALITY_POWER = "finality.power"
    """Votes of two thirds of the power, or less."""
    FINALITY_FOREIGN = "finality.foreign"
    FINALITY_DUPLICATE = "finality.duplicate"
    FINALITY_LINK = "finality.link"
    """Headers that do not lead from the block to a checkpoint of the trust file."""
    LIGHT_HEIGHT = "light.height"
    LIGHT_TIME = "light.time"
    LIGHT_VALIDATORS = "light.validators"
    """Validators whom those that are trusted did not announce, nor sign with."""
    LIGHT_HANDOVER = "light.handover"
    """A hand-over that the trusted sequencer did not sign, or of another block."""
    ACCOUNT_UNPROVED = "state.account.unproved"
    ACCOUNT_ABSENT = "state.account.absent"
    ACCOUNT_INVALID = "state.account.invalid"
    SLOT_UNPROVED = "state.slot.unproved"
    SLOT_INVALID = "state.slot.invalid"
    NODE_INVALID = "state.node.invalid"
    NODE_UNUSED = "state.node.unused"
    CODE_UNKNOWN = "state.code.unknown"
    CODE_UNTRUSTED = "state.code.untrusted"
    BATCH_ABSENT = "batch.not_anchored"
    BATCH_TERMS = "batch.terms"
    """Count, kind or scope differ from what was anchored."""
    BATCH_SIGNATURE = "batch.signature"
    BATCH_AUTHOR = "batch.author"
    """Signed by another key than the one that anchored."""
    KEY_UNKNOWN = "author.key"
    MEMBER_UNKNOWN = "author.member"
    NAME = "author.name"
    IDENTITY_KEY = "identity.key"
    """A statement about another key than the author's, or another member's."""
    IDENTITY_UNBOUND = "identity.unbound"
    """A statement whose hash does not stand on the ledger: another text than the one that was bound."""
    CONFLICT = "conflict.debits"
    """Two debits that are not what they are said to be, or that both fit."""
    INCLUSION = "record.inclusion"
    HIDDEN = "record.hidden"
    """Not as many hidden hashes as the hidden fields call for."""
    COMMITMENT = "record.commitment"
    """Fields, salts and hidden hashes do not make the id."""
    FIELDS = "record.fields"
    """Fields that no record could have, or in another order."""
    SCHEMA = "record.schema"
    CASE_STEPS = "case.steps"
    """Acts that are not those of the case, or not all of them."""
    CASE_PAYLOAD = "case.payload"
    CASE_SIGNATURE = "case.signature"
    PATHS = "record.paths"
    """The list of paths is not the one the author committed to."""


class EvidenceRefused(ProofInvalid):
    """Evidence that does not prove what it is said to prove; `fault` says which part of it."""

    code = "proof.refused"
    default_remedy = "Ask whoever showed this proof for a new one, made from the ledger's latest block."

    def __init__(
        self, fault: Fault, where: str, *, expected: str, found: str, remedy: str | None = None
    ) -> None:
        self.fault = fault
        super().__init__(where, expected=expected, found=found, remedy=remedy)

    def to_dict(self) -> dict[str, str]:
        """The error as JSON, with its fault."""
        return {**super().to_dict(), "fault": self.fault.value}
