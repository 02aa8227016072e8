"""What was found and what became of it: charts, tables, and the same as CSV."""

from dataclasses import dataclass
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response

from gateway.errors import NotFound
from gateway.findings.analytics import TABLES_OF, Table, as_csv
from gateway.portal.charts import chart
from gateway.portal.language import Language, language_of, marked
from gateway.portal.pages.visitor import VisitingOfficer
from gateway.portal.rendering import render
from gateway.services import Services, ServicesDep

router = APIRouter(include_in_schema=False)

TITLES = {
    "rule": marked("Findings by rule"),
    "agreement": marked("Findings by agreement"),
    "office": marked("Findings by office"),
    "week": marked("Findings by week"),
    "time": marked("Hours to a decision"),
    "overturned": marked("Overturned findings"),
}
HEADINGS = {
    "rule": marked("Rule"),
    "agreement": marked("Agreement"),
    "office": marked("Office"),
    "week": marked("Week from"),
    "findings": marked("Findings"),
    "open": marked("Open"),
    "median_hours": marked("Median, hours"),
    "longest_hours": marked("Longest, hours"),
    "decided": marked("Decided"),
    "percent": marked("Overturned, percent"),
    "overturned": marked("Overturned"),
}


@dataclass(frozen=True)
class Part:
    """One table of the page with its words."""

    name: str
    title: str
    headings: tuple[str, ...]
    rows: tuple[tuple[Any, ...], ...]


@router.get("/analytics")
def get_analytics(request: Request, services: ServicesDep, officer: VisitingOfficer) -> HTMLResponse:
    """Every table with its chart."""
    words = language_of(request)
    parts = [_part(_table(services, name), words) for name in TABLES_OF]
    return render(request, services, officer, "analytics.html", place="analytics", parts=parts)


@router.get("/analytics/{name}.svg")
def get_chart(name: str, request: Request, services: ServicesDep, officer: VisitingOfficer) -> Response:
    """The chart of a table."""
    assert officer.is_officer, "a page for officers"
    words, table = language_of(request), _table(services, name)
    part = _part(table, words)
    svg = chart(table, part.title, part.headings[1])
    return Response(svg, media_type="image/svg+xml", headers={"Cache-Control": "no-store"})


@router.get("/analytics/{name}.csv")
def get_csv(name: str, services: ServicesDep, officer: VisitingOfficer) -> Response:
    """The data of a table; UTF-8 with a byte order mark, which spreadsheets look for."""
    assert officer.is_officer, "a page for officers"
    text = "\ufeff" + as_csv(_table(services, name))
    headers = {
        "Content-Disposition": f'attachment; filename="tegata-{name}.csv"',
        "Cache-Control": "no-store",
    }
    return Response(text, media_type="text/csv; charset=utf-8", headers=headers)


def _table(services: Services, name: str) -> Table:
    maker = TABLES_OF.get(name)
    if maker is None:
        raise NotFound.of(name, "a table of the analytics")
    with services.store.read() as connection:
        return maker(connection)


def _part(table: Table, words: Language) -> Part:
    title, heads = TITLES[table.name], [HEADINGS[column] for column in table.columns]
    return Part(table.name, words.say(title), tuple(words.say(head) for head in heads), table.rows)
