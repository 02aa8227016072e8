"""The API of documents: convert one to drafts, download a template."""

from datetime import UTC, datetime
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request, Response
from fastapi.concurrency import run_in_threadpool

from adapters import convert_report, read
from adapters.templates import TEMPLATE_NAMES, template
from gateway.documents.templates import Format, template_file
from gateway.http.bodies import read_body
from gateway.services import ServicesDep

router = APIRouter(prefix="/v1", tags=["documents"])

_FILE = {
    "requestBody": {
        "required": True,
        "content": {"application/octet-stream": {"schema": {"type": "string", "format": "binary"}}},
    }
}


@router.post("/documents/convert", openapi_extra=_FILE)
async def post_document(
    request: Request,
    services: ServicesDep,
    hint: Annotated[
        str | None, Query(max_length=60, description="the format that the sender expects")
    ] = None,
) -> dict[str, Any]:
    """What a document becomes: every field beside its source, what has no field, what is missing.

    The format is found by its shape. A document that can't be read is refused with position, expected, found.
    """
    data = await read_body(request, services.settings.limits.document_bytes)
    now = datetime.fromtimestamp(services.now(), UTC)
    return await run_in_threadpool(_convert, data, hint, now)


@router.get("/templates")
def get_templates() -> dict[str, list[dict[str, str]]]:
    """The templates there are."""
    found = [template(name) for name in TEMPLATE_NAMES]
    items = [
        {"name": name, "title": one.title_en, "title_ja": one.title_ja}
        for name, one in zip(TEMPLATE_NAMES, found, strict=True)
    ]
    return {"items": items}


@router.get("/templates/{name}", response_class=Response)
def get_template(
    name: str, as_: Annotated[Format, Query(alias="format", description="csv or xlsx")] = "xlsx"
) -> Response:
    """A template to fill in, with instructions inside."""
    return template_file(name, as_)


def _convert(data: bytes, hint: str | None, now: datetime) -> dict[str, Any]:
    return convert_report(read(data, hint, at=now))
