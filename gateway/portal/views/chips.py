"""States as a tone, an icon and a word: never a colour alone (WCAG 1.4.1)."""

from dataclasses import dataclass
from typing import Literal

from contracts.acts.registry import State
from gateway.consignments.graph import Bond
from gateway.portal.language import Language, marked

Tone = Literal["stop", "query", "notice", "good", "plain"]


@dataclass(frozen=True)
class Chip:
    """A small label. `quiet` has no frame: for what is rather a property than a state."""

    tone: Tone
    icon: str
    text: str
    quiet: bool = False


SEVERITIES: dict[str, tuple[Tone, str]] = {
    "stop": ("stop", marked("Stop")),
    "query": ("query", marked("Query")),
    "notice": ("notice", marked("Notice")),
}
_STATES: dict[State, tuple[Tone, str, str]] = {
    State.ACTIVE: ("good", "good", marked("In force")),
    State.REVOKED: ("stop", "cross", marked("Revoked")),
    State.SUPERSEDED: ("query", "replaced", marked("Superseded")),
    State.WITHDRAWN: ("query", "minus", marked("Withdrawn")),
}
_GRADES: dict[str, tuple[str, str]] = {
    "issuer_signed": ("signature", marked("Signed by its issuer")),
    "channel": ("channel", marked("Through a government channel")),
    "captured": ("paper", marked("Captured from paper")),
}
_BONDS: dict[Bond, tuple[str, str]] = {
    Bond.OWN: ("agree", marked("Same author")),
    Bond.CONFIRMED: ("agree", marked("Confirmed by both sides")),
    Bond.CORROBORATED: ("agree", marked("Corroborated by a third party")),
    Bond.CLAIMED: ("claim", marked("Claimed by one side")),
}
DECISIONS: dict[str, tuple[Tone, str, str]] = {
    "open": ("plain", "clock", marked("Open")),
    "reopened": ("stop", "clock", marked("Re-opened")),
    "release": ("good", "good", marked("Released")),
    "query": ("query", "query", marked("Importer asked")),
    "inspect": ("notice", "search", marked("Sent to inspection")),
    "cleared": ("plain", "good", marked("No longer found")),
}
"""Where the work on a finding stands: the last decision, or why there is none."""


def severity_chip(severity: str, language: Language) -> Chip:
    """`stop`, `query` or `notice`."""
    tone, text = SEVERITIES[severity]
    return Chip(tone, severity, language.say(text))


def state_chip(state: State, language: Language) -> Chip:
    """The state of a record on the ledger."""
    tone, icon, text = _STATES[state]
    return Chip(tone, icon, language.say(text))


def grade_chip(grade: str, language: Language) -> Chip:
    """How a statement came in."""
    icon, text = _GRADES[grade]
    return Chip("plain", icon, language.say(text), quiet=True)


def bond_chip(bond: Bond, language: Language) -> Chip:
    """How sure it is that a statement belongs to a consignment."""
    icon, text = _BONDS[bond]
    return Chip("query" if bond is Bond.CLAIMED else "plain", icon, language.say(text), quiet=True)


def decision_chip(state: str, language: Language) -> Chip:
    """Where the work on a finding stands."""
    tone, icon, text = DECISIONS[state]
    return Chip(tone, icon, language.say(text))
