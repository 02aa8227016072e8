"""When terms end: days and months of the calendar, beside dateutil-free arithmetic on dates."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.ids import UnixTime
from contracts.terms import DAY, end_of_term

moments = st.integers(0, 4_000_000_000).map(UnixTime)


def at(text: str) -> UnixTime:
    return UnixTime(int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()))


@pytest.mark.parametrize(
    ("start", "length", "months", "end"),
    [
        ("2026-03-01T00:00:00", 30, False, "2026-04-01"),
        ("2026-03-01T23:59:59", 30, False, "2026-04-01"),
        ("2026-11-30T09:00:00", 3, True, "2027-03-01"),
        ("2027-11-30T09:00:00", 3, True, "2028-03-01"),
        ("2026-01-31T09:00:00", 1, True, "2026-03-01"),
        ("2024-01-31T09:00:00", 1, True, "2024-03-01"),
        ("2026-08-31T09:00:00", 10, True, "2027-07-01"),
        ("2026-12-15T09:00:00", 4, True, "2027-04-16"),
    ],
)
def test_terms_end_with_their_last_day(start: str, length: int, months: bool, end: str) -> None:
    assert end_of_term(at(start), length, months=months) == at(end)


@given(moments, st.integers(1, 1_096))
def test_a_term_of_days_holds_as_many_whole_days_after_the_first(start: UnixTime, days: int) -> None:
    end = end_of_term(start, days)
    assert end % DAY == 0
    assert end // DAY - start // DAY == days + 1


@given(moments, st.integers(1, 36))
def test_a_term_of_months_ends_in_the_month_that_it_names(start: UnixTime, months: int) -> None:
    first, last = (
        datetime.fromtimestamp(second, UTC) for second in (start, end_of_term(start, months, months=True) - 1)
    )
    assert (last.year * 12 + last.month) - (first.year * 12 + first.month) == months
    assert last.day == first.day or (last.day < first.day and (last.timestamp() + 1) // DAY)
    assert end_of_term(start, months, months=True) < end_of_term(start, months + 1, months=True)
