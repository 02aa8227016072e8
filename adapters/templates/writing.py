"""Templates as files to download: CSV with instructions as comment lines, xlsx with a sheet of them."""

import csv
from io import BytesIO, StringIO
from typing import TYPE_CHECKING, Final

from adapters.sources.table import column_letter
from adapters.templates.columns import Column, Template

if TYPE_CHECKING:
    from openpyxl.worksheet.worksheet import Worksheet

DATA_SHEET: Final = "Data"
INSTRUCTIONS_SHEET: Final = "Instructions"
EXAMPLE_SHEET: Final = "Example"
SKIPPED_SHEETS: Final = frozenset({INSTRUCTIONS_SHEET, EXAMPLE_SHEET})
"""Sheets that explain, and are not read back."""

_RULES: Final = (
    (
        "A row is a line of goods; rows with the same number are one document.",
        "1行が1明細です。番号が同じ行は一つの文書になります。",
    ),
    (
        "What belongs to the whole document is written in its first row; elsewhere it may be left empty.",
        "文書全体の項目は最初の行に書き、以後の行では空欄でかまいません。",
    ),
    (
        "Decimals have a point and no separators: 12480.00. Nothing is rounded and nothing is guessed.",
        "小数点は「.」、桁区切りはなし（12480.00）。丸めや推測はしません。",
    ),
    (
        "Days are written 2026-03-01, moments with their offset: 2026-03-01T09:30:00+09:00.",
        "日付は 2026-03-01、日時は時差つき（2026-03-01T09:30:00+09:00）で書きます。",
    ),
    (
        "Formulas are refused: paste values. Columns may be deleted, except required ones.",
        "数式は受け付けません（値で貼り付けてください）。必須でない列は削除できます。",
    ),
)


def write_csv(template: Template) -> bytes:
    """The template as CSV in UTF-8 with a byte order mark, so that Excel reads it as such."""
    out = StringIO()
    rows = csv.writer(out, lineterminator="\r\n")
    rows.writerow([f"# {template.title_en} / {template.title_ja}"])
    for en, ja in _RULES:
        rows.writerow([f"# {en} / {ja}"])
    for column in template.columns:
        rows.writerow([f"# {column.key}{_mark(column)}: {column.en} / {column.ja}{_example(column)}"])
    rows.writerow([column.key for column in template.columns])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def write_xlsx(template: Template) -> bytes:
    """The template as a workbook: a sheet to fill in, the instructions, and a filled-in example."""
    from openpyxl import Workbook

    book = Workbook()
    sheet = book.active
    if sheet is None:
        raise AssertionError("a new workbook has a sheet")
    sheet.title = DATA_SHEET
    _header(sheet, template)
    _instructions(book.create_sheet(INSTRUCTIONS_SHEET), template)
    example = book.create_sheet(EXAMPLE_SHEET)
    _header(example, template)
    append_text(example, [column.example for column in template.columns])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def example_csv(template: Template) -> bytes:
    """The header with the example row: what a filled-in file looks like."""
    out = StringIO()
    rows = csv.writer(out, lineterminator="\r\n")
    rows.writerow([column.key for column in template.columns])
    rows.writerow([column.example for column in template.columns])
    return out.getvalue().encode()


def _mark(column: Column) -> str:
    return " (required / 必須)" if column.required else ""


def _example(column: Column) -> str:
    return f" [{column.example}]" if column.example else ""


def _header(sheet: "Worksheet", template: Template) -> None:
    """The header row; cells below are formatted as text, so that what is typed is what is read."""
    from openpyxl.styles import Font, PatternFill

    append_text(sheet, [column.key for column in template.columns])
    needed = PatternFill("solid", fgColor="DDE8F3")
    for index, column in enumerate(template.columns, start=1):
        cell = sheet.cell(1, index)
        cell.font = Font(bold=True)
        if column.required:
            cell.fill = needed
        dimension = sheet.column_dimensions[column_letter(index - 1)]
        dimension.width = max(12, len(column.key) + 2)
        dimension.number_format = "@"
    sheet.freeze_panes = "A2"


def _instructions(sheet: "Worksheet", template: Template) -> None:
    from openpyxl.styles import Alignment, Font

    append_text(sheet, [template.title_en, template.title_ja])
    for en, ja in _RULES:
        append_text(sheet, [en, ja])
    append_text(sheet, ["Column / 列", "Required / 必須", "English", "日本語", "Example / 例"])
    heading = sheet.max_row
    for column in template.columns:
        needed = "required / 必須" if column.required else ""
        append_text(sheet, [column.key, needed, column.en, column.ja, column.example])
    for row in (1, heading):
        for cell in sheet[row]:
            cell.font = Font(bold=True)
    for letter, width in zip("ABCDE", (30, 16, 60, 60, 30), strict=True):
        sheet.column_dimensions[letter].width = width
        for cell in sheet[letter]:
            cell.alignment = Alignment(wrap_text=True, vertical="top")


def append_text(sheet: "Worksheet", values: list[str]) -> None:
    """A row of text cells: nothing that a spreadsheet could take for a formula or a number."""
    row = sheet.max_row + 1 if sheet["A1"].value is not None else 1
    for index, value in enumerate(values, start=1):
        if value:
            cell = sheet.cell(row, index)
            cell.value, cell.number_format = value, "@"
            cell.data_type = "s"
