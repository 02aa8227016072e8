"""What a process and its children did to their files, in order: recorded by strace, read back as operations.

A recording is text; every string in it is hexadecimal, so that a file's bytes come back as they were.
"""

import os
import re
import shutil
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

_CALLS = (
    "openat,creat,lseek,write,pwrite64,writev,pwritev,fsync,fdatasync,ftruncate,"
    "rename,renameat,renameat2,unlink,unlinkat,mkdir,mkdirat,sendto,sendmsg"
)
_LONGEST = 8 << 20

_LINE = re.compile(r"^(\d+)\s+(.*)$")
_RESUMED = re.compile(r"^<\.\.\. \w+ resumed>(.*)$")
_DONE = re.compile(r"^(\w+)\((.*)\)\s+= (\d+)(?:<((?:\\x[0-9a-f]{2})*)>)?", re.DOTALL)
_STRING = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')
_FILE = re.compile(r"^(\d+)<((?:\\x[0-9a-f]{2})*)>")
_UNFINISHED = " <unfinished ...>"


@dataclass(frozen=True, slots=True)
class Made:
    """A file or a folder came to be; a file that was there is emptied."""

    path: str
    is_folder: bool = False


@dataclass(frozen=True, slots=True)
class Written:
    """Bytes at an offset; `synced` where the file is open for synchronous writes."""

    path: str
    offset: int
    data: bytes
    synced: bool


@dataclass(frozen=True, slots=True)
class Cut:
    """A file has another length."""

    path: str
    size: int


@dataclass(frozen=True, slots=True)
class Synced:
    """A file or a folder was synced: what was done before the operation `begun` is on the disk."""

    path: str
    begun: int


@dataclass(frozen=True, slots=True)
class Renamed:
    """A file has another name, in place of what had it."""

    path: str
    to: str


@dataclass(frozen=True, slots=True)
class Removed:
    """A name is gone."""

    path: str


@dataclass(frozen=True, slots=True)
class Sent:
    """Bytes went to a socket: somebody may know them."""

    data: bytes


Operation = Made | Written | Cut | Synced | Renamed | Removed | Sent


def recorder() -> str:
    """The path of strace; skips where there is none, which in CI is a failure."""
    found = shutil.which("strace")
    if found is None:
        if os.environ.get("CI"):
            raise AssertionError("strace is not installed")
        pytest.skip("strace is not installed: it records what a node writes")
    return found


def recorded(command: Sequence[str], recording: Path) -> list[str]:
    """The command that runs another and records what it does."""
    options = ["-f", "--seccomp-bpf", "-qq", "-xx", "-y", "-s", str(_LONGEST), "-e", "signal=none"]
    return [recorder(), *options, "-e", f"trace={_CALLS}", "-o", str(recording), *command]


@dataclass
class _Reading:
    """The open files of a recording, as far as it has been read."""

    root: str
    cursors: dict[tuple[str, str], int] = field(default_factory=dict)
    flags: dict[tuple[str, str], str] = field(default_factory=dict)
    sizes: dict[str, int] = field(default_factory=dict)
    known: set[str] = field(default_factory=set)

    def operations(self, name: str, inside: str, result: int, opened: str, begun: int) -> Iterator[Operation]:
        if name in ("openat", "creat"):
            yield from self._opened(inside, str(result), _text(opened).decode())
        elif name in ("rename", "renameat", "renameat2", "unlink", "unlinkat", "mkdir", "mkdirat"):
            yield from self._named(name, [_text(each).decode() for each in _STRING.findall(inside)])
        elif (file := _FILE.match(inside)) is not None:
            yield from self._file(name, inside, result, (_text(file[2]).decode(), file[1]), begun)

    def _opened(self, inside: str, number: str, path: str) -> Iterator[Operation]:
        if not self._is_inside(path):
            return
        self.cursors[path, number] = 0
        self.flags[path, number] = inside
        if "O_TRUNC" in inside or ("O_CREAT" in inside and path not in self.known):
            self.known.add(path)
            self.sizes[path] = 0
            yield Made(path)

    def _named(self, name: str, paths: list[str]) -> Iterator[Operation]:
        if not all(map(self._is_inside, paths)):
            return
        if name.startswith("rename"):
            self.known.add(paths[1])
            self.sizes[paths[1]] = self.sizes.pop(paths[0], 0)
            for (path, number), flags in list(self.flags.items()):
                if path == paths[0]:
                    self.flags[paths[1], number] = flags
                    self.cursors[paths[1], number] = self.cursors[path, number]
        self.known.discard(paths[0])
        if name.startswith("rename"):
            yield Renamed(*paths)
        else:
            yield Removed(paths[0]) if name.startswith("unlink") else Made(paths[0], is_folder=True)

    def _file(
        self, name: str, inside: str, result: int, key: tuple[str, str], begun: int
    ) -> Iterator[Operation]:
        path = key[0]
        if not self._is_inside(path):
            if "write" in name or name.startswith("send"):
                yield Sent(_data(inside)[:result])
        elif name == "lseek":
            self.cursors[key] = result
        elif name in ("fsync", "fdatasync"):
            yield Synced(path, begun)
        elif name == "ftruncate":
            self.sizes[path] = _last_number(inside)
            yield Cut(path, self.sizes[path])
        else:
            yield self._written(name, inside, result, key)

    def _written(self, name: str, inside: str, result: int, key: tuple[str, str]) -> Written:
        path, flags = key[0], self.flags.get(key, "")
        at = _last_number(inside) if name.startswith("p") else self.cursors.get(key, 0)
        if "O_APPEND" in flags:
            at = self.sizes.get(path, 0)
        if not name.startswith("p"):
            self.cursors[key] = at + result
        self.sizes[path] = max(self.sizes.get(path, 0), at + result)
        return Written(path, at, _data(inside)[:result], "SYNC" in flags)

    def _is_inside(self, path: str) -> bool:
        return path.startswith(self.root)


def read_recording(recording: Path, root: Path, sizes: dict[str, int]) -> list[Operation]:
    """The operations on what is under `root`, and what was sent; `sizes` of the files that were there."""
    reading = _Reading(str(root), sizes=dict(sizes), known=set(sizes))
    begun: dict[str, tuple[str, int]] = {}
    found: list[Operation] = []
    for line in recording.read_text(encoding="ascii").splitlines():
        match = _LINE.match(line)
        if match is None:
            continue
        task, text = match[1], match[2]
        start = len(found)
        if text.endswith(_UNFINISHED):
            begun[task] = text.removesuffix(_UNFINISHED), start
            continue
        if (resumed := _RESUMED.match(text)) is not None:
            before, start = begun.pop(task, ("", start))
            text = before + resumed[1]
        if (done := _DONE.match(text)) is not None:
            found += reading.operations(done[1], done[2], int(done[3]), done[4] or "", start)
    return found


def _text(hexadecimal: str) -> bytes:
    return bytes.fromhex(hexadecimal.replace("\\x", ""))


def _data(inside: str) -> bytes:
    return b"".join(map(_text, _STRING.findall(inside)))


def _last_number(inside: str) -> int:
    return int(inside.rpartition(", ")[2])
