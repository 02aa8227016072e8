"""A finding's words: placeholders filled with the row's values, in English and Japanese."""

import tomllib
from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from functools import cache
from importlib.resources import files
from string import Formatter
from typing import Any

from contracts.records.parts import render_decimal

LANGUAGES = ("en", "ja")
_NOTHING = "–"
_MOMENTS = frozenset({"p_ended"})
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)


@cache
def terms() -> dict[str, dict[str, dict[str, str]]]:
    """Column → code → language → word."""
    return tomllib.loads(files("gateway.reconciliation.rules").joinpath("terms.toml").read_text("utf-8"))


@cache
def inputs() -> dict[str, dict[str, str]]:
    """Input that a rule may lack → language → words."""
    return tomllib.loads(files("gateway.reconciliation.rules").joinpath("inputs.toml").read_text("utf-8"))


def filled(template: str, row: Mapping[str, Any], language: str = "") -> str:
    """`template` with each `{column}` replaced; codes become words where a language is given."""
    if "{" not in template:
        return template
    parts = []
    for literal, column in _parsed(template):
        parts.append(literal)
        if column is not None:
            parts.append(_word(column, row[column], language))
    return "".join(parts)


@cache
def _parsed(template: str) -> tuple[tuple[str, str | None], ...]:
    """The literal texts of a template, each with the column that follows it."""
    return tuple((literal, column) for literal, column, _, _ in Formatter().parse(template))


def _word(column: str, value: Any, language: str) -> str:
    known = terms().get(column) if language else None
    if known is not None:
        word = known.get("none" if value is None else value)
        if word is not None:
            return word[language]
    return shown(column, value)


def shown(column: str, value: Any) -> str:
    """`value` as a finding shows it: exact, without trailing zeros; a dash for nothing."""
    if type(value) is str:
        return value
    if value is None:
        return _NOTHING
    if column in _MOMENTS:
        return (_EPOCH + timedelta(microseconds=value)).strftime("%Y-%m-%dT%H:%M:%SZ")
    if isinstance(value, Decimal):
        return render_decimal(value)
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
