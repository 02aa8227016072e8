"""An officer sees what a declaration was matched with, chooses, and it counts; a party does neither."""

import re

from fastapi.testclient import TestClient

from tests.gateway.findings.test_flow import declaration
from tests.gateway.findings.test_rules_api import officer_of
from tests.gateway.network import IMPORTER
from tests.gateway.world import eventually, sign_in


def lodged(client: TestClient, officer: dict[str, str]) -> str:
    sent = client.post("/v1/declarations", json=declaration("1"), headers=sign_in(client, IMPORTER))
    name: str = sent.json()["declarations"][0]["declaration"]
    eventually(lambda: client.get(f"/v1/declarations/{name}", headers=officer).json()["reconciled"])
    return name


def test_an_officer_says_that_none_fits_with_a_reason_on_the_record(client: TestClient) -> None:
    officer = officer_of(client)
    path = f"/v1/declarations/{lodged(client, officer)}/matches"
    told = client.get(path, headers=officer).json()
    kinds = {(one["kind"], one["position"], one["how"]) for one in told["matches"]}
    assert ("proof", 0, "unknown") in kinds
    wanted = {"kind": "proof", "position": 0, "records": [], "reason": "The paper was seen."}
    assert client.post(path, json=wanted, headers=officer).status_code == 201
    told = client.get(path, headers=officer).json()
    assert [(one["reason"], one["officer"]) for one in told["choices"]] == [
        ("The paper was seen.", "Kato Emi")
    ]
    assert "none_fits" in {one["how"] for one in told["matches"]}


def test_what_was_not_proposed_cannot_be_chosen(client: TestClient) -> None:
    officer = officer_of(client)
    path = f"/v1/declarations/{lodged(client, officer)}/matches"
    wanted = {"kind": "proof", "position": 0, "records": ["0x" + "7" * 64], "reason": "A guess."}
    assert client.post(path, json=wanted, headers=officer).status_code == 400
    assert client.post(path, json=wanted | {"position": 77}, headers=officer).status_code == 404
    assert client.get("/v1/declarations/JP-NONE/matches", headers=officer).status_code == 404


def test_a_party_neither_sees_nor_chooses(client: TestClient) -> None:
    name = lodged(client, officer_of(client))
    party, path = sign_in(client, IMPORTER), f"/v1/declarations/{name}/matches"
    wanted = {"kind": "proof", "position": 0, "records": [], "reason": "Mine."}
    assert client.get(path, headers=party).status_code == 403
    assert client.post(path, json=wanted, headers=party).status_code == 403


def test_the_page_shows_them_in_both_languages(client: TestClient) -> None:
    officer = officer_of(client)
    name = lodged(client, officer)
    client.cookies.set("tegata_session", officer["Authorization"].removeprefix("Bearer "))
    for language, word in (("en", "No record is known"), ("ja", "記録なし")):
        page = client.get(f"/declarations/{name}/matches", params={"lang": language})
        assert page.status_code == 200
        assert word in re.sub(r"\s+", " ", page.text)
