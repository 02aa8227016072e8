"""The folder of an archive: its manifest, its files against their hashes, its tables as frames."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import polars as pl
from polars.exceptions import PolarsError
from sqlalchemy import Table

from contracts.ed25519 import is_signed
from contracts.ids import Signature
from contracts.proofs import ProvedKeys
from gateway.archive.checking.report import Difference
from gateway.archive.frames import schema_of
from gateway.archive.manifest import NAME, ArchiveInvalid, Manifest, read_manifest
from gateway.archive.originals import ORIGINALS
from gateway.archive.visible import SEEN
from gateway.archive.writing import render


@dataclass(frozen=True)
class Folder:
    """An archive on disk, its manifest read."""

    path: Path
    manifest: Manifest
    signature: Signature

    def read(self, name: str) -> bytes:
        """The bytes of a file; ArchiveInvalid where it is not there."""
        try:
            return (self.path / name).read_bytes()
        except OSError as error:
            raise ArchiveInvalid(name, expected="a file", found=error.strerror or "none") from None

    def named(self, start: str) -> list[str]:
        """The manifest's files whose paths begin so, in order."""
        return [entry.path for entry in self.manifest.files if entry.path.startswith(start)]


def open_folder(path: Path) -> Folder:
    """The archive in a folder; ArchiveInvalid where there is none."""
    try:
        data = (path / NAME).read_bytes()
    except OSError as error:
        found = error.strerror or "none"
        raise ArchiveInvalid(str(path / NAME), expected="a manifest", found=found) from None
    return Folder(path, *read_manifest(data))


def file_differences(folder: Folder) -> Iterator[Difference]:
    """Files that are not as the manifest says, that are missing, and that it does not name.

    Originals are put beside an archive by whoever has them, after it was signed.
    """
    manifest = folder.manifest
    if folder.read(NAME) != render(manifest, folder.signature):
        yield Difference(NAME, "the manifest in its one spelling", "another spelling")
    for entry in manifest.files:
        try:
            data = folder.read(entry.path)
        except ArchiveInvalid as error:
            yield Difference(entry.path, error.expected, error.found)
            continue
        found = hashlib.sha256(data).hexdigest()
        if (len(data), found) != (entry.size, entry.sha256):
            yield Difference(
                entry.path,
                f"{entry.size} bytes, SHA-256 {entry.sha256}",
                f"{len(data)} bytes, SHA-256 {found}",
            )
    known = {entry.path for entry in manifest.files} | {NAME}
    for file in sorted(folder.path.rglob("*")):
        name = file.relative_to(folder.path).as_posix()
        if file.is_file() and name not in known and not name.startswith(f"{ORIGINALS}/"):
            yield Difference(name, "only files that the manifest names", "another")


def signature_differences(folder: Folder, keys: ProvedKeys) -> Iterator[Difference]:
    """The manifest's signature, by a key that the ledger has for the gateway that made it."""
    manifest = folder.manifest
    if keys.member != manifest.gateway:
        yield Difference(
            "gateway-keys.json", f"keys of member {manifest.gateway}", f"of member {keys.member}"
        )
    at = manifest.made_at
    valid = (key.key for key in keys.keys if key.valid_at(at))
    if not any(is_signed(key, manifest.message, folder.signature) for key in valid):
        yield Difference(
            NAME,
            f"a signature by a key of the gateway of member {manifest.gateway}",
            "none that the ledger knows of",
        )


def read_tables(folder: Folder) -> tuple[dict[Table, pl.DataFrame], list[Difference]]:
    """Every table as a frame, and the tables that can't be read as what they are to be."""
    frames: dict[Table, pl.DataFrame] = {}
    wrong: list[Difference] = []
    for table in SEEN:
        name = f"tables/{table.name}.parquet"
        schema = schema_of(table)
        try:
            frame = pl.read_parquet(folder.read(name))
        except (PolarsError, ArchiveInvalid) as error:
            wrong.append(Difference(name, "a table in Parquet", str(error)[:200]))
            frame = pl.DataFrame(schema=schema)
        if dict(frame.schema) != schema:
            wrong.append(Difference(name, f"the columns {', '.join(schema)}", ", ".join(frame.columns)))
            frame = pl.DataFrame(schema=schema)
        frames[table] = frame
    return frames, wrong
