"""Verification cases as their pages show them: time left, tasks, steps."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from contracts.genesis import GenesisMember
from contracts.terms import DAY
from gateway.portal.language import Language, marked
from gateway.portal.views.chips import Chip, Tone
from gateway.portal.views.findings import Fact

_STATES: dict[str, tuple[Tone, str, str]] = {
    "sent": ("notice", "clock", marked("Sent")),
    "received": ("notice", "clock", marked("Received")),
    "answered": ("good", "good", marked("Answered")),
    "lapsed": ("stop", "stop", marked("Lapsed")),
    "closed": ("plain", "good", marked("Closed")),
    "withdrawn": ("plain", "minus", marked("Question withdrawn")),
}
_STEPS: dict[str, str] = {
    "request": marked("Question"),
    "acknowledged": marked("Acknowledged"),
    "partly_answered": marked("Answered in part"),
    "fully_answered": marked("Answered in full"),
    "time_asked": marked("More time asked for"),
    "visit_accepted": marked("Visit accepted"),
    "visit_declined": marked("Visit declined"),
    "commented": marked("Comment"),
    "extended": marked("Term extended"),
    "receipt_shown": marked("Receipt shown"),
    "visit_asked": marked("Visit asked for"),
    "lapse_noted": marked("Lapse noted"),
    "denial_announced": marked("Denial announced"),
    "outcome_told": marked("Outcome"),
    "case_withdrawn": marked("Question withdrawn"),
}
_CLOCKS: dict[str, str] = {
    "reply": marked("Reply"),
    "visit_consent": marked("Consent to a visit"),
    "determination": marked("Determination"),
    "overall": marked("Whole procedure"),
    "denial_earliest": marked("Earliest denial"),
}
_TASKS: dict[str, str] = {
    "note_lapse": marked("The term is over: note the lapse, or extend it where there is a basis."),
    "decide_without_visit": marked("No answer to the visit: decide without it."),
    "determine": marked("The time to determine is over."),
    "tell_outcome": marked("Tell the outcome."),
}


@dataclass(frozen=True)
class CaseRow:
    """A case in the list."""

    href: str
    short: str
    agreement: str
    asker: str
    respondent: str
    state: Chip
    left: str
    tasks: tuple[str, ...]


@dataclass(frozen=True)
class StepRow:
    """A step: what it is, by whom, when, what was said."""

    title: str
    by: str
    at: str
    texts: tuple[str, ...]
    here: bool


@dataclass(frozen=True)
class CasePage:
    """The whole page of a case."""

    row: CaseRow
    facts: tuple[Fact, ...]
    clocks: tuple[Fact, ...]
    steps: tuple[StepRow, ...]


def case_row(case: Mapping[str, Any], directory: Mapping[int, GenesisMember], words: Language) -> CaseRow:
    """A case as a line of the list; `case` is as the API gives it."""
    tone, icon, text = _STATES[case["state"]]
    return CaseRow(
        href=f"/cases/{case['case']}",
        short=case["case"][2:14],
        agreement=case["agreement"],
        asker=_name(case["member"], directory, words),
        respondent=_name(case["respondent"], directory, words),
        state=Chip(tone, icon, words.say(text)),
        left=_left(case["seconds_left"], words),
        tasks=tuple(words.say(_TASKS[task]) for task in case["tasks"]),
    )


def case_page(case: Mapping[str, Any], directory: Mapping[int, GenesisMember], words: Language) -> CasePage:
    """The page of a case."""
    basis = case["legal_basis"]
    clocks = [(_CLOCKS[one["name"]], one["at"]) for one in case["clocks"] if one["at"] is not None]
    shown = "–" if basis is None else basis["source"]
    return CasePage(
        row=case_row(case, directory, words),
        facts=(
            Fact(words.say("Case"), case["case"]),
            Fact(words.say("Opened"), words.unix(case["opened_at"])),
            Fact(words.say("Legal basis"), shown),
        ),
        clocks=tuple(Fact(words.say(name), words.unix(at)) for name, at in clocks),
        steps=tuple(_step(step, directory, words) for step in case["steps"]),
    )


def _step(step: Mapping[str, Any], directory: Mapping[int, GenesisMember], words: Language) -> StepRow:
    said = step["payload"] or {}
    kind = _STEPS[step["kind"]]
    texts = [said.get("text"), said.get("reason"), *said.get("questions", ()), *said.get("answers", ())]
    return StepRow(
        title=words.say(kind),
        by=_name(step["member"], directory, words),
        at=words.unix(step["time"]),
        texts=tuple(text for text in texts if text),
        here=step["payload"] is not None,
    )


def _left(seconds: int | None, words: Language) -> str:
    if seconds is None:
        return "–"
    if seconds <= 0:
        return words.say("The term is over")
    return words.count("%(number)s day left", "%(number)s days left", seconds // DAY)


def _name(number: int, directory: Mapping[int, GenesisMember], words: Language) -> str:
    entry = directory.get(number)
    if entry is None:
        return words.say("Member %(number)s", number=number)
    return (entry.name_local if words.tag == "ja" else None) or entry.name
