"""Charts drawn on the server: a name is whole in the reader's font, too."""

import re

from gateway.findings.analytics import Table
from gateway.portal.charts import chart


def start_of_bars(name: str) -> float:
    drawn = chart(Table("rule", ("rule", "findings"), ((name, 1),)), "title", "axis")
    place = re.search(r'transform="translate\(([0-9.]+),', drawn)
    assert place is not None
    return float(place[1])


def test_a_long_name_has_room_in_a_wider_font_than_the_servers() -> None:
    name = "quantity.exceeded_cumulatively"
    assert start_of_bars(name) >= 6.5 * len(name)
    assert start_of_bars("協定原産地証明書") >= 11 * 8


def test_a_name_without_end_leaves_room_for_the_bars() -> None:
    assert start_of_bars("x" * 400) < 300
