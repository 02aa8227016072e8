"""Records as rows of the templates, CSV or Excel; no cell can be taken for a formula.

In CSV a value that a spreadsheet would compute gets an apostrophe before it, as Excel itself marks text; the
reader takes it off again. In a workbook every cell is text.
"""

import csv
import re
from collections.abc import Iterator, Mapping, Sequence
from io import BytesIO, StringIO
from typing import Any

from adapters.drafts import DraftKind
from adapters.report import leaves
from adapters.templates.columns import Column, Template, template
from adapters.templates.writing import DATA_SHEET, append_text
from contracts.records import Kind

Data = Mapping[str, Any]
_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?\Z")
_FORMULA = tuple("=+-@\t\r\n")


def _template(kind: DraftKind) -> Template:
    return template(kind.slug if isinstance(kind, Kind) else kind.replace("_", "-"))


def csv_file(kind: DraftKind, records: Sequence[Data]) -> bytes:
    """The records as CSV in UTF-8 with a byte order mark: a row for each line of goods."""
    chosen, out = _template(kind), StringIO()
    rows = csv.writer(out, lineterminator="\r\n")
    rows.writerow([column.key for column in chosen.columns])
    for row in _rows(chosen, records):
        rows.writerow([_as_text(value) for value in row])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def workbook(kind: DraftKind, records: Sequence[Data]) -> bytes:
    """The records as a workbook of text cells."""
    from openpyxl import Workbook

    chosen, book, out = _template(kind), Workbook(), BytesIO()
    sheet = book.active
    if sheet is None:
        raise AssertionError("a new workbook has a sheet")
    sheet.title = DATA_SHEET
    append_text(sheet, [column.key for column in chosen.columns])
    for row in _rows(chosen, records):
        append_text(sheet, row)
    book.save(out)
    return out.getvalue()


def _as_text(value: str) -> str:
    """The value with an apostrophe where a spreadsheet would compute it, or the reader take off its own."""
    computed = value.startswith(_FORMULA) and not _NUMBER.match(value)
    marked = value.startswith("'") and value.lstrip("'").startswith(_FORMULA)
    return f"'{value}" if computed or marked else value


def _rows(chosen: Template, records: Sequence[Data]) -> Iterator[list[str]]:
    for data in records:
        flat = leaves(data)
        for place in range(max(1, len(data.get(chosen.lines, ())))):
            yield [_cell(column, data, flat, f"{chosen.lines}/{place}") for column in chosen.columns]


def _cell(column: Column, data: Data, flat: dict[str, str], line: str) -> str:
    """The value of a column in the row of a line; what is of the document stands in its first row."""
    if not column.line and not line.endswith("/0") and column.key != "number":
        return ""
    at = f"{line}/" if column.line else ""
    if column.value == "references":
        return _references(column, data)
    if column.value == "authorisation":
        scheme = column.target.rpartition("/")[2]
        holders = data.get("authorisation_holders", ())
        return next((str(each["value"]) for each in holders if each["scheme"] == scheme), "")
    if column.value == "texts":
        return "|".join(value for path, value in flat.items() if re.fullmatch(rf"{column.target}/\d+", path))
    if column.value == "equipment":
        return "|".join(str(each["number"]) for each in data.get(column.target, ()))
    path = at + column.target
    return flat.get(path) or flat.get(f"{path}/value", "")


def _references(column: Column, data: Data) -> str:
    """Numbers of one type: those of the field's own list, otherwise those of the references."""
    listed, _, type_ = column.target.rpartition("/")
    found = data.get(listed or "references", ())
    return "|".join(dict.fromkeys(str(each["number"]) for each in found if each["type"] == type_))
