"""Declarations as trade documents: read by an adapter, with what it could not map told."""

from typing import Any

from fastapi.testclient import TestClient

from clients.demo import consignments
from tests.gateway.network import IMPORTER
from tests.gateway.world import sign_in


def documents() -> list[bytes]:
    return [path.read_bytes() for consignment in consignments() for path in consignment.declarations]


def send(client: TestClient, headers: dict[str, str], body: bytes, **query: str) -> Any:
    return client.post(
        "/v1/declarations", content=body, headers=headers | {"Content-Type": "application/xml"}, params=query
    )


def test_a_document_becomes_a_declaration_with_the_source_of_every_field(client: TestClient) -> None:
    party = sign_in(client, IMPORTER)
    body = documents()[0]
    answer = send(client, party, body)
    assert answer.status_code == 201, answer.text
    [made] = answer.json()["declarations"]
    assert made["reading"]["provenance"]["number"]["location"]
    shown = client.get(f"/v1/declarations/{made['declaration']}", headers=party).json()
    assert shown["versions"][0]["original_sha256"] == made["reading"]["original_sha256"]
    assert [
        item["declaration"] for item in client.get("/v1/declarations", headers=party).json()["items"]
    ] == [made["declaration"]]


def test_the_same_document_again_changes_nothing(client: TestClient) -> None:
    party = sign_in(client, IMPORTER)
    for body in documents()[:3]:
        assert send(client, party, body).json()["declarations"][0]["new"] is True
        assert send(client, party, body).json()["declarations"][0]["new"] is False


def test_a_document_of_another_kind_and_one_that_is_none_are_refused(client: TestClient) -> None:
    party = sign_in(client, IMPORTER)
    for body in (b"<nonsense/>", b"\x00\x01", b"", b"{"):
        refused = send(client, party, body)
        assert refused.status_code == 422, (body, refused.text)
        assert {"where", "expected", "found"} <= refused.json().keys()
