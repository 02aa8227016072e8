"""The store as the stages see it: read a snapshot, write a change, wait for a bell."""

from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from typing import TypeVar

from sqlalchemy import Connection

from gateway.store.announcing import Announcer
from gateway.store.bell import Bell
from gateway.store.engine import open_engine, snapshots
from gateway.store.migration import migrate
from gateway.store.recent import RecentlyPrepared
from gateway.store.writer import Change, Writer

T = TypeVar("T")


class Store:
    """An open database. Changes go through the one writer; reads are snapshots of what was committed."""

    def __init__(self, url: str) -> None:
        self.engine = open_engine(url)
        self._snapshots = snapshots(self.engine)
        migrate(self.engine)
        self._writer = Writer(self.engine)
        self.events_bell = Bell()
        """Rung when events were appended."""
        self.outbox_bell = Bell()
        """Rung when something waits for the ledger, and when the ledger has a new block."""
        self.heads_bell = Bell()
        """Rung when the ledger has a new block."""

        self.recent = RecentlyPrepared()
        self.decided = Announcer()
        """Tells by root or digest that a submission or an act was decided."""

    @contextmanager
    def read(self) -> Iterator[Connection]:
        """A connection that sees one snapshot from its first query to its end. Never write through it."""
        with self._snapshots.connect() as connection, connection.begin():
            yield connection

    def write(self, change: Change[T], *bells: Bell) -> T:
        """What `change` returned, after it was committed; raises what it raised, and nothing was written
        then.
        """
        return self.submit(change, *bells).result()

    def submit(self, change: Change[T], *bells: Bell) -> "Future[T]":
        """`write` without waiting."""
        return self._writer.submit(change, *bells)

    def close(self) -> None:
        """Commits what was submitted and lets go of the database."""
        self._writer.close()
        self.engine.dispose()


def open_store(url: str) -> Store:
    """The store at `url` (`sqlite:///path`, `postgresql+psycopg://…`), its schema brought up to date."""
    return Store(url)
