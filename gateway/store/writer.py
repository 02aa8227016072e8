"""The one writer: everything that waits is committed as a group, and acknowledged after the commit.

A change is a function of a connection. Each runs in a savepoint of its own, so that one that fails takes
nothing with it. A future is done only when its change is on disk.
"""

import logging
from collections.abc import Callable
from concurrent.futures import Future
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Thread
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine

from contracts.errors import TegataError
from gateway.store.bell import Bell

T = TypeVar("T")
Change = Callable[[Connection], T]

GROUP = 256
"""The most changes in one commit; more would keep the first one waiting."""

_log = logging.getLogger(__name__)


class StoreClosed(TegataError):
    """The store no longer takes changes."""

    code = "store.closed"
    default_remedy = "Try again when the gateway is up."


@dataclass(frozen=True)
class _Job:
    change: Change[Any]
    future: Future[Any]
    bells: tuple[Bell, ...]


class Writer:
    """A thread that owns the only connection that writes."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        self._jobs: SimpleQueue[_Job | None] = SimpleQueue()
        self._closed = False
        self._thread = Thread(target=self._run, name="tegata-writer", daemon=True)
        self._thread.start()

    def submit(self, change: Change[T], *bells: Bell) -> "Future[T]":
        """A future of what `change` returns, done once it is committed; then `bells` are rung."""
        if self._closed:
            raise StoreClosed("store", expected="an open store", found="one that was closed")
        future: Future[T] = Future()
        self._jobs.put(_Job(change, future, bells))
        return future

    def close(self) -> None:
        """Commits what was submitted, then stops."""
        if not self._closed:
            self._closed = True
            self._jobs.put(None)
            self._thread.join()

    def _run(self) -> None:
        connection = self._engine.connect().execution_options(immediate=True)
        try:
            while (job := self._jobs.get()) is not None:
                group = [job, *self._waiting()]
                if len(group) == 1:
                    self._commit_alone(connection, job)
                else:
                    self._commit(connection, group)
        finally:
            connection.close()

    def _waiting(self) -> list[_Job]:
        group: list[_Job] = []
        while len(group) < GROUP - 1:
            try:
                job = self._jobs.get_nowait()
            except Empty:
                break
            if job is None:
                self._jobs.put(None)
                break
            group.append(job)
        return group

    def _commit_alone(self, connection: Connection, job: _Job) -> None:
        """Commits one change: the transaction is its savepoint."""
        try:
            with connection.begin():
                result = job.change(connection)
        except Exception as error:  # noqa: BLE001  # the caller's error, handed to the caller
            job.future.set_exception(error)
        else:
            _acknowledge(job, result)

    def _commit(self, connection: Connection, group: list[_Job]) -> None:
        """Runs the group in one transaction and acknowledges it: this is a process's edge for its errors."""
        done: list[tuple[_Job, Any]] = []
        try:
            with connection.begin():
                for job in group:
                    self._apply(connection, job, done)
        except Exception as error:  # noqa: BLE001  # the database refused the commit; every caller is told why
            _log.exception("a group of %d changes was not committed", len(group))
            for job in group:
                if not job.future.done():
                    job.future.set_exception(error)
            return
        for job, result in done:
            _acknowledge(job, result)

    def _apply(self, connection: Connection, job: _Job, done: list[tuple[_Job, Any]]) -> None:
        connection.exec_driver_sql("SAVEPOINT change")
        try:
            result = job.change(connection)
        except Exception as error:  # noqa: BLE001  # the caller's error, handed to the caller
            connection.exec_driver_sql("ROLLBACK TO SAVEPOINT change")
            connection.exec_driver_sql("RELEASE SAVEPOINT change")
            job.future.set_exception(error)
        else:
            connection.exec_driver_sql("RELEASE SAVEPOINT change")
            done.append((job, result))


def _acknowledge(job: _Job, result: Any) -> None:
    for bell in job.bells:
        bell.ring()
    job.future.set_result(result)
