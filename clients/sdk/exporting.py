"""Taking everything out: the gateway's archive, written to a folder while it arrives."""

import shutil
import tarfile
from collections.abc import Callable, Iterator
from pathlib import Path, PurePosixPath
from typing import IO

from clients.sdk.errors import GatewayUnreachable
from contracts.errors import TegataError

MANIFEST = "manifest.json"
"""The last file of an archive: without it the rest broke off."""

Progress = Callable[[str, int], None]
"""A file's path, and its bytes, once it is on disk."""


class FolderInUse(TegataError):
    """An archive is to be written where something else is."""

    code = "export.folder"
    default_remedy = "Name a folder that is empty or not there yet."


class ByteStream:
    """Chunks of bytes as a file that is read once."""

    def __init__(self, chunks: Iterator[bytes]) -> None:
        self._chunks = chunks
        self._rest = b""

    def read(self, size: int) -> bytes:
        """At most `size` bytes, fewer only at the end."""
        parts, missing = [self._rest], size - len(self._rest)
        while missing > 0 and (chunk := next(self._chunks, b"")):
            parts.append(chunk)
            missing -= len(chunk)
        whole = b"".join(parts)
        self._rest = whole[size:]
        return whole[:size]


def check_folder(folder: Path) -> None:
    """FolderInUse unless `folder` is empty or not there."""
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise FolderInUse(str(folder), expected="an empty folder", found="one with something in it")


def unpack(chunks: Iterator[bytes], folder: Path, progress: Progress = lambda _path, _size: None) -> int:
    """Writes the files of a tar stream under `folder`; how many there were.

    Raises GatewayUnreachable where the stream ends before its manifest.
    """
    stream: IO[bytes] = ByteStream(chunks)  # type: ignore[assignment]  # tarfile reads a stream by read() alone
    count, last = 0, ""
    try:
        with tarfile.open(fileobj=stream, mode="r|") as archive:
            for entry in archive:
                last = entry.name
                _write(archive, entry, folder / _inside(last))
                progress(last, entry.size)
                count += 1
    except tarfile.TarError as error:
        raise _broke_off(last, str(error)) from error
    if last != MANIFEST:
        raise _broke_off(last, "the end of the answer")
    return count


def _write(archive: tarfile.TarFile, entry: tarfile.TarInfo, target: Path) -> None:
    content = archive.extractfile(entry) if entry.isreg() else None
    if content is None:
        raise _broke_off(entry.name, "something that is no plain file")
    target.parent.mkdir(parents=True, exist_ok=True)
    with target.open("wb") as out:
        shutil.copyfileobj(content, out)


def _inside(name: str) -> PurePosixPath:
    """The path of an entry, which leads nowhere but into the folder."""
    path = PurePosixPath(name)
    if path.is_absolute() or ".." in path.parts or not path.parts:
        raise _broke_off(name, "a path that leads out of the folder")
    return path


def _broke_off(after: str, found: str) -> GatewayUnreachable:
    where = f"export, at {after}" if after else "export"
    return GatewayUnreachable(
        where,
        expected="every file, the manifest last",
        found=found,
        remedy="Export again, into a new folder.",
    )
