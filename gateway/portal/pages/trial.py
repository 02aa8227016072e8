"""Trying a file: what a document becomes, field by field. Nothing of it is stored."""

from collections.abc import AsyncGenerator
from datetime import UTC, datetime
from typing import Any

from fastapi import APIRouter, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse
from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser

from adapters import DocumentRefused, convert_report, read
from gateway.errors import RequestInvalid
from gateway.http.bodies import read_body
from gateway.portal.pages.visitor import VisitingOfficer
from gateway.portal.rendering import render
from gateway.portal.security import require_own_form
from gateway.services import Services, ServicesDep

router = APIRouter(include_in_schema=False)

MAX_FILE = 20_000_000
"""Bytes of a file that is tried: what the readers take of any document."""

_FORM = 10_000
SHOWN = 500
"""Fields of one document that a page shows; the command shows all."""


@router.get("/try")
def get_trial(request: Request, services: ServicesDep, officer: VisitingOfficer) -> HTMLResponse:
    """The form."""
    return render(request, services, officer, "trial.html", report=None, refused=None, shown=SHOWN)


@router.post("/try")
async def post_trial(request: Request, services: ServicesDep, officer: VisitingOfficer) -> HTMLResponse:
    """What the file becomes, or why it is refused. It stays in memory, and goes with the answer."""
    body = await read_body(request, MAX_FILE + _FORM)
    token, data = await _sent(request, body)
    require_own_form(officer, token)
    report, refused = await run_in_threadpool(_tried, services, data)
    return render(request, services, officer, "trial.html", report=report, refused=refused, shown=SHOWN)


async def _sent(request: Request, body: bytes) -> tuple[str, bytes]:
    """The session's token and the file; parts are kept in memory, however large."""

    async def stream() -> AsyncGenerator[bytes, None]:
        yield body

    parser = MultiPartParser(request.headers, stream(), max_files=1, max_fields=5)
    parser.spool_max_size = MAX_FILE + _FORM
    try:
        form = await parser.parse()
    except (MultiPartException, KeyError) as error:
        raise RequestInvalid("body", expected="a form with a file", found=str(error)) from None
    file, token = form.get("file"), form.get("csrf")
    data = await file.read() if isinstance(file, UploadFile) else b""
    await form.close()
    return str(token or ""), data


def _tried(services: Services, data: bytes) -> tuple[dict[str, Any] | None, DocumentRefused | None]:
    try:
        return convert_report(read(data, at=datetime.fromtimestamp(services.now(), UTC))), None
    except DocumentRefused as refused:
        return None, refused
