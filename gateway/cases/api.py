"""The API of cases: acts handed in, both sides' views, dossiers, what the other side's gateway delivers."""

from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse

from contracts.acts import Addressee
from contracts.errors import brief
from contracts.scopes import scope_of
from gateway.access import SignedIn
from gateway.access.audit import Action, record_access
from gateway.cases.dossiers import dossier_of
from gateway.cases.reading import case_for, case_of, cases_of
from gateway.cases.receiving import receive
from gateway.cases.submitting import submit_case_act
from gateway.cases.terms import NO_TERMS, default_terms
from gateway.errors import NotFound, RequestInvalid
from gateway.http.bodies import read_body
from gateway.http.correlation import correlation_id_of
from gateway.http.etags import tagged
from gateway.reconciliation.agreements import load_agreements
from gateway.services import ServicesDep

router = APIRouter(prefix="/v1", tags=["cases"])
MOST = 8 * 1024 * 1024
"""Bytes of an act with its payload."""


@router.post("/case-acts", status_code=202)
async def post_case_act(request: Request, services: ServicesDep) -> dict[str, Any]:
    """Hand in a signed act of a case, a request or a step, with its payload and salt.

    202: it is on disk, and goes to the ledger and then, encrypted, to the other side's gateway.
    """
    body = await read_body(request, MOST)
    return await run_in_threadpool(submit_case_act, services, body)


@router.get("/cases")
def get_cases(request: Request, services: ServicesDep, principal: SignedIn) -> Response:
    """The cases that you are a party to, those due first, with their clocks and tasks."""
    with services.store.read() as connection:
        content = {"cases": cases_of(connection, principal, services.now())}
    return tagged(request, content)


@router.get("/cases/{case}")
def get_case(case: str, request: Request, services: ServicesDep, principal: SignedIn) -> Response:
    """A case with its steps, and what was said in them; for its two parties only."""
    now = services.now()
    with services.store.read() as connection:
        row = case_for(connection, principal, case)
        content = case_of(connection, row, now)
    subjects = [bytes(row.case_id)]
    services.store.write(
        lambda c: record_access(c, principal, Action.READ_CASE, subjects, now, correlation_id_of(request))
    )
    return tagged(request, content)


@router.get("/cases/{case}/dossier")
def get_dossier(case: str, request: Request, services: ServicesDep, principal: SignedIn) -> Response:
    """The case in one file (`tegata/dossier/1`), proved from the ledger; `tegata verify` checks it."""
    now = services.now()
    with services.store.read() as connection:
        row = case_for(connection, principal, case)
    content = dossier_of(services, row).to_json()
    subjects = [bytes(row.case_id)]
    services.store.write(
        lambda c: record_access(c, principal, Action.READ_CASE, subjects, now, correlation_id_of(request))
    )
    return JSONResponse(content, headers={"Cache-Control": "private, no-store"})


@router.get("/case-terms")
def get_terms(
    agreement: str, services: ServicesDep, addressee: Annotated[str, Query()] = "issuing_body"
) -> dict[str, Any]:
    """The terms that a request has under an agreement, with their source; 404 for an unknown agreement.

    Where no row has a clock, `reply` and `legal_basis` are null: the request says its own.
    """
    known = load_agreements().get(agreement)
    if addressee.upper() not in Addressee.__members__:
        raise RequestInvalid(
            "addressee", expected=", ".join(a.name.lower() for a in Addressee), found=brief(addressee)
        )
    day = datetime.fromtimestamp(services.now(), UTC).date()
    if known is None:
        raise NotFound.of(f"case-terms/{brief(agreement)}", "an agreement")
    clock = known.on("clock", day)
    terms = NO_TERMS if clock is None else default_terms(clock, Addressee[addressee.upper()])
    return {
        "agreement": agreement,
        "scope": scope_of(agreement),
        "addressee": addressee,
        "start": int(terms.start),
        "months": int(terms.months),
        "reply": None if clock is None else terms.reply,
        "extension": terms.extension,
        "asks": [] if clock is None else list(clock.asks),
        "legal_basis": None if clock is None else clock.source,
        "verified": clock is not None and clock.verified,
    }


@router.post("/case-deliveries")
async def post_delivery(request: Request, services: ServicesDep) -> dict[str, Any]:
    """Take an envelope of another member's gateway (`tegata/envelope/1`); the answer is a signed receipt."""
    body = await read_body(request, 2 * MOST)
    return await run_in_threadpool(receive, services, body)
