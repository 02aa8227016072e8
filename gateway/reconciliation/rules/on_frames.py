"""Terms as Polars expressions: what runs when many declarations are reconciled at once."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

import polars as pl

from gateway.reconciliation.rules.terms import Term

_HS_DIGITS = 6


def translated(of: Term) -> pl.Expr:
    """`of` as an expression; nulls are Polars' nulls."""
    if of.operation == "column":
        return pl.col(of.value)
    if of.operation == "constant":
        return _constant(of.value)
    parts = [translated(part) for part in of.parts]
    if of.operation == "is_one_of":
        return parts[0].is_in(list(of.value))
    return _OPERATIONS[of.operation](*parts)


def _constant(value: Any) -> pl.Expr:
    return pl.lit(value, dtype=pl.Decimal(38, 9)) if isinstance(value, Decimal) else pl.lit(value)


def _with_both(one: pl.Expr, other: pl.Expr, result: pl.Expr) -> pl.Expr:
    """`result` where both are known; Polars' list functions have opinions of their own about nulls."""
    return pl.when(one.is_not_null() & other.is_not_null()).then(result)


def _holds(items: pl.Expr, item: pl.Expr) -> pl.Expr:
    return _with_both(items, item, items.list.contains(item))


def _has_word(words: pl.Expr, word: pl.Expr) -> pl.Expr:
    return _with_both(words, word, words.str.split(" ").list.contains(word))


def _words_within(words: pl.Expr, known: pl.Expr) -> pl.Expr:
    outside = words.str.split(" ").list.set_difference(known)
    return _with_both(words, known, outside.list.len() == 0)


def _starts_like(code: pl.Expr, other: pl.Expr) -> pl.Expr:
    digits = pl.min_horizontal(other.str.len_chars(), pl.lit(_HS_DIGITS))
    return _with_both(code, other, code.str.head(digits) == other.str.head(digits))


_OPERATIONS: dict[str, Callable[..., pl.Expr]] = {
    "eq": lambda one, other: one == other,
    "ne": lambda one, other: one != other,
    "lt": lambda one, other: one < other,
    "le": lambda one, other: one <= other,
    "gt": lambda one, other: one > other,
    "ge": lambda one, other: one >= other,
    "add": lambda one, other: one + other,
    "sub": lambda one, other: one - other,
    "mul": lambda one, other: one * other,
    "and": lambda one, other: one & other,
    "or": lambda one, other: one | other,
    "not": lambda one: ~one,
    "known": lambda one: one.is_not_null(),
    "or_else": lambda one, default: one.fill_null(default),
    "when": lambda condition, then, otherwise: pl.when(condition).then(then).otherwise(otherwise),
    "is_empty": lambda one: one.list.len() == 0,
    "holds": _holds,
    "has_word": _has_word,
    "words_within": _words_within,
    "starts_like": _starts_like,
}
