"""How well a record fits what a declaration says, where no number leads to it: factors, weighed, each with
both values. Pure; the same values give the same score.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

FactorName = Literal["seller", "buyer", "goods", "quantity", "amount", "invoice", "number", "time"]

WEIGHTS: dict[FactorName, int] = {
    "number": 4,
    "amount": 4,
    "seller": 3,
    "buyer": 3,
    "goods": 3,
    "quantity": 3,
    "invoice": 3,
    "time": 1,
}
"""What each factor counts. A number that is declared and not at all alike speaks against a record most."""

AT_LEAST = 70
"""The score, of 100, from which a record is proposed."""

APART = 10
"""Points by which the best has to lead the next; closer ones are ambiguous."""

_TAIL = 6
"""Characters from which the end of a number, without a carrier's or an office's prefix, tells something."""

PART = 70
"""What a quantity or an amount that is a part of the record's counts, of 100."""


@dataclass(frozen=True)
class Factor:
    """One thing compared: how well it fits, 0 to 100, and both values as shown."""

    name: FactorName
    fits: int
    declared: str
    found: str


def score(factors: Iterable[Factor]) -> int:
    """The weighted mean of what is known, 0 to 100, rounded down."""
    known = list(factors)
    weights = sum(WEIGHTS[factor.name] for factor in known)
    return sum(WEIGHTS[factor.name] * factor.fits for factor in known) // weights if weights else 0


def numbers_alike(one: str, other: str) -> int:
    """How alike two normalised numbers are, 0 to 100: 90 where one is the other without its prefix, 60 where
    one character differs or two neighbours changed places.
    """
    if one == other:
        return 100
    short, long = sorted((one, other), key=len)
    if len(short) >= _TAIL and long.endswith(short):
        return 90
    return 60 if len(short) >= _TAIL and _one_slip(one, other) else 0


def _one_slip(one: str, other: str) -> bool:
    """Whether one character was changed, left out or added, or two neighbours changed places."""
    if len(one) == len(other):
        places = [at for at, pair in enumerate(zip(one, other, strict=True)) if pair[0] != pair[1]]
        if len(places) == 1:
            return True
        swapped = len(places) == 2 and places[1] == places[0] + 1
        return swapped and one[places[0]] == other[places[1]] and one[places[1]] == other[places[0]]
    short, long = sorted((one, other), key=len)
    return len(long) == len(short) + 1 and any(long[:at] + long[at + 1 :] == short for at in range(len(long)))
