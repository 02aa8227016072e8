"""Where in a document a value stood, as the pages of records, findings and consignments show it."""

from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from contracts.ids import hex0x
from gateway.access.officers import create_officer
from gateway.portal.language import language
from gateway.portal.views.comparison import Column, compare
from gateway.portal.views.places import place_of
from gateway.provenance import Document, FieldSource
from gateway.store.tables.findings import findings
from tests.gateway.network import EXPORTER, IMPORTER, invoice, prepare
from tests.gateway.portal.test_comparison import declaration
from tests.gateway.world import World, anchored, eventually, sign_in

ENGLISH, JAPANESE = language("en"), language("ja")
WCO = Path(__file__).parents[2] / "adapters" / "documents" / "wco-original.xml"


def document(**fields: FieldSource) -> Document:
    return Document(name="invoice.xml", format="ubl-invoice", original_sha256="a1" * 32, fields=fields)


def at(location: str, original: str, line: int | None = 7) -> FieldSource:
    return FieldSource(location=location, original=original, line=line)


def test_a_value_has_its_file_line_and_place():
    place = place_of(document(number=at("/Invoice/ID", "INV-1")), "number", "INV-1", ENGLISH)
    assert place is not None
    assert (place.short, place.location, place.written) == ("invoice.xml, line 7", "/Invoice/ID", "")


def test_another_spelling_in_the_document_is_told():
    place = place_of(document(**{"total/value": at("/Total", "10,00")}), "total", "10 USD", JAPANESE)
    assert place is not None
    assert (place.line, place.written) == ("7行目", "10,00")


def test_where_there_is_no_line_the_place_itself_is_named():
    place = place_of(document(number=at("Data!B2", "INV-1", None)), "number", "INV-1", ENGLISH)
    assert place is not None
    assert place.short == "invoice.xml, Data!B2"


def test_a_party_is_found_by_its_name_and_lines_by_each_of_them():
    source = document(
        **{
            "seller/name": at("/Seller", "Acme"),
            "lines/0/hs/code": at("/Line[1]", "1"),
            "lines/1/hs/code": at("/Line[2]", "2"),
        }
    )
    seller, codes = (
        place_of(source, "seller", "Acme", ENGLISH),
        place_of(source, "lines/*/hs", "1, 2", ENGLISH),
    )
    assert seller is not None
    assert seller.location == "/Seller"
    assert codes is not None
    assert (codes.location, codes.more) == ("/Line[1]", 1)


def test_a_value_that_no_document_says_is_told_as_that():
    default = FieldSource(location="", original="", default="the currency of the total")
    place = place_of(document(currency=default), "currency", "USD", ENGLISH)
    assert place is not None
    assert (place.location, place.why) == ("", "the currency of the total")


def test_of_an_unknown_document_and_an_unknown_field_nothing_is_said():
    assert place_of(None, "number", "1", ENGLISH) is None
    assert place_of(document(number=at("/ID", "1")), "total", "1", ENGLISH) is None
    assert place_of(document(number=at("/ID", "1")), "", "1", ENGLISH) is None


def test_documents_side_by_side_say_where_each_value_stood():
    source = document(**{"lines/0/origin_country": at("/Origin", "VN", 31)})
    columns = [Column("", "", "1", "", source), Column("", "", "2", "")]
    made = compare([(column, declaration()) for column in columns], ENGLISH)
    assert made is not None
    first, second = next(row for row in made.rows if row.label == "Country of origin").cells
    assert first is not None
    assert first.place is not None
    assert first.place.short == "invoice.xml, line 31"
    assert second is not None
    assert second.place is None


@pytest.fixture
def portal(world: World):
    services = world.services()
    create_officer(services.store, "kato", "Kato", "a password for tests")
    with world.serve(services) as client:
        client.headers.update({"accept": "text/html", "accept-language": "en"})
        client.post("/sign-in", data={"account": "kato", "password": "a password for tests", "then": "/"})
        yield client


def told(client: TestClient, record: str, fields: dict[str, dict[str, object]]) -> None:
    source = {"record": record, "name": "invoice.xml", "format": "ubl-invoice", "original_sha256": "a1" * 32}
    answer = client.post(
        "/v1/sources", json={"sources": [{**source, "fields": fields}]}, headers=sign_in(client, EXPORTER)
    )
    assert answer.status_code == 200, answer.text


def test_a_records_page_shows_the_place_of_each_field(portal: TestClient):
    prepared = prepare([invoice("INV-1")])
    anchored(portal, prepared)
    record = prepared.ids[0]
    before = portal.get(f"/records/{record.hex()}").text
    assert "In the document" not in before
    told(portal, hex0x(record), {"number": {"location": "/Invoice/<ID>", "original": "Inv-1", "line": 7}})
    page = portal.get(f"/records/{record.hex()}").text
    assert "In the document" in page
    assert "/Invoice/&lt;ID&gt;" in page
    assert "written there as “Inv-1”" in page


def test_a_finding_shows_where_the_declared_value_stood(portal: TestClient, world: World):
    headers = sign_in(portal, IMPORTER) | {"Content-Type": "application/octet-stream"}
    assert portal.post("/v1/declarations", content=WCO.read_bytes(), headers=headers).status_code == 201
    store = world.services().store

    def first_with_a_place() -> str | None:
        with store.read() as connection:
            for row in connection.execute(select(findings.c.id, findings.c.content)):
                if row.content["declared"]["path"]:
                    return str(row.id)
        return None

    page = portal.get(f"/findings/{eventually(first_with_a_place)}").text
    store.close()
    assert "Version 1" not in page
    assert "/md:MetaData/Declaration/" in page


def test_a_finding_shows_where_the_found_value_stood(portal: TestClient):
    prepared = prepare([invoice("INV-1", audience=[1])])
    anchored(portal, prepared)
    told(
        portal,
        hex0x(prepared.ids[0]),
        {"total/value": {"location": "/Invoice/Total", "original": "12,480.00", "line": 40}},
    )
    line = {"sequence": 1, "classification": {"code": "620520"}, "origin_country": "VN"}
    amount = {"value": "99", "currency": "USD"}
    body = {"number": "1", "lodged": "2026-03-01T09:00:00+09:00", "importing_country": "JP", "lines": [line]}
    body["invoices"] = [{"number": "INV-1", "amount": amount}]
    assert portal.post("/v1/declarations", json=body, headers=sign_in(portal, IMPORTER)).status_code == 201

    def on_the_amount() -> str | None:
        items = portal.get("/v1/findings").json()["items"]
        return next((item["id"] for item in items if item["found"]["path"] == "total"), None)

    identity = eventually(on_the_amount)
    page = portal.get(f"/findings/{identity}").text
    assert "invoice.xml, line 40" in page
    assert "/Invoice/Total" in page
