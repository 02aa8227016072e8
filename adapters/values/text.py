"""Text: white space as one space, Unicode in form C, no character that a record refuses."""

import re
from unicodedata import category, is_normalized, name, normalize

from adapters.errors import ValueRefused
from adapters.limits import MAX_TEXT
from adapters.sources.tree import Node
from adapters.values.conversion import Noted
from contracts.errors import brief

_SPACE = re.compile(r"\s+")
_CODE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._:+/-]{0,34}\Z")
_REFUSED = frozenset({"Cn", "Cs", "Co", "Cc"})
_LANGUAGE = re.compile(r"([A-Za-z]{2,3})(?:[-_]([A-Za-z]{2}))?\Z")


def text(value: str, node: Node) -> str | Noted:
    """`value` with white space collapsed, in Unicode form C (noted when it was not)."""
    value = _SPACE.sub(" ", value).strip()
    if len(value) > MAX_TEXT:
        raise ValueRefused(
            node.place, expected=f"at most {MAX_TEXT} characters", found=f"{len(value)} characters"
        )
    for position, character in enumerate(value if not value.isascii() or not value.isprintable() else ""):
        if category(character) in _REFUSED:
            raise ValueRefused(
                node.place,
                expected="assigned characters, without control characters",
                found=f"U+{ord(character):04X} at position {position}",
            )
    if is_normalized("NFC", value):
        return value
    return Noted(
        normalize("NFC", value),
        "text.normalized",
        "written in Unicode form C; the original is kept beside it",
    )


def is_latin(value: str) -> bool:
    """True when every letter of `value` is of the Latin script, with or without marks."""
    return all(name(c, "").startswith("LATIN ") for c in value if c.isalpha())


def code(value: str, node: Node) -> str:
    """A code or identifier of some scheme: letters, digits and ._:+/- only."""
    if _CODE.match(value) is None:
        raise ValueRefused(
            node.place,
            expected="a code of at most 35 letters, digits and ._:+/- that begins with a letter or digit",
            found=brief(value),
        )
    return value


def identifier(value: str, node: Node) -> str | Noted:
    """A party's identifier; one that a spreadsheet holds as a number is noted."""
    if node.type == "number":
        return Noted(
            value, "text.from_number", "typed as a number: leading zeros or digits after the 15th may be lost"
        )
    return text(value, node)


def language(value: str, node: Node) -> str:
    """A language tag: `en`, `ja`, `pt-BR`."""
    match = _LANGUAGE.match(value)
    if match is None:
        raise ValueRefused(node.place, expected="a language tag such as en or ja", found=brief(value))
    return match[1].lower() + (f"-{match[2].upper()}" if match[2] else "")
