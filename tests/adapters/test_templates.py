"""Spreadsheet templates: written with their instructions, read back cell by cell."""

import csv
from datetime import date, datetime
from io import BytesIO, StringIO
from typing import Any

import pytest
from openpyxl import Workbook, load_workbook

from adapters import IMPORT_DECLARATION, DocumentRefused, read
from adapters.templates import TEMPLATE_NAMES, Template, example_csv, template, write_csv, write_xlsx
from contracts.records import KINDS, Kind


def example(name: str) -> dict[str, str]:
    return {column.key: column.example for column in template(name).columns if column.example}


def as_csv(*rows: dict[str, str], delimiter: str = ",") -> bytes:
    keys = list(dict.fromkeys(key for row in rows for key in row))
    out = StringIO()
    writer = csv.DictWriter(out, keys, delimiter=delimiter)
    writer.writeheader()
    writer.writerows(rows)
    return out.getvalue().encode()


def as_xlsx(*rows: dict[str, Any], sheet: str = "Sheet1", header_row: int = 1) -> bytes:
    book = Workbook()
    page = book.active
    page.title = sheet
    keys = list(dict.fromkeys(key for row in rows for key in row))
    for column, key in enumerate(keys, start=1):
        page.cell(header_row, column, key)
        for offset, row in enumerate(rows, start=1):
            page.cell(header_row + offset, column, row.get(key))
    out = BytesIO()
    book.save(out)
    return out.getvalue()


@pytest.mark.parametrize("name", TEMPLATE_NAMES)
def test_every_template_explains_every_column_in_both_languages(name: str) -> None:
    for column in template(name).columns:
        assert column.en
        assert any(ord(character) > 0x3000 for character in column.ja), column.key
        assert column.example or not column.required, column.key


@pytest.mark.parametrize("name", TEMPLATE_NAMES)
def test_an_example_row_becomes_a_whole_record_without_a_warning(name: str) -> None:
    (draft,) = read(example_csv(template(name)))
    assert draft.warnings == ()
    assert draft.missing == ()
    assert draft.unmapped == ()
    if draft.kind == IMPORT_DECLARATION:
        assert draft.declaration()
    else:
        assert draft.record(author=1, grade="captured")


@pytest.mark.parametrize("name", TEMPLATE_NAMES)
def test_a_downloaded_csv_filled_in_below_its_comments_is_read(name: str) -> None:
    blank = write_csv(template(name))
    assert blank.startswith(b"\xef\xbb\xbf# ")
    row = example_csv(template(name)).split(b"\r\n")[1]
    (draft,) = read(blank + row)
    comments = blank.count(b"\n") - 1
    assert draft.provenance["number"].location == f"CSV!A{comments + 2}"


@pytest.mark.parametrize("name", TEMPLATE_NAMES)
def test_a_downloaded_workbook_filled_in_is_read_and_its_example_is_not(name: str) -> None:
    book = load_workbook(BytesIO(write_xlsx(template(name))))
    assert book.sheetnames == ["Data", "Instructions", "Example"]
    with pytest.raises(DocumentRefused, match="at least one row"):
        read(write_xlsx(template(name)))
    for cell, shown in zip(book["Data"][1], book["Example"][2], strict=True):
        assert cell.value
        book["Data"].cell(2, cell.column, shown.value)
    out = BytesIO()
    book.save(out)
    (draft,) = read(out.getvalue())
    assert draft.provenance["number"].location == "Data!A2"


@pytest.mark.parametrize("name", TEMPLATE_NAMES)
def test_no_cell_of_a_template_is_a_formula(name: str) -> None:
    book = load_workbook(BytesIO(write_xlsx(template(name))))
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row if cell.value}
    assert kinds == {"s"}


@pytest.mark.parametrize("name", TEMPLATE_NAMES)
def test_every_required_field_of_a_kind_has_a_required_column(name: str) -> None:
    chosen: Template = template(name)
    if chosen.kind == IMPORT_DECLARATION:
        needed = {"number", "lodged", "importing_country"}
    else:
        fields = KINDS[Kind[chosen.kind.upper()]].model.model_fields
        needed = {key for key, field in fields.items() if field.is_required()}
        needed -= {"author", "grade", chosen.lines}
    targets = {
        column.target.split("/")[0] for column in chosen.columns if column.required and not column.line
    }
    targets |= {column.also for column in chosen.columns if column.required and column.also}
    assert needed <= targets


