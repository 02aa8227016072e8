"""How a process that works for a gateway begins and ends: seldom looking for cycles, and with its gateway."""

import gc
import os
from multiprocessing import parent_process
from threading import Thread


def begin() -> None:
    """Tells the garbage collector to look seldom: a batch makes 100,000 objects and not one cycle of them,
    and its rounds every 700 took a third of a worker's time. What began this process ends it.
    """
    gc.freeze()
    gc.set_threshold(200_000, 20, 50)
    _end_with_the_parent()


def _end_with_the_parent() -> None:
    """Ends this process when the one that began it is gone, however it went: it would wait for ever."""
    parent = parent_process()
    assert parent is not None, "a worker has a parent"

    def wait() -> None:
        parent.join()
        os._exit(0)

    Thread(target=wait, name="tegata-parent-watch", daemon=True).start()
