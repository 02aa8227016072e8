"""Joins of frames with what Python functions say of each distinct key: the same functions that single rows
use.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import polars as pl

from gateway.reconciliation.matching import words_meet, words_shared

_HUNDREDTHS = pl.Decimal(38, 9)


def with_derived(
    frame: pl.DataFrame,
    keys: Sequence[str],
    made: Callable[..., Mapping[str, Any]],
    schema: Mapping[str, pl.DataType],
) -> pl.DataFrame:
    """`frame` with the columns of `schema` that `made` gives for the values of `keys`, once for each."""
    distinct = frame.select(keys).unique()
    rows = [made(*values) for values in distinct.iter_rows()]
    columns = [
        pl.Series(name, [_plain(row[name]) for row in rows], dtype=kind) for name, kind in schema.items()
    ]
    return frame.join(
        distinct.with_columns(columns), on=list(keys), how="left", nulls_equal=True, maintain_order="left"
    )


def _plain(value: Any) -> Any:
    return sorted(value) if isinstance(value, tuple | frozenset) else value


def with_likeness(frame: pl.DataFrame, name: str, one: Sequence[str], other: Sequence[str]) -> pl.DataFrame:
    """`frame` with the likeness of two parties: `one` and `other` name the columns of their Latin and, if
    there are three, local names and identifiers.
    """

    def likeness(*values: str | None) -> dict[str, Any]:
        half = len(values) // 2
        mine, theirs = values[:half], values[half:]
        if half > 2 and words_meet(mine[2], theirs[2]):
            return {name: 1}
        shared = words_shared(mine[0], theirs[0])
        if shared is None and half > 1:
            shared = words_shared(mine[1], theirs[1])
        return {name: None if shared is None else f"{shared:.2f}"}

    differ = (pl.col(one[0]) != pl.col(other[0])).fill_null(value=True)
    apart = frame.filter(differ).select(*one, *other).unique()
    told = with_derived(
        apart, (*one, *other), lambda *values: {name: _text(likeness(*values)[name])}, {name: pl.String()}
    ).with_columns(pl.col(name).cast(_HUNDREDTHS))
    joined = frame.join(told, on=[*one, *other], how="left", nulls_equal=True, maintain_order="left")
    return joined.with_columns(pl.when(differ).then(pl.col(name)).otherwise(pl.lit(1, dtype=_HUNDREDTHS)))


def _text(value: Any) -> str | None:
    return None if value is None else str(value)


def unique_of(frame: pl.DataFrame, key: str, counted: str) -> pl.DataFrame:
    """One row of `frame` for each value of `key`, with how many there are as `counted`."""
    if not frame[key].is_duplicated().any():
        return frame.with_columns(pl.lit(1, dtype=pl.Int64).alias(counted))
    counts = frame.group_by(key).agg(pl.len().cast(pl.Int64).alias(counted))
    return frame.unique(key, keep="any").join(counts, on=key)
