"""The engine on what was flagged, some declarations and one subject at a time: in this process, or in those
that a large batch has.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import Executor
from dataclasses import dataclass
from functools import cache, partial
from pathlib import Path
from typing import Any, get_args

import polars as pl

from gateway.reconciliation.batch.extracts import Extract
from gateway.reconciliation.batch.gathering import Frames, gather, sliced
from gateway.reconciliation.batch.offices import Ruling
from gateway.reconciliation.batch.processes import keep_frames, kept_frames, write_whole
from gateway.reconciliation.batch.screening import NOT_ASSESSABLE
from gateway.reconciliation.batch.tables import numbers_of, sharing
from gateway.reconciliation.engine import Heard, rows_of, say
from gateway.reconciliation.projected import Row
from gateway.reconciliation.result import canonical_json
from gateway.reconciliation.rules.definition import Rule, Subject

SLICE = 4_000
"""Declarations that the engine takes at a time."""

FINDINGS = {
    "declaration": pl.String(),
    "line": pl.Int64(),
    "rule": pl.String(),
    "id": pl.String(),
    "severity": pl.String(),
    "audience": pl.String(),
    "content": pl.String(),
}
"""The columns of findings; `content` is the finding as canonical JSON, the engine's own bytes."""


@dataclass(frozen=True)
class Slice:
    """Some declarations in which one subject is looked at; its findings are kept under its name."""

    name: str
    subject: Subject
    speaking: Mapping[str, str | None]
    """Declaration → the rules that screening heard there, as FLAGGED has them."""


def look_at(
    extract: Extract,
    flagged: pl.DataFrame,
    work: Path,
    ruling: Ruling,
    progress: Callable[[float], None],
    pool: Executor | None = None,
) -> None:
    """Writes the findings on what was `flagged` (FLAGGED) into files of `work`, in the processes of `pool`
    where there is one. Those that are there are kept.
    """
    todo = [one for one in _slices(flagged) if not (work / f"found-{one.name}.parquet").exists()]
    frames = gather(extract, sharing(numbers_of(extract), flagged["declaration"].unique()))
    if pool is None:
        looked: Iterator[None] = map(partial(_look_at, frames, work, ruling), todo)
    else:
        apart = partial(_look_at_kept, keep_frames(frames, work / "gathered"), work, ruling)
        del frames
        looked = pool.map(apart, todo)
    for done, _ in enumerate(looked, start=1):
        progress(done / len(todo))


def _slices(flagged: pl.DataFrame) -> Iterator[Slice]:
    """What was flagged in slices, always the same."""
    for subject in sorted(get_args(Subject)):
        targets = flagged.filter(pl.col("subject") == subject).sort("declaration")
        for index, some in enumerate(targets.iter_slices(SLICE)):
            speaking = dict(some.select("declaration", "rules").iter_rows())
            yield Slice(f"{subject}-{index}", subject, speaking)


def _look_at_kept(gathered: Path, work: Path, ruling: Ruling, one: Slice) -> None:
    _look_at(_mapped(gathered), work, ruling, one)


@cache
def _mapped(gathered: Path) -> Frames:
    """Frames that a process of its own works on, slice after slice."""
    return kept_frames(gathered)


def _look_at(frames: Frames, work: Path, ruling: Ruling, one: Slice) -> None:
    """The engine's findings on one subject of some declarations, and what it could not assess."""
    findings: list[dict[str, Any]] = []
    missing: list[dict[str, Any]] = []
    declarations = pl.Series(list(one.speaking))
    trade = sliced(frames, declarations)
    rows = rows_of(one.subject, trade, one.speaking.keys(), ruling.facts)
    heads = frames["declarations"].filter(pl.col("declaration").is_in(declarations.implode()))
    for rule_set, names in ruling.split(heads):
        own = frozenset(names)
        ruled = _by_words(rule_set.of(one.subject))
        say(
            one.subject,
            _heard((row for row in rows if row["declaration"] in own), one, ruled),
            findings,
            missing,
        )
    write_whole(_frame(missing, NOT_ASSESSABLE), work / f"lacked-{one.name}.parquet")
    for finding in findings:
        finding["content"] = canonical_json(finding).decode()
    write_whole(_frame(findings, FINDINGS), work / f"found-{one.name}.parquet")


def _heard(rows: Iterable[Row], one: Slice, ruled: Callable[[str | None], Sequence[Rule]]) -> Iterator[Heard]:
    for row in rows:
        some = ruled(one.speaking[row["declaration"]])
        yield row, some, [rule.on_row(row) for rule in some]


def _by_words(ruled: Sequence[Rule]) -> Callable[[str | None], Sequence[Rule]]:
    """What picks of some rules those whose ids stand in a text; all of them where there is none."""

    @cache
    def picked(ids: str | None) -> Sequence[Rule]:
        return ruled if ids is None else [rule for rule in ruled if rule.id in ids.split(" ")]

    return picked


def _frame(rows: Sequence[Mapping[str, Any]], schema: Mapping[str, Any]) -> pl.DataFrame:
    return pl.DataFrame([pl.Series(name, [row[name] for row in rows], kind) for name, kind in schema.items()])
