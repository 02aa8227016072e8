"""The list of verification cases, and a case with its steps and clocks."""

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from gateway.access import Action, record_access
from gateway.cases.reading import case_for, case_of, cases_of
from gateway.http.correlation import correlation_id_of
from gateway.portal.language import language_of
from gateway.portal.pages.visitor import VisitingOfficer
from gateway.portal.rendering import render
from gateway.portal.views.cases import case_page, case_row
from gateway.services import ServicesDep

router = APIRouter(include_in_schema=False)


@router.get("/cases")
def get_cases(request: Request, services: ServicesDep, officer: VisitingOfficer) -> HTMLResponse:
    """The cases that this member is a party to, those due first."""
    words, directory = language_of(request), services.settings.directory
    with services.store.read() as connection:
        found = cases_of(connection, officer, services.now())
    rows = [case_row(one, directory, words) for one in found]
    return render(request, services, officer, "cases.html", place="cases", rows=rows)


@router.get("/cases/{case}")
def get_case(case: str, request: Request, services: ServicesDep, officer: VisitingOfficer) -> HTMLResponse:
    """A case: who asks whom, what is due, every step with what was said. The read is written down."""
    now = services.now()
    with services.store.read() as connection:
        row = case_for(connection, officer, case)
        found = case_of(connection, row, now)
    subjects, correlation = [bytes(row.case_id)], correlation_id_of(request)
    services.store.write(lambda c: record_access(c, officer, Action.READ_CASE, subjects, now, correlation))
    page = case_page(found, services.settings.directory, language_of(request))
    return render(request, services, officer, "case.html", place="cases", page=page)
