"""What a rule compares: when it applies, which inputs it cannot do without, and when it fires."""

from dataclasses import dataclass

from gateway.reconciliation.rules.terms import NOTHING, TRUE, Term, column, term, when

SILENT, FIRES, NOT_APPLICABLE, MISSING = 0, 1, 2, 3
"""States of a rule on a row; MISSING + n: not assessable, since the n-th input it needs is not there."""


@dataclass(frozen=True)
class Need:
    """An input: `name` as texts know it, and a term that is null where it is missing."""

    name: str
    present: Term


@dataclass(frozen=True)
class Check:
    """A rule's one comparison. Where it applies and nothing is missing, `fires` is known."""

    applies: Term
    needs: tuple[Need, ...]
    fires: Term


Checks = dict[str, Check]


def need(name: str, called: str | None = None) -> Need:
    """The need for a column, by its own name unless it is called another."""
    return Need(called or name, column(name))


def only_if(condition: Term) -> Term:
    """True where `condition` holds, otherwise null: an input that is there only then."""
    return when(condition, TRUE, NOTHING)


def state(check: Check, admitted: Term) -> Term:
    """The state of the rule on a row; `admitted` holds what its data say: parties, proofs, stages,
    agreements.

    A comparison that comes out null is reported as a missing input, never as silence.
    """
    unknown = MISSING + len(check.needs)
    verdict = when(check.fires, FIRES, when(check.fires.known(), SILENT, unknown))
    for index in reversed(range(len(check.needs))):
        verdict = when(check.needs[index].present.known(), verdict, MISSING + index)
    return when(admitted & check.applies, verdict, term(NOT_APPLICABLE))
