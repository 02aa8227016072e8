"""Templates as files to download: one answer for the API and for the portal's page."""

from typing import Literal

from fastapi import Response

from adapters.templates import TEMPLATE_NAMES, template, write_csv, write_xlsx
from gateway.errors import NotFound

Format = Literal["csv", "xlsx"]
_WRITERS = {"csv": write_csv, "xlsx": write_xlsx}
_MEDIA_TYPES: dict[Format, str] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def template_file(name: str, format_: Format) -> Response:
    """The template to fill in, with its instructions inside. NotFound for a name that none has."""
    if name not in TEMPLATE_NAMES:
        raise NotFound.of(f"templates/{name[:60]}", "a template")
    headers = {"Content-Disposition": f'attachment; filename="tegata-{name}.{format_}"'}
    return Response(_WRITERS[format_](template(name)), media_type=_MEDIA_TYPES[format_], headers=headers)
