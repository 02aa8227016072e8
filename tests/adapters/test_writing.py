"""Records written in the trade's formats and read again: the same, or named as left out."""

import csv
import json
from datetime import datetime
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator
from openpyxl import load_workbook

from adapters import IMPORT_DECLARATION, DocumentRefused, read
from adapters.writing import formats_for, write
from adapters.writing.documents import FORMATS
from clients.cli.convert import WRITTEN
from contracts.records import Kind

words = (
    st.text("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdef 0123456789.,()&<>\"'-+=@\u65e5\u672c", min_size=1, max_size=30)
    .map(lambda text: " ".join(text.split()))
    .filter(bool)
)
decimals = st.decimals(0, 10**9, places=3).map(lambda d: format(d.normalize(), "f"))
dates = st.dates().map(str)
amounts = st.fixed_dictionaries({"value": decimals, "currency": st.just("USD")})
measures = st.fixed_dictionaries({"value": decimals, "unit": st.sampled_from(["C62", "KGM", "LTR"])})
countries = st.sampled_from(["JP", "TH", "VN", "DE"])
classifications = st.fixed_dictionaries({"code": st.from_regex(r"[0-9]{6}", fullmatch=True)})
parties = st.fixed_dictionaries({"name": st.from_regex(r"[A-Z][a-z]{1,9} [A-Z][a-z]{1,9}", fullmatch=True)})


def numbered(lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{"sequence": place, **line} for place, line in enumerate(lines, start=1)]


invoices = st.fixed_dictionaries(
    {
        "number": words,
        "issue_date": dates,
        "seller": parties,
        "buyer": parties,
        "currency": st.just("USD"),
        "total": amounts,
        "lines": st.lists(
            st.fixed_dictionaries(
                {"description": words, "amount": amounts, "quantity": measures},
                optional={
                    "classification": classifications,
                    "origin_country": countries,
                    "unit_price": amounts,
                },
            ),
            min_size=1,
            max_size=4,
        ).map(numbered),
    },
    optional={"remarks": words},
)
certificates = st.fixed_dictionaries(
    {
        "number": words,
        "agreement": st.just("RCEP"),
        "issue_date": dates,
        "issuing_country": countries,
        "importing_country": st.just("JP"),
        "exporter": parties,
        "issuer": parties,
        "usage": st.just({"type": "single_importation"}),
        "lines": st.lists(
            st.fixed_dictionaries(
                {"description": words, "origin_country": countries, "quantity": measures},
                optional={
                    "classification": classifications,
                    "criterion": st.sampled_from(["CTC", "WO", "RVC"]),
                },
            ),
            min_size=1,
            max_size=4,
        ).map(numbered),
    }
)
moments = st.datetimes(datetime(1990, 1, 1), datetime(2090, 1, 1)).map(  # noqa: DTZ001  the offset is added
    lambda at: f"{at:%Y-%m-%dT%H:%M:%S}+09:00"
)
milestones = st.fixed_dictionaries(
    {
        "meaning": st.sampled_from(["loaded", "discharged", "gate_in", "gate_out"]),
        "occurred": moments,
        "source_event": st.uuids().map(str),
        "equipment": st.just({"number": "CSQU3054383", "laden": True}),
        "location": st.fixed_dictionaries({"locode": st.sampled_from(["JPYOK", "THLCH"])}),
    }
)


@settings(max_examples=15, deadline=None)
@given(invoices, st.sampled_from(["ubl-invoice", "csv", "credential"]))
def test_an_invoice_comes_back_as_it_was(data: dict[str, Any], to: str) -> None:
    assert write(Kind.INVOICE, [data], to).left_out == ()


@settings(max_examples=15, deadline=None)
@given(certificates, st.sampled_from(["ubl-certificate", "csv"]))
def test_a_certificate_comes_back_as_it_was(data: dict[str, Any], to: str) -> None:
    assert write(Kind.ORIGIN_CERTIFICATE, [data], to).left_out == ()


@settings(max_examples=15, deadline=None)
@given(st.lists(milestones, min_size=1, max_size=4))
def test_milestones_come_back_as_they_were(data: list[dict[str, Any]]) -> None:
    written = write(Kind.MILESTONE, data, "dcsa-tnt-2.2")
    assert written.left_out == ()
    again = read(written.content)
    assert [draft.data["meaning"] for draft in again] == [each["meaning"] for each in data]


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
