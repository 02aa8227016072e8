"""A released declaration is re-opened by what comes later: marked, with the reason, until one decides."""

from typing import Any

from fastapi.testclient import TestClient

from gateway.reconciliation.reopening import reopen
from gateway.services import Services
from tests.gateway.network import CUSTOMS, certificate, prepare, revocation
from tests.gateway.outcomes.test_flow import officer_of
from tests.gateway.utilisation.test_flow import declare
from tests.gateway.world import anchored, eventually

NAME = "JP-26000000001"


def revoked_findings(client: TestClient, officer: dict[str, str]) -> list[dict[str, Any]]:
    found = client.get("/v1/findings", headers=officer, params={"declaration": NAME}).json()["items"]
    return [one for one in found if one["reopened"]]


def test_a_revocation_reopens_what_was_released_until_an_officer_decides(client: TestClient) -> None:
    officer = officer_of(client)
    proofs = prepare([certificate("VN-1")], 1)
    anchored(client, proofs)
    declare(client, "26000000001", "6", stage="permit")
    eventually(lambda: client.get(f"/v1/declarations/{NAME}", headers=officer).json()["reconciled"])
    assert client.get(f"/v1/declarations/{NAME}", headers=officer).json()["reopened"] == []

    assert client.post("/v1/status-acts", json=revocation(proofs, proofs.ids[0])).status_code == 202
    found = eventually(lambda: revoked_findings(client, officer))
    cause = found[0]["reopened"]
    assert (cause["what"], cause["used_on"], cause["retroactive"]) == ("revoked", "2026-03-20", True)
    kept = client.get(f"/v1/declarations/{NAME}", headers=officer).json()["reopened"]
    assert all(one["waits"] for one in kept)

    for one in found:
        decided = {"decision": "inspect", "reason": "The certificate was revoked."}
        path = f"/v1/findings/{one['id']}/decisions"
        assert client.post(path, json=decided, headers=officer).status_code == 201
    assert revoked_findings(client, officer) == []
    kept = client.get(f"/v1/declarations/{NAME}", headers=officer).json()["reopened"]
    assert kept
    assert not any(one["waits"] for one in kept)


def test_what_was_not_released_is_not_reopened(client: TestClient) -> None:
    officer = officer_of(client)
    proofs = prepare([certificate("VN-1")], 1)
    anchored(client, proofs)
    declare(client, "26000000001", "6")
    eventually(lambda: client.get(f"/v1/declarations/{NAME}", headers=officer).json()["reconciled"])
    assert client.post("/v1/status-acts", json=revocation(proofs, proofs.ids[0])).status_code == 202
    eventually(
        lambda: [
            one
            for one in client.get("/v1/findings", headers=officer).json()["items"]
            if "revoked" in one["rule"]
        ]
    )
    assert revoked_findings(client, officer) == []


def test_after_five_years_nothing_is_reopened(client: TestClient) -> None:
    officer = officer_of(client)
    declare(client, "26000000001", "6", stage="permit", lodged="2020-03-20T10:00:00+09:00")
    eventually(lambda: client.get(f"/v1/declarations/{NAME}", headers=officer).json()["reconciled"])
    services: Services = client.app.state.services
    cause = {"what": "revoked", "subject": "0x00", "member": int(CUSTOMS), "at": services.now()}
    services.store.write(
        lambda connection: reopen(connection, NAME, {"new": ["0" * 32]}, cause, services.now())
    )
    assert client.get(f"/v1/declarations/{NAME}", headers=officer).json()["reopened"] == []
