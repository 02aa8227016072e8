"""The list of declarations, and a declaration with its versions, its findings and what could not be
assessed.
"""

import json
from typing import Annotated, Any

from fastapi import APIRouter, Query, Request
from fastapi.responses import HTMLResponse
from sqlalchemy import Connection, select

from gateway.access import Action, record_access
from gateway.declarations.storing import versions_of
from gateway.errors import NotFound
from gateway.http.correlation import correlation_id_of
from gateway.portal import queue
from gateway.portal.language import Language, language_of
from gateway.portal.pages.visitor import VisitingOfficer
from gateway.portal.rendering import render
from gateway.portal.views.chips import Chip, severity_chip
from gateway.portal.views.declaration import declaration_page
from gateway.portal.views.findings import finding_row
from gateway.portal.views.labels import STAGES
from gateway.portal.views.parties import party_name
from gateway.services import ServicesDep
from gateway.store.tables.declarations import declaration_versions
from gateway.store.tables.workload import selections

router = APIRouter(include_in_schema=False)

PAGE = 50


@router.get("/declarations")
def get_declarations(
    request: Request,
    services: ServicesDep,
    officer: VisitingOfficer,
    skip: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
) -> HTMLResponse:
    """The declarations, the last received first."""
    words = language_of(request)
    with services.store.read() as connection:
        rows = [_row(connection, name, words) for name in _names(connection, skip)]
    following = f"/declarations?skip={skip + PAGE}" if len(rows) == PAGE else ""
    return render(
        request, services, officer, "declarations.html", place="declarations", rows=rows, next=following
    )


@router.get("/declarations/{name}")
def get_declaration(
    name: str,
    request: Request,
    services: ServicesDep,
    officer: VisitingOfficer,
    version: Annotated[int | None, Query(ge=1, le=9_999)] = None,
) -> HTMLResponse:
    """A declaration: its last version, or the one asked for."""
    words = language_of(request)
    with services.store.read() as connection:
        versions = versions_of(connection, name)
        chosen = [v for v in versions if version in (None, v.current.version)]
        if not chosen:
            raise NotFound.of(f"declarations/{name}", "a declaration")
        found = queue.of_declarations(connection, [name])
        rows = [finding_row(row, words) for row in found]
        missing = _missing(connection, name, words)
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
        "declaration.html",
        place="declarations",
        page=declaration_page(
            name, versions, chosen[-1], words, reopened=any(row["reopened"] for row in found)
        ),
        findings=rows,
        missing=missing,
    )


def _names(connection: Connection, skip: int) -> list[str]:
    table = declaration_versions
    query = select(table.c.declaration).where(table.c.function == "original")
    return list(connection.scalars(query.order_by(table.c.no.desc()).offset(skip).limit(PAGE)))


def _row(connection: Connection, name: str, words: Language) -> dict[str, Any]:
    current = versions_of(connection, name)[-1].current
    severities = {row["severity"] for row in queue.of_declarations(connection, [name])}
    return {
        "name": name,
        "number": current.number,
        "version": words.say("Version %(version)s", version=current.version),
        "importer": party_name(current.importer, words),
        "stage": words.say(STAGES[current.stage]),
        "office": current.office,
        "lodged": words.unix(int(current.lodged.timestamp())),
        "chips": [
            *_selected(connection, name, words),
            *(severity_chip(s, words) for s in ("stop", "query", "notice") if s in severities),
        ],
    }


def _selected(connection: Connection, name: str, words: Language) -> list[Chip]:
    """A chip where the lot picked the declaration for a look."""
    query = select(selections.c.selected).where(selections.c.declaration == name)
    picked = connection.scalar(query)
    return [Chip("plain", "search", words.say("Selected at random"))] if picked else []


def _missing(connection: Connection, name: str, words: Language) -> list[dict[str, str]]:
    """The rules that lacked an input, and which, from the last result."""
    result = queue.last_result(connection, name)
    if result is None:
        return []
    found = json.loads(result["body"])["not_assessable"]
    return [{"rule": one["rule"], "text": one["missing"][words.tag]} for one in found]
