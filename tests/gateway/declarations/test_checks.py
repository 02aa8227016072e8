"""A planned declaration is checked against the ledger, and nothing of it is kept."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from tests.gateway.findings.test_flow import declaration
from tests.gateway.network import IMPORTER, certificate, prepare
from tests.gateway.world import anchored, sign_in

pytestmark = pytest.mark.both_databases


def checked(client: TestClient, **more: Any) -> dict[str, Any]:
    answer = client.post("/v1/checks", json=declaration(**more), headers=sign_in(client, IMPORTER))
    assert answer.status_code == 200, answer.text
    (found,) = answer.json()["checks"]
    assert isinstance(found, dict)
    return found


def rules_in(found: dict[str, Any]) -> set[str]:
    return {finding["rule"] for finding in found["findings"]}


def test_a_plan_is_compared_with_the_ledger_and_not_kept(client: TestClient) -> None:
    assert rules_in(checked(client)) == {"proof.not_on_ledger"}
    anchored(client, prepare([certificate("VN-1")], kind=1))
    assert "proof.not_on_ledger" not in rules_in(checked(client))
    listed = client.get("/v1/declarations", headers=sign_in(client, IMPORTER)).json()
    assert listed["items"] == []


def test_the_days_left_are_told_and_what_is_for_officers_is_not(client: TestClient) -> None:
    found = checked(client, arrival_date="2200-01-01")
    assert found["days_left"] > 50_000
    assert checked(client)["days_left"] is None
    assert {finding["audience"] for finding in found["findings"]} <= {"party"}


def test_what_is_no_declaration_is_refused(client: TestClient) -> None:
    answer = client.post("/v1/checks", json={"number": "1"}, headers=sign_in(client, IMPORTER))
    assert answer.status_code == 422
    assert client.post("/v1/checks", json=declaration()).status_code == 401
