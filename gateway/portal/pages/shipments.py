"""The importer's pages: what is missing for its own shipments before arrival, and a plan checked by form."""

from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Form, Request
from fastapi.responses import HTMLResponse

from contracts.errors import RecordInvalid
from contracts.ids import UnixTime
from gateway.access import Action, Principal, record_access
from gateway.declarations.receiving import parse_declaration
from gateway.findings.notices import standing_notices
from gateway.http.correlation import correlation_id_of
from gateway.portal.language import language_of
from gateway.portal.pages.visitor import VisitingMember
from gateway.portal.rendering import render
from gateway.portal.security import FormToken, require_own_form
from gateway.portal.views.shipments import Shipment, planned_shipment, shipment
from gateway.reconciliation.planned import check
from gateway.services import Services, ServicesDep

router = APIRouter(include_in_schema=False)

MOST = 500
FIELDS = (
    "arrival_date", "bill", "invoice", "hs", "description", "origin", "quantity", "unit", "agreement",
    "proof", "proof_type",
)  # fmt: skip
Field = Annotated[str, Form(max_length=400)]


@router.get("/shipments")
def get_shipments(request: Request, services: ServicesDep, visitor: VisitingMember) -> HTMLResponse:
    """What was told of each of the visitor's own declarations, the soonest to arrive first."""
    words, now = language_of(request), services.now()
    with services.store.read() as connection:
        found = standing_notices(connection, visitor, now, 0, MOST)
    rows = [shipment(one, words) for one in sorted(found, key=_urgency)]
    return render(request, services, visitor, "shipments.html", place="shipments", rows=rows)


@router.get("/shipments/check")
def get_check(request: Request, services: ServicesDep, visitor: VisitingMember) -> HTMLResponse:
    """The form."""
    return _page(request, services, visitor, {})


@router.post("/shipments/check")
def post_check(
    request: Request,
    services: ServicesDep,
    visitor: VisitingMember,
    csrf: FormToken = "",
    arrival_date: Field = "",
    bill: Field = "",
    invoice: Field = "",
    hs: Field = "",
    description: Field = "",
    origin: Field = "",
    quantity: Field = "",
    unit: Field = "",
    agreement: Field = "",
    proof: Field = "",
    proof_type: Field = "CO",
) -> HTMLResponse:
    """What would not match if this were lodged now. Nothing of it is stored; that it was checked is noted."""
    require_own_form(visitor, csrf)
    values = (arrival_date, bill, invoice, hs, description, origin, quantity, unit, agreement, proof)
    given = {n: v.strip() for n, v in zip(FIELDS, (*values, proof_type), strict=True) if v.strip()}
    now = services.now()
    country = services.settings.directory[services.settings.member].country
    try:
        planned = parse_declaration(_plan(given, country, now))
    except RecordInvalid as error:
        return _page(request, services, visitor, given, error=error)
    with services.store.read() as connection:
        found = check(connection, planned, now)
    correlation, subject = correlation_id_of(request), [found["declaration"].encode()]
    services.store.write(lambda c: record_access(c, visitor, Action.CHECKED, subject, now, correlation))
    return _page(request, services, visitor, given, found=planned_shipment(found, language_of(request)))


def _plan(given: dict[str, str], country: str, now: UnixTime) -> dict[str, Any]:
    """The declaration that the form describes, as JSON."""
    bill, invoice, proof = given.get("bill"), given.get("invoice"), given.get("proof")
    line: dict[str, Any] = {"sequence": 1, "description": given.get("description")}
    line["classification"] = {"code": given["hs"]} if "hs" in given else None
    line["origin_country"] = given.get("origin")
    if "quantity" in given:
        line["quantity"] = {"value": given["quantity"], "unit": given.get("unit", "")}
    if "agreement" in given:
        kind = {"proof_type": given.get("proof_type"), "proof_number": proof} if proof else {}
        line["preference"] = {"agreement": given["agreement"], **kind}
    references = [("BL", bill), ("INV", invoice), (given.get("proof_type", "CO"), proof)]
    return {
        "number": "PLAN",
        "lodged": datetime.fromtimestamp(now, UTC).strftime("%Y-%m-%dT%H:%M:%SZ"),
        "importing_country": country,
        "arrival_date": given.get("arrival_date"),
        "transport_documents": [{"type": "BL", "number": bill}] if bill else [],
        "invoices": [{"number": invoice}] if invoice else [],
        "references": [{"type": type_, "number": number} for type_, number in references if number],
        "lines": [line],
    }


def _urgency(notice: dict[str, Any]) -> tuple[bool, int]:
    """Those still to arrive first, the soonest of them before the others."""
    hours = notice["hours_left"] or 0
    return hours < 0, abs(hours)


def _page(
    request: Request,
    services: Services,
    visitor: Principal,
    given: dict[str, str],
    *,
    error: RecordInvalid | None = None,
    found: Shipment | None = None,
) -> HTMLResponse:
    return render(
        request,
        services,
        visitor,
        "check.html",
        status=422 if error else 200,
        place="check",
        given=given,
        error=error,
        found=found,
    )
