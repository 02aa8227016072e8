"""Where the fields of records and declarations stood: told once by a record's author, read by its readers."""

from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from contracts.ids import hex0x
from gateway.store.tables.access import audit_log
from tests.gateway.network import EXPORTER, IMPORTER, ISSUER, invoice, prepare
from tests.gateway.world import World, anchored, sign_in

FIELDS = {
    "number": {"location": "/Invoice/cbc:ID", "original": "INV-1", "line": 7},
    "total/value": {"location": "/Invoice/cbc:PayableAmount", "original": "10,00", "line": 40},
    "currency": {"location": "", "original": "", "default": "the currency of the total"},
}


@pytest.fixture
def record(client: TestClient) -> str:
    prepared = prepare([invoice("INV-1")])
    anchored(client, prepared)
    return hex0x(prepared.ids[0])


def source(record: str, **changed: Any) -> dict[str, Any]:
    document = {"record": record, "name": "invoice.xml", "format": "ubl-invoice"}
    return {**document, "original_sha256": "a1" * 32, "fields": FIELDS, **changed}


def tell(client: TestClient, member: Any, *sources: Any) -> Any:
    return client.post("/v1/sources", json={"sources": list(sources)}, headers=sign_in(client, member))


def read(client: TestClient, member: Any, record: str) -> Any:
    return client.get(f"/v1/records/{record}/source", headers=sign_in(client, member))


def test_what_the_author_tells_its_readers_read(client: TestClient, record: str) -> None:
    assert tell(client, EXPORTER, source(record)).json() == {"new": 1}
    shown = read(client, IMPORTER, record).json()
    assert (shown["told_by"], shown["name"], shown["fields"]) == (EXPORTER, "invoice.xml", FIELDS)


def test_the_same_again_changes_nothing_and_another_is_refused(client: TestClient, record: str) -> None:
    tell(client, EXPORTER, source(record))
    assert tell(client, EXPORTER, source(record)).json() == {"new": 0}
    refused = tell(client, EXPORTER, source(record, name="other.xml"))
    assert (refused.status_code, refused.json()["where"]) == (409, "sources/0")
    assert read(client, EXPORTER, record).json()["name"] == "invoice.xml"


def test_one_can_tell_of_a_record_before_it_is_anchored(world: World) -> None:
    prepared = prepare([invoice("INV-1")])
    with world.gateway(with_stages=False) as client:
        assert client.post("/v1/submissions", json=prepared.document).status_code == 202
        assert tell(client, EXPORTER, source(hex0x(prepared.ids[0]))).json() == {"new": 1}


def test_nobody_tells_of_anothers_record(client: TestClient, record: str) -> None:
    for member in (IMPORTER, ISSUER):
        assert tell(client, member, source(record)).status_code == 404
    assert tell(client, EXPORTER, source("0x" + "11" * 32)).status_code == 404
    assert client.post("/v1/sources", json={"sources": [source(record)]}).status_code == 401


def test_who_may_not_read_the_record_does_not_learn_of_its_document(client: TestClient, record: str) -> None:
    assert read(client, EXPORTER, record).status_code == 404
    tell(client, EXPORTER, source(record))
    assert read(client, ISSUER, record).status_code == 404
    assert client.get(f"/v1/records/{record}/source").status_code == 401


def test_all_of_a_request_is_kept_or_none(client: TestClient, record: str) -> None:
    wrong = source(record, fields={"seller/shoe_size": FIELDS["number"]})
    refused = tell(client, EXPORTER, source(record), wrong)
    assert (refused.status_code, refused.json()["where"]) == (400, "sources/1/fields/seller/shoe_size")
    assert read(client, EXPORTER, record).status_code == 404


@pytest.mark.parametrize(
    ("changed", "where"),
    [
        ({"original_sha256": "x"}, "sources/0/original_sha256"),
        ({"fields": {}}, "sources/0/fields"),
        ({"fields": {"number": {"location": "/ID"}}}, "sources/0/fields/number/original"),
        (
            {"fields": {"number": {"location": "/ID", "original": "x", "line": 0}}},
            "sources/0/fields/number/line",
        ),
        ({"record": "0x11"}, "sources/0/record"),
        ({"shoe_size": 44}, "sources/0/shoe_size"),
        ({"fields": {"number": {"location": "/" * 2_000_000, "original": "x"}}}, "sources/0"),
    ],
)
def test_a_source_of_another_shape_is_refused(
    client: TestClient, record: str, changed: dict[str, Any], where: str
) -> None:
    refused = tell(client, EXPORTER, source(record) | changed)
    assert (refused.status_code, refused.json()["where"]) == (400, where)


