"""The API of sources: telling of which documents one's records were read, and reading where a field stood."""

from typing import Annotated

from fastapi import APIRouter, Query, Request, Response
from fastapi.concurrency import run_in_threadpool
from pydantic import Field, ValidationError
from sqlalchemy import select

from contracts import strict_json
from contracts.errors import brief
from contracts.ids import RecordId, unhex
from gateway.access import Action, Principal, SignedIn, record_access
from gateway.declarations.reading import declaration_of
from gateway.errors import NotFound, RequestInvalid
from gateway.http.bodies import read_body
from gateway.http.correlation import correlation_id_of
from gateway.http.etags import tagged
from gateway.provenance.model import Document
from gateway.provenance.reading import of_declaration
from gateway.provenance.storing import keep_record_sources
from gateway.records.reading import standing_of
from gateway.services import Services, ServicesDep
from gateway.store.tables.provenance import record_sources

router = APIRouter(prefix="/v1", tags=["sources"])

MOST = 1_000
"""Records of which one request tells."""

MOST_BYTES = 1024 * 1024
"""Of one record's document, as JSON: four times what a record may have."""


class Told(Document):
    """A record's document, as its author tells it."""

    record: Annotated[str, Field(pattern="^0x[0-9a-f]{64}$")]


_EXAMPLE = {
    "requestBody": {
        "required": True,
        "content": {
            "application/json": {
                "schema": {"type": "object"},
                "example": {
                    "sources": [
                        {
                            "record": "0x" + "5e" * 32,
                            "name": "invoice.xml",
                            "format": "ubl-invoice",
                            "original_sha256": "a1" * 32,
                            "fields": {
                                "number": {
                                    "location": "/Invoice/cbc:ID",
                                    "original": "TL-2026-0117",
                                    "line": 7,
                                }
                            },
                        }
                    ]
                },
            }
        },
    }
}


@router.post("/sources", openapi_extra=_EXAMPLE)
async def post_sources(request: Request, services: ServicesDep, principal: SignedIn) -> dict[str, int]:
    """Tell where in which document the fields of your records stood, for up to 1,000 records at once.

    Whoever may read a record may then read this. It is told once; the same again changes nothing.
    """
    body = await read_body(request, services.settings.limits.chunk_bytes)
    return {"new": await run_in_threadpool(_keep, services, principal, body)}


@router.get("/records/{record_id}/source")
def get_record_source(
    record_id: str, request: Request, services: ServicesDep, principal: SignedIn
) -> Response:
    """Where in which document the record's fields stood, for a reader of the record: the read is noted."""
    with services.store.read() as connection:
        standing = standing_of(connection, principal, record_id)
        row = connection.execute(
            select(record_sources).where(record_sources.c.record_id == standing.id)
        ).one_or_none()
    if row is None:
        raise NotFound.of(f"records/{record_id}/source", "a source that was told")
    _audit(services, request, principal, Action.READ_PAYLOAD, standing.id)
    return tagged(request, {"told_by": row.member, "told_at": row.told_at, **row.document})


@router.get("/declarations/{declaration}/source")
def get_declaration_source(
    declaration: str,
    request: Request,
    services: ServicesDep,
    principal: SignedIn,
    version: Annotated[int | None, Query(ge=1, le=9_999)] = None,
) -> Response:
    """Where in which document a declaration's fields stood: its last version's, or the one asked for."""
    with services.store.read() as connection:
        last = int(declaration_of(connection, principal, declaration)["version"])
        shown = last if version is None else version
        document = of_declaration(connection, declaration, shown)
    if document is None:
        raise NotFound.of(f"declarations/{declaration}/source", "a version that was read from a document")
    _audit(services, request, principal, Action.READ_DECLARATION, declaration.encode())
    return tagged(request, {"version": shown, **document.to_json()})


def _keep(services: Services, principal: Principal, body: bytes) -> int:
    assert principal.member is not None, "a route for the signed-in"
    told, member, now = _read(body), principal.member, services.now()
    return services.store.write(lambda connection: keep_record_sources(connection, member, told, now))


def _read(body: bytes) -> list[tuple[RecordId, Document]]:
    """The sources in a request's body; RequestInvalid naming the first wrong one by its place."""
    document = strict_json.loads(body)
    items = document.get("sources") if isinstance(document, dict) and len(document) == 1 else None
    if not isinstance(items, list) or not 1 <= len(items) <= MOST:
        raise RequestInvalid("body", expected=f"`sources`, a list of 1 to {MOST}", found=brief(document))
    told = []
    for place, item in enumerate(items):
        try:
            one = Told.model_validate(item)
        except ValidationError as error:
            first = error.errors(include_url=False, include_context=False)[0]
            path = "/".join(map(str, ("sources", place, *first["loc"])))
            raise RequestInvalid(path, expected=first["msg"], found=brief(first["input"])) from None
        source = Document(**one.model_dump(exclude={"record"}))
        if (size := len(source.model_dump_json())) > MOST_BYTES:
            raise RequestInvalid(
                f"sources/{place}", expected=f"at most {MOST_BYTES} bytes", found=f"{size} bytes"
            )
        told.append((RecordId(unhex(one.record, 32)), source))
    return told


def _audit(
    services: Services, request: Request, principal: Principal, action: Action, subject: bytes
) -> None:
    now, correlation = services.now(), correlation_id_of(request)
    services.store.write(
        lambda connection: record_access(connection, principal, action, [subject], now, correlation)
    )
