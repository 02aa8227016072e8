"""The places where a crash must cost no promise, by name, so that a test can crash exactly there.

`TEGATA_CRASH_AT=intake.after_commit:3` kills the process the third time it gets there. Unset, a point is
nothing.
"""

import os
import signal
from itertools import count

_NAME, _, _TIMES = os.environ.get("TEGATA_CRASH_AT", "").partition(":")
_visits = count(1)


def reached(point: str) -> None:
    """Dies without a goodbye if the environment asks for it here."""
    if point == _NAME and next(_visits) == int(_TIMES or 1):
        os.kill(os.getpid(), signal.SIGKILL)
