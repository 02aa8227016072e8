"""The check of an archive as a whole: files first, then what each table must say, from the proofs up."""

import os
from collections.abc import Callable, Iterator
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import Any

import polars as pl
from sqlalchemy import Table

from contracts import strict_json
from contracts.errors import TegataError
from contracts.ids import UnixTime
from contracts.proofs import ProvedKeys, Trust, keys_from_json, proved_keys, read_trust
from gateway.archive.bundling import ALONE
from gateway.archive.checking.acts import act_differences
from gateway.archive.checking.comparing import compare
from gateway.archive.checking.declarations import declaration_differences
from gateway.archive.checking.drawn import draw_differences
from gateway.archive.checking.folder import (
    Folder,
    file_differences,
    open_folder,
    read_tables,
    signature_differences,
)
from gateway.archive.checking.ledger import block_differences, ledger_differences, state_of
from gateway.archive.checking.originals import original_differences
from gateway.archive.checking.records import PartFacts, check_part
from gateway.archive.checking.report import Difference, Report
from gateway.archive.checking.results import result_differences
from gateway.archive.frames import key_of, schema_of
from gateway.store.projections.columns import OF_RECORDS
from gateway.store.projections.tables import TABLES
from gateway.store.tables.chain import anchored_batches, status_changes
from gateway.store.tables.records import records
from gateway.worker_processes import begin

Progress = Callable[[str, float], None]
"""What is being done, and the share of it that is done, 0 to 1."""


def check_archive(
    path: Path,
    trust: Trust | None = None,
    progress: Progress = lambda _doing, _share: None,
    workers: int | None = None,
) -> Report:
    """Every difference between what the archive in `path` says and what it proves.

    Without `trust` the archive's own trust file is taken, which proves only that it fits together. `workers`:
    processes that check records; as many as there are processors unless told. Raises ArchiveInvalid where
    there is no archive.
    """
    report = Report()
    folder = open_folder(path)
    progress("files", 0)
    report.differences += file_differences(folder)
    report.counted["files"] = len(folder.manifest.files)
    try:
        believed = trust or read_trust(folder.read("trust.json"))
        keys = _gateway_keys(folder, believed)
    except TegataError as error:
        report.differences.append(Difference.of(str(path), error))
        report.not_derived.append("everything: who signed, and for which network, is not shown")
        return report
    report.differences += signature_differences(folder, keys)
    frames, wrong = read_tables(folder)
    report.differences += wrong
    report.differences += _derive(folder, frames, believed, keys, report, progress, workers)
    return report


def _gateway_keys(folder: Folder, trust: Trust) -> ProvedKeys:
    name = "gateway-keys.json"
    evidence = keys_from_json(strict_json.loads(folder.read(name), name))
    return proved_keys(evidence, trust, UnixTime(folder.manifest.made_at))


def _derive(
    folder: Folder,
    frames: dict[Table, pl.DataFrame],
    trust: Trust,
    keys: ProvedKeys,
    report: Report,
    progress: Progress,
    workers: int | None,
) -> Iterator[Difference]:
    for count, differences in _records(folder, frames, trust, progress, workers):
        report.counted["records"] = count
        yield from differences
    progress("ledger", 0)
    try:
        state, wrong = state_of(folder, trust)
    except TegataError as error:
        yield Difference.of("ledger/", error)
        report.not_derived.append("the ledger's tables: no evidence of its state holds")
    else:
        yield from wrong
        yield from ledger_differences(frames, state)
    yield from block_differences(frames, folder)
    yield from original_differences(folder, frames, report)
    yield from act_differences(frames, trust.domain, keys)
    yield from draw_differences(frames)
    progress("declarations", 0)
    yield from declaration_differences(frames)
    progress("reconciliation", 0)
    if folder.manifest.reconciled:
        yield from result_differences(frames, keys, report)
    else:
        report.not_derived.append("results of reconciliation: it was behind when the archive was made")
    progress("done", 1)


def _records(
    folder: Folder,
    frames: dict[Table, pl.DataFrame],
    trust: Trust,
    progress: Progress,
    workers: int | None,
) -> Iterator[tuple[int, Iterator[Difference] | list[Difference]]]:
    """Each part's own differences, then those of the tables that all parts together lead to."""
    gathered: dict[str, list[pl.DataFrame]] = {}
    count = 0
    names = [Path(name).stem for name in folder.named("records/")]
    for done, facts in enumerate(_checked(folder, names, trust, workers), start=1):
        count += facts.count
        for name, frame in facts.frames.items():
            gathered.setdefault(name, []).append(frame)
        progress("records", done / len(names))
        yield count, facts.differences
    together = {name: pl.concat(some) for name, some in gathered.items()}
    yield count, _tables(frames, together)


def _tables(frames: dict[Table, pl.DataFrame], derived: dict[str, pl.DataFrame]) -> Iterator[Difference]:
    for table in (records, *(TABLES[one.name] for one in OF_RECORDS)):
        empty = pl.DataFrame(schema=schema_of(table))
        found = derived.get(table.name, empty)
        yield from compare(table.name, key_of(table), frames[table], found)
    for table in (anchored_batches, status_changes):
        if table.name in derived:
            key = key_of(table)
            mine = derived[table.name].unique(key)
            seen = frames[table].join(mine.select(key), on=key, how="semi")
            yield from compare(table.name, key, seen, mine)


def _checked(folder: Folder, names: list[str], trust: Trust, workers: int | None) -> Iterator[PartFacts]:
    at = folder.manifest.made_at
    processes = min(len(names), workers or len(os.sched_getaffinity(0)))
    if processes <= 1 or (workers is None and len(names) <= ALONE):
        yield from (_check(folder.path, name, trust, at) for name in names)
        return
    with ProcessPoolExecutor(processes, get_context("spawn"), begin) as pool:
        repeat: Any = [folder.path] * len(names), names, [trust] * len(names), [at] * len(names)
        yield from pool.map(_check, *repeat)


def _check(path: Path, name: str, trust: Trust, at: UnixTime) -> PartFacts:
    """A part of the archive in `path`; in a process of its own where there are several."""
    files = [path / "records" / f"{name}.ndjson", path / "bundles" / f"{name}.json"]
    lines, bundle = (file.read_bytes() if file.exists() else b"" for file in files)
    return check_part(name, lines, bundle, trust, at)
