"""Searching by any number, and the consignment's page."""

from typing import Annotated

from fastapi import APIRouter, Query, Request
from fastapi.responses import RedirectResponse, Response
from sqlalchemy import Connection

from gateway.access import Action, Principal, record_access
from gateway.consignments.graph import ConsignmentId
from gateway.consignments.reading import Consignment, find, read
from gateway.consignments.statements import DECLARATION, declaration_name
from gateway.declarations.storing import versions_of
from gateway.http.correlation import correlation_id_of
from gateway.portal import queue
from gateway.portal.language import Language, language_of
from gateway.portal.pages.visitor import VisitingOfficer
from gateway.portal.rendering import render
from gateway.portal.views.consignment import ConsignmentPage, Declared, consignment_page
from gateway.portal.views.findings import finding_row
from gateway.portal.views.parties import Names
from gateway.provenance import Document, of_declaration, of_records
from gateway.services import Services, ServicesDep

router = APIRouter(include_in_schema=False)


@router.get("/search")
def get_search(
    request: Request,
    services: ServicesDep,
    officer: VisitingOfficer,
    number: Annotated[str, Query(max_length=200)] = "",
) -> Response:
    """The consignments that a number leads to; straight to the page where it is one."""
    if not number.strip():
        return RedirectResponse("/", 303)
    words = language_of(request)
    with services.store.read() as connection:
        found = find(connection, officer, number)
        if len(found) == 1:
            return RedirectResponse(f"/consignments/{found[0].id}", 303)
        pages = [_page(connection, services, one, words) for one in found]
    _audit(request, services, officer, found)
    return render(
        request, services, officer, "results.html", place="search", pages=pages, number=number.strip()
    )


@router.get("/consignments/{identity}")
def get_consignment(
    identity: ConsignmentId, request: Request, services: ServicesDep, officer: VisitingOfficer
) -> Response:
    """A consignment's page, or the list of those that a certificate or declaration belongs to."""
    words = language_of(request)
    with services.store.read() as connection:
        found = read(connection, officer, identity)
        pages = [_page(connection, services, one, words) for one in found]
        declarations = [name for one in found for name in _declarations_in(one)]
        rows = [finding_row(row, words) for row in queue.of_declarations(connection, declarations)]
    _audit(request, services, officer, found)
    if len(pages) > 1:
        return render(
            request, services, officer, "results.html", place="search", pages=pages, number=identity
        )
    return render(
        request,
        services,
        officer,
        "consignment.html",
        place="search",
        page=pages[0],
        findings=rows,
    )


def _page(
    connection: Connection, services: Services, consignment: Consignment, words: Language
) -> ConsignmentPage:
    declared = [
        Declared(line.entry.statement.node, versions[-1].current)
        for line in consignment.lines
        if (name := declaration_name(line.entry.statement.node))
        and (versions := versions_of(connection, name))
    ]
    sources = _sources(connection, consignment, declared)
    return consignment_page(consignment, declared, sources, Names(services.settings.directory), words)


def _sources(
    connection: Connection, consignment: Consignment, declared: list[Declared]
) -> dict[str, Document]:
    """Node → the document that the statement was read from, where that is known."""
    records = [line.evidence.record_id for line in consignment.lines if line.evidence]
    found = {record.hex(): document for record, document in of_records(connection, records).items()}
    for one in declared:
        document = of_declaration(connection, declaration_name(one.node) or "", one.version.version)
        if document is not None:
            found[one.node] = document
    return found


def _declarations_in(consignment: Consignment) -> list[str]:
    statements = (line.entry.statement for line in consignment.lines)
    return [name for s in statements if s.kind == DECLARATION and (name := declaration_name(s.node))]


def _audit(request: Request, services: Services, officer: Principal, shown: list[Consignment]) -> None:
    """Writes down whose payloads the page shows, before it leaves."""
    ids = {line.evidence.record_id for one in shown for line in one.lines if line.evidence}
    now, correlation = services.now(), correlation_id_of(request)
    services.store.write(
        lambda connection: record_access(
            connection, officer, Action.READ_PAYLOAD, sorted(ids), now, correlation
        )
    )
