"""The disk as a power cut may leave it: what was synced is there, of the rest any part, in sectors.

Names are as in a journalling file system (ext4, XFS): made, changed and removed in order, and all of them on
the disk once anything is synced after them. Contents are on the disk once the file itself is synced; what was
written since may be there or not, sector by sector, in any order.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from tests.faults.power_trace import Cut, Made, Operation, Removed, Renamed, Synced, Written

SECTOR = 512

Keeps = Callable[[], bool]
"""Whether a sector, or a name, that was not synced yet is on the disk all the same."""


@dataclass
class _File:
    """A file's contents: what was done to it, in order, and whether that is surely on the disk."""

    base: bytes = b""
    changes: list[tuple[int, Written | Cut]] = field(default_factory=list)
    synced: int = 0
    """What was done before this operation is on the disk."""

    def contents(self, keeps: Keeps) -> bytes:
        kept = bytearray(self.base)
        for number, change in self.changes:
            sure = number < self.synced
            if isinstance(change, Cut):
                if sure or keeps():
                    _resize(kept, change.size)
                continue
            for start in range(0, len(change.data), SECTOR):
                if sure or change.synced or keeps():
                    _put(kept, change.offset + start, change.data[start : start + SECTOR])
        return bytes(kept)


def _resize(kept: bytearray, size: int) -> None:
    del kept[size:]
    kept.extend(bytes(size - len(kept)))


def _put(kept: bytearray, at: int, data: bytes) -> None:
    kept.extend(bytes(max(0, at - len(kept))))
    kept[at : at + len(data)] = data


_FOLDER = -1


def contents_of(root: Path) -> dict[str, bytes]:
    """Every file under a folder."""
    return {str(path): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


def disk_after(
    before: dict[str, bytes], operations: Sequence[Operation], keeps: Keeps
) -> tuple[dict[str, bytes], list[str]]:
    """Files and folders as they may be when the power goes after these operations."""
    files = [_File(data) for data in before.values()]
    now = {path: number for number, path in enumerate(before)}
    names: list[tuple[int, Operation, int]] = []
    sure = 0
    for number, operation in enumerate(operations):
        if isinstance(operation, Written | Cut) and operation.path in now:
            files[now[operation.path]].changes.append((number, operation))
        elif isinstance(operation, Synced):
            sure = max(sure, operation.begun)
            if now.get(operation.path, _FOLDER) != _FOLDER:
                file = files[now[operation.path]]
                file.synced = max(file.synced, operation.begun)
        elif isinstance(operation, Made | Renamed | Removed):
            target = _name(now, operation, files)
            names.append((number, operation, target))
    left = {path: number for number, path in enumerate(before)}
    for number, operation, target in names:
        if number >= sure and not keeps():
            break
        _rename(left, operation, target)
    found = {path: files[number].contents(keeps) for path, number in left.items() if number != _FOLDER}
    return found, [path for path, number in left.items() if number == _FOLDER]


def _name(now: dict[str, int], operation: Operation, files: list[_File]) -> int:
    """Change the names in force; the file that the operation is about."""
    target = _FOLDER
    if isinstance(operation, Made) and not operation.is_folder:
        files.append(_File())
        target = len(files) - 1
    elif isinstance(operation, Renamed):
        target = now.get(operation.path, _FOLDER)
    _rename(now, operation, target)
    return target


def _rename(names: dict[str, int], operation: Operation, target: int) -> None:
    if isinstance(operation, Made):
        names[operation.path] = target
    elif isinstance(operation, Renamed):
        names.pop(operation.path, None)
        names[operation.to] = target
    elif isinstance(operation, Removed):
        names.pop(operation.path, None)


def write_disk(disk: tuple[dict[str, bytes], list[str]], root: Path, to: Path) -> None:
    """Put what a power cut left under `root` into another folder."""
    files, folders = disk
    for folder in folders:
        (to / Path(folder).relative_to(root)).mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        path = to / Path(name).relative_to(root)
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
        path.chmod(0o600)
