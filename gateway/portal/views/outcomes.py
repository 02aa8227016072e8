"""Outcomes of claims as their pages show them: decisions in order, and the statistics of use."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from contracts.declarations import ImportDeclaration
from gateway.portal.language import Language, marked
from gateway.portal.views.chips import Chip, Tone
from gateway.portal.views.parties import Names

RESULTS: dict[str, tuple[Tone, str, str]] = {
    "given": ("good", "good", marked("Preference given")),
    "partial": ("query", "query", marked("Preference given in part")),
    "not_given": ("stop", "stop", marked("Preference not given")),
}
"""Results in the words of RCEP's certificate, box 5."""


@dataclass(frozen=True)
class ClaimRow:
    """A line of the declaration that claims preference under a proof; `last` is its outcome that stands."""

    line: int
    agreement: str
    proof: str
    last: Chip | None


@dataclass(frozen=True)
class OutcomeRow:
    """A decision that was stated; `href` leads to its record."""

    line: str
    chip: Chip
    stands: bool
    proof: str
    reason: str
    returned: str
    by: str
    href: str


@dataclass(frozen=True)
class Counted:
    """A row of the statistics: an agreement, an issuer, a month, and how often each result stands."""

    agreement: str
    issuer: str
    period: str
    given: str
    partial: str
    not_given: str


def claim_rows(
    declaration: ImportDeclaration, stated: Iterable[Mapping[str, Any]], words: Language
) -> tuple[ClaimRow, ...]:
    """The lines that an outcome can be stated for."""
    last = {one["line"]: one["result"] for one in stated if one["stands"]}
    return tuple(
        ClaimRow(
            line.sequence,
            line.preference.agreement,
            line.preference.proof_number,
            result_chip(last[line.sequence], words) if line.sequence in last else None,
        )
        for line in declaration.lines
        if line.preference is not None and line.preference.proof_number
    )


def outcome_rows(
    stated: Iterable[Mapping[str, Any]], names: Names, words: Language
) -> tuple[OutcomeRow, ...]:
    """What was stated, in its order."""
    return tuple(_outcome(one, names, words) for one in stated)


def counted_rows(rows: Iterable[Mapping[str, Any]], names: Names, words: Language) -> tuple[Counted, ...]:
    """The statistics, with the issuers' names."""
    return tuple(
        Counted(
            row["agreement"],
            words.say("not known here") if row["issuer"] is None else names.of(row["issuer"], words),
            row["period"],
            *(words.integer(row[result]) for result in RESULTS),
        )
        for row in rows
    )


def result_chip(result: str, words: Language) -> Chip:
    """A result as a chip."""
    tone, icon, text = RESULTS[result]
    return Chip(tone, icon, words.say(text))


def _outcome(one: Mapping[str, Any], names: Names, words: Language) -> OutcomeRow:
    issuer = words.say("no")
    if one["returned"] and one["issuer"] is not None:
        issuer = names.of(one["issuer"], words)
    return OutcomeRow(
        line=words.integer(one["line"]),
        chip=result_chip(one["result"], words),
        stands=one["stands"],
        proof=one["proof"],
        reason=one["reason"] or "",
        returned=issuer,
        by=f"{one['officer']} · {words.unix(one['at'])}",
        href=f"/records/{one['record'].removeprefix('0x')}",
    )
