"""From documents to a finding and its decision, through the API of a running gateway."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from gateway.access.officers import create_officer
from gateway.services import Services
from tests.gateway.network import IMPORTER, OTHER, certificate, prepare, revocation
from tests.gateway.world import anchored, eventually, sign_in

pytestmark = pytest.mark.both_databases

PASSWORD = "a long enough password"


def declaration(number: str = "26112300001", **more: Any) -> dict[str, Any]:
    """A declaration of ten shirts under an RCEP certificate, lodged a month after its issue."""
    return {
        "number": number,
        "lodged": "2026-04-01T10:00:00+09:00",
        "importing_country": "JP",
        "exporter": {"name": "Tan Long Garment"},
        "lines": [
            {
                "sequence": 1,
                "classification": {"code": "620520000"},
                "origin_country": "VN",
                "quantity": {"value": "10", "unit": "C62"},
                "preference": {"agreement": "RCEP", "proof_type": "CO", "proof_number": "VN-1"},
            }
        ],
        **more,
    }


@pytest.fixture
def officer(client: TestClient) -> dict[str, str]:
    services: Services = client.app.state.services
    create_officer(services.store, "kato", "Kato Emi", PASSWORD)
    token = client.post("/v1/officers/sign-in", json={"account": "kato", "password": PASSWORD}).json()[
        "token"
    ]
    return {"Authorization": f"Bearer {token}"}


def findings(client: TestClient, headers: dict[str, str], **wanted: str) -> list[dict[str, Any]]:
    answer = client.get("/v1/findings", headers=headers, params=wanted)
    assert answer.status_code == 200, answer.text
    return list(answer.json()["items"])


def rules(client: TestClient, headers: dict[str, str]) -> set[str]:
    return {finding["rule"] for finding in findings(client, headers)}


def decide(client: TestClient, officer: dict[str, str], found: dict[str, Any], decision: str) -> Any:
    return client.post(
        f"/v1/findings/{found['id']}/decisions",
        json={"decision": decision, "reason": "The certificate is void."},
        headers=officer,
    )


def test_a_revocation_turns_a_clean_declaration_into_a_stop_that_an_officer_decides(
    client: TestClient, officer: dict[str, str]
) -> None:
    party = sign_in(client, IMPORTER)
    sent = client.post("/v1/declarations", json=declaration(), headers=party)
    assert sent.status_code == 201, sent.text
    assert sent.json()["declarations"][0]["declaration"] == "JP-26112300001"
    eventually(lambda: rules(client, party) == {"proof.not_on_ledger"})

    proof = prepare([certificate("VN-1")], kind=1)
    anchored(client, proof)
    eventually(lambda: rules(client, party) == set())

    assert client.post("/v1/status-acts", json=revocation(proof, proof.ids[0])).status_code == 202
    eventually(lambda: rules(client, party) == {"proof.revoked"})
    [found] = findings(client, officer, severity="stop")
    assert found["declared"]["path"] == "lines/0/preference/proof_number"
    assert found["found"]["id"] == "0x" + proof.ids[0].hex()
    assert found["title"]["ja"] == "証明書類の取消し"

    decided = decide(client, officer, found, "inspect")
    assert decided.status_code == 201, decided.text
    shown = client.get(f"/v1/findings/{found['id']}", headers=officer).json()
    assert shown["decision"] == "inspect"
    assert [entry["reason"] for entry in shown["decisions"]] == ["The certificate is void."]
    again = decide(client, officer, found, "inspect")
    assert (again.status_code, again.json()) == (201, decided.json())
    shown = client.get(f"/v1/findings/{found['id']}", headers=officer).json()
    assert len(shown["decisions"]) == 1
    assert decide(client, officer, found, "query").json()["no"] != decided.json()["no"]
    assert client.get("/v1/declarations/JP-26112300001", headers=officer).json()["result"]["body"]["findings"]


def test_a_party_sees_only_its_own_declarations_and_cannot_decide(
    client: TestClient, officer: dict[str, str]
) -> None:
    party, stranger = sign_in(client, IMPORTER), sign_in(client, OTHER)
    client.post("/v1/declarations", json=declaration(), headers=party)
    [found] = eventually(lambda: findings(client, party))
    assert findings(client, stranger) == []
    assert client.get(f"/v1/findings/{found['id']}", headers=stranger).status_code == 404
    assert client.get("/v1/declarations/JP-26112300001", headers=stranger).status_code == 404
    refused = client.post(
        f"/v1/findings/{found['id']}/decisions", json={"decision": "release", "reason": "x"}, headers=party
    )
    assert refused.status_code == 403
    assert client.get("/v1/findings").status_code == 401
    assert client.get("/v1/declarations/JP-26112300001", headers=party).json()["result"] is None


def test_an_amendment_keeps_every_version_and_clears_what_it_corrects(
    client: TestClient, officer: dict[str, str]
) -> None:
    party = sign_in(client, IMPORTER)
    anchored(client, prepare([certificate("VN-1")], kind=1))
    line = declaration()["lines"][0] | {"quantity": {"value": "11", "unit": "C62"}}
    client.post("/v1/declarations", json=declaration(lines=[line]), headers=party)
    eventually(lambda: rules(client, party) == {"quantity.exceeded"})
    amended = declaration(function="amendment", version=2)
    assert client.post("/v1/declarations", json=amended, headers=party).status_code == 201
    again = client.post("/v1/declarations", json=amended, headers=party).json()
    assert again["declarations"][0]["new"] is False
    eventually(lambda: rules(client, party) == set())
    cleared = findings(client, officer, state="cleared")
    assert [finding["rule"] for finding in cleared] == ["quantity.exceeded"]
    shown = client.get("/v1/declarations/JP-26112300001", headers=party).json()
    assert [version["version"] for version in shown["versions"]] == [1, 2]
    assert shown["versions"][0]["message"]["lines"][0]["quantity"]["value"] == "11"


def test_what_a_declaration_may_not_do_is_refused_with_its_place(client: TestClient) -> None:
    party = sign_in(client, IMPORTER)

    def send(body: dict[str, Any]) -> Any:
        return client.post("/v1/declarations", json=body, headers=party)

    assert send(declaration(function="amendment")).status_code == 409
    send(declaration())
    assert send(declaration(office="Tokyo")).status_code == 409
    wrong = send(declaration(lodged="2026-04-01"))
    assert wrong.status_code == 422
    assert wrong.json()["where"] == "declaration/lodged"
    assert send(declaration(lines=[])).status_code == 422
    assert send(declaration(function="cancellation", version=2, lines=[])).status_code == 201
    assert send(declaration(function="amendment", version=3)).status_code == 409
    unsigned = client.post("/v1/declarations", json=declaration())
    assert unsigned.status_code == 401
