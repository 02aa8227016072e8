"""The queue, a finding, and the decision about it."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, get_args
from urllib.parse import urlencode

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from sqlalchemy import Connection

from gateway.access import Principal
from gateway.errors import Conflict
from gateway.findings.deciding import Decision, decide
from gateway.findings.places import sources_of
from gateway.http.correlation import correlation_id_of
from gateway.portal import queue
from gateway.portal.language import Language, language_of, marked
from gateway.portal.pages.visitor import VisitingOfficer
from gateway.portal.queue import Choices, Wish
from gateway.portal.rendering import render
from gateway.portal.security import FormToken, require_own_form
from gateway.portal.views.chips import SEVERITIES
from gateway.portal.views.findings import decision_choices, finding_page, finding_row
from gateway.services import Services, ServicesDep

router = APIRouter(include_in_schema=False)

MOST_REASON = 2_000
_STATES = (
    ("open", marked("Open")),
    ("decided", marked("Decided")),
    ("cleared", marked("No longer found")),
    ("all", marked("All")),
)
_AGES = (
    ("", marked("Any")),
    ("day", marked("Up to a day")),
    ("week", marked("Up to a week")),
    ("month", marked("Up to 30 days")),
)

Text = Annotated[str, Query(max_length=200)]


@dataclass(frozen=True)
class FilterField:
    """A filter of the queue with its choices: (value, word)."""

    name: str
    label: str
    choices: list[tuple[str, str]]
    chosen: str


@router.get("/findings")
def get_findings(
    request: Request,
    services: ServicesDep,
    officer: VisitingOfficer,
    severity: Text = "",
    rule: Text = "",
    agreement: Text = "",
    office: Text = "",
    state: Text = "open",
    age: Text = "",
    skip: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
) -> HTMLResponse:
    """The queue as filtered, the most urgent first."""
    words = language_of(request)
    wish = Wish(severity, rule, agreement, office, state, age)
    with services.store.read() as connection:
        rows = [finding_row(row, words) for row in queue.queue(connection, wish, services.now(), skip)]
        choices = queue.choices(connection)
    asked = {name: value for name, value in wish.__dict__.items() if value}
    following = f"/findings?{urlencode(asked | {'skip': skip + queue.PAGE})}"
    return render(
        request,
        services,
        officer,
        "findings.html",
        place="findings",
        rows=rows,
        filters=_filters(wish, choices, words),
        next=following if len(rows) == queue.PAGE else "",
    )


@router.get("/findings/{identity}")
def get_finding(
    identity: str, request: Request, services: ServicesDep, officer: VisitingOfficer, done: str = ""
) -> HTMLResponse:
    """A finding: what does not match, why, on which basis, what would resolve it; and the form to decide."""
    return _page(request, services, officer, identity, done=bool(done))


@router.post("/findings/{identity}/decisions")
def post_decision(
    identity: str,
    request: Request,
    services: ServicesDep,
    officer: VisitingOfficer,
    csrf: FormToken = "",
    decision: Annotated[str, Form(max_length=20)] = "",
    reason: Annotated[str, Form(max_length=MOST_REASON + 1)] = "",
    revision: Annotated[str, Form(max_length=64)] = "",
) -> Response:
    """Puts the decision on the record; shows the form again where something is missing."""
    require_own_form(officer, csrf)
    words, reason = language_of(request), reason.strip()
    error = _wrong(decision, reason, words)
    if error:
        return _page(request, services, officer, identity, error=error, chosen=decision, reason=reason)
    now, correlation = services.now(), correlation_id_of(request)

    def change(connection: Connection) -> None:
        _require_unchanged(connection, identity, revision)
        chosen: Decision = next(d for d in get_args(Decision) if d == decision)
        decide(connection, officer, identity, chosen, reason, now, correlation)

    try:
        services.store.write(change, services.store.events_bell)
    except Conflict:
        error = words.say("The finding changed while you read it. Look at it again, then decide.")
        return _page(
            request, services, officer, identity, error=error, chosen=decision, reason=reason, status=409
        )
    return RedirectResponse(f"/findings/{identity}?done=1", 303)


def _wrong(decision: str, reason: str, words: Language) -> str:
    """What is missing, as a sentence; empty if nothing is."""
    if decision not in get_args(Decision):
        return words.say("Choose a decision.")
    if not reason:
        return words.say("State the reason: it goes on the record.")
    if len(reason) > MOST_REASON:
        return words.say("Shorten the reason to %(number)s characters.", number=words.integer(MOST_REASON))
    return ""


def _require_unchanged(connection: Connection, identity: str, revision: str) -> None:
    """Raises Conflict where the finding is not as the officer saw it."""
    now = bytes(queue.finding(connection, identity)["content_hash"]).hex()
    if now != revision:
        raise Conflict(f"findings/{identity}", expected="the finding as it was shown", found="a newer one")


def _page(
    request: Request,
    services: Services,
    officer: Principal,
    identity: str,
    *,
    error: str = "",
    chosen: str = "",
    reason: str = "",
    done: bool = False,
    status: int = 422,
) -> HTMLResponse:
    words = language_of(request)
    with services.store.read() as connection:
        row = queue.finding(connection, identity)
        decided = queue.decisions(connection, identity)
        sources = sources_of(connection, officer, row["content"], row["declaration"], row["version"])
    return render(
        request,
        services,
        officer,
        "finding.html",
        status=status if error else 200,
        place="findings",
        finding=finding_page(row, sources, decided, words),
        choices=decision_choices(words),
        error=error,
        chosen=chosen,
        reason=reason,
        done=done,
    )


def _filters(wish: Wish, choices: Choices, words: Language) -> list[FilterField]:
    severities = [(name, words.say(word)) for name, (_, word) in SEVERITIES.items()]
    return [
        FilterField("severity", words.say("Severity"), _any(severities, words), wish.severity),
        FilterField("rule", words.say("Rule"), _any(_plain(choices.rules), words), wish.rule),
        FilterField(
            "agreement", words.say("Agreement"), _any(_plain(choices.agreements), words), wish.agreement
        ),
        FilterField("office", words.say("Office"), _any(_plain(choices.offices), words), wish.office),
        FilterField("state", words.say("State"), [(v, words.say(w)) for v, w in _STATES], wish.state),
        FilterField("age", words.say("Age"), [(v, words.say(w)) for v, w in _AGES], wish.age),
    ]


def _plain(values: Sequence[str]) -> list[tuple[str, str]]:
    return [(value, value) for value in values]


def _any(values: list[tuple[str, str]], words: Language) -> list[tuple[str, str]]:
    return [("", words.say("Any")), *values]
