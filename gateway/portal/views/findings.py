"""Findings as pages show them: a row of the queue, and a finding whole."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from gateway.findings.places import Sources
from gateway.portal.language import HOME_ZONE, Language, marked
from gateway.portal.views.chips import Chip, decision_chip, severity_chip
from gateway.portal.views.labels import STAGES, documents_label
from gateway.portal.views.parties import party_name
from gateway.portal.views.places import Place, place_of

DECISION_CHOICES: tuple[tuple[str, str, str], ...] = (
    ("release", marked("Release"), marked("The explanation is enough, or the difference is lawful.")),
    ("query", marked("Ask the importer"), marked("The importer or broker is to explain or correct it.")),
    ("inspect", marked("Send to inspection"), marked("Documents or goods are to be examined.")),
)
"""Decision, its word, and when it is the right one."""


@dataclass(frozen=True)
class Fact:
    """A label and a value; `href` leads to the page of what it names."""

    label: str
    value: str
    href: str = ""
    mono: bool = False


@dataclass(frozen=True)
class FindingRow:
    """A line of the queue."""

    id: str
    severity: Chip
    state: Chip
    title: str
    rule: str
    line: int | None
    declaration: str
    importer: str
    office: str
    agreement: str
    found_at: str


@dataclass(frozen=True)
class Side:
    """One of the two values, the document that it stands in, and where: as a field, and in the file."""

    label: str
    value: str
    document: str
    path: str
    href: str
    place: Place | None


@dataclass(frozen=True)
class Decision:
    """A decision on the record."""

    chip: Chip
    who: str
    at: str
    reason: str


@dataclass(frozen=True)
class Choice:
    """A decision that can be taken."""

    value: str
    label: str
    hint: str


@dataclass(frozen=True)
class FindingPage:
    """A finding whole. `revision` is the hash of what the officer has before them."""

    id: str
    declaration: str
    number: str
    title: str
    explanation: str
    resolution: str
    severity: Chip
    state: Chip
    marks: tuple[Chip, ...]
    sides: tuple[Side, ...]
    basis: Sequence[Mapping[str, Any]]
    facts: tuple[Fact, ...]
    ranking: tuple[Fact, ...]
    decisions: tuple[Decision, ...]
    revision: str


def state_of(row: Mapping[str, Any]) -> str:
    """Where the work on a finding stands: cleared, the last decision, re-opened, or open."""
    waiting = "reopened" if row.get("reopened") else "open"
    return "cleared" if row["state"] == "cleared" else row["decision"] or waiting


def finding_row(row: Mapping[str, Any], language: Language) -> FindingRow:
    """A finding of the queue (gateway.portal.queue) as its line."""
    return FindingRow(
        id=row["id"],
        severity=severity_chip(row["severity"], language),
        state=decision_chip(state_of(row), language),
        title=row["content"]["title"][language.tag],
        rule=row["rule"],
        line=row["line"],
        declaration=row["declaration"],
        importer=party_name(row["importer"], language),
        office=row["office"] or "",
        agreement=row["agreement"] or "",
        found_at=language.unix(row["found_at"]),
    )


def finding_page(
    row: Mapping[str, Any], sources: Sources, decided: Sequence[Mapping[str, Any]], language: Language
) -> FindingPage:
    """A finding with its decisions, the last first."""
    content = row["content"]
    marks = () if row["verified"] else (_unverified(language),)
    return FindingPage(
        id=row["id"],
        declaration=row["declaration"],
        number=row["number"] or "",
        title=content["title"][language.tag],
        explanation=content["explanation"][language.tag],
        resolution=content["resolution"][language.tag],
        severity=severity_chip(row["severity"], language),
        state=decision_chip(state_of(row), language),
        marks=marks,
        sides=_sides(row, sources, language),
        basis=[_basis(one, language) for one in content["basis"]],
        facts=tuple(_facts(row, language)),
        ranking=tuple(_ranking(row, language)),
        decisions=tuple(
            Decision(
                decision_chip(d["decision"], language), d["officer"], language.unix(d["at"]), d["reason"]
            )
            for d in decided
        ),
        revision=bytes(row["content_hash"]).hex(),
    )


def decision_choices(language: Language) -> list[Choice]:
    """The decisions that can be taken, in order."""
    return [Choice(value, language.say(word), language.say(hint)) for value, word, hint in DECISION_CHOICES]


def _unverified(language: Language) -> Chip:
    return Chip("notice", "notice", language.say("Rests on a fact not yet verified"))


def _sides(row: Mapping[str, Any], sources: Sources, language: Language) -> tuple[Side, ...]:
    declared, found = row["content"]["declared"], row["content"]["found"]
    return (
        Side(
            language.say("Declared"),
            declared["value"],
            f"{language.say('Import declaration')} {declared.get('number') or row['declaration']}",
            declared["path"],
            f"/declarations/{row['declaration']}",
            place_of(sources.declared, declared["path"], declared["value"], language),
        ),
        Side(
            language.say("Found"),
            found["value"],
            " ".join(
                part for part in (documents_label(found["document"], language), found["number"]) if part
            ),
            found["path"],
            f"/records/{found['id']}" if found["id"] and " " not in found["id"] else "",
            place_of(sources.found, found["path"], found["value"], language),
        ),
    )


def _basis(basis: Mapping[str, Any], language: Language) -> dict[str, Any]:
    """A legal basis in the reader's language; findings of early rule sets have it in English only."""
    text = basis["text"]
    return {**basis, "text": text if isinstance(text, str) else text[language.tag]}


