"""Dates and moments. A day is never given a time; a time without an offset is read by one stated rule.

The rule: local time at the place of the event, where that country has one offset all year
(codelists/offsets.toml); otherwise UTC. Either way the offset is marked as a default and warned about.
"""

import re
from datetime import UTC, date, datetime, timedelta, timezone

from adapters.codelists import offset_of_country
from adapters.errors import ValueRefused
from adapters.sources.tree import Node
from adapters.values.conversion import Convert, Noted
from contracts.errors import brief
from contracts.records.parts import render_date_time

_DAY = re.compile(r"([0-9]{4})[-/]([0-9]{2})[-/]([0-9]{2})(Z|[+-][0-9]{2}:[0-9]{2})?\Z")
_MOMENT = re.compile(
    r"([0-9]{4}-[0-9]{2}-[0-9]{2})[T ]([0-9]{2}:[0-9]{2})(:[0-9]{2})?(\.[0-9]{1,12})?"
    r"(Z|z|[+-][0-9]{2}:?(?:[0-9]{2})?)?\Z"
)


def day(value: str, node: Node) -> str | Noted:
    """A calendar day, ISO 8601 or with slashes, year first. A time zone on it (XML allows one) is noted."""
    match = _DAY.match(value)
    try:
        found = date(int(match[1]), int(match[2]), int(match[3])) if match else None
    except ValueError:
        found = None
    if match is None or found is None:
        raise ValueRefused(node.place, expected="a day such as 2026-03-01", found=brief(value))
    if match[4]:
        return Noted(found.isoformat(), "date.zone", f"the time zone {match[4]} of this day is left out")
    return found.isoformat()


def moment(value: str, node: Node) -> str | Noted:
    """A moment with its offset; one without an offset is read as UTC, and says so."""
    return _moment(value, node, None)


def moment_in(country: str | None) -> Convert:
    """`moment` for events in `country`: the offset of a local time is that country's, if it has just one."""
    return lambda value, node: _moment(value, node, country)


def _moment(value: str, node: Node, country: str | None) -> str | Noted:
    match = _MOMENT.match(value)
    if match is None:
        raise ValueRefused(
            node.place,
            expected="a moment such as 2026-03-01T09:30:00+09:00; a day alone is none",
            found=brief(value),
        )
    day_, clock, seconds, fraction, offset = match.groups()
    stamp = f"{day_}T{clock}{seconds or ':00'}{(fraction or '')[:7]}"
    try:
        naive = datetime.fromisoformat(stamp)
        zone = None if offset is None else _zone(offset)
        return _spelled(naive, zone, country)
    except (ValueError, OverflowError):
        raise ValueRefused(node.place, expected="a moment that exists", found=brief(value)) from None


def _zone(offset: str) -> timezone:
    if offset in ("Z", "z"):
        return UTC
    digits = offset[1:].replace(":", "").ljust(4, "0")
    hours, minutes = int(digits[:2]), int(digits[2:])
    if hours > 14 or minutes > 59:
        raise ValueError("no such offset")
    span = timedelta(hours=hours, minutes=minutes)
    return timezone(-span if offset[0] == "-" else span)


def _spelled(naive: datetime, zone: timezone | None, country: str | None) -> str | Noted:
    if zone is not None:
        return render_date_time(naive.replace(tzinfo=zone))
    known = offset_of_country(country) if country else None
    spelled = render_date_time(naive.replace(tzinfo=_zone(known or "Z")))
    why = f"local time of {country}" if known else "UTC"
    reason = f"no offset in the document: read as {why}"
    return Noted(spelled, "time.no_offset", f"{reason}, {spelled}", reason)


_YMD = r"(?P<y>\d{4})(?P<m>\d{2})(?P<d>\d{2})"
_SHORT_YMD = r"(?P<y>\d{2})(?P<m>\d{2})(?P<d>\d{2})"
_HM = r"(?P<H>\d{2})(?P<M>\d{2})"
_ZONE = r"(?P<Z>[+-]?[A-Z0-9:]{1,6})"
_EDIFACT_FORMATS: dict[str, str] = {
    "101": _SHORT_YMD,
    "102": _YMD,
    "201": _SHORT_YMD + _HM,
    "203": _YMD + _HM,
    "204": _YMD + _HM + r"(?P<S>\d{2})",
    "205": _YMD + _HM + _ZONE,
    "303": _YMD + _HM + _ZONE,
    "304": _YMD + _HM + r"(?P<S>\d{2})" + _ZONE,
}
"""UNTDID 2379 → shape. 101 and 201 have a year of two digits, read as 20YY."""

_EDIFACT = {code: re.compile(shape + r"\Z", re.ASCII) for code, shape in _EDIFACT_FORMATS.items()}
_NUMERIC_ZONE = re.compile(r"[+-]\d{2}(?::?\d{2})?\Z", re.ASCII)


def iso_of_edifact(value: str, format_: str, node: Node) -> str:
    """`value` in UNTDID 2379 `format_` as ISO 8601: a day, or a moment with the offset if it has one.

    Raises ValueRefused for a format that is not read, and for a value of another shape.
    """
    shape = _EDIFACT.get(format_)
    match = shape.match(value) if shape else None
    if match is None:
        raise ValueRefused(
            node.place,
            expected=f"a time in a format of UNTDID 2379 ({', '.join(_EDIFACT)})",
            found=f"{brief(value)} in format {brief(format_)}",
        )
    parts = match.groupdict()
    year = parts["y"] if len(parts["y"]) == 4 else f"20{parts['y']}"
    stamp = f"{year}-{parts['m']}-{parts['d']}"
    clock = f"{parts.get('H') or '00'}:{parts.get('M') or '00'}:{parts.get('S') or '00'}"
    try:
        datetime.fromisoformat(f"{stamp}T{clock}")
    except ValueError:
        raise ValueRefused(node.place, expected="a time that exists", found=brief(value)) from None
    if "H" not in parts:
        return stamp
    return f"{stamp}T{clock}{_edifact_zone(parts.get('Z'), node)}"


def _edifact_zone(zone: str | None, node: Node) -> str:
    """The zone of a 303 or 304 as an offset: Z, UTC, GMT, +09, +0900, +09:00; others are refused."""
    if zone is None:
        return ""
    if zone in ("Z", "UTC", "GMT"):
        return "Z"
    if _NUMERIC_ZONE.match(zone):
        return zone
    raise ValueRefused(node.place, expected="an offset such as +09:00, or UTC", found=brief(zone))
