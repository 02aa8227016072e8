"""The refusal of a batch for its records: all of them named, so that a client can send the rest without
guessing.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from contracts.errors import TegataError
from gateway.errors import GatewayError

_NAMED_AT_MOST = 1_000


@dataclass(frozen=True)
class RefusedRecord:
    """A record that is wrong, by its position in the batch."""

    position: int
    error: TegataError


class RecordsRefused(GatewayError):
    """Some records of a batch are wrong. One signature covers the whole root, so none of it is taken."""

    code = "batch.records_refused"
    status = 422
    default_remedy = (
        "Correct or leave out the records named, make and sign a batch of the others, and send that."
    )

    def __init__(self, refused: Sequence[RefusedRecord], of: int) -> None:
        first = refused[0].error
        self.refused = tuple(refused)
        super().__init__(
            first.where,
            expected=f"{of} records that are valid; this one: {first.expected}",
            found=f"{len(refused)} that are not; this one: {first.found}",
        )

    @property
    def details(self) -> dict[str, Any]:
        """`records`: position and error of each (the first 1,000); `refused`: how many there are."""
        named = self.refused[:_NAMED_AT_MOST]
        return {
            "refused": len(self.refused),
            "records": [{"position": item.position, **item.error.to_dict()} for item in named],
        }
