"""What an amendment points at: a line, fields of one, an item of a list; stated anew, or taken away."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Target = Literal["line", "fields", "documents", "previous_documents", "equipment", "statement"]


@dataclass(frozen=True, slots=True)
class Change:
    """One pointer of an amendment. `place` is where it stands in the document.

    `line` is the sequence of the line that it is in, None for the declaration itself. `item` counts from 1
    in the list that `target` names. `stated` is what the document has there now, as far as the item's own
    fields go; None where it has nothing: what was there is taken away.
    """

    place: str
    target: Target
    line: int | None = None
    item: int | None = None
    fields: tuple[str, ...] = ()
    stated: Mapping[str, Any] | None = None
