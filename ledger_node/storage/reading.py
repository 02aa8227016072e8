"""A store that another process writes to: read as of one moment, whatever room the writer gave it since."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import Condition

import lmdb

from ledger_node.storage.store import MAP_BYTES, MAX_READERS, TABLES, Snapshot
from ledger_node.storage.trouble import explained

AS_THE_WRITER_HAS_IT = 0
"""The size of a map that was outgrown: a writer of another version may reserve more than MAP_BYTES."""


class ReadStore:
    """A store that another process writes to; `snapshot` for any thread. Raises StoreInvalid.

    A thread opens one snapshot at a time: where the writer enlarged the map, the next one waits for those
    that are open.
    """

    def __init__(self, path: Path) -> None:
        self._path = str(path)
        self._reading = Condition()
        self._open = 0
        self._environment, self.tables = _open(self._path)

    def close(self) -> None:
        """Release the environment; no snapshot may be open."""
        self._environment.close()

    @contextmanager
    def snapshot(self) -> Iterator[Snapshot]:
        """A consistent view of the last commit, for as long as the block lasts."""
        with self.begin() as transaction:
            yield Snapshot(transaction, self.tables)

    @contextmanager
    def begin(self) -> Iterator["lmdb.Transaction[bytes]"]:
        """The same as LMDB has it."""
        transaction = self._begin()
        try:
            with transaction:
                yield transaction
        finally:
            with self._reading:
                self._open -= 1
                self._reading.notify_all()

    def _begin(self) -> "lmdb.Transaction[bytes]":
        with self._reading:
            try:
                transaction = self._begin_on_a_map_that_is_large_enough()
            except lmdb.Error as error:
                raise explained(error, self._path) from error
            self._open += 1
            return transaction

    def _begin_on_a_map_that_is_large_enough(self) -> "lmdb.Transaction[bytes]":
        """LMDB maps anew only while this process reads nothing; the map may grow again meanwhile."""
        while True:
            try:
                return self._environment.begin()
            except lmdb.MapResizedError:
                self._reading.wait_for(lambda: self._open == 0)
                self._environment.set_mapsize(AS_THE_WRITER_HAS_IT)


@contextmanager
def open_reader(path: Path) -> Iterator[Snapshot]:
    """A view of a store that another process may be writing to. Raises StoreInvalid."""
    with open_tables(path) as (transaction, tables):
        yield Snapshot(transaction, tables)


@contextmanager
def open_tables(path: Path) -> Iterator[tuple["lmdb.Transaction[bytes]", dict[str, "lmdb._Database"]]]:
    """One moment of a store that another process may be writing to, as LMDB has it. Raises StoreInvalid."""
    store = ReadStore(path)
    try:
        with store.begin() as transaction:
            yield transaction, store.tables
    finally:
        store.close()


def _open(path: str) -> "tuple[lmdb.Environment, dict[str, lmdb._Database]]":
    try:
        environment = lmdb.open(
            path,
            map_size=MAP_BYTES,
            readonly=True,
            create=False,
            max_dbs=len(TABLES),
            max_readers=MAX_READERS,
            readahead=False,
        )
    except lmdb.Error as error:
        raise explained(error, path) from error
    try:
        return environment, {name: _open_table(environment, name) for name in TABLES}
    except lmdb.Error as error:
        environment.close()
        raise explained(error, path) from error


def _open_table(environment: "lmdb.Environment", name: str) -> "lmdb._Database":
    try:
        return environment.open_db(name.encode(), create=False)
    except lmdb.MapResizedError:
        environment.set_mapsize(AS_THE_WRITER_HAS_IT)
        return _open_table(environment, name)
