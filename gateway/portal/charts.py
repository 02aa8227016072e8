"""Charts as SVG, drawn on the server from the tables of gateway.findings.analytics; no script, no browser."""

import unicodedata
from typing import Any

from gateway.findings.analytics import Table

_BAR = "#0017c1"
_MOST = 20
"""Rows that a chart shows; the table below it has all."""

_WIDTH, _STEP = 560, 22
_TEXT = "#1a1a1c"


def chart(table: Table, title: str, axis: str) -> str:
    """The table's second column as bars: weeks upright in their order, everything else lying down."""
    import altair as alt
    import vl_convert

    values = [{"key": row[0], "value": row[1]} for row in table.rows[:_MOST]]
    data = alt.InlineData(values=values)
    figure = alt.Axis(title=axis, tickMinStep=1, gridColor="#d8d8db", labelColor=_TEXT, titleColor=_TEXT)
    names = alt.Axis(title=None, labelLimit=260, labelColor=_TEXT)
    bars = alt.Chart(data, title=title).mark_bar(color=_BAR)
    if table.name == "week":
        drawn = bars.encode(x=alt.X("key:O", axis=names), y=alt.Y("value:Q", axis=figure))
        sized = drawn.properties(width=_WIDTH, height=200)
    else:
        extent = min(260, max(map(_room, values), default=0))
        names = alt.Axis(title=None, labelLimit=260, labelColor=_TEXT, minExtent=extent)
        drawn = bars.encode(
            y=alt.Y("key:N", axis=names, sort=[value["key"] for value in values]),
            x=alt.X("value:Q", axis=figure),
        )
        sized = drawn.properties(width=_WIDTH, height=max(1, len(values)) * _STEP)
    specification: dict[str, Any] = sized.configure(font="Noto Sans JP, sans-serif").to_dict()
    return str(vl_convert.vegalite_to_svg(specification))


def _room(value: dict[str, Any]) -> int:
    """Pixels for a name in whatever font the reader has: the server's own may be narrower."""
    wide = sum(unicodedata.east_asian_width(letter) in "WF" for letter in str(value["key"]))
    return 7 * (len(str(value["key"])) - wide) + 12 * wide