@pytest.mark.parametrize("body", [b"", b"[]", b'{"sources":[]}', b'{"sources":{}}', b'{"sources":[1],"x":1}'])
def test_a_body_of_another_shape_is_refused(client: TestClient, body: bytes) -> None:
    answer = client.post("/v1/sources", content=body, headers=sign_in(client, EXPORTER))
    assert answer.status_code in (400, 422)


def test_each_read_is_written_down(world: World) -> None:
    services = world.services()
    with world.serve(services) as client:
        prepared = prepare([invoice("INV-1")])
        anchored(client, prepared)
        record = hex0x(prepared.ids[0])
        tell(client, EXPORTER, source(record))
        read(client, IMPORTER, record)
        with services.store.read() as connection:
            query = select(audit_log.c.member).where(audit_log.c.subject == prepared.ids[0])
            assert list(connection.scalars(query)) == [IMPORTER]


DOCUMENTS = Path(__file__).parents[2] / "adapters" / "documents"


def lodge(client: TestClient, body: bytes) -> dict[str, Any]:
    headers = sign_in(client, IMPORTER) | {"Content-Type": "application/octet-stream"}
    answer = client.post("/v1/declarations", content=body, headers=headers)
    assert answer.status_code == 201, answer.text
    return dict(answer.json()["declarations"][0])


def declared(client: TestClient, name: str, **query: Any) -> Any:
    headers = sign_in(client, IMPORTER)
    return client.get(f"/v1/declarations/{name}/source", headers=headers, params=query)


def test_a_declarations_fields_have_their_places_in_its_document(client: TestClient) -> None:
    name = lodge(client, (DOCUMENTS / "wco-original.xml").read_bytes())["declaration"]
    shown = declared(client, name).json()
    assert shown["fields"]["number"] == {
        "location": "/md:MetaData/Declaration/ID",
        "original": "10012345670",
        "line": 10,
    }
    assert shown["version"] == 1


def test_an_amended_declaration_says_which_version_each_place_is_in(client: TestClient) -> None:
    original = (DOCUMENTS / "wco-original.xml").read_bytes()
    second = b"<SequenceNumeric>2</SequenceNumeric>\n        <AdditionalDocument>"
    original = original.replace(second.replace(b"2", b"1", 1), second)
    name = lodge(client, original)["declaration"]
    assert lodge(client, (DOCUMENTS / "wco-amendment.xml").read_bytes())["version"] == 2
    first, amended = declared(client, name, version=1).json(), declared(client, name).json()
    assert amended["fields"]["lines/0/net_mass/value"]["original"] == "598.2"
    assert "version" not in amended["fields"]["lines/0/net_mass/value"]
    carried = first["fields"]["lines/0/description"] | {"version": 1}
    assert amended["fields"]["lines/1/description"] == carried
    assert amended["fields"]["stage"]["original"] == "release_before_permit"
    assert "lines/0/description" not in amended["fields"]


def test_a_declaration_in_json_was_read_from_no_document(client: TestClient) -> None:
    headers = sign_in(client, IMPORTER)
    body = {"number": "1", "lodged": "2026-03-01T09:00:00+09:00", "importing_country": "JP"}
    line = {"sequence": 1, "classification": {"code": "848210"}, "origin_country": "VN"}
    answer = client.post("/v1/declarations", json=body | {"lines": [line]}, headers=headers)
    name = answer.json()["declarations"][0]["declaration"]
    assert declared(client, name).status_code == 404


def test_another_party_does_not_learn_of_a_declarations_document(client: TestClient) -> None:
    name = lodge(client, (DOCUMENTS / "wco-original.xml").read_bytes())["declaration"]
    answer = client.get(f"/v1/declarations/{name}/source", headers=sign_in(client, EXPORTER))
    assert answer.status_code == 404
