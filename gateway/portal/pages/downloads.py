"""Templates to fill in, the trust file, the interface's description."""

from dataclasses import dataclass

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from adapters.templates import TEMPLATE_NAMES, template
from gateway.documents.templates import Format, template_file
from gateway.portal.language import Language, language_of
from gateway.portal.pages.visitor import VisitingOfficer
from gateway.portal.rendering import render
from gateway.services import ServicesDep

router = APIRouter(include_in_schema=False)


@dataclass(frozen=True)
class TemplateRow:
    """A template with its files: (format, address)."""

    title: str
    note: str
    files: list[tuple[str, str]]


@router.get("/downloads")
def get_downloads(request: Request, services: ServicesDep, officer: VisitingOfficer) -> HTMLResponse:
    """What can be taken away."""
    words = language_of(request)
    rows = [_row(name, words) for name in TEMPLATE_NAMES]
    return render(request, services, officer, "downloads.html", place="downloads", templates=rows)


@router.get("/downloads/{name}.{format_}")
def get_template(name: str, format_: Format) -> Response:
    """A template: an Excel workbook with instructions inside, or CSV."""
    return template_file(name, format_)


def _row(name: str, words: Language) -> TemplateRow:
    one = template(name)
    required = len(one.required)
    note = words.count("%(number)s column is required.", "%(number)s columns are required.", required)
    files = [("Excel", f"/downloads/{name}.xlsx"), ("CSV", f"/downloads/{name}.csv")]
    return TemplateRow(one.title_ja if words.tag == "ja" else one.title_en, note, files)
