"""The engine on what was flagged, some declarations and one subject at a time: in this process where it is
little, else in one for each core.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

import polars as pl

from gateway.reconciliation.batch.extracts import Extract
from gateway.reconciliation.batch.gathering import Frames, gather, sliced
from gateway.reconciliation.batch.offices import Ruling
from gateway.reconciliation.batch.processes import keep_frames, kept_frames, processes, write_whole
from gateway.reconciliation.batch.screening import NOT_ASSESSABLE
from gateway.reconciliation.batch.tables import numbers_of, sharing
from gateway.reconciliation.engine import reconcile_subject
from gateway.reconciliation.result import canonical_json
from gateway.reconciliation.rules.definition import Subject

SLICE = 1_000
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
    declarations: tuple[str, ...]


def look_at(
    extract: Extract, flagged: pl.DataFrame, work: Path, ruling: Ruling, progress: Callable[[float], None]
) -> None:
    """Writes the findings on what was `flagged` (declaration, subject) into files of `work`. Those that are
    there are kept.
    """
    todo = [one for one in _slices(flagged) if not (work / f"found-{one.name}.parquet").exists()]
    frames = gather(extract, sharing(numbers_of(extract), flagged["declaration"].unique()))
    if sum(len(one.declarations) for one in todo) < MANY:
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
        targets = flagged.filter(pl.col("subject") == subject)["declaration"].unique().sort()
        for index, start in enumerate(range(0, len(targets), SLICE)):
            yield Slice(f"{subject}-{index}", subject, tuple(targets.slice(start, SLICE)))


_prepared: dict[str, Any] = {}
"""What a process of its own works on; set once, when it starts."""


def _prepare(gathered: Path, work: Path, ruling: Ruling) -> None:
    _prepared.update(frames=kept_frames(gathered), work=work, ruling=ruling)


def _look_at_one(one: Slice) -> None:
    _look_at(one, **_prepared)


def _look_at(one: Slice, frames: Frames, work: Path, ruling: Ruling) -> None:
    """The engine's findings on one subject of some declarations, and what it could not assess."""
    findings: list[dict[str, Any]] = []
    missing: list[dict[str, Any]] = []
    trade = sliced(frames, pl.Series(one.declarations))
    heads = frames["declarations"].filter(pl.col("declaration").is_in(pl.Series(one.declarations).implode()))
    for rule_set, names in ruling.split(heads):
        ruled = rule_set.of(one.subject)
        reconcile_subject(one.subject, trade, frozenset(names), findings, missing, ruling.facts, ruled)
    lacked = [{name: entry[name] for name in NOT_ASSESSABLE} for entry in missing]
    write_whole(pl.DataFrame(lacked, schema=NOT_ASSESSABLE), work / f"lacked-{one.name}.parquet")
    rows = [
        {name: finding[name] for name in FINDINGS if name != "content"}
        | {"content": canonical_json(finding).decode()}
        for finding in findings
    ]
    write_whole(pl.DataFrame(rows, schema=FINDINGS), work / f"found-{one.name}.parquet")
