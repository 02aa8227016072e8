"""The language that rules are written in: terms over a subject's columns, each written once.

A term becomes a Polars expression for a million rows and a function of one row; both give the same, nulls
included (three-valued logic: a comparison with a null is null, `and` and `or` are Kleene's). A test compares
them.
"""

import operator
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import polars as pl

Row = Mapping[str, Any]
OnRow = Callable[[Row], Any]


@dataclass(frozen=True, eq=False)
class Term:
    """An operation on terms; `value` is the column's name or the constant at a leaf."""

    operation: str
    parts: tuple["Term", ...] = ()
    value: Any = None

    def __eq__(self, other: object) -> "Term":  # type: ignore[override]  # an equation, not a truth
        return Term("eq", (self, term(other)))

    def __ne__(self, other: object) -> "Term":  # type: ignore[override]  # likewise
        return Term("ne", (self, term(other)))

    __hash__ = None  # type: ignore[assignment]  # a term that equals others by an equation has no hash

    def __lt__(self, other: object) -> "Term":
        return Term("lt", (self, term(other)))

    def __le__(self, other: object) -> "Term":
        return Term("le", (self, term(other)))

    def __gt__(self, other: object) -> "Term":
        return Term("gt", (self, term(other)))

    def __ge__(self, other: object) -> "Term":
        return Term("ge", (self, term(other)))

    def __add__(self, other: object) -> "Term":
        return Term("add", (self, term(other)))

    def __sub__(self, other: object) -> "Term":
        return Term("sub", (self, term(other)))

    def __mul__(self, other: object) -> "Term":
        return Term("mul", (self, term(other)))

    def __and__(self, other: "Term") -> "Term":
        return Term("and", (self, other))

    def __or__(self, other: "Term") -> "Term":
        return Term("or", (self, other))

    def __invert__(self) -> "Term":
        return Term("not", (self,))

    def known(self) -> "Term":
        """Whether the value is there."""
        return Term("known", (self,))

    def unknown(self) -> "Term":
        """Whether the value is missing."""
        return ~self.known()

    def or_else(self, default: object) -> "Term":
        """The value, or `default` where it is missing."""
        return Term("or_else", (self, term(default)))

    def is_one_of(self, *values: str) -> "Term":
        """Whether the value is one of `values`."""
        return Term("is_one_of", (self,), values)

    def is_between(self, least: "Term", most: "Term") -> "Term":
        """Whether the value lies from `least` to `most`, both included."""
        return (self >= least) & (self <= most)

    def holds(self, item: "Term") -> "Term":
        """Whether the list holds `item`."""
        return Term("holds", (self, item))

    def has_word(self, word: "Term") -> "Term":
        """Whether the text of words separated by spaces has `word`."""
        return Term("has_word", (self, word))

    def words_within(self, known: "Term") -> "Term":
        """Whether every word of the text stands in the list `known`."""
        return Term("words_within", (self, known))

    def starts_like(self, other: "Term") -> "Term":
        """Whether two codes agree in their first six digits, or in as many as `other` has."""
        return Term("starts_like", (self, other))

    def is_empty(self) -> "Term":
        """Whether the list has no items."""
        return Term("is_empty", (self,))

    def columns(self) -> Iterator[str]:
        """The columns that the term reads."""
        if self.operation == "column":
            yield self.value
        for part in self.parts:
            yield from part.columns()

    def kinds(self) -> Iterator[tuple[str, str]]:
        """Columns whose kind (`list`, `text`, `truth`) follows from the operation they stand in."""
        for place, part in enumerate(self.parts):
            if part.operation == "column" and (kind := _KINDS.get((self.operation, place))):
                yield part.value, kind
            yield from part.kinds()

    def on_row(self) -> OnRow:
        """The term as a function of a row."""
        from gateway.reconciliation.rules.on_rows import compiled

        return compiled(self)

    def expression(self) -> "pl.Expr":
        """The term as a Polars expression."""
        from gateway.reconciliation.rules.on_frames import translated

        return translated(self)


_KINDS = {
    ("holds", 0): "list",
    ("is_empty", 0): "list",
    ("words_within", 1): "list",
    ("words_within", 0): "text",
    ("has_word", 0): "text",
    ("has_word", 1): "text",
    ("starts_like", 0): "text",
    ("starts_like", 1): "text",
    ("is_one_of", 0): "text",
    ("not", 0): "truth",
    ("when", 0): "truth",
    **{(operation, place): "truth" for operation in ("and", "or") for place in (0, 1)},
}
"""(operation, place of the part) → what a column there holds."""


def column(name: str) -> Term:
    """The value of a column."""
    return Term("column", value=name)


def setting(name: str) -> Term:
    """A figure of the rule's settings, which an office may tune; a constant once the rule is made."""
    return Term("setting", value=name)


def settled(of: Term, values: Mapping[str, int | Decimal]) -> Term:
    """`of` with its settings' `values` in their places; sums of constants are added up."""
    if of.operation == "setting":
        return term(values[of.value])
    if not of.parts:
        return of
    parts = tuple(settled(part, values) for part in of.parts)
    if of.operation in _SUMS and all(part.operation == "constant" for part in parts):
        return term(_SUMS[of.operation](parts[0].value, parts[1].value))
    return Term(of.operation, parts, of.value)


_SUMS: Mapping[str, Callable[[Any, Any], Any]] = {"add": operator.add, "sub": operator.sub}


def term(value: object) -> Term:
    """`value` as a term: itself, or a constant."""
    return value if isinstance(value, Term) else Term("constant", value=value)


def when(condition: Term, then: object, otherwise: object) -> Term:
    """`then` where the condition is true, `otherwise` where it is false or unknown."""
    return Term("when", (condition, term(then), term(otherwise)))


TRUE, NOTHING = term(True), term(None)
"""What always holds; what is never known."""

CENT = Decimal("0.01")
