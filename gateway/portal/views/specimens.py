"""The specimen page's answers: the certificate that matched, or the issuer's statement that none does."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from contracts.acts.registry import State
from gateway.portal.language import Language
from gateway.portal.views.chips import Chip, state_chip
from gateway.portal.views.findings import Fact
from gateway.portal.views.parties import Names
from gateway.specimens.log import LookUp


@dataclass(frozen=True)
class Answer:
    """What was found: `state` and `fields` of a match; `facts` are the ledger's, or the statement's."""

    match: bool
    state: Chip | None
    facts: tuple[Fact, ...]
    fields: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class LookUpRow:
    """A line of the log."""

    at: str
    customs: str
    who: str
    number: str


def answer_page(found: Mapping[str, Any], names: Names, words: Language) -> Answer:
    """The answer of `gateway.specimens` in words."""
    if found["match"]:
        return Answer(
            True, state_chip(State[found["state"].upper()], words), _place(found, words), _fields(found)
        )
    facts = (
        Fact(words.say("Stated by"), names.of(found["issuer"], words)),
        Fact(words.say("Stated to"), names.of(found["asker"], words)),
        Fact(words.say("Stated at"), words.unix(found["at"])),
        Fact(words.say("SHA-256 of the question"), found["question"], mono=True),
        Fact(words.say("Signature"), found["signature"], mono=True),
    )
    return Answer(False, None, facts, ())


def look_up_row(one: LookUp, names: Names, words: Language) -> LookUpRow:
    """A line of the log in words."""
    return LookUpRow(words.unix(one.at), names.of(one.member, words), one.who, one.number)


def _place(found: Mapping[str, Any], words: Language) -> tuple[Fact, ...]:
    return (
        Fact(words.say("Agreement"), found["agreement"] or "–"),
        Fact(words.say("Anchored"), words.unix(found["anchored"]["time"])),
        Fact(words.say("Id of the record"), found["id"], mono=True),
    )


def _fields(found: Mapping[str, Any]) -> tuple[tuple[str, str], ...]:
    """Path and value of every field that the proof shows, but for the two that describe the record."""
    shown = found["proof"]["records"][0]["fields"]
    return tuple((path, _text(value)) for _position, path, _type, value in shown if path not in ("", "#"))


def _text(value: str | bool) -> str:
    return str(value).lower() if isinstance(value, bool) else value
