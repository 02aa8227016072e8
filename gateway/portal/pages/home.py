"""The first page: the search, what waits for a decision, the newest findings."""

from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from gateway.portal import queue
from gateway.portal.language import language_of
from gateway.portal.pages.visitor import VisitingOfficer
from gateway.portal.rendering import render
from gateway.portal.views.chips import Tone, severity_chip
from gateway.portal.views.findings import finding_row
from gateway.services import ServicesDep

router = APIRouter(include_in_schema=False)

NEWEST = 8


@dataclass(frozen=True)
class QueueTile:
    """How many findings of a severity wait; leads to them."""

    number: int
    label: str
    tone: Tone
    icon: str
    href: str


@router.get("/")
def get_home(request: Request, services: ServicesDep, officer: VisitingOfficer) -> HTMLResponse:
    """The first page."""
    words = language_of(request)
    with services.store.read() as connection:
        waiting = queue.waiting(connection)
        rows = [finding_row(row, words) for row in queue.newest(connection, NEWEST)]
    chips = {severity: severity_chip(severity, words) for severity in ("stop", "query", "notice")}
    tiles = [
        QueueTile(waiting.get(name, 0), chip.text, chip.tone, chip.icon, f"/findings?severity={name}")
        for name, chip in chips.items()
    ]
    return render(request, services, officer, "home.html", place="search", tiles=tiles, findings=rows)
