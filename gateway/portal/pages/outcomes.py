"""Outcomes of claims: stating one on a declaration's line, reversing it, and the statistics of use."""

from datetime import UTC, date, datetime, timedelta
from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import ValidationError

from contracts.ids import UnixTime
from gateway.access import Action, Principal, record_access
from gateway.declarations.storing import versions_of
from gateway.errors import Conflict, NotFound
from gateway.http.correlation import correlation_id_of
from gateway.outcomes.api import OutcomeRequest
from gateway.outcomes.making import decide
from gateway.outcomes.reading import outcomes_of, statistics
from gateway.portal.language import language_of, marked
from gateway.portal.pages.visitor import VisitingMember, VisitingOfficer
from gateway.portal.rendering import render
from gateway.portal.security import FormToken, require_own_form
from gateway.portal.views.outcomes import RESULTS, claim_rows, counted_rows, outcome_rows
from gateway.portal.views.parties import Names
from gateway.services import Services, ServicesDep

router = APIRouter(include_in_schema=False)

Field = Annotated[str, Form(max_length=4_001)]
_LAST_SECOND = UnixTime(2**40)
_WRONG: dict[str, str] = {
    "line": marked("Choose the line."),
    "result": marked("Choose the result."),
    "legal_basis": marked("State the legal basis."),
    "reason": marked("State the reason: it is needed where preference is not given in full, and to reverse."),
}


@router.get("/declarations/{name}/outcomes")
def get_outcomes(
    name: str, request: Request, services: ServicesDep, officer: VisitingOfficer, done: str = ""
) -> HTMLResponse:
    """What was decided about a declaration's claims, and the form for the next decision."""
    return _page(request, services, officer, name, {}, done=bool(done))


@router.post("/declarations/{name}/outcomes")
def post_outcome(
    name: str,
    request: Request,
    services: ServicesDep,
    officer: VisitingOfficer,
    csrf: FormToken = "",
    line: Field = "",
    result: Field = "",
    legal_basis: Field = "",
    reason: Field = "",
    seen: Field = "",
) -> Response:
    """State the outcome of a line's claim; shows the form again where something is missing."""
    require_own_form(officer, csrf)
    fields = {"line": line, "result": result, "legal_basis": legal_basis, "reason": reason}
    given = {field: value.strip() for field, value in fields.items()}
    with services.store.read() as connection:
        stated = outcomes_of(connection, name)
    wrong = _wrong(given, stated)
    if wrong:
        return _page(request, services, officer, name, given, wrong=wrong, status=422)
    if seen != str(len(stated)):
        error = marked("Another outcome was stated while you read. Look at it, then decide.")
        return _page(
            request, services, officer, name, given, error=language_of(request).say(error), status=409
        )
    asked = OutcomeRequest.model_validate(_terms(given))
    try:
        decide(services, officer, name, asked.line, asked.model_dump(mode="json", exclude_none=True))
    except Conflict as error:
        return _page(request, services, officer, name, given, error=error.remedy, status=409)
    return RedirectResponse(f"/declarations/{name}/outcomes?done=1", 303)


@router.get("/outcomes")
def get_statistics(
    request: Request,
    services: ServicesDep,
    visitor: VisitingMember,
    since: Annotated[str, Query(max_length=10)] = "",
    until: Annotated[str, Query(max_length=10)] = "",
) -> HTMLResponse:
    """How often preference was given, in part or not, by agreement, issuer and month."""
    words, names = language_of(request), Names(services.settings.directory)
    first, last = _second(since, 0), _second(until, 1)
    with services.store.read() as connection:
        rows = statistics(connection, visitor, first or UnixTime(0), last or _LAST_SECOND)
    period = "&".join(f"{key}={at}" for key, at in (("since", first), ("until", last)) if at is not None)
    return render(
        request,
        services,
        visitor,
        "outcome_statistics.html",
        place="outcomes",
        rows=counted_rows(rows, names, words),
        since=since if first is not None else "",
        until=until if last is not None else "",
        csv=f"/v1/outcomes/statistics?format=csv{'&' if period else ''}{period}",
    )


def _wrong(given: dict[str, str], stated: list[dict[str, Any]]) -> dict[str, str]:
    """Field → what is wrong with it, untranslated; empty if the outcome can be stated."""
    again = any(one["stands"] and str(one["line"]) == given["line"] for one in stated)
    found = (
        {} if given["reason"] or not (again or given["result"] != "given") else {"reason": _WRONG["reason"]}
    )
    try:
        OutcomeRequest.model_validate(_terms(given))
    except ValidationError as error:
        named = {str(one["loc"][0]) for one in error.errors()}
        found |= {name: _WRONG[name] for name in _WRONG if name in named}
    return found


def _terms(given: dict[str, str]) -> dict[str, Any]:
    """The form as the API takes it: what is empty is left out."""
    terms: dict[str, Any] = {name: value for name, value in given.items() if value}
    if terms.get("line", "").isdecimal():
        terms["line"] = int(terms["line"])
    return terms


def _second(text: str, days: int) -> UnixTime | None:
    """The first second of the day, or of that many days after it; None where `text` is no day."""
    try:
        day = date.fromisoformat(text) + timedelta(days=days)
        return UnixTime(max(0, int(datetime(day.year, day.month, day.day, tzinfo=UTC).timestamp())))
    except (ValueError, OverflowError):
        return None


def _page(
    request: Request,
    services: Services,
    officer: Principal,
    name: str,
    given: dict[str, str],
    *,
    wrong: dict[str, str] | None = None,
    error: str = "",
    done: bool = False,
    status: int = 200,
) -> HTMLResponse:
    words = language_of(request)
    with services.store.read() as connection:
        versions, stated = versions_of(connection, name), outcomes_of(connection, name)
    if not versions:
        raise NotFound.of(f"declarations/{name}", "a declaration")
    now, correlation = services.now(), correlation_id_of(request)
    services.store.write(
        lambda c: record_access(c, officer, Action.READ_DECLARATION, [name.encode()], now, correlation)
    )
    current = versions[-1].current
    return render(
        request,
        services,
        officer,
        "outcomes.html",
        status=status,
        place="declarations",
        name=name,
        number=current.number,
        claims=claim_rows(current, stated, words),
        stated=outcome_rows(stated, Names(services.settings.directory), words),
        results=[(value, words.say(text)) for value, (_, _, text) in RESULTS.items()],
        signs=None not in (services.settings.debit_key, services.settings.debit_secret),
        given=dict.fromkeys(_WRONG, "") | given,
        wrong={field: words.say(text) for field, text in (wrong or {}).items()},
        error=error,
        done=done,
    )
