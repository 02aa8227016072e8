"""The outcome of a claim: stated by an officer, anchored for customs, reversed, returned, counted."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from contracts.ids import hex0x
from gateway.access.officers import create_officer
from tests.gateway.network import CUSTOMS, EXPORTER, ISSUER, certificate, prepare
from tests.gateway.utilisation.test_flow import KEYS, declare
from tests.gateway.world import World, anchored, eventually, sign_in

PASSWORD = "a long enough password"
GIVEN = {"line": 1, "result": "given", "legal_basis": "RCEP Art. 3.25"}
DENIED = {
    **GIVEN,
    "result": "not_given",
    "reason": "The goods are others than the certificate describes.",
    "reason_code": "OTHER",
}


def officer_of(client: TestClient) -> dict[str, str]:
    create_officer(client.app.state.services.store, "kato", "Kato Emi", PASSWORD)
    given = {"account": "kato", "password": PASSWORD}
    token = client.post("/v1/officers/sign-in", json=given).json()["token"]
    return {"Authorization": f"Bearer {token}"}


def state_of(client: TestClient, record: str, headers: dict[str, str]) -> Any:
    answer = client.get(f"/v1/records/{record}", headers=headers)
    return answer.json()["state"] if answer.status_code == 200 else None


def test_an_outcome_is_anchored_reversed_returned_and_counted(world: World) -> None:
    with world.gateway(**KEYS) as client:
        anchored(client, prepare([certificate("VN-1")], 1))
        officer, issuer = officer_of(client), sign_in(client, ISSUER)
        declare(client, "26000000001", "6")
        path = "/v1/declarations/JP-26000000001/outcomes"
        first = client.post(path, json=DENIED, headers=officer)
        assert first.status_code == 202, first.text
        assert first.json()["returned"] is True
        record = first.json()["record"]
        eventually(lambda: state_of(client, record, issuer) == "active")
        told = client.get(f"/v1/records/{record}", headers=issuer).json()["record"]
        assert told["result"] == "not_given"
        assert "reason" not in told
        assert "26000000001" not in str(told)

        second = client.post(path, json=GIVEN, headers=officer).json()["record"]
        eventually(lambda: state_of(client, record, issuer) == "superseded", 60)
        ending = client.get(f"/v1/records/{record}", headers=issuer).json()["ending"]
        assert ending["successor"] == second
        kept = client.get(path, headers=officer).json()["items"]
        assert [one["stands"] for one in kept] == [False, True]
        assert kept[0]["reason"] == DENIED["reason"]

        (row,) = client.get("/v1/outcomes/statistics", headers=issuer).json()["items"]
        assert (row["agreement"], row["issuer"], row["given"], row["not_given"]) == ("RCEP", ISSUER, 1, 0)
        table = client.get("/v1/outcomes/statistics?format=csv", headers=officer).text.splitlines()
        assert table[0] == "agreement,issuer,period,given,partial,not_given"
        assert table[1].endswith(",1,0,0")
        assert client.get("/v1/outcomes/statistics", headers=sign_in(client, EXPORTER)).json() == {
            "items": []
        }


@pytest.mark.parametrize(
    ("change", "status"),
    [({"line": 7}, 404), ({"result": "perhaps"}, 400), ({"legal_basis": ""}, 400)],
)
def test_what_is_no_outcome_is_refused(client: TestClient, change: dict[str, Any], status: int) -> None:
    officer = officer_of(client)
    path = "/v1/declarations/JP-26000000001/outcomes"
    if status == 404:
        assert client.post(path, json={**GIVEN, **change}, headers=officer).status_code in (404, 409)
    else:
        assert client.post(path, json={**GIVEN, **change}, headers=officer).status_code in (400, 422)


def test_only_officers_state_outcomes(client: TestClient) -> None:
    path = "/v1/declarations/JP-26000000001/outcomes"
    for member in (CUSTOMS, EXPORTER):
        assert client.post(path, json=GIVEN, headers=sign_in(client, member)).status_code == 403
    assert client.get(path, headers=sign_in(client, EXPORTER)).status_code == 403


def test_without_customs_key_no_outcome_is_stated(client: TestClient) -> None:
    declare(client, "26000000001", "6")
    path = "/v1/declarations/JP-26000000001/outcomes"
    answer = client.post(path, json=GIVEN, headers=officer_of(client))
    assert answer.status_code == 409
    assert "--debit-key" in answer.json()["remedy"]


def test_a_proof_that_is_not_here_returns_nothing(world: World) -> None:
    with world.gateway(**KEYS) as client:
        officer = officer_of(client)
        declare(client, "26000000001", "6")
        path = "/v1/declarations/JP-26000000001/outcomes"
        made = client.post(path, json=DENIED, headers=officer)
        assert made.status_code == 202, made.text
        assert made.json()["returned"] is False
        record = made.json()["record"]
        eventually(lambda: state_of(client, record, officer) == "active")
        told = client.get(f"/v1/records/{record}", headers=officer).json()["record"]
        assert told["reason"] == DENIED["reason"]
        assert hex0x(bytes.fromhex(told["declaration"])) == f"0x{told['declaration']}"
