"""A run over an extract: screened piece by piece, then the engine on what was flagged; each piece a file, so
that a run that broke off goes on where it stood.
"""

import hashlib
import json
from collections.abc import Callable
from concurrent.futures import Executor
from contextlib import ExitStack
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

import polars as pl

from gateway.reconciliation.batch.extracts import Extract
from gateway.reconciliation.batch.looking import FINDINGS, look_at
from gateway.reconciliation.batch.offices import Ruling
from gateway.reconciliation.batch.pieces import Pieces
from gateway.reconciliation.batch.processes import processes, screened_apart, screened_here, write_whole
from gateway.reconciliation.batch.screening import FLAGGED, NOT_ASSESSABLE, told_by_numbers
from gateway.reconciliation.batch.tables import load
from gateway.reconciliation.facts import known_facts
from gateway.reconciliation.result import canonical_json
from gateway.signing import GatewaySigner

FORMAT = "tegata/reconciliation-batch/1"
TAG = b"tegata/reconciliation-batch/1"
PIECE = 20_000
"""Declarations that are screened together."""

MANY = 60_000
"""Declarations from which processes of their own are worth starting."""

Progress = Callable[[str, float], None]
"""What is being done, and the share of it that is done, 0 to 1."""


@dataclass(frozen=True)
class Summary:
    """What a run came to."""

    declarations: int
    findings: int
    not_assessable: int
    looked_at: int
    """Declarations that the engine looked at row by row."""
    sha256: str


def run(
    extract: Extract,
    target: Path,
    *,
    block_height: int,
    signer: GatewaySigner | None = None,
    ruling: Ruling | None = None,
    progress: Progress = lambda _doing, _share: None,
    piece: int = PIECE,
) -> Summary:
    """Reconciles every declaration of `extract` into Parquet files in `target`, and signs their hash.

    Run again after a crash, it keeps what is there; under another rule set, extract or height it starts over.
    """
    ruling = ruling or Ruling(known_facts())
    said = {
        "format": FORMAT,
        "rule_set": ruling.versions[""],
        "rule_sets_of_offices": {name: own for name, own in ruling.versions.items() if name},
        "block_height": block_height,
        "extract": _fingerprint(extract.folder),
        "piece": piece,
    }
    work = _work_folder(target, said)
    with ExitStack() as stack:
        pool = stack.enter_context(processes()) if extract.count("declarations") >= MANY else None
        _screen_all(extract, work, ruling, piece, progress, pool)
        _look_at_all(extract, work, ruling, progress, pool)
    return _published(target, work, said, signer)


def _work_folder(target: Path, said: dict[str, Any]) -> Path:
    """Where this run's pieces are; pieces of another run are not these."""
    name = hashlib.sha256(canonical_json(said)).hexdigest()[:16]
    work = target / f".run-{name}"
    work.mkdir(parents=True, exist_ok=True)
    return work


def _fingerprint(folder: Path) -> str:
    """SHA-256 over the extract's files: names, sizes and times of change."""
    digest = hashlib.sha256()
    for file in sorted(folder.glob("*.parquet")):
        told = file.stat()
        digest.update(f"{file.name}\0{told.st_size}\0{told.st_mtime_ns}\n".encode())
    return digest.hexdigest()


def _screen_all(
    extract: Extract, work: Path, ruling: Ruling, piece: int, progress: Progress, pool: Executor | None
) -> None:
    if (work / "screened").exists():
        return
    progress("reading", 0)
    tables = load(extract)
    tables["told_by_numbers"] = told_by_numbers(tables)
    total = tables["declarations"].height
    pieces = Pieces(tables, piece)
    todo = [index for index in range(pieces.count) if not (work / f"flagged-{index}.parquet").exists()]
    screened = partial(screened_apart, pool) if pool else screened_here
    for done, _ in enumerate(screened(pieces, todo, work, ruling), start=1 + pieces.count - len(todo)):
        progress("screening", done / pieces.count)
    (work / "screened").write_text(str(total), encoding="utf-8")


def _look_at_all(
    extract: Extract, work: Path, ruling: Ruling, progress: Progress, pool: Executor | None
) -> None:
    if (work / "looked").exists():
        return
    flagged = _together(work, "flagged", FLAGGED)
    if not flagged.is_empty():
        look_at(extract, flagged, work, ruling, lambda share: progress("reconciling", share), pool)
    (work / "looked").touch()


def _published(target: Path, work: Path, said: dict[str, Any], signer: GatewaySigner | None) -> Summary:
    """The pieces as three files, their hash, and its signature."""
    findings = _together(work, "found", FINDINGS).sort("declaration", "line", "rule", "id", nulls_last=False)
    missing = pl.concat(
        [_together(work, "missing", NOT_ASSESSABLE), _together(work, "lacked", NOT_ASSESSABLE)]
    )
    missing = missing.sort("declaration", "rule", "line", pl.col("subject").list.join("\n"))
    write_whole(findings, target / "findings.parquet")
    write_whole(missing, target / "not_assessable.parquet")
    flagged = _together(work, "flagged", FLAGGED)
    files = {
        name: hashlib.sha256((target / name).read_bytes()).hexdigest()
        for name in ("findings.parquet", "not_assessable.parquet")
    }
    body = canonical_json(said | {"files": files})
    digest = hashlib.sha256(body).digest()
    signature = None if signer is None else signer.sign(TAG + digest).hex()
    manifest = said | {"files": files, "sha256": digest.hex(), "signature": signature}
    (target / "result.json").write_text(json.dumps(manifest, indent=2) + "\n", encoding="utf-8")
    count = int((work / "screened").read_text(encoding="utf-8"))
    return Summary(count, findings.height, missing.height, flagged["declaration"].n_unique(), digest.hex())


def _together(work: Path, name: str, schema: dict[str, Any]) -> pl.DataFrame:
    files = sorted(work.glob(f"{name}-*.parquet"))
    return pl.concat([pl.DataFrame(schema=schema), *map(pl.read_parquet, files)])
