"""What is used of a proof of origin, line by line, and what declarations here want of it, in words."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from gateway.portal.language import Language


@dataclass(frozen=True)
class Balance:
    """A line of the proof: how much it covers, how much is used and left, each with its unit."""

    line: str
    covered: str
    used: str
    left: str


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
