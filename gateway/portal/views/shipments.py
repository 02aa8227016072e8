"""An importer's shipments before they arrive: what does not match, what is missing, the time left."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gateway.portal.language import Language
from gateway.portal.views.chips import Chip, severity_chip


@dataclass(frozen=True)
class Told:
    """A thing to do: a finding with what resolves it, or an input that is missing."""

    title: str
    text: str
    rule: str
    line: int | None
    chip: Chip | None


@dataclass(frozen=True)
class Shipment:
    """A declaration or a plan with what was told of it; `left` is the time until it arrives."""

    declaration: str
    left: str
    told_at: str
    findings: tuple[Told, ...]
    missing: tuple[Told, ...]


def shipment(notice: Mapping[str, Any], words: Language) -> Shipment:
    """A notice of gateway.findings in words."""
    hours = notice["hours_left"]
    return _shipment(notice, _left(hours, words), words.unix(notice["at"]), words)


def planned_shipment(check: Mapping[str, Any], words: Language) -> Shipment:
    """A check of gateway.declarations in words."""
    days = check["days_left"]
    return _shipment(check, _left(None if days is None else days * 24, words), "", words)


def _shipment(found: Mapping[str, Any], left: str, told_at: str, words: Language) -> Shipment:
    return Shipment(
        declaration=found["declaration"],
        left=left,
        told_at=told_at,
        findings=tuple(_finding(one, words) for one in found["findings"]),
        missing=tuple(_missing(one, words) for one in found["missing"]),
    )


def _left(hours: int | None, words: Language) -> str:
    if hours is None:
        return words.say("The day of arrival is not stated")
    if hours < 0:
        return words.say("Arrived")
    if hours < 48:
        return words.count("%(number)s hour left", "%(number)s hours left", hours)
    return words.count("%(number)s day left", "%(number)s days left", hours // 24)


def _finding(one: Mapping[str, Any], words: Language) -> Told:
    chip = severity_chip(one["severity"], words)
    return Told(_in(one["title"], words), _in(one["resolution"], words), one["rule"], one["line"], chip)


def _missing(one: Mapping[str, Any], words: Language) -> Told:
    return Told(_in(one["missing"], words), "", one["rule"], one["line"], None)


def _in(text: Mapping[str, str] | str, words: Language) -> str:
    return text if isinstance(text, str) else text[words.tag]
