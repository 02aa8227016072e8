"""One writer to a data directory: LMDB keeps two processes from tearing pages, not from both writing."""

import fcntl
import os
from pathlib import Path

from ledger_node.errors import StoreBusy


class DirectoryLock:
    """An advisory lock on a directory, held until it is released or the process ends, however it ends."""

    def __init__(self, directory: Path) -> None:
        self._descriptor = os.open(directory / "writer.lock", os.O_RDWR | os.O_CREAT, 0o600)
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError as error:
            os.close(self._descriptor)
            raise StoreBusy(str(directory), expected="a free data directory", found="one in use") from error

    def release(self) -> None:
        """Let another process write."""
        os.close(self._descriptor)
