"""How well the rules find what was injected: precision and recall of each rule, and what is mistaken for
what.
"""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any

import scripts.scenarios.discrepancies_of_trade
import scripts.scenarios.drawn_elsewhere
import scripts.scenarios.lines_of_proofs
import scripts.scenarios.oddities_of_carriage  # noqa: F401  # all four register what they make
from contracts.declarations import ImportDeclaration
from contracts.ids import MemberId
from contracts.records import parse_record
from gateway.declarations.versions import Version, law_date
from gateway.reconciliation.engine import reconcile
from gateway.reconciliation.projected import Projected
from gateway.reconciliation.rules.definition import rules
from gateway.store.projections import rows_of
from gateway.store.projections.columns import HEADS
from gateway.store.projections.of_declarations import declaration_id, rows_of_declaration
from scripts.scenarios.changing import Labels, labelled
from scripts.scenarios.consignments import Consignment, Drawer, Json, Paper
from scripts.scenarios.discrepancies import INJECTIONS
from scripts.scenarios.documents import by_documents
from scripts.scenarios.oddities import ODDITIES

CLEAN = "clean"
BY_DOCUMENTS = 5
"""One case in so many goes by way of its documents."""
ANCHORED = 1_772_000_000_000_000

Rows = dict[str, list[dict[str, Any]]]


@dataclass(frozen=True)
class Case:
    """A consignment with its labels; `name` is the rule injected, the oddity, or `clean`."""

    name: str
    consignment: Consignment
    expected: Labels


@dataclass
class Figures:
    """What came out, over all cases."""

    hits: Counter[str] = field(default_factory=Counter)
    misses: Counter[str] = field(default_factory=Counter)
    extra: Counter[str] = field(default_factory=Counter)
    confusion: Counter[tuple[str, str]] = field(default_factory=Counter)
    """(what the case is, rule that ought not to fire there) → how often."""
    stopped: Counter[str] = field(default_factory=Counter)
    """Oddity → false findings more severe than a notice."""
    read_as: Counter[str] = field(default_factory=Counter)
    """Format → documents that were written in it and read again."""

    def recall(self, rule: str) -> float:
        """The share of what was injected that the rule found."""
        return self.hits[rule] / max(1, self.hits[rule] + self.misses[rule])

    def precision(self, rule: str) -> float:
        """The share of the rule's findings that were injected."""
        return self.hits[rule] / max(1, self.hits[rule] + self.extra[rule])


def cases(seed: int, rounds: int) -> Iterator[Case]:
    """Each injection and each oddity `rounds` times, and as many clean consignments as all of them."""
    drawer = Drawer(seed)
    for _ in range(rounds):
        for rule, makers in sorted(INJECTIONS.items()):
            yield Case(rule, *drawer.random.choice(makers)(drawer))
            yield Case(CLEAN, *labelled(drawer.consignment()))
        for name, maker in sorted(ODDITIES.items()):
            yield Case(name, *maker(drawer))


def projected(consignments: Iterable[Consignment]) -> Rows:
    """The projections of all of them together, as a gateway's store holds them."""
    rows: Rows = {}
    number = 0
    for made in consignments:
        drawn = [{"record_id": _record_id(number + 1), **debit} for debit in made.debits]
        _add(rows, {"debits": drawn})
        for paper in made.records():
            number += 1
            _add(rows, _record_rows(paper, number))
        for body in (made.declaration, *made.others):
            _add(rows, _declaration_rows(body))
    return rows


def _record_id(number: int) -> str:
    return f"0x{number:064x}"


def _record_rows(paper: Paper, number: int) -> Rows:
    record = parse_record(paper.kind, paper.body)
    rows = rows_of(record, number, MemberId(record.author), paper.kind)
    standing = {
        "record_id": _record_id(number),
        "anchored": ANCHORED + number,
        "state": 0,
        "ended": None,
        "successor": None,
        "member_country": paper.country,
        "compromised_since": None,
        **paper.standing,
    }
    for head in HEADS:
        for row in rows.get(head, ()):
            row.update(standing)
    return rows


def _declaration_rows(body: Json) -> Rows:
    message = ImportDeclaration.model_validate(body)
    law = law_date([Version(message, message, cancelled=False)])
    return rows_of_declaration(message, law=law, cancelled=False)


def _add(rows: Rows, more: Rows) -> None:
    for name, some in more.items():
        rows.setdefault(name, []).extend(some)


def measured(made: Iterable[Case]) -> Figures:
    """Everything reconciled together, and what came of it beside the labels."""
    all_cases, figures = list(made), Figures()
    for case in all_cases[::BY_DOCUMENTS]:
        by_documents(case.consignment, figures.read_as)
    rows = projected(case.consignment for case in all_cases)
    names = [row["declaration"] for row in rows["declarations"]]
    found: dict[str, dict[str, str]] = {name: {} for name in names}
    for finding in reconcile(Projected(rows), names, block_height=1).findings:
        found[finding["declaration"]][finding["rule"]] = finding["severity"]
    for case in all_cases:
        for body in (case.consignment.declaration, *case.consignment.others):
            name = declaration_id(ImportDeclaration.model_validate(body))
            _count(figures, case, found[name], case.expected.get(body["number"], frozenset()))
    return figures


def _count(figures: Figures, case: Case, fired: dict[str, str], expected: frozenset[str]) -> None:
    figures.hits.update(expected & fired.keys())
    figures.misses.update(expected - fired.keys())
    for rule in expected - fired.keys():
        figures.confusion[case.name, f"(no {rule})"] += 1
    for rule in fired.keys() - expected:
        figures.extra[rule] += 1
        figures.confusion[case.name, rule] += 1
        if case.name in ODDITIES and fired[rule] != "notice":
            figures.stopped[case.name] += 1


def uncovered() -> list[str]:
    """Rules that nothing is injected for."""
    return sorted(rules().keys() - INJECTIONS.keys())