def test_rows_with_one_number_are_one_document_wherever_they_stand() -> None:
    one, other = example("invoice"), {**example("invoice"), "number": "INV-2"}
    second = {"number": one["number"], "line_number": "2", "line_description": "Grease", "line_amount": "5"}
    drafts = read(as_csv(one, other, second))
    assert [draft.data["number"] for draft in drafts] == [one["number"], "INV-2"]
    assert [line["description"] for line in drafts[0].data["lines"]] == ["Ball bearings", "Grease"]
    assert drafts[0].data["lines"][1]["amount"] == {"value": "5", "currency": "USD"}
    assert drafts[0].provenance["lines/1/description"].location.endswith("4")


def test_a_row_without_a_number_belongs_to_the_document_above() -> None:
    one = example("invoice")
    second = {"line_number": "2", "line_description": "Grease", "line_amount": "5"}
    assert len(read(as_csv(one, second))[0].data["lines"]) == 2


def test_two_rows_that_disagree_on_the_document_are_refused_with_both_cells() -> None:
    one = example("invoice")
    with pytest.raises(DocumentRefused) as refused:
        read(as_csv(one, {**one, "line_number": "2", "currency": "EUR"}))
    assert "!" in refused.value.where
    assert "USD" in refused.value.expected


def test_a_missing_value_of_a_required_column_is_refused_with_its_row() -> None:
    row = {**example("invoice"), "line_amount": ""}
    with pytest.raises(DocumentRefused) as refused:
        read(as_csv(row))
    assert "line_amount" in refused.value.expected
    assert refused.value.where == "CSV!A2 (line 2)"


def test_a_missing_required_column_is_refused_by_name() -> None:
    row = {key: value for key, value in example("invoice").items() if key != "total"}
    with pytest.raises(DocumentRefused) as refused:
        read(as_csv(row))
    assert "total" in refused.value.expected
    assert "invoice" in refused.value.expected


def test_an_unknown_column_is_listed_and_warned_about() -> None:
    drafts = read(as_csv({**example("invoice"), "my_notes": "call them"}))
    assert [item.original for item in drafts[0].unmapped] == ["call them"]
    assert drafts.warnings[0].code == "template.column"


@pytest.mark.parametrize("delimiter", [";", "\t"])
def test_other_delimiters_are_told_by_the_header(delimiter: str) -> None:
    assert read(as_csv(example("invoice"), delimiter=delimiter)).format == "template-invoice"


def test_a_file_of_japanese_excel_is_read_and_remarked_on() -> None:
    row = {**example("invoice"), "buyer_name_local": "例示貿易株式会社"}
    drafts = read(as_csv(row).decode().encode("cp932"))
    assert drafts[0].data["buyer"]["name_local"] == "例示貿易株式会社"
    assert drafts.warnings[0].code == "document.encoding"


def test_lists_in_a_cell_are_separated_by_a_bar() -> None:
    (draft,) = read(as_csv({**example("invoice"), "containers": "CSQU3054383 | TGHU1234564"}))
    numbers = [item["number"] for item in draft.data["references"] if item["type"] == "CNTR"]
    assert numbers == ["CSQU3054383", "TGHU1234564"]


@pytest.mark.parametrize(
    ("key", "value", "expected"),
    [
        ("issue_date", "20/02/2026", "a day"),
        ("total", "12.480,00", "no separators"),
        ("total", "1e3", "no separators"),
        ("currency", "YEN", "ISO 4217"),
        ("line_origin_country", "Vietnam-ish", "ISO 3166-1"),
        ("terms", "FOB Hai Phong", "Incoterms"),
        ("line_hs", "84.82.1x", "HS code"),
        ("language", "English", "language tag"),
        ("line_number", "1.5", "whole number"),
        ("remarks", "=1+1", "a value"),
    ],
)
def test_a_wrong_cell_is_refused_with_what_was_expected(key: str, value: str, expected: str) -> None:
    with pytest.raises(DocumentRefused) as refused:
        read(as_csv({**example("invoice"), key: value}))
    assert expected in refused.value.expected