def _facts(row: Mapping[str, Any], language: Language) -> list[Fact]:
    stage, audience = STAGES[row["stage"]], _AUDIENCES[row["audience"]]
    facts = [
        Fact(language.say("Declaration"), row["declaration"], f"/declarations/{row['declaration']}"),
        Fact(language.say("Line"), "" if row["line"] is None else str(row["line"])),
        Fact(language.say("Importer"), party_name(row["importer"], language)),
        Fact(language.say("Office"), row["office"] or ""),
        Fact(language.say("Agreement"), row["agreement"] or ""),
        Fact(language.say("Stage"), language.say(stage)),
        Fact(language.say("Who may see it"), language.say(audience)),
        Fact(language.say("Rule"), row["rule"]),
        Fact(language.say("Found"), language.unix(row["found_at"])),
        Fact(language.say("Re-opened by"), reopening_text(row.get("reopened"), language)),
    ]
    return [fact for fact in facts if fact.value]


def _ranking(row: Mapping[str, Any], language: Language) -> list[Fact]:
    """What the finding's place in the queue is made of; nothing for one from before ranks were kept."""
    parts = row["ranking"]
    if not parts:
        return []
    at_stake = parts["duty_at_stake"]
    unknown = language.say("not known: there is no row for the rate or no customs value")
    return [
        Fact(language.say("Rank"), f"{row['rank']} / 1000"),
        Fact(language.say("For its severity"), str(parts["severity"])),
        Fact(language.say("For duty at stake"), str(parts["duty"])),
        Fact(language.say("For confidence"), str(parts["confidence"])),
        Fact(
            language.say("Duty at stake"),
            unknown if at_stake is None else f"JPY {at_stake} ({parts['rate']})",
        ),
    ]


_AUDIENCES = {
    "party": marked("Officers and the importer"),
    "officer": marked("Officers only"),
}


_CAUSES = {
    "revoked": marked("Revoked on %(day)s; used on %(used)s"),
    "superseded": marked("Superseded on %(day)s; used on %(used)s"),
    "withdrawn": marked("Withdrawn on %(day)s; used on %(used)s"),
    "late_evidence": marked("Evidence that came on %(day)s; the proof was used on %(used)s"),
    "drawn_elsewhere": marked("Others drew on the proof on %(day)s; it was used on %(used)s"),
    "advance_ruling": marked("An advance ruling that came on %(day)s; the proof was used on %(used)s"),
}


def reopening_text(cause: Mapping[str, Any] | None, language: Language) -> str:
    """What re-opened a released declaration, and the day that its proof was used on; empty for nothing."""
    if not cause:
        return ""
    happened = datetime.fromtimestamp(cause["at"], HOME_ZONE).date()
    used = date.fromisoformat(cause["used_on"])
    text = _CAUSES[cause["what"]]
    return language.say(text, day=language.day(happened), used=language.day(used))
