"""`docs/rules.md` says what the rules say."""

from scripts.document_rules import DOCUMENT, document


def test_the_page_of_rules_is_written_from_the_rules() -> None:
    assert DOCUMENT.read_text(encoding="utf-8") == document(), "run `python -m scripts.document_rules`"
