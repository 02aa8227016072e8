"""Rules on rows: row by row for a few, through Polars for many. Both give the same states (a test compares
them).
"""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from gateway.reconciliation.projected import Row
from gateway.reconciliation.rules.definition import Rule

MANY = 2_000
"""Rows from which building a frame is worth it."""

States = Sequence[int]


def states_of(rules: Sequence[Rule], rows: Sequence[Row], *, many: int = MANY) -> Iterable[States]:
    """The state of each rule on each row, in their order."""
    if len(rows) < many:
        return [[rule.on_row(row) for rule in rules] for row in rows]
    return _in_bulk(rules, rows)


def _in_bulk(rules: Sequence[Rule], rows: Sequence[Row]) -> Iterable[States]:
    import polars as pl

    kinds = {name: kind for rule in rules for name, kind in rule.term.kinds()}
    names = sorted({name for rule in rules for name in rule.term.columns()})
    frame = pl.DataFrame([_series(name, [row[name] for row in rows], kinds.get(name)) for name in names])
    return frame.select(rule.expression.alias(rule.id) for rule in rules).iter_rows()


def _series(name: str, values: list[Any], kind: str | None) -> Any:
    """A column of one type: decimals at nine places, collections as lists; its `kind` where it holds
    nothing.
    """
    import polars as pl

    first = next((value for value in values if value is not None), None)
    if kind == "list" or isinstance(first, tuple | frozenset):
        lists = [None if value is None else sorted(value) for value in values]
        return pl.Series(name, lists, dtype=pl.List(pl.String))
    if isinstance(first, Decimal):
        return pl.Series(name, values, dtype=pl.Decimal(38, 9))
    empty = {"text": pl.String, "truth": pl.Boolean}.get(kind or "", pl.Null)
    return pl.Series(name, values, dtype=empty if first is None else None)
