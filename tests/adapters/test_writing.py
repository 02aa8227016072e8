"""Records written in the trade's formats and read again: the same, or named as left out."""

import csv
import json
from io import BytesIO, StringIO
from pathlib import Path

import pytest
from jsonschema import Draft7Validator
from openpyxl import load_workbook

from adapters import IMPORT_DECLARATION, DocumentRefused, read
from adapters.writing import formats_for, write
from adapters.writing.documents import FORMATS
from clients.cli.convert import WRITTEN
from contracts.records import Kind


def test_events_fit_the_schema_of_their_standard(samples: Path, documents: dict[str, bytes]) -> None:
    schema = json.loads((samples / "epcis" / "EPCIS-JSON-Schema.json").read_text())
    for name in (
        "coarri.edi",
        "dcsa-2.2.json",
        "dcsa-3.0.json",
        "iftsta.edi",
        "epcis.jsonld",
        "ubl-status.xml",
    ):
        data = [draft.data for draft in read(documents[name])]
        written = json.loads(write(Kind.MILESTONE, data, "epcis-json").content)
        assert not list(Draft7Validator(schema).iter_errors(written)), name


@pytest.mark.parametrize("name", ["wco-original.xml"])
def test_a_declaration_comes_back_but_for_what_is_named(documents: dict[str, bytes], name: str) -> None:
    draft = read(documents[name])[0]
    written = write(IMPORT_DECLARATION, [draft.data], "wco-dec")
    assert written.left_out == ()


def test_an_authorisation_that_a_format_has_no_place_for_is_named(documents: dict[str, bytes]) -> None:
    data = {**read(documents["wco-original.xml"])[0].data}
    data["authorisation_holders"] = [{"scheme": "AEO", "value": "JP-AEO-4"}, {"scheme": "DPO", "value": "7"}]
    assert not any("authorisation" in path for path in write(IMPORT_DECLARATION, [data], "wco-dec").left_out)
    assert "authorisation_holders/1/value" in write(IMPORT_DECLARATION, [data], "csv").left_out


@pytest.mark.parametrize("name", ["IM001b", "IM011a", "IM029a"])
def test_what_a_message_has_no_place_for_is_named(samples: Path, name: str) -> None:
    draft = read((samples / "wco-dec" / f"hmrc_TT_{name}.xml").read_bytes())[0]
    left = write(IMPORT_DECLARATION, [draft.data], "wco-dec").left_out
    assert not {path for path in left if path.startswith(("number", "lines/0/classification", "importer"))}
    assert len(left) < 20


def test_what_a_format_has_no_place_for_is_named(documents: dict[str, bytes]) -> None:
    draft = read(documents["invoic.edi"])[0]
    left = write(Kind.INVOICE, [draft.data], "ubl-invoice").left_out
    assert "freight/value" in left


@pytest.mark.parametrize("text", ["=HYPERLINK(1)", "+1+cmd", "-2+3", "@SUM(A1)"])
def test_no_cell_is_a_formula_and_every_value_comes_back(documents: dict[str, bytes], text: str) -> None:
    data = json.loads(json.dumps(read(documents["cii-invoice.xml"])[0].data)) | {"remarks": text}
    data["lines"][0]["description"] = text
    written = write(Kind.INVOICE, [data], "csv")
    rows = list(csv.reader(StringIO(written.content.decode("utf-8-sig"))))
    assert not [cell for row in rows for cell in row if cell.startswith(("=", "+", "@"))]
    assert read(written.content)[0].data["remarks"] == text
    book = load_workbook(BytesIO(write(Kind.INVOICE, [data], "xlsx").content))
    assert {cell.data_type for row in book["Data"].iter_rows() for cell in row} <= {"s", "n"}
    assert not [cell for row in book["Data"].iter_rows() for cell in row if cell.data_type == "f"]


def test_a_format_without_a_place_for_the_kind_is_refused() -> None:
    with pytest.raises(DocumentRefused, match="ubl-invoice"):
        write(Kind.INVOICE, [{}], "wco-dec")
    assert formats_for(Kind.OUTCOME) == ()
    assert WRITTEN == FORMATS
