"""The API of checks: a planned declaration compared with what is on the ledger, before it is lodged."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.concurrency import run_in_threadpool

from gateway.access import Action, Principal, SignedIn, record_access
from gateway.declarations.receiving import Context, from_document, from_json
from gateway.http.bodies import read_body
from gateway.http.correlation import correlation_id_of
from gateway.reconciliation.planned import check
from gateway.services import Services, ServicesDep

router = APIRouter(prefix="/v1/checks", tags=["declarations"])

_EXAMPLE = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {"type": "object"},
                "example": {
                    "number": "PLAN-1",
                    "lodged": "2026-11-23T10:00:00+09:00",
                    "arrival_date": "2026-11-25",
                    "importing_country": "JP",
                    "lines": [
                        {"sequence": 1, "classification": {"code": "030617000"}, "origin_country": "VN"}
                    ],
                },
            },
            "application/octet-stream": {"schema": {"type": "string", "format": "binary"}},
        },
    }
}


@router.post("", openapi_extra=_EXAMPLE)
async def post_check(
    request: Request,
    services: ServicesDep,
    principal: SignedIn,
    hint: Annotated[
        str | None, Query(max_length=60, description="the document's format, if it is known")
    ] = None,
    lodged: Annotated[str | None, Query(max_length=40)] = None,
    importing_country: Annotated[str | None, Query(pattern="^[A-Z]{2}$")] = None,
) -> dict[str, Any]:
    """What would not match if this were lodged now, what is missing, and the days left until it arrives.

    Nothing of the declaration is stored; that a check was made is noted. What other declarations drew from a
    proof does not show.
    """
    body = await read_body(request, services.settings.limits.document_bytes)
    as_json = request.headers.get("content-type", "").partition(";")[0].strip() == "application/json"
    context = None if as_json else Context(lodged, importing_country)
    correlation = correlation_id_of(request)
    return await run_in_threadpool(_checked, services, principal, body, context, hint, correlation)


def _checked(
    services: Services,
    principal: Principal,
    body: bytes,
    context: Context | None,
    hint: str | None,
    correlation: str,
) -> dict[str, Any]:
    now = services.now()
    if context is None:
        planned = [from_json(body)]
    else:
        planned = from_document(body, hint, context, lambda _country, _number: None, now)
    with services.store.read() as connection:
        checks = [check(connection, one.message, now) for one in planned]
    subjects = [one["declaration"].encode() for one in checks]
    services.store.write(
        lambda connection: record_access(connection, principal, Action.CHECKED, subjects, now, correlation)
    )
    return {"checks": checks}
