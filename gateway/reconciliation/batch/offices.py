"""What declarations of a batch are compared under: the facts about agreements, and the rules as each office
has them.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

import polars as pl

from gateway.reconciliation.facts import Facts
from gateway.reconciliation.rule_sets import RuleSet, current_rule_set
from gateway.reconciliation.rules.definition import Tuned

Word = tuple[frozenset[str], Tuned]
"""The rules that an office switched off, and what it tuned."""

UNCHANGED: Word = (frozenset(), frozenset())


@dataclass(frozen=True)
class Ruling:
    """Facts, and the word of every office that has said one; `others` is that of all that have not."""

    facts: Facts
    offices: Mapping[str, Word] = field(default_factory=dict)
    others: Word = UNCHANGED

    def split(self, declarations: pl.DataFrame) -> Iterator[tuple[RuleSet, pl.Series]]:
        """Rule sets, each with the declarations (declaration, office) that are under it."""
        words = {name: self.offices.get(name, self.others) for name in declarations["office"].unique()}
        for word in sorted(set(words.values()), key=_spelled):
            offices = [name for name, said in words.items() if said == word]
            within = pl.col("office").is_in(offices, nulls_equal=True)
            yield current_rule_set(*word), declarations.filter(within)["declaration"]

    @property
    def versions(self) -> dict[str, str]:
        """Office → the version of its rules, where they are not those of the others; "" is the others."""
        versions = {name: current_rule_set(*word).version for name, word in self.offices.items()}
        others = current_rule_set(*self.others).version
        return {"": others} | {name: own for name, own in versions.items() if own != others}


def _spelled(word: Word) -> tuple[list[str], list[tuple[str, str, str]]]:
    return sorted(word[0]), sorted(word[1])
