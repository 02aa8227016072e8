"""What LMDB and the operating system say when they can't, as a sentence that tells an operator what to do."""

import errno
import os
import resource
from pathlib import Path

import lmdb

from ledger_node.errors import StoreDamaged, StoreFull, StoreInvalid, StoreUnwritable

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_UNWRITABLE = {errno.EROFS, errno.EACCES, errno.EPERM, errno.EIO}
_DAMAGED = (lmdb.CorruptedError, lmdb.PageNotFoundError, lmdb.InvalidError, lmdb.PanicError)


def explained(error: "lmdb.Error | OSError", where: str) -> StoreInvalid:
    """The error as the node's own, by its cause: no room, no right to write, damage, or another."""
    if isinstance(error, lmdb.MapFullError):
        return StoreFull(where, expected="room in its address space", found=str(error), remedy=_MAP_FULL)
    short = _is(error, {errno.EIO}) and not _has_room(Path(where))
    if isinstance(error, lmdb.DiskError) or _is(error, _FULL) or short:
        return StoreFull(where, expected="room for the next block", found=_plain(error))
    if isinstance(error, OSError | lmdb.ReadonlyError) or _is(error, _UNWRITABLE):
        return StoreUnwritable(where, expected="a directory to write to", found=_plain(error))
    if isinstance(error, _DAMAGED):
        return StoreDamaged(where, expected="sound pages", found=_plain(error))
    return StoreInvalid(where, expected="a readable LMDB environment", found=_plain(error))


_MAP_FULL = "Start a new node from a snapshot with a version of Tegata that reserves more: no block is lost."


_LITTLE = 1 << 20


def _has_room(store: Path) -> bool:
    """Whether more could be written: LMDB calls a write that was cut short by a full disk an error of I/O."""
    try:
        disk = os.statvfs(store)
        largest = max((file.stat().st_size for file in store.iterdir()), default=0)
    except OSError:
        return True
    limit = resource.getrlimit(resource.RLIMIT_FSIZE)[0]
    return disk.f_bavail * disk.f_frsize >= _LITTLE and (limit == resource.RLIM_INFINITY or largest < limit)


def _is(error: "lmdb.Error | OSError", numbers: set[int]) -> bool:
    """Whether it is one of these errors of the system; LMDB passes on their text alone."""
    if isinstance(error, OSError):
        return error.errno in numbers
    return any(os.strerror(number) in str(error) for number in numbers)


def _plain(error: Exception) -> str:
    return error.strerror if isinstance(error, OSError) and error.strerror else str(error)
