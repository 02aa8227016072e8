"""What LMDB and the operating system say when they can't, as a sentence that tells an operator what to do."""

import errno
import os

import lmdb

from ledger_node.errors import StoreDamaged, StoreFull, StoreInvalid, StoreUnwritable

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}
_UNWRITABLE = {errno.EROFS, errno.EACCES, errno.EPERM, errno.EIO}
_DAMAGED = (lmdb.CorruptedError, lmdb.PageNotFoundError, lmdb.InvalidError, lmdb.PanicError)


def explained(error: "lmdb.Error | OSError", where: str) -> StoreInvalid:
    """The error as the node's own, by its cause: no room, no right to write, damage, or another."""
    if isinstance(error, lmdb.MapFullError):
        return StoreFull(where, expected="room in its address space", found=str(error), remedy=_MAP_FULL)
    if isinstance(error, lmdb.DiskError) or _is(error, _FULL):
        return StoreFull(where, expected="room for the next block", found=_plain(error))
    if isinstance(error, OSError | lmdb.ReadonlyError) or _is(error, _UNWRITABLE):
        return StoreUnwritable(where, expected="a directory to write to", found=_plain(error))
    if isinstance(error, _DAMAGED):
        return StoreDamaged(where, expected="sound pages", found=_plain(error))
    return StoreInvalid(where, expected="a readable LMDB environment", found=_plain(error))


_MAP_FULL = "Start a new node from a snapshot with a version of Tegata that reserves more: no block is lost."


def _is(error: "lmdb.Error | OSError", numbers: set[int]) -> bool:
    """Whether it is one of these errors of the system; LMDB passes on their text alone."""
    if isinstance(error, OSError):
        return error.errno in numbers
    return any(os.strerror(number) in str(error) for number in numbers)


def _plain(error: Exception) -> str:
    return error.strerror if isinstance(error, OSError) and error.strerror else str(error)
