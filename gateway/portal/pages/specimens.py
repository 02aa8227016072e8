"""The specimen page (RCEP Agreement Art. 3.17(7)): customs look a certificate up, the issuer who did."""

import json
from typing import Annotated, Any

from fastapi import APIRouter, Form, Query, Request
from fastapi.responses import HTMLResponse, Response
from pydantic import ValidationError

from gateway.access import Principal
from gateway.portal.language import language_of, marked
from gateway.portal.pages.visitor import VisitingMember
from gateway.portal.rendering import render
from gateway.portal.security import FormToken, require_own_form
from gateway.portal.views.parties import Names
from gateway.portal.views.specimens import Answer, answer_page, look_up_row
from gateway.services import Services, ServicesDep
from gateway.specimens.api import SpecimenQuestion
from gateway.specimens.asking import ask, customs_of
from gateway.specimens.log import look_ups, next_of, require_issuer

router = APIRouter(include_in_schema=False)

LINES = 100
_WRONG: dict[str, str] = {
    "number": marked("Enter the certificate's number."),
    "hs": marked("Enter 6 to 12 digits."),
    "description": marked("Shorten it to 400 characters."),
    "quantity": marked("Enter a number and, if you like, its unit: 120.5 KGM."),
    "date": marked("Enter a date."),
    "exporter": marked("Shorten it to 400 characters."),
}
_ALONE = marked("Enter at least one of these fields: the number alone opens nothing.")

Field = Annotated[str, Form(max_length=1_000)]


@router.get("/specimens")
def get_specimens(request: Request, services: ServicesDep, visitor: VisitingMember) -> HTMLResponse:
    """The form, for customs."""
    customs_of(services, visitor)
    return _page(request, services, visitor, {})


@router.post("/specimens")
def post_specimens(
    request: Request,
    services: ServicesDep,
    visitor: VisitingMember,
    csrf: FormToken = "",
    number: Field = "",
    hs: Field = "",
    description: Field = "",
    quantity: Field = "",
    date: Field = "",
    exporter: Field = "",
    keep: Annotated[str, Form(max_length=1)] = "",
) -> Response:
    """The answer as a page; with `keep`, as a file: the proof bundle, or the issuer's statement."""
    require_own_form(visitor, csrf)
    customs_of(services, visitor)
    fields = (number, hs, description, quantity, date, exporter)
    given = {name: value.strip() for name, value in zip(_WRONG, fields, strict=True) if value.strip()}
    wrong = _wrong(given)
    if wrong:
        return _page(request, services, visitor, given, wrong=wrong)
    found = ask(services, visitor, request, given)
    if keep:
        return _file(found)
    shown = answer_page(found, Names(services.settings.directory), language_of(request))
    return _page(request, services, visitor, given, answer=shown)


@router.get("/specimens/look-ups")
def get_look_ups(
    request: Request,
    services: ServicesDep,
    visitor: VisitingMember,
    before: Annotated[int | None, Query(ge=1)] = None,
) -> HTMLResponse:
    """The log: who looked which number up, the latest first."""
    require_issuer(services, visitor)
    words, names = language_of(request), Names(services.settings.directory)
    with services.store.read() as connection:
        found = look_ups(connection, before, LINES)
    rows = [look_up_row(one, names, words) for one in found]
    following = next_of(found, LINES)
    return render(
        request, services, visitor, "look_ups.html", place="look-ups", rows=rows, following=following
    )


def _wrong(given: dict[str, str]) -> dict[str, str]:
    """Field → what is wrong with it, untranslated; empty if the question can be asked."""
    try:
        SpecimenQuestion.model_validate(given)
    except ValidationError as error:
        names = [str(one["loc"][0]) for one in error.errors()]
        return {name: _WRONG[name] for name in _WRONG if name in names}
    return {} if len(given) > 1 else {"hs": _ALONE}


def _file(found: dict[str, Any]) -> Response:
    name = "certificate.tegata.json" if found["match"] else "no-match.json"
    document = found["proof"] if found["match"] else found
    return Response(
        json.dumps(document) + "\n",
        media_type="application/json",
        headers={"Content-Disposition": f'attachment; filename="{name}"', "Cache-Control": "no-store"},
    )


def _page(
    request: Request,
    services: Services,
    visitor: Principal,
    given: dict[str, str],
    *,
    wrong: dict[str, str] | None = None,
    answer: Answer | None = None,
) -> HTMLResponse:
    words = language_of(request)
    return render(
        request,
        services,
        visitor,
        "specimens.html",
        status=422 if wrong else 200,
        place="specimens",
        given=given,
        wrong={name: words.say(text) for name, text in (wrong or {}).items()},
        answer=answer,
        issuer=Names(services.settings.directory).of(services.settings.member, words),
    )
