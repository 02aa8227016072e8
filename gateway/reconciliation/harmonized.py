"""The editions of the Harmonized System: which codes of one edition a code of another became.

`hs_correlation.csv` holds a part of the WCO's correlation tables. A code without a row may be unchanged or
may be missing here: nothing is concluded from its absence.
"""

import csv
from collections.abc import Iterator
from datetime import date
from functools import cache
from importlib.resources import files
from itertools import pairwise

from contracts.codelists import HS_EDITIONS

Step = dict[str, frozenset[str]]
"""A code at six digits → the codes it corresponds to in a neighbouring edition."""


def edition_in_force(day: date) -> str:
    """The edition that tariffs of contracting parties follow on `day` (HS Convention: Art. 16 amendments)."""
    return next(edition for since, edition in reversed(_SINCE) if day >= since)


_SINCE = [
    (date.min, "HS1996"),
    (date(2002, 1, 1), "HS2002"),
    (date(2007, 1, 1), "HS2007"),
    (date(2012, 1, 1), "HS2012"),
    (date(2017, 1, 1), "HS2017"),
    (date(2022, 1, 1), "HS2022"),
]


@cache
def correlations() -> dict[tuple[str, str, str], frozenset[str]]:
    """(edition, code, other edition) → codes in the other edition, for every pair that rows lead through."""
    steps = _steps()
    found: dict[tuple[str, str, str], frozenset[str]] = {}
    for path in _paths():
        for code in sorted({code for step in pairwise(path) for code in steps.get(step, {})}):
            reached, moved = {code}, False
            for step in pairwise(path):
                table = steps.get(step, {})
                moved |= any(known in table for known in reached)
                reached = {new for old in reached for new in table.get(old, frozenset([old]))}
            if moved:
                found[path[0], code, path[-1]] = frozenset(reached)
    return found


def _paths() -> Iterator[tuple[str, ...]]:
    """The chain of editions from each edition to each other one."""
    for start in range(len(HS_EDITIONS)):
        for end in range(len(HS_EDITIONS)):
            if start < end:
                yield HS_EDITIONS[start : end + 1]
            elif start > end:
                yield tuple(reversed(HS_EDITIONS[end : start + 1]))


def _steps() -> dict[tuple[str, str], Step]:
    """(edition, next or previous edition) → what its codes became."""
    gathered: dict[tuple[str, str], dict[str, set[str]]] = {}
    text = files(__package__).joinpath("hs_correlation.csv").read_text(encoding="utf-8")
    for row in csv.DictReader(text.splitlines()):
        ahead, back = (row["from_edition"], row["to_edition"]), (row["to_edition"], row["from_edition"])
        gathered.setdefault(ahead, {}).setdefault(row["from_code"], set()).add(row["to_code"])
        gathered.setdefault(back, {}).setdefault(row["to_code"], set()).add(row["from_code"])
    return {pair: {code: frozenset(to) for code, to in table.items()} for pair, table in gathered.items()}
