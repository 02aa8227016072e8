"""The documents that records and declarations were read from, beside an archive.

A gateway never has them: whoever handed them in kept them, and their SHA-256 stands with what was read.
"""

import hashlib
import json
import shutil
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from gateway.store.tables.provenance import declaration_sources, record_sources

ORIGINALS = "originals"
"""The folder in an archive; each file is named by its SHA-256 and ends as it did."""

SOURCES = (record_sources, declaration_sources)
_MOST_SUFFIX = 12


@dataclass(frozen=True)
class Originals:
    """What came of looking for originals: how many documents were found of those that sources name."""

    found: int
    named: int


def named_in(frames: Mapping[Any, pl.DataFrame]) -> set[str]:
    """The SHA-256 of every document that an archive's sources name."""
    texts = (text for table in SOURCES for text in frames[table]["document"])
    return {digest for text in texts if (digest := _digest_of(text)) is not None}


def _digest_of(text: str) -> str | None:
    try:
        digest = json.loads(text)["original_sha256"]
    except (ValueError, KeyError, TypeError):
        return None  # what is wrong with the table is told where tables are checked
    return digest if isinstance(digest, str) else None


def add_originals(archive: Path, places: Iterable[Path]) -> Originals:
    """Puts beside an archive each document that its sources name, from files and folders of its user.

    Files that no source names are left alone.
    """
    tables = {table: archive / "tables" / f"{table.name}.parquet" for table in SOURCES}
    wanted = named_in({table: pl.read_parquet(file) for table, file in tables.items()})
    target = archive / ORIGINALS
    found: set[str] = set()
    for file in _files(places):
        digest = sha256_of(file)
        if digest in wanted - found:
            target.mkdir(exist_ok=True)
            shutil.copyfile(file, target / (digest + file.suffix[:_MOST_SUFFIX].lower()))
            found.add(digest)
    return Originals(len(found), len(wanted))


def _files(places: Iterable[Path]) -> Iterator[Path]:
    for place in places:
        yield from sorted(
            file for file in (place.rglob("*") if place.is_dir() else [place]) if file.is_file()
        )


def sha256_of(file: Path) -> str:
    """The SHA-256 of a file's bytes, in hex."""
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
