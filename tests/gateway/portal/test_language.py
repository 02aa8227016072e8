import re
from pathlib import Path

import pytest
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po
from fastapi import Request

import gateway.portal
from gateway.portal.language import COOKIE, language, language_of
from gateway.portal.speech import language_of_text, spoken

PORTAL = Path(gateway.portal.__file__).parent
PLACE = re.compile(r"%\((\w+)\)s")


def messages() -> dict[str, str]:
    """Every text of templates and code that is shown translated, with the file that has it."""
    found = {}
    for file, _line, text, _comments, _context in extract_from_dir(
        PORTAL,
        [("templates/**.html", "jinja2"), ("**.py", "python")],
        keywords={"_": None, "say": None, "marked": None, "counted": (1, 2), "count": (1, 2)},
        options_map={
            "templates/**.html": {"trim_blocks": "true", "lstrip_blocks": "true", "silent": "false"}
        },
    ):
        found[text if isinstance(text, str) else text[0]] = file
    return found


def japanese() -> dict[str, str]:
    with (PORTAL / "catalogues" / "ja.po").open("rb") as file:
        return {str(m.id): str(m.string) for m in read_po(file, locale="ja") if m.id}


def request_of(query: str = "", **headers: str) -> Request:
    raw = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return Request(
        {"type": "http", "query_string": query.encode(), "headers": raw, "path": "/", "method": "GET"}
    )


def test_every_text_is_translated():
    known = japanese()
    missing = {text: file for text, file in messages().items() if not known.get(text)}
    assert len(messages()) > 250
    assert missing == {}


def test_no_translation_is_left_over():
    assert set(japanese()) - set(messages()) == set()


def test_translations_keep_every_place_for_a_value():
    wrong = [t for t, ja in japanese().items() if sorted(PLACE.findall(t)) != sorted(PLACE.findall(ja))]
    assert wrong == []


def test_translations_are_japanese():
    worded = {text: ja for text, ja in japanese().items() if any(c.isalpha() for c in PLACE.sub("", ja))}
    assert [text for text, ja in worded.items() if language_of_text(ja) != "ja"] == []


def test_one_and_many_are_told_apart_in_english_and_not_in_japanese():
    forms = ("%(number)s finding", "%(number)s findings")
    assert [language("en").count(*forms, n) for n in (0, 1, 1_200)] == [
        "0 findings",
        "1 finding",
        "1,200 findings",
    ]
    assert language("ja").count(*forms, 1) == "指摘 1件"


@pytest.mark.parametrize(
    ("request_", "tag"),
    [
        (request_of(), "en"),
        (request_of(accept_language="ja,en;q=0.5"), "ja"),
        (request_of(accept_language="ja-JP"), "ja"),
        (request_of(accept_language="de, fr"), "en"),
        (request_of(cookie=f"{COOKIE}=ja", accept_language="en"), "ja"),
        (request_of("lang=en", cookie=f"{COOKIE}=ja"), "en"),
        (request_of("lang=xx", cookie=f"{COOKIE}=ja"), "ja"),
        (request_of(cookie=f"{COOKIE}=<script>"), "en"),
    ],
)
def test_the_address_rules_then_the_cookie_then_the_browser(request_: Request, tag: str):
    assert language_of(request_).tag == tag


@pytest.mark.parametrize(
    ("text", "country", "tag"),
    [
        ("港アパレル", None, "ja"),
        ("東京", None, "ja"),
        ("宁波海通", "CN", "zh"),
        ("한빛상사", None, "ko"),
        ("ไทย", None, "th"),
        ("Công ty", "VN", "vi"),
        ("Company Ltd.", "VN", None),
        ("4711", None, None),
    ],
)
def test_the_script_tells_the_language(text: str, country: str | None, tag: str | None):
    assert language_of_text(text, country) == tag


def test_foreign_text_is_escaped_and_marked_and_own_text_is_escaped_only():
    assert str(spoken("<b>港", "en")) == '<span lang="ja">&lt;b&gt;港</span>'
    assert str(spoken("<b>港", "ja")) == "&lt;b&gt;港"
