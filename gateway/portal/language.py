"""The two languages of the portal: which one a request wants, and words, dates and numbers in it.

English texts are the message ids; Japanese stands in `catalogues/ja.po`. A text without a translation is
shown in English and marked as English, so that a screen reader does not read it as Japanese.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta, timezone
from decimal import Decimal
from functools import cache
from pathlib import Path
from typing import Literal

from babel import Locale
from babel.core import negotiate_locale
from babel.dates import format_date, format_datetime, format_time
from babel.messages.pofile import read_po
from babel.numbers import format_decimal
from fastapi import Request

Tag = Literal["en", "ja"]
TAGS: tuple[Tag, ...] = ("en", "ja")
COOKIE = "tegata_language"
PARAMETER = "lang"
HOME_ZONE = timezone(timedelta(hours=9), "JST")
"""Officers read Japan's time; a record's own time and offset are shown where it states one."""

_CATALOGUES = Path(__file__).parent / "catalogues"


def marked(text: str) -> str:
    """`text` itself: marks it for the catalogue where it is translated later, with a language at hand."""
    return text


@dataclass(frozen=True)
class Language:
    """One language: its texts and its way to write values."""

    tag: Tag
    texts: Mapping[str, str] = field(repr=False)

    def say(self, message: str, **values: object) -> str:
        """`message` in this language, with `values` at its %(places)s."""
        text = self.texts.get(message, message)
        return text % values if values else text

    def count(self, one: str, many: str, number: int, **values: object) -> str:
        """`one` or `many`, as `number` wants it; `number` itself is at %(number)s, with its separators."""
        if self.tag == "en":
            message = one if number == 1 else many
        else:
            message = self.texts.get(one, one)
        return message % {"number": self.integer(number), **values}

    @property
    def locale(self) -> Locale:
        return Locale.parse("en_GB" if self.tag == "en" else "ja_JP")

    def day(self, value: date) -> str:
        """A date: `3 March 2026`, `2026年3月3日`."""
        return format_date(value, "d MMM y" if self.tag == "en" else "y年M月d日", locale=self.locale)

    def moment(self, value: datetime) -> str:
        """A time at its own offset: `3 Mar 2026, 09:30 UTC+09:00`."""
        return f"{self.day(value)} {self.clock(value)}"

    def clock(self, value: datetime) -> str:
        """A time of day at its own offset."""
        offset = format_datetime(value, "xxx", locale="en")
        shown = format_time(value, "HH:mm", tzinfo=value.tzinfo, locale=self.locale)
        return f"{shown} UTC{offset}"

    def unix(self, value: int) -> str:
        """A moment given in seconds since 1970, in Japan's time: `3 Mar 2026 09:30 JST`."""
        at = datetime.fromtimestamp(value, HOME_ZONE)
        return f"{self.day(at.date())} {format_time(at, 'HH:mm', tzinfo=HOME_ZONE, locale=self.locale)} JST"

    def number(self, value: Decimal) -> str:
        """A decimal with separators, every digit kept."""
        places = max(0, -int(value.as_tuple().exponent))
        return format_decimal(value, "#,##0" + ("." + "0" * places if places else ""), locale=self.locale)

    def integer(self, value: int) -> str:
        """A whole number with separators."""
        return format_decimal(value, "#,##0", locale=self.locale)


@cache
def language(tag: Tag) -> Language:
    """The language of `tag`, its catalogue read once."""
    if tag == "en":
        return Language(tag, {})
    with (_CATALOGUES / f"{tag}.po").open("rb") as file:
        catalogue = read_po(file, locale=tag)
    texts: dict[str, str] = {}
    for entry in catalogue:
        one, text = _first(entry.id), _first(entry.string)
        if one and text:
            texts[one] = text
    return Language(tag, texts)


def _first(texts: str | Sequence[str] | None) -> str:
    """A message, or the first form of one that has several: Japanese has no more."""
    return texts if isinstance(texts, str) else next(iter(texts or ("",)))


def language_of(request: Request) -> Language:
    """The language a request wants: `?lang=`, then the cookie, then Accept-Language, then English."""
    for wish in (request.query_params.get(PARAMETER), request.cookies.get(COOKIE)):
        for tag in TAGS:
            if wish == tag:
                return language(tag)
    accepted = [part.split(";")[0].strip() for part in request.headers.get("accept-language", "").split(",")]
    found = negotiate_locale([a for a in accepted if a], list(TAGS), sep="-")
    return language("ja" if found == "ja" else "en")
