"""Where no agreements table has a clock, a question says its own term and its basis, or is not sent."""

from typing import Any

import pytest

from clients.cli.case import _own_terms
from clients.cli.place import SettingMissing

WITHOUT: dict[str, Any] = {"agreement": "JP-VN", "reply": None, "extension": 0, "legal_basis": None}
WITH: dict[str, Any] = {"agreement": "RCEP", "reply": 30, "extension": 60, "legal_basis": "RCEP Art. 3.24"}


def test_days_and_article_that_are_said_stand_in_for_a_missing_clock() -> None:
    found = _own_terms(WITHOUT, 90, "JP-VN Art. 44")
    assert (found["reply"], found["legal_basis"]) == (90, "JP-VN Art. 44")


@pytest.mark.parametrize(("reply", "basis"), [(None, None), (90, None), (None, "JP-VN Art. 44")])
def test_without_both_nothing_is_asked(reply: int | None, basis: str | None) -> None:
    with pytest.raises(SettingMissing, match="JP-VN"):
        _own_terms(WITHOUT, reply, basis)


def test_a_clock_that_is_known_needs_nothing_said() -> None:
    assert _own_terms(WITH, None, None) == WITH
    assert _own_terms(WITH, None, "Art. 3.24(1)")["legal_basis"] == "Art. 3.24(1)"
