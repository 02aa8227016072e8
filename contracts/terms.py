"""When a term of a treaty ends, as the Verification contract works it out (formats §4): pure.

Days are those of UTC. The day on which a term starts is not counted, and the term ends with its last day; a
term of months ends on the day of the same number, or on the last day of a shorter month.
"""

from calendar import monthrange
from datetime import UTC, date, datetime, timedelta
from enum import IntEnum

from contracts.ids import UnixTime

DAY = 86_400


class Start(IntEnum):
    """Where a clock starts."""

    SENT = 1
    RECEIVED = 2


def end_of_term(start: UnixTime, length: int, *, months: bool = False) -> UnixTime:
    """The first second after a term of `length` days or months that starts at `start` (seconds)."""
    first = datetime.fromtimestamp(start, UTC).date()
    last = _months_after(first, length) if months else first + timedelta(days=length)
    return UnixTime(int(datetime(last.year, last.month, last.day, tzinfo=UTC).timestamp()) + DAY)


def _months_after(day: date, months: int) -> date:
    count = day.year * 12 + day.month - 1 + months
    year, month = divmod(count, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
