"""Telling those who wait for one thing that it was decided, and nobody else: by a batch's root or an act's
digest.

Within a process; a gateway whose stages run elsewhere looks again every second.
"""

import asyncio
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from threading import Lock

LOOK_AGAIN = 1.0
"""Seconds after which one who waits looks for himself."""


class Ear:
    """Listens for one subject on behalf of one coroutine."""

    def __init__(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._event = asyncio.Event()

    def tell(self) -> None:
        """From any thread: it was decided."""
        if not self._loop.is_closed():
            self._loop.call_soon_threadsafe(self._event.set)

    async def wait(self, seconds: float) -> None:
        """Returns when it was told, when it is time to look again, or after `seconds`."""
        try:
            async with asyncio.timeout(min(seconds, LOOK_AGAIN)):
                await self._event.wait()
        except TimeoutError:
            pass


class Announcer:
    """Who waits for which subject."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._ears: dict[bytes, list[Ear]] = {}

    def announce(self, subjects: Iterable[bytes]) -> None:
        """Tells everyone who waits for one of `subjects`."""
        with self._lock:
            told = [ear for subject in subjects for ear in self._ears.get(subject, ())]
        for ear in told:
            ear.tell()

    @contextmanager
    def listening(self, subject: bytes) -> Iterator[Ear]:
        """An ear for `subject`: look at the tables after it is open, and nothing is missed."""
        ear = Ear()
        with self._lock:
            self._ears.setdefault(subject, []).append(ear)
        try:
            yield ear
        finally:
            with self._lock:
                self._ears[subject].remove(ear)
                if not self._ears[subject]:
                    del self._ears[subject]
