"""What became of a credential's proof: checked, or said to be unverified; a wrong one refuses it."""

from dataclasses import dataclass
from typing import Any, Literal

from adapters.errors import DocumentRefused


@dataclass(frozen=True, slots=True)
class ProofCheck:
    """A proof, how it came out, and in words what that rests on and what was not checked.

    `verified`: the signature was made by the key named. `intact`: the content is what was hashed, and who
    issued the hash was not checked. `unverified`: nothing was checked.
    """

    location: str
    suite: str
    outcome: Literal["verified", "intact", "unverified"]
    message: str

    def to_dict(self) -> dict[str, Any]:
        """The check as JSON."""
        return {
            "location": self.location,
            "suite": self.suite,
            "outcome": self.outcome,
            "message": self.message,
        }


class ProofInvalid(DocumentRefused):
    """The credential's own proof is wrong: its content is not what was signed or hashed."""

    code = "document.proof"
    default_remedy = "Ask its issuer for the credential as it was issued: this one has been changed."


class CredentialExpired(DocumentRefused):
    """The credential is not valid at the time that the reader was given."""

    code = "document.expired"
    default_remedy = "Ask its issuer for one that is valid."
