"""Marking the language of names and texts that records bring, so that each is read aloud as what it is."""

import re
import unicodedata

from markupsafe import Markup, escape

_KANA = re.compile(r"[\u3040-\u30ff\uff66-\uff9f]")
_HAN = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff]")
_SCRIPTS = {"HANGUL": "ko", "THAI": "th", "LAO": "lo", "KHMER": "km", "MYANMAR": "my", "ARABIC": "ar"}
_LATIN = {"VN": "vi", "FR": "fr", "IT": "it", "DE": "de", "ES": "es", "MX": "es", "CL": "es", "PE": "es"}
"""Country → the language that a name with accented Latin letters is in there."""
_ENGLISH = re.compile(r"\b(?:the|of|for|and|is|are|with|to|by|in|on|a|an)\b")
"""Words that only English prose has: names of parties have none of them."""
_RECORD_ID = re.compile(r"(0x[0-9a-f]{64})")
_CHINESE = frozenset({"CN", "TW", "HK", "MO", "SG"})


def language_of_text(text: str, country: str | None = None) -> str | None:
    """The language that `text`'s script shows, as BCP 47; None for plain Latin and for what has no letters.

    Characters that Chinese and Japanese share count as Japanese, unless `country` is one where Chinese is
    written.
    """
    if _KANA.search(text):
        return "ja"
    if _HAN.search(text):
        return "zh" if country in _CHINESE else "ja"
    foreign = [c for c in text if c.isalpha() and not c.isascii()]
    names = [unicodedata.name(character, "") for character in foreign]
    for name in names:
        for script, tag in _SCRIPTS.items():
            if name.startswith(script):
                return tag
    return _LATIN.get(country or "") if any(name.startswith("LATIN") for name in names) else None


def spoken(text: str, page: str, country: str | None = None) -> Markup:
    """`text` escaped, and marked with its language where that is not the page's."""
    tag = language_of_text(text, country)
    if tag is None and page != "en" and _ENGLISH.search(text):
        tag = "en"
    if tag is None or tag == page:
        return escape(text)
    return Markup('<span lang="{}">{}</span>').format(tag, text)


def linked(text: str, page: str) -> Markup:
    """`text` as `spoken`, the ids of records in it shortened and led to their pages."""
    parts = _RECORD_ID.split(text)
    shown = [spoken(part, page) if n % 2 == 0 else _link(part) for n, part in enumerate(parts)]
    return Markup("").join(shown)


def _link(record_id: str) -> Markup:
    short = f"{record_id[:10]}…{record_id[-4:]}"
    return Markup('<a class="mono" href="/records/{}" title="{}">{}</a>').format(
        record_id[2:], record_id, short
    )
