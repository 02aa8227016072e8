"""Templates over HTTP: each can be had as a workbook and as CSV, filled in and sent back."""

import csv
from io import BytesIO, StringIO

import pytest
from fastapi.testclient import TestClient
from openpyxl import load_workbook

from adapters.templates import TEMPLATE_NAMES, template

BOTH = pytest.mark.parametrize("format_", ["csv", "xlsx"])
EACH = pytest.mark.parametrize("name", TEMPLATE_NAMES)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def filled_workbook(blank: bytes) -> bytes:
    """The workbook with its own example typed into the sheet to fill in."""
    book = load_workbook(BytesIO(blank))
    book["Data"].append([cell.value for cell in book["Example"][2]])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def filled_csv(blank: bytes, name: str) -> bytes:
    out = StringIO()
    csv.writer(out).writerow([column.example for column in template(name).columns])
    return blank + out.getvalue().encode()


def test_the_list_names_each_template_in_both_languages(client: TestClient):
    items = client.get("/v1/templates").json()["items"]
    assert [item["name"] for item in items] == list(TEMPLATE_NAMES)
    assert all(item["title"] and item["title_ja"] for item in items)


@EACH
def test_a_workbook_has_instructions_inside_and_what_is_filled_in_reads_back(client: TestClient, name: str):
    answer = client.get(f"/v1/templates/{name}")
    assert answer.headers["content-type"] == XLSX
    assert answer.headers["content-disposition"] == f'attachment; filename="tegata-{name}.xlsx"'
    assert load_workbook(BytesIO(answer.content)).sheetnames == ["Data", "Instructions", "Example"]
    report = client.post("/v1/documents/convert", content=filled_workbook(answer.content))
    assert report.status_code == 200, report.text
    (document,) = report.json()["documents"]
    assert document["kind"] == name
    assert document["fields"][0]["location"].startswith("Data!")


@EACH
def test_a_csv_has_instructions_inside_and_what_is_filled_in_reads_back(client: TestClient, name: str):
    answer = client.get(f"/v1/templates/{name}", params={"format": "csv"})
    assert answer.headers["content-type"] == "text/csv; charset=utf-8"
    assert answer.headers["content-disposition"] == f'attachment; filename="tegata-{name}.csv"'
    assert answer.text.startswith("\ufeff# ")
    report = client.post("/v1/documents/convert", content=filled_csv(answer.content, name))
    assert report.status_code == 200, report.text
    assert report.json()["documents"][0]["kind"] == name


@BOTH
def test_a_template_that_none_has_is_not_found(client: TestClient, format_: str):
    answer = client.get("/v1/templates/packing-list-of-nobody", params={"format": format_})
    assert answer.status_code == 404
    assert answer.json()["code"] == "not_found"


def test_a_format_that_none_has_is_refused(client: TestClient):
    answer = client.get(f"/v1/templates/{TEMPLATE_NAMES[0]}", params={"format": "ods"})
    assert answer.status_code == 400


@EACH
def test_the_portal_gives_the_same_file(client: TestClient, name: str):
    there = client.get(f"/v1/templates/{name}", params={"format": "csv"})
    assert client.get(f"/downloads/{name}.csv").content == there.content
    page = client.get(f"/downloads/{name}.xlsx")
    assert page.headers["content-type"] == XLSX
    cells = [[cell.value for cell in row] for row in load_workbook(BytesIO(page.content))["Data"].iter_rows()]
    assert cells == [[column.key for column in template(name).columns]]
