"""The API of declarations: sending a message as JSON or as a trade document, and reading how it stands."""

from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from sqlalchemy import Connection

from contracts.declarations import ImportDeclaration
from contracts.ids import MemberId
from gateway.access import Action, Principal, SignedIn, record_access
from gateway.declarations.reading import declaration_of, list_declarations
from gateway.declarations.receiving import Context, Received, from_document, from_json
from gateway.declarations.storing import Origin, Stored, store_message, version_before, versions_of
from gateway.http.bodies import read_body
from gateway.http.correlation import correlation_id_of
from gateway.http.etags import tagged
from gateway.http.pages import Cursor, Limit, after, page
from gateway.provenance.storing import keep_declaration_source
from gateway.services import Services, ServicesDep
from gateway.store.projections import normalise_reference

router = APIRouter(prefix="/v1/declarations", tags=["declarations"])

_EXAMPLE = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {"type": "object"},
                "example": {
                    "number": "26112300001",
                    "lodged": "2026-11-23T10:00:00+09:00",
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


@router.post("", status_code=201, openapi_extra=_EXAMPLE)
async def post_declaration(
    request: Request,
    services: ServicesDep,
    principal: SignedIn,
    hint: Annotated[
        str | None, Query(max_length=60, description="the document's format, if it is known")
    ] = None,
    lodged: Annotated[str | None, Query(max_length=40)] = None,
    importing_country: Annotated[str | None, Query(pattern="^[A-Z]{2}$")] = None,
) -> dict[str, Any]:
    """Send a declaration, an amendment or a cancellation: JSON as `application/json`, otherwise a trade
    document.

    201 means that it is on disk and will be reconciled. The same message again changes nothing. `lodged` and
    `importing_country` are used only where a document does not state them.
    """
    body = await read_body(request, services.settings.limits.document_bytes)
    as_json = request.headers.get("content-type", "").partition(";")[0].strip() == "application/json"
    context = Context(lodged, importing_country)
    return await run_in_threadpool(_take_in, services, principal, body, None if as_json else context, hint)


@router.get("")
def get_declarations(
    services: ServicesDep, principal: SignedIn, limit: Limit = 50, cursor: Cursor = None
) -> dict[str, Any]:
    """The declarations one may see: an officer all, a party those it sent."""
    with services.store.read() as connection:
        items = list_declarations(connection, principal, after(cursor), limit)
    return page(items, items[-1]["no"] if items else None, limit)


@router.get("/{declaration}")
def get_declaration(
    declaration: str, request: Request, services: ServicesDep, principal: SignedIn
) -> Response:
    """A declaration as it stands, every version of it, and for officers its last signed result."""
    with services.store.read() as connection:
        content = declaration_of(connection, principal, declaration)
    subject, now, correlation = [declaration.encode()], services.now(), correlation_id_of(request)
    services.store.write(
        lambda connection: record_access(
            connection, principal, Action.READ_DECLARATION, subject, now, correlation
        )
    )
    return tagged(request, content)


def _take_in(
    services: Services, principal: Principal, body: bytes, context: Context | None, hint: str | None
) -> dict[str, Any]:
    """Reads and stores the messages in `body`, all or none; `context` is None for JSON."""
    assert principal.member is not None, "a route for the signed-in"

    def previous(country: str, number: str) -> ImportDeclaration | None:
        with services.store.read() as connection:
            known = versions_of(connection, f"{country}-{normalise_reference(number)}")
        return known[-1].current if known else None

    member, now = principal.member, services.now()
    received = [from_json(body)] if context is None else from_document(body, hint, context, previous, now)

    def change(connection: Connection) -> list[Stored]:
        return [_store(connection, one, _origin(one, member, now)) for one in received]

    stored = services.store.write(change, services.store.events_bell)
    return {"declarations": [_told(one, kept) for one, kept in zip(received, stored, strict=True)]}


def _store(connection: Connection, one: Received, origin: Origin) -> Stored:
    """The message on disk, with the places that its fields had in its document."""
    kept = store_message(connection, one.message, origin)
    if kept.new and one.reading is not None:
        current = kept.version.current
        before = version_before(connection, kept.declaration, current.version)
        keep_declaration_source(connection, kept.declaration, current, before, one.reading)
    return kept


def _origin(one: Received, member: MemberId, now: Any) -> Origin:
    return Origin(member, now, one.format, one.original_sha256)


def _told(one: Received, kept: Stored) -> dict[str, Any]:
    return {
        "declaration": kept.declaration,
        "version": kept.version.current.version,
        "stage": kept.version.current.stage,
        "cancelled": kept.version.cancelled,
        "new": kept.new,
        "reading": one.reading,
    }
