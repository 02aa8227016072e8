"""The originals beside an archive: each is what its name says, and a document that a source names."""

from collections.abc import Iterator, Mapping
from typing import Any

import polars as pl

from gateway.archive.checking.folder import Folder
from gateway.archive.checking.report import Difference, Report
from gateway.archive.originals import ORIGINALS, named_in, sha256_of


def original_differences(
    folder: Folder, frames: Mapping[Any, pl.DataFrame], report: Report
) -> Iterator[Difference]:
    """Files under `originals/` that are not what they are named by, or that no source names.

    Documents that sources name and that are not there are counted as not derived: nobody has to show them.
    """
    named, there = named_in(frames), set()
    for file in sorted((folder.path / ORIGINALS).rglob("*")):
        if not file.is_file():
            continue
        digest, name = sha256_of(file), file.relative_to(folder.path).as_posix()
        if digest != file.name[:64]:
            yield Difference(name, f"SHA-256 {file.name[:64]}", f"SHA-256 {digest}")
        elif digest not in named:
            yield Difference(name, "a document that a record or a declaration was read from", "another")
        there.add(digest)
    report.counted["originals"] = len(named & there)
    if missing := len(named - there):
        report.not_derived.append(f"{missing} of {len(named)} original documents: they are not in the folder")
