"""How one stage wakes another: a bell that counts its rings, so that none is missed and nobody polls."""

import asyncio
from threading import Condition


class Bell:
    """Rung after a commit; waited for by threads and by coroutines. Rings carry nothing: the tables do."""

    def __init__(self) -> None:
        self._condition = Condition()
        self._rings = 0
        self._sleepers: set[tuple[asyncio.AbstractEventLoop, asyncio.Event]] = set()

    @property
    def rings(self) -> int:
        """How often the bell rang; read it before looking at the tables, then wait for more than that."""
        return self._rings

    def ring(self) -> None:
        """Wakes everyone who waits."""
        with self._condition:
            self._rings += 1
            self._condition.notify_all()
            sleepers, self._sleepers = self._sleepers, set()
        for loop, event in sleepers:
            if not loop.is_closed():
                loop.call_soon_threadsafe(event.set)

    def wait(self, heard: int, timeout: float | None = None) -> int:
        """Blocks until there were more than `heard` rings, or `timeout` seconds passed; the rings there
        were.
        """
        with self._condition:
            self._condition.wait_for(lambda: self._rings > heard, timeout)
            return self._rings

    async def heard_again(self, heard: int, timeout: float) -> int:
        """`wait` for a coroutine."""
        event = asyncio.Event()
        sleeper = (asyncio.get_running_loop(), event)
        with self._condition:
            if self._rings > heard:
                return self._rings
            self._sleepers.add(sleeper)
        try:
            async with asyncio.timeout(timeout):
                await event.wait()
        except TimeoutError:
            pass
        finally:
            with self._condition:
                self._sleepers.discard(sleeper)
        return self._rings
