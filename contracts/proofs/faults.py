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
    NETWORK = "network.other"
    RLP = "rlp.invalid"
    HEADER = "header.invalid"
    FINALITY_KIND = "finality.kind"
    FINALITY_KEY = "finality.key"
    """The trust file names no one who could have made this block final."""
    FINALITY_RETIRED = "finality.retired"
    FINALITY_SIGNATURE = "finality.signature"
    FINALITY_TIME = "finality.time"
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
    INCLUSION = "record.inclusion"
    HIDDEN = "record.hidden"
    """Not as many hidden hashes as the hidden fields call for."""
    COMMITMENT = "record.commitment"
    """Fields, salts and hidden hashes do not make the id."""
    FIELDS = "record.fields"
    """Fields that no record could have, or in another order."""
    SCHEMA = "record.schema"
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
