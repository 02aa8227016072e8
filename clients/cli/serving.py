"""A process that serves until it is told to stop."""

import gc
import signal
from collections.abc import Callable
from threading import Event


def listen_for_the_end() -> Callable[[], None]:
    """Takes SIGINT and SIGTERM from now on, and returns what waits for the first of them.

    A second one ends the process at once. To be called before anything is opened that has to be closed, and
    after processes are forked.
    """
    over = Event()

    def stop(number: int, _frame: object) -> None:
        signal.signal(number, signal.SIG_DFL)
        over.set()

    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, stop)
    return lambda: _wait(over)


def _wait(over: Event) -> None:
    # What is loaded by now stays for as long as the process, so the garbage collector is told to leave it out
    # of its rounds: each would visit a million objects that never go, and take a fifth of the gateway's time.
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 50)
    while not over.wait(3_600):
        pass
