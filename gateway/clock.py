"""The two things no stage takes from the system by itself: the time and random bytes."""

import secrets
import time
from collections.abc import Callable

from contracts.ids import UnixTime

Clock = Callable[[], UnixTime]
"""The seconds since 1970 at the moment of the call."""

Randomness = Callable[[int], bytes]
"""So many unpredictable bytes."""


def system_clock() -> UnixTime:
    """The system's own time."""
    return UnixTime(int(time.time()))


system_randomness: Randomness = secrets.token_bytes
