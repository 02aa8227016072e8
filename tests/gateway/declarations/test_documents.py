"""Declarations as trade documents: read by an adapter, with what it could not map told."""

import json
from typing import Any

import pytest
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


def entry_summary(**validity: str) -> bytes:
    """A declaration as a credential, whose number no other test lodges."""
    credential = {
        "@context": ["https://www.w3.org/ns/credentials/v2", "https://w3id.org/traceability/v1"],
        "type": ["VerifiableCredential", "CBP7501EntrySummaryCredential"],
        "issuer": "did:web:broker.example.com",
        "credentialSubject": {
            "type": ["CBPEntrySummary"],
            "entryNumber": "73461882610",
            "entryType": "01",
            "summaryDate": "2022-03-01T12:54Z",
            "descriptionOfMerchandise": [
                {
                    "type": ["CBPEntrySummaryLineItem"],
                    "lineNumber": 1,
                    "description": "Brake pads",
                    "commodity": {"commodityCode": "870830", "commodityCodeType": "HS"},
                }
            ],
        },
    }
    return json.dumps(credential | validity).encode()


@pytest.mark.parametrize("route", ["/v1/declarations", "/v1/checks"])
def test_an_expired_credential_is_refused_when_it_is_lodged_or_checked(
    client: TestClient, route: str
) -> None:
    party = sign_in(client, IMPORTER) | {"Content-Type": "application/vc"}
    query = {"lodged": "2026-03-06T09:00:00Z"}
    expired = entry_summary(validUntil="2022-04-01T00:00:00Z")
    refused = client.post(route, content=expired, headers=party, params=query)
    assert refused.status_code == 422, refused.text
    assert refused.json()["code"] == "document.expired"
    valid = entry_summary(validUntil="2200-04-01T00:00:00Z")
    answer = client.post(route, content=valid, headers=party, params=query)
    assert answer.status_code in (200, 201), answer.text
