"""Excel workbooks (.xlsx) into a tree: checked before they are unpacked, formulas refused, numbers exact.

A number in a workbook is an IEEE double. It is read as the shortest decimal that denotes it, which is what
was typed as long as that had at most 15 digits; one that needs more is refused.
"""

import struct
import zipfile
import zlib
from collections.abc import Iterator
from datetime import date, datetime, time
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING, Any

from adapters.errors import (
    DocumentMalformed,
    DocumentTooLarge,
    EntityRefused,
    ValueRefused,
)
from adapters.limits import MAX_PACKED_PARTS, MAX_UNPACKED_BYTES
from adapters.sources.encoding import check_location
from adapters.sources.table import PASTE_VALUES, check_cells, check_rows, column_letter
from adapters.sources.tree import Node
from contracts.errors import brief

if TYPE_CHECKING:
    from openpyxl.workbook.workbook import Workbook

_MAX_COLUMNS = 300
_MAX_DIGITS = 15
_BROKEN_CONTENT = (
    ArithmeticError,
    AssertionError,
    AttributeError,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    RuntimeError,
    SyntaxError,
    TypeError,
    ValueError,
    struct.error,
    zipfile.BadZipFile,
    zlib.error,
)
"""What zipfile and openpyxl let out when the parts of a package are broken or contradict each other."""


def looks_like_workbook(data: bytes) -> bool:
    """True for a zip package."""
    return data.startswith(b"PK\x03\x04")


def read_workbook(data: bytes, skipped: frozenset[str]) -> Node:
    """Every sheet but those named in `skipped`; a DocumentRefused names sheet and cell."""
    _check_package(data)
    try:
        book = _opened(data)
        sheets = [_sheet(sheet) for sheet in book.worksheets if sheet.title not in skipped]
    except _BROKEN_CONTENT as error:
        raise DocumentMalformed(
            "workbook", expected="an Excel workbook (.xlsx)", found=brief(f"{type(error).__name__}: {error}")
        ) from None
    check_cells(sum(len(row.children) for sheet in sheets for row in sheet.children))
    return Node("table", "workbook", children=sheets)


def _check_package(data: bytes) -> None:
    """Sizes as the package states them, and no document type in any part, before openpyxl sees it."""
    try:
        with zipfile.ZipFile(BytesIO(data)) as package:
            parts = package.infolist()
            _check_sizes(parts)
            for part in parts:
                _check_part(part.filename, package.read(part))
    except _BROKEN_CONTENT as error:
        raise DocumentMalformed(
            "workbook", expected="an Excel workbook (.xlsx)", found=brief(f"{type(error).__name__}: {error}")
        ) from None


def _check_part(name: str, data: bytes) -> None:
    if b"<!DOCTYPE" in data or b"<!ENTITY" in data:
        raise EntityRefused(
            f"workbook part {brief(name)}", expected="no document type declaration", found="<!DOCTYPE …"
        )


def _check_sizes(parts: list[zipfile.ZipInfo]) -> None:
    unpacked = sum(part.file_size for part in parts)
    if len(parts) > MAX_PACKED_PARTS:
        raise DocumentTooLarge(
            "workbook", expected=f"at most {MAX_PACKED_PARTS} parts", found=f"{len(parts)} parts"
        )
    if unpacked > MAX_UNPACKED_BYTES:
        raise DocumentTooLarge(
            "workbook",
            expected=f"at most {MAX_UNPACKED_BYTES} bytes when unpacked",
            found=f"{unpacked} bytes",
        )


def _opened(data: bytes) -> "Workbook":
    from openpyxl import load_workbook

    return load_workbook(BytesIO(data), read_only=True, data_only=False, keep_links=False)


def _sheet(sheet: Any) -> Node:
    """A sheet's rows that hold something."""
    title = check_location(str(sheet.title))
    node = Node(title, title)
    for number, cells in enumerate(_rows(sheet, title), start=1):
        found = [_cell(title, number, index, cell) for index, cell in enumerate(cells)]
        values = [cell for cell in found if cell is not None]
        if values:
            node.children.append(Node(str(number), f"{title}!{number}", children=values))
    return node


def _rows(sheet: Any, title: str) -> Iterator[tuple[Any, ...]]:
    sheet.reset_dimensions()
    for number, cells in enumerate(sheet.iter_rows(max_col=_MAX_COLUMNS), start=1):
        check_rows(number, title)
        yield cells


def _cell(sheet: str, row: int, index: int, cell: Any) -> Node | None:
    value = cell.value
    if value is None:
        return None
    letter = column_letter(index)
    place = f"{sheet}!{letter}{row}"
    if cell.data_type == "f":
        raise ValueRefused(
            place,
            expected="a value",
            found="a formula",
            remedy=PASTE_VALUES,
        )
    if cell.data_type == "e":
        raise ValueRefused(place, expected="a value", found=f"the error {brief(value)}")
    text, type_ = _spelled(value, place)
    return Node(letter, place, text, None, type_)


def _spelled(value: object, place: str) -> tuple[str, str]:
    match value:
        case bool():
            return ("true" if value else "false"), "boolean"
        case int():
            return str(value), "number"
        case float():
            return _exact(value, place), "number"
        case datetime() if value.time() == time.min:
            return value.date().isoformat(), "date"
        case datetime():
            return value.isoformat(), "datetime"
        case date():
            return value.isoformat(), "date"
        case str():
            return value, "text"
        case _:
            raise ValueRefused(place, expected="text, a number or a date", found=type(value).__name__)


def _exact(value: float, place: str) -> str:
    number = Decimal(repr(value))
    if not number.is_finite() or len(number.normalize().as_tuple().digits) > _MAX_DIGITS:
        raise ValueRefused(
            place,
            expected=f"a number of at most {_MAX_DIGITS} digits",
            found=repr(value),
            remedy="Round it, or format the cell as text and type the number again.",
        )
    return format(number.normalize(), "f")
