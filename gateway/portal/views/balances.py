"""What is used of a proof of origin, line by line, and what declarations here want of it, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gateway.portal.language import Language, marked
from gateway.portal.views.parties import Names


@dataclass(frozen=True)
class Balance:
    """A line of the proof: how much it covers, how much is used and left, each with its unit."""

    line: str
    covered: str
    used: str
    left: str


@dataclass(frozen=True)
class Drawn:
    """A debit: of which line, by whom, how much, how it stands, since when; `href` leads to the declaration
    here that it is of.
    """

    line: str
    who: str
    quantity: str
    state: str
    at: str
    block: str
    declaration: str
    href: str


_STATES = {
    "reserved": marked("reserved"),
    "confirmed": marked("confirmed"),
    "released": marked("given back"),
}


def drawn(found: Mapping[str, Any], names: Names, words: Language) -> tuple[Drawn, ...]:
    """Who drew from the lines of gateway.utilisation's answer, in the order of the blocks."""
    return tuple(_drawn(line, debit, names, words) for line in found["lines"] for debit in line["debits"])


def _drawn(line: Mapping[str, Any], debit: Mapping[str, Any], names: Names, words: Language) -> Drawn:
    released = debit["state"] == "released"
    amount = words.say("the whole line") if debit["whole"] else f"{debit['quantity']} {line['unit'] or ''}"
    word = _STATES[debit["state"]]
    state = words.say(word)
    if debit["expires"]:
        state = words.say("%(state)s until %(time)s", state=state, time=words.unix(debit["expires"]))
    return Drawn(
        line=words.integer(line["line"] + 1),
        who=names.of(debit["member"], words),
        quantity="–" if released else amount.strip(),
        state=state,
        at=words.unix(debit["time"]),
        block=words.integer(debit["block"]),
        declaration=debit["declaration"] or "",
        href=f"/declarations/{debit['declaration']}" if debit["declaration"] else "",
    )


def balances(found: Mapping[str, Any], words: Language) -> tuple[Balance, ...]:
    """The lines of gateway.utilisation's answer from which something was drawn; numbered from 1."""
    return tuple(_balance(line, words) for line in found["lines"])


def _balance(line: Mapping[str, Any], words: Language) -> Balance:
    number = words.integer(line["line"] + 1)
    if line["whole"]:
        return Balance(number, "–", words.say("the whole line"), words.say("nothing"))
    if line["unit"] is None:
        return Balance(number, "–", "–", "–")
    covered, used, left = (f"{line[name]} {line['unit']}" for name in ("quantity", "used", "left"))
    return Balance(number, covered, used, left)
