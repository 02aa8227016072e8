"""A stage's thread: works while there is work, then waits for a bell. What it does is the stage's own
business.
"""

import logging
from collections.abc import Callable
from threading import Event, Thread

from gateway.store import Bell

_log = logging.getLogger(__name__)

Work = Callable[[], bool]
"""Does what is at hand, durably; True if there may be more at once."""


class Stage:
    """A named thread. After an error it waits, longer each time, and takes up its work where the store has
    it.
    """

    def __init__(self, name: str, work: Work, bell: Bell, *, every: float = 5.0) -> None:
        """`every`: seconds after which it looks even if the bell did not ring."""
        self.name = name
        self.failures = 0
        self.last_error: str | None = None
        self._work = work
        self._bell = bell
        self._every = every
        self._stopping = Event()
        self._thread = Thread(target=self._run, name=f"tegata-{name}", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        """Ends the stage after the piece of work it is at."""
        self._stopping.set()
        self._bell.ring()
        if self._thread.is_alive():
            self._thread.join()

    def _run(self) -> None:
        while not self._stopping.is_set():
            heard = self._bell.rings
            try:
                more = self._work()
                self.failures, self.last_error = 0, None
            except Exception as error:  # noqa: BLE001  # the thread's edge: logged with its cause, then tried again
                self.failures += 1
                self.last_error = str(error)
                _log.exception("stage %s failed %d time(s) in a row", self.name, self.failures)
                self._stopping.wait(min(0.1 * 2**self.failures, 30.0))
                continue
            if not more and not self._stopping.is_set():
                self._bell.wait(heard, self._every)
