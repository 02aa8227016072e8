"""A process that serves until it is told to stop."""

import signal
from threading import Event


def wait_for_the_end() -> None:
    """Returns on SIGINT or SIGTERM; a second one ends the process at once."""
    over = Event()

    def stop(number: int, _frame: object) -> None:
        signal.signal(number, signal.SIG_DFL)
        over.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    while not over.wait(3_600):
        pass
