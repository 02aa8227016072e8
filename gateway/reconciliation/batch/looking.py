"""The engine on what was flagged, some declarations and one subject at a time: in this process where it is
little, else in one for each core.
"""

import gc
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, get_args

import polars as pl

from gateway.reconciliation.batch.extracts import Extract
from gateway.reconciliation.batch.gathering import Frames, gather, sliced
from gateway.reconciliation.batch.offices import Ruling
from gateway.reconciliation.batch.processes import keep_frames, kept_frames, processes, write_whole
from gateway.reconciliation.batch.screening import NOT_ASSESSABLE
from gateway.reconciliation.batch.tables import numbers_of, sharing
from gateway.reconciliation.engine import rows_of, say
from gateway.reconciliation.result import canonical_json
from gateway.reconciliation.rules.definition import Rule, Subject

SLICE = 4_000
"""Declarations that the engine takes at a time."""

MANY = 10_000
"""Declarations from which processes of their own are worth starting."""

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
    extract: Extract, flagged: pl.DataFrame, work: Path, ruling: Ruling, progress: Callable[[float], None]
) -> None:
    """Writes the findings on what was `flagged` (declaration, subject) into files of `work`. Those that are
    there are kept.
    """
    todo = [one for one in _slices(flagged) if not (work / f"found-{one.name}.parquet").exists()]
    frames = gather(extract, sharing(numbers_of(extract), flagged["declaration"].unique()))
    if sum(len(one.speaking) for one in todo) < MANY:
        for done, one in enumerate(todo, start=1):
            _look_at(one, frames, work, ruling)
            progress(done / len(todo))
        return
    gathered = keep_frames(frames, work / "gathered")
    with processes(_prepare, (gathered, work, ruling)) as pool:
        for done, _ in enumerate(pool.map(_look_at_one, todo), start=1):
            progress(done / len(todo))


def _slices(flagged: pl.DataFrame) -> Iterator[Slice]:
    """What was flagged in slices, always the same."""
    for subject in sorted(get_args(Subject)):
        targets = flagged.filter(pl.col("subject") == subject).sort("declaration")
        for index, some in enumerate(targets.iter_slices(SLICE)):
            speaking = dict(some.select("declaration", "rules").iter_rows())
            yield Slice(f"{subject}-{index}", subject, speaking)


_prepared: dict[str, Any] = {}
"""What a process of its own works on; set once, when it starts."""


def _prepare(gathered: Path, work: Path, ruling: Ruling) -> None:
    gc.disable()  # rows hold no cycles, and looking for some among them took a tenth of the time
    _prepared.update(frames=kept_frames(gathered), work=work, ruling=ruling)


def _look_at_one(one: Slice) -> None:
    _look_at(one, **_prepared)


def _look_at(one: Slice, frames: Frames, work: Path, ruling: Ruling) -> None:
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
        for row in rows:
            if row["declaration"] in own:
                some = ruled(one.speaking[row["declaration"]])
                say(one.subject, row, some, [rule.on_row(row) for rule in some], findings, missing)
    write_whole(_frame(missing, NOT_ASSESSABLE), work / f"lacked-{one.name}.parquet")
    for finding in findings:
        finding["content"] = canonical_json(finding).decode()
    write_whole(_frame(findings, FINDINGS), work / f"found-{one.name}.parquet")


def _by_words(ruled: Sequence[Rule]) -> Callable[[str | None], Sequence[Rule]]:
    """What picks of some rules those whose ids stand in a text; all of them where there is none."""

    @cache
    def picked(ids: str | None) -> Sequence[Rule]:
        return ruled if ids is None else [rule for rule in ruled if rule.id in ids.split(" ")]

    return picked


def _frame(rows: Sequence[Mapping[str, Any]], schema: Mapping[str, Any]) -> pl.DataFrame:
    return pl.DataFrame([pl.Series(name, [row[name] for row in rows], kind) for name, kind in schema.items()])
