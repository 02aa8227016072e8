"""A finding's evidence: both values, and where in which document each stood, for those who may know."""

from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from contracts.ids import MemberId, hex0x
from gateway.access.officers import create_officer
from tests.gateway.network import EXPORTER, IMPORTER, OTHER, invoice, prepare
from tests.gateway.world import anchored, eventually, sign_in

WCO = Path(__file__).parents[2] / "adapters" / "documents" / "wco-original.xml"
PASSWORD = "a long enough password"
TOTAL = {"location": "/Invoice/Total", "original": "9,500.00", "line": 40}


@pytest.fixture
def officer(client: TestClient) -> dict[str, str]:
    create_officer(client.app.state.services.store, "kato", "Kato Emi", PASSWORD)
    account = {"account": "kato", "password": PASSWORD}
    return {"Authorization": f"Bearer {client.post('/v1/officers/sign-in', json=account).json()['token']}"}


def finding(client: TestClient, headers: dict[str, str], path: str) -> Any:
    def named() -> Any:
        items = client.get("/v1/findings", headers=headers).json()["items"]
        return next(
            (item for item in items if path in (item["found"]["path"], item["declared"]["path"])), None
        )

    return client.get(f"/v1/findings/{eventually(named)['id']}", headers=headers).json()


def declare_another_amount(
    client: TestClient, audience: list[int], *, declarant: MemberId = IMPORTER
) -> None:
    """An invoice whose total is told with its place, and a declaration in JSON of another amount."""
    prepared = prepare([invoice("INV-1", audience=audience)])
    anchored(client, prepared)
    source = {
        "record": hex0x(prepared.ids[0]),
        "name": "invoice.xml",
        "format": "ubl-invoice",
        "original_sha256": "a1" * 32,
        "fields": {"total/value": TOTAL},
    }
    told = client.post("/v1/sources", json={"sources": [source]}, headers=sign_in(client, EXPORTER))
    assert told.status_code == 200, told.text
    line = {"sequence": 1, "classification": {"code": "620520"}, "origin_country": "VN"}
    body: dict[str, Any] = {"number": "1", "lodged": "2026-03-01T09:00:00+09:00", "importing_country": "JP"}
    body |= {"lines": [line], "invoices": [{"number": "INV-1", "amount": {"value": "9", "currency": "USD"}}]}
    assert client.post("/v1/declarations", json=body, headers=sign_in(client, declarant)).status_code == 201


def test_the_found_value_has_its_file_and_place(client: TestClient, officer: dict[str, str]) -> None:
    declare_another_amount(client, [1])
    places = finding(client, officer, "total")["places"]
    assert places["found"] == {
        **TOTAL,
        "name": "invoice.xml",
        "format": "ubl-invoice",
        "original_sha256": "a1" * 32,
    }
    assert places["declared"] is None


def test_the_declared_value_has_its_place(client: TestClient, officer: dict[str, str]) -> None:
    headers = sign_in(client, IMPORTER) | {"Content-Type": "application/octet-stream"}
    assert client.post("/v1/declarations", content=WCO.read_bytes(), headers=headers).status_code == 201
    for reader in (officer, sign_in(client, IMPORTER)):
        places = finding(client, reader, "lines/0/preference/proof_number")["places"]
        assert places["declared"]["original"] == "VN-JP-26-000123"
        assert places["declared"]["location"].startswith("/md:MetaData/Declaration/")
        assert places["found"] is None


def test_a_party_that_may_not_read_the_record_does_not_learn_of_its_document(
    client: TestClient, officer: dict[str, str]
) -> None:
    declare_another_amount(client, [1], declarant=OTHER)
    party = sign_in(client, OTHER)
    assert client.get("/v1/records", headers=party).json()["items"] == []
    assert finding(client, party, "total")["places"]["found"] is None
    assert finding(client, officer, "total")["places"]["found"] is not None
