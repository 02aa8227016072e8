"""What becomes of a statement: whom it names, or the reason why it names nobody."""

from dataclasses import dataclass
from enum import StrEnum

from contracts.errors import ProofInvalid


class IdentityFault(StrEnum):
    """Why a statement that is bound names nobody. The values are wire format: verdicts carry them."""

    CERTIFICATE = "identity.certificate"
    """A certificate that can't be read."""
    SIGNATURE = "identity.signature"
    """The certificate's key did not sign this: another member, key, network or name."""
    NAME = "identity.name"
    """The certificate is of another name."""
    ROOT = "identity.root"
    """The chain ends at a root that nobody chose, or that was no longer chosen when it was bound."""
    EXPIRED = "identity.expired"
    """A certificate of the chain was not valid when the statement was bound."""
    CHAIN = "identity.chain"
    """A certificate is not signed by the next, certifies without being allowed to, or is for another use."""


class IdentityRefused(ProofInvalid):
    """A statement that names nobody; `fault` says why."""

    code = "identity.refused"
    default_remedy = "Rely on the member's number and the name it was admitted under, not on this one."

    def __init__(self, fault: IdentityFault, *, expected: str, found: str) -> None:
        self.fault = fault
        super().__init__("identity", expected=expected, found=found)


@dataclass(frozen=True, slots=True)
class Named:
    """Whom a statement names, the root that its chain ends at, and that root's fingerprint (SHA-256)."""

    name: str
    root: str
    root_fingerprint: bytes
