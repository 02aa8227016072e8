"""Why the contracts refuse an act, and what to do."""

from contracts.errors import TegataError
from contracts.refusals.explanations import EXPLANATIONS
from contracts.refusals.numbers import Refusal

__all__ = ["EXPLANATIONS", "ActRefused", "Refusal"]


class ActRefused(TegataError):
    """The ledger refused an act; `refusal` is the contract's reason."""

    code = "act.refused"

    def __init__(self, where: str, refusal: Refusal) -> None:
        self.refusal = refusal
        expected, found, remedy = EXPLANATIONS[refusal]
        super().__init__(where, expected=expected, found=found, remedy=remedy)

    def to_dict(self) -> dict[str, str]:
        """The error as JSON, with the contract's reason by name."""
        return {**super().to_dict(), "refusal": self.refusal.name.lower()}
