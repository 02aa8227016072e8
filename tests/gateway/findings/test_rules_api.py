"""Rules are listed; an office switches one off with a reason, on the record."""

from fastapi.testclient import TestClient

from gateway.access.officers import create_officer
from gateway.services import Services
from tests.gateway.findings.test_flow import PASSWORD, declaration
from tests.gateway.network import IMPORTER
from tests.gateway.world import eventually, sign_in

RULE = "proof.not_on_ledger"
OFF = {"office": "1A", "enabled": False, "reason": "Paper certificates are the usual ones here."}


def officer_of(client: TestClient) -> dict[str, str]:
    services: Services = client.app.state.services  # type: ignore[attr-defined]  # Starlette's app, as FastAPI has it
    create_officer(services.store, "kato", "Kato Emi", PASSWORD)
    answer = client.post("/v1/officers/sign-in", json={"account": "kato", "password": PASSWORD})
    return {"Authorization": f"Bearer {answer.json()['token']}"}


def found_in(client: TestClient, headers: dict[str, str], number: str, office: str) -> set[str]:
    sent = client.post(
        "/v1/declarations", json=declaration(number, office=office), headers=sign_in(client, IMPORTER)
    )
    name = sent.json()["declarations"][0]["declaration"]
    eventually(lambda: client.get(f"/v1/declarations/{name}", headers=headers).json()["reconciled"])
    items = client.get("/v1/findings", headers=headers, params={"declaration": name}).json()["items"]
    return {item["rule"] for item in items}


def test_a_rule_that_an_office_switched_off_is_left_out_there_and_nowhere_else(client: TestClient) -> None:
    officer = officer_of(client)
    assert client.post(f"/v1/rules/{RULE}/settings", json=OFF, headers=officer).status_code == 201
    assert RULE not in found_in(client, officer, "1", "1A")
    assert RULE in found_in(client, officer, "2", "3K")
    on = OFF | {"enabled": True, "reason": "Most come through the channel now."}
    client.post(f"/v1/rules/{RULE}/settings", json=on, headers=officer)
    assert RULE in found_in(client, officer, "3", "1A")
    told = client.get("/v1/rules/settings", headers=officer).json()["settings"]
    assert [(entry["enabled"], entry["officer"]) for entry in told] == [
        (False, "Kato Emi"),
        (True, "Kato Emi"),
    ]


def test_a_party_switches_nothing_and_sees_no_rule_for_officers(client: TestClient) -> None:
    party = sign_in(client, IMPORTER)
    assert client.post(f"/v1/rules/{RULE}/settings", json=OFF, headers=party).status_code in (401, 403)
    listed = {entry["rule"] for entry in client.get("/v1/rules", headers=party).json()["rules"]}
    assert RULE in listed
    assert "claim.low_value_split" not in listed


def test_a_rule_that_is_not_there_is_not_found(client: TestClient) -> None:
    answer = client.post("/v1/rules/no.such/settings", json=OFF, headers=officer_of(client))
    assert answer.status_code == 404
