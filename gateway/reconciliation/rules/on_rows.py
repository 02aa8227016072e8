"""Terms as functions of one row: what runs when a single declaration is reconciled."""

import operator
from collections.abc import Callable
from typing import Any

from gateway.reconciliation.rules.terms import OnRow, Row, Term

_HS_DIGITS = 6


def compiled(of: Term) -> OnRow:
    """`of` as a function; nulls are None."""
    if of.operation == "column":
        return operator.itemgetter(of.value)
    if of.operation == "constant":
        constant = of.value
        return lambda _row: constant
    parts = [compiled(part) for part in of.parts]
    if of.operation in _STRICT:
        return _strict(_STRICT[of.operation], parts)
    return _OPEN[of.operation](of, parts)


def _strict(function: Callable[..., Any], parts: list[OnRow]) -> OnRow:
    """A function that is null wherever one of its parts is."""
    if len(parts) == 1:
        (only,) = parts

        def one(row: Row) -> Any:
            value = only(row)
            return None if value is None else function(value)

        return one
    left, right = parts

    def two(row: Row) -> Any:
        first = left(row)
        if first is None:
            return None
        second = right(row)
        return None if second is None else function(first, second)

    return two


def _settled_by(verdict: bool) -> Callable[[Term, list[OnRow]], OnRow]:
    """`and` is settled by the first False, `or` by the first True; else a null part leaves them null."""

    def connective(_of: Term, parts: list[OnRow]) -> OnRow:
        left, right = parts

        def of_both(row: Row) -> Any:
            first = left(row)
            if first is verdict:
                return verdict
            second = right(row)
            if second is verdict:
                return verdict
            return None if first is None or second is None else not verdict

        return of_both

    return connective


def _known(_of: Term, parts: list[OnRow]) -> OnRow:
    (only,) = parts
    return lambda row: only(row) is not None


def _or_else(_of: Term, parts: list[OnRow]) -> OnRow:
    value, default = parts

    def filled(row: Row) -> Any:
        found = value(row)
        return default(row) if found is None else found

    return filled


def _when(_of: Term, parts: list[OnRow]) -> OnRow:
    condition, then, otherwise = parts
    return lambda row: then(row) if condition(row) is True else otherwise(row)


def _is_one_of(of: Term, parts: list[OnRow]) -> OnRow:
    values = frozenset(of.value)
    return _strict(lambda value: value in values, parts)


def _starts_like(code: str, other: str) -> bool:
    digits = min(len(other), _HS_DIGITS)
    return code[:digits] == other[:digits]


_STRICT: dict[str, Callable[..., Any]] = {
    "eq": operator.eq,
    "ne": operator.ne,
    "lt": operator.lt,
    "le": operator.le,
    "gt": operator.gt,
    "ge": operator.ge,
    "add": operator.add,
    "sub": operator.sub,
    "mul": operator.mul,
    "not": operator.not_,
    "holds": operator.contains,
    "is_empty": operator.not_,
    "has_word": lambda words, word: word in words.split(" "),
    "words_within": lambda words, known: all(word in known for word in words.split(" ")),
    "starts_like": _starts_like,
}
_OPEN: dict[str, Callable[[Term, list[OnRow]], OnRow]] = {
    "and": _settled_by(False),
    "or": _settled_by(True),
    "known": _known,
    "or_else": _or_else,
    "when": _when,
    "is_one_of": _is_one_of,
}