def test_a_moment_without_an_offset_is_refused_since_a_cell_has_room_for_one() -> None:
    row = {**example("import-declaration"), "lodged": "2026-03-05T10:30:00"}
    with pytest.raises(DocumentRefused, match="with its offset"):
        read(as_csv(row))


def test_an_amount_without_its_currency_is_refused() -> None:
    row = {**example("import-declaration"), "freight_currency": ""}
    with pytest.raises(DocumentRefused) as refused:
        read(as_csv(row))
    assert "freight/currency" in refused.value.where


def test_numbers_of_a_workbook_are_read_exactly() -> None:
    row: dict[str, Any] = {**example("invoice"), "total": 1.1, "line_amount": 0.1 + 0.7, "line_quantity": 3}
    with pytest.raises(DocumentRefused, match="15 digits"):
        read(as_xlsx(row))
    (draft,) = read(as_xlsx({**row, "line_amount": 1234567.89}))
    assert draft.data["total"]["value"] == "1.1"
    assert draft.data["lines"][0]["amount"]["value"] == "1234567.89"
    assert draft.data["lines"][0]["quantity"]["value"] == "3"


def test_dates_of_a_workbook_are_days_and_never_moments() -> None:
    row: dict[str, Any] = {**example("import-declaration"), "arrival_date": date(2026, 3, 4)}
    assert read(as_xlsx(row))[0].data["arrival_date"] == "2026-03-04"
    with pytest.raises(DocumentRefused, match="a day"):
        read(as_xlsx({**row, "arrival_date": datetime(2026, 3, 4, 9, 30)}))  # noqa: DTZ001  # cells have no zone
    with pytest.raises(DocumentRefused, match="a moment"):
        read(as_xlsx({**row, "lodged": datetime(2026, 3, 5)}))  # noqa: DTZ001  # cells have no zone


def test_a_formula_is_refused_with_its_cell() -> None:
    row = {**example("invoice"), "total": "=1+1"}
    with pytest.raises(DocumentRefused) as refused:
        read(as_xlsx(row, sheet="Our sheet"))
    assert refused.value.where.startswith("Our sheet!")
    assert "formula" in refused.value.found


def test_an_identifier_typed_as_a_number_is_warned_about() -> None:
    row: dict[str, Any] = {**example("invoice"), "buyer_identifier": 5010401067252}
    (draft,) = read(as_xlsx(row))
    assert draft.data["buyer"]["identifiers"][0]["value"] == "5010401067252"
    assert "text.from_number" in {remark.code for remark in draft.warnings}


def test_a_sheet_of_notes_is_left_unmapped_beside_the_data() -> None:
    book = load_workbook(BytesIO(as_xlsx(example("invoice"), sheet="Sheet1")))
    book.create_sheet("Notes")["B2"] = "hello"
    out = BytesIO()
    book.save(out)
    drafts = read(out.getvalue())
    assert [(item.location, item.original) for item in drafts.unmapped] == [("Notes!B2", "hello")]


def test_a_proof_of_the_importers_knowledge_is_no_reference() -> None:
    row = {**example("import-declaration"), "line_proof_type": "importer_knowledge"}
    (draft,) = read(as_csv(row))
    assert "CO" not in {reference["type"] for reference in draft.data["references"]}


def test_a_code_that_may_have_lost_its_zero_is_refused() -> None:
    row: dict[str, Any] = {**example("invoice"), "line_hs": 848210}
    (draft,) = read(as_xlsx(row))
    assert draft.data["lines"][0]["classification"]["code"] == "848210"
    assert "text.from_number" in {remark.code for remark in draft.warnings}
    with pytest.raises(DocumentRefused, match="lost the zero"):
        read(as_xlsx({**row, "line_hs": 30617}))
