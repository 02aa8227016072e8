"""Documents side by side: one row an aspect, one column a document, and whether what they state agrees."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from gateway.portal.language import Language, marked
from gateway.portal.views.aspects import ASPECTS, Value, aspects
from gateway.portal.views.places import Place, place_of
from gateway.provenance import Document

Agreement = Literal["same", "differs", "not_compared", "once"]

WORDS: dict[Agreement, tuple[str, str, str]] = {
    "same": ("good", "good", marked("Agrees")),
    "differs": ("query", "query", marked("Differs")),
    "not_compared": ("plain", "minus", marked("Not compared: other unit or edition")),
    "once": ("plain", "minus", marked("Stated once")),
}
"""Agreement → tone, icon, word."""

LOOSE = "loose"
"""The scale of values that agree when they share one spelling: parties, places, vessels."""


@dataclass(frozen=True)
class Column:
    """A document: its kind and number, where its page is, and the file that it was read from, if known."""

    kind: str
    icon: str
    number: str
    href: str
    source: Document | None = None


@dataclass(frozen=True)
class Cell:
    """What a document states of an aspect, the path of the field, and where in its file it stood."""

    text: str
    path: str
    place: Place | None


@dataclass(frozen=True)
class Row:
    """An aspect over all documents; a cell is None where the document does not state it."""

    label: str
    cells: tuple[Cell | None, ...]
    agreement: Agreement
    tone: str
    icon: str
    word: str


@dataclass(frozen=True)
class Comparison:
    """The whole table."""

    columns: tuple[Column, ...]
    rows: tuple[Row, ...]

    @property
    def differing(self) -> int:
        """How many rows differ."""
        return sum(row.agreement == "differs" for row in self.rows)


def compare(documents: Sequence[tuple[Column, object]], language: Language) -> Comparison | None:
    """The comparison of two documents or more; None for fewer."""
    if len(documents) < 2:
        return None
    stated = [aspects(document, language) for _, document in documents]
    rows = []
    for name, label in ASPECTS.items():
        values = [one.get(name) for one in stated]
        if any(values):
            agreement = agreement_of([value for value in values if value])
            tone, icon, word = WORDS[agreement]
            cells = tuple(
                _cell(column, value, language) for (column, _), value in zip(documents, values, strict=True)
            )
            rows.append(Row(language.say(label), cells, agreement, tone, icon, language.say(word)))
    return Comparison(tuple(column for column, _ in documents), tuple(rows))


def _cell(column: Column, value: Value | None, language: Language) -> Cell | None:
    if value is None:
        return None
    return Cell(value.text, value.path, place_of(column.source, value.path, value.text, language))


def agreement_of(values: Sequence[Value]) -> Agreement:
    """Whether `values` agree. Sums agree when equal; parties and places when they share a spelling.

    A value without a scale (an HS code without its edition) can only be seen to agree, never to differ.
    """
    if len(values) == 1:
        return "once"
    first = values[0]
    if first.scale == LOOSE:
        return "same" if all(first.keys & value.keys for value in values) else "differs"
    equal = all(value.keys == first.keys for value in values)
    scales = {value.scale for value in values}
    if len(scales) == 1 or (equal and len(scales - {""}) == 1):
        return "same" if equal else "differs"
    return "not_compared"
