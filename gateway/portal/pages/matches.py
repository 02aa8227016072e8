"""What a declaration's claims and invoices were matched with; the form to choose where no number tells."""

from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from pydantic import ValidationError

from gateway.access import Action, record_access
from gateway.errors import RequestInvalid
from gateway.findings.matches import Choice, matches_of, put_choice
from gateway.http.correlation import correlation_id_of
from gateway.portal.language import language_of
from gateway.portal.pages.visitor import VisitingOfficer
from gateway.portal.rendering import render
from gateway.portal.security import FormToken, require_own_form
from gateway.portal.views.matches import match_view
from gateway.services import ServicesDep

router = APIRouter(include_in_schema=False)

MOST_REASON = 2_000


@router.get("/declarations/{name}/matches")
def get_matches(
    name: str, request: Request, services: ServicesDep, officer: VisitingOfficer, done: str = ""
) -> HTMLResponse:
    """The matches of a declaration, and what may be chosen."""
    words = language_of(request)
    with services.store.read() as connection:
        found = matches_of(connection, name)
    now, correlation = services.now(), correlation_id_of(request)
    services.store.write(
        lambda connection: record_access(
            connection, officer, Action.READ_DECLARATION, [name.encode()], now, correlation
        )
    )
    return render(
        request,
        services,
        officer,
        "matches.html",
        place="declarations",
        name=name,
        matches=[match_view(one, words) for one in found["matches"]],
        choices=[one | {"when": words.unix(one["at"])} for one in found["choices"]],
        done=bool(done),
    )


@router.post("/declarations/{name}/matches")
def post_match(
    name: str,
    services: ServicesDep,
    officer: VisitingOfficer,
    csrf: FormToken = "",
    kind: Annotated[str, Form(max_length=8)] = "",
    position: Annotated[int, Form(ge=0, le=9_999)] = 0,
    records: Annotated[str, Form(max_length=2_000)] = "",
    reason: Annotated[str, Form(max_length=MOST_REASON)] = "",
) -> Response:
    """Puts the choice on the record; `records` holds ids, or `none` for none of those proposed."""
    require_own_form(officer, csrf)
    named = [] if records == "none" else records.split()
    wanted = {"kind": kind, "position": position, "records": named, "reason": reason.strip()}
    if not records:
        raise RequestInvalid("records", expected="one of the choices", found="nothing")
    try:
        choice = Choice.model_validate(wanted)
    except ValidationError as error:
        first = error.errors(include_url=False, include_context=False)[0]
        raise RequestInvalid(str(first["loc"][0]), expected=first["msg"], found="another") from None
    now = services.now()
    services.store.write(
        lambda connection: put_choice(connection, officer, name, choice, now), services.store.events_bell
    )
    return RedirectResponse(f"/declarations/{name}/matches?done=1", 303)
