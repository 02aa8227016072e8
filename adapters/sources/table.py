"""Tables into a tree: a node for each sheet, row and cell. CSV here, workbooks in `workbook`.

A cell's name is its column's letter, its location `Sheet1!C7` as a spreadsheet shows it. A CSV file is a
sheet named `CSV`; its leading comment lines count as rows.
"""

import csv
from collections.abc import Iterator
from io import StringIO
from itertools import islice

from adapters.errors import DocumentMalformed, DocumentTooLarge, ValueRefused
from adapters.limits import MAX_ROWS, MAX_VALUES
from adapters.sources.encoding import byte_order_mark, decode
from adapters.sources.tree import Node
from contracts.errors import brief

CSV_SHEET = "CSV"
PASTE_VALUES = "Paste it as a value: what a formula shows depends on who opens the file."
_COMMENTS = ("#", '"#')


def column_letter(index: int) -> str:
    """The letters of the column at `index`, from 0: A, B, …, Z, AA."""
    letters = ""
    index += 1
    while index:
        index, rest = divmod(index - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def csv_text(data: bytes) -> tuple[str, str]:
    """A CSV file's text and its codec: UTF-8, with or without a mark, else CP932 (Japanese Excel)."""
    mark = byte_order_mark(data)
    if mark is not None:
        return decode(data[mark[1] :], mark[0]), mark[0]
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return decode(data, "cp932"), "cp932"
    return decode(data, "utf-8"), "utf-8"


def read_csv(text: str, delimiter: str, rows: int | None = None) -> Node:
    """The sheet that `text` holds, its leading comment lines left out; only its first `rows`, if given.

    Raises DocumentMalformed, and DocumentTooLarge for more than MAX_VALUES cells.
    """
    sheet = Node(CSV_SHEET, CSV_SHEET)
    rest, row, cells = text, 0, 0
    while rest.startswith(_COMMENTS):
        _, _, rest = rest.partition("\n")
        row += 1
    for line, values in islice(_records(rest, delimiter, row), rows):
        row += 1
        cells += len(values)
        check_rows(row, CSV_SHEET)
        check_cells(cells)
        sheet.children.append(_row(row, line, values))
    return Node("table", CSV_SHEET, children=[sheet])


def _records(text: str, delimiter: str, skipped: int) -> Iterator[tuple[int, list[str]]]:
    reader = csv.reader(StringIO(text, newline=""), delimiter=delimiter, strict=True)
    while True:
        line = skipped + reader.line_num + 1
        try:
            yield line, next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            raise DocumentMalformed(
                f"line {line}", expected="a row of CSV", found=brief(str(error))
            ) from None


_COMPUTED = ("=", "+", "-", "@", "\t", "\r", "\n")
"""What a value begins with that a spreadsheet would compute; an apostrophe before it marks it as text, and
one more stands before a value that begins with such marks itself.
"""


def _row(number: int, line: int, values: list[str]) -> Node:
    row = Node(str(number), f"{CSV_SHEET}!{number}", None, line)
    for index, value in enumerate(values):
        letter = column_letter(index)
        if value.startswith("="):
            raise ValueRefused(
                f"{CSV_SHEET}!{letter}{number}", expected="a value", found="a formula", remedy=PASTE_VALUES
            )
        marked = value.startswith("'") and value.lstrip("'").startswith(_COMPUTED)
        row.children.append(Node(letter, f"{CSV_SHEET}!{letter}{number}", value[marked:], line))
    return row


def check_rows(count: int, sheet: str) -> None:
    """Raises DocumentTooLarge for more than MAX_ROWS rows."""
    if count > MAX_ROWS:
        raise DocumentTooLarge(sheet, expected=f"at most {MAX_ROWS} rows", found="more")


def check_cells(count: int) -> None:
    """Raises DocumentTooLarge for more than MAX_VALUES cells."""
    if count > MAX_VALUES:
        raise DocumentTooLarge("document", expected=f"at most {MAX_VALUES} cells", found="more")
