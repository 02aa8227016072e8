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


def test_an_office_tunes_a_figure_within_its_bounds_and_with_a_reason(client: TestClient) -> None:
    officer, rule = officer_of(client), "transport.gross_mass"
    wanted = {"office": "1A", "enabled": True, "settings": {"tolerance": "9"}, "reason": "Bulk cargo."}
    assert client.post(f"/v1/rules/{rule}/settings", json=wanted, headers=officer).status_code == 201
    for wrong in ({"tolerance": "900"}, {"tolerance": "much"}, {"other": "1"}):
        refused = client.post(
            f"/v1/rules/{rule}/settings", json=wanted | {"settings": wrong}, headers=officer
        )
        assert refused.status_code == 400
    told = client.get("/v1/rules/settings", headers=officer).json()["settings"]
    assert [entry["settings"] for entry in told] == [{"tolerance": "9"}]


def test_an_office_sets_its_random_share_on_the_record(client: TestClient) -> None:
    officer, path = officer_of(client), "/v1/rules/selection.random/settings"
    wanted = {"office": "1A", "enabled": True, "settings": {"share": "100"}, "reason": "A new trade lane."}
    assert client.post(path, json=wanted, headers=officer).status_code == 201
    assert client.post(path, json=wanted | {"settings": {"share": "101"}}, headers=officer).status_code == 400
    for number, office in (("1", "1A"), ("2", "3K")):
        found_in(client, officer, number, office)
    picked = client.get("/v1/workload/selections", headers=officer).json()["items"]
    assert [(one["declaration"], one["share"]) for one in picked if one["share"] == 1_000_000] == [
        ("JP-1", 1_000_000)
    ]
    assert "selection" in client.get("/v1/rules", headers=officer).json()
    party = sign_in(client, IMPORTER)
    assert "selection" not in client.get("/v1/rules", headers=party).json()
    assert client.post(path, json=wanted, headers=party).status_code in (401, 403)


def test_what_was_found_under_a_version_is_found_under_it_again(client: TestClient) -> None:
    officer = officer_of(client)
    assert RULE in found_in(client, officer, "1", "1A")
    (own,) = client.get("/v1/rules/versions", headers=officer).json()["versions"]
    path = f"/v1/rules/versions/{own['version']}/findings"
    same = client.get(path, params={"declaration": "JP-1"}, headers=officer).json()
    assert (same["same_code"], same["same_result"]) == (True, True)
    client.post(f"/v1/rules/{RULE}/settings", json=OFF, headers=officer)
    assert RULE not in found_in(client, officer, "2", "1A")
    told = client.get("/v1/rules/versions", headers=officer).json()
    first, second = (one["version"] for one in told["versions"])
    assert {first, second} == {told["current"], next(v for v in (first, second) if "-" in v)}
    again = client.get(
        f"/v1/rules/versions/{told['current']}/findings", params={"declaration": "JP-2"}, headers=officer
    ).json()
    assert RULE in {finding["rule"] for finding in again["findings"]}
    path = "/v1/rules/versions/1+never"
    assert client.get(path, headers=officer).status_code == 404
    assert client.get(path, headers=sign_in(client, IMPORTER)).status_code == 403


def test_the_page_of_rules_switches_one_off(client: TestClient) -> None:
    officer = officer_of(client)
    signed = client.post("/sign-in", data={"account": "kato", "password": PASSWORD}, follow_redirects=False)
    page = client.get("/rules", headers={"accept-language": "ja"})
    assert "照合規則" in page.text
    token = page.text.split('name="csrf" value="')[1].split('"')[0]
    sent = {"csrf": token, "office": "1A", "enabled": "off", "reason": "Paper is usual.", "x": "1"}
    answer = client.post(f"/rules/{RULE}", data=sent, follow_redirects=False)
    assert (signed.status_code, answer.status_code) == (303, 303)
    assert client.post(f"/rules/{RULE}", data=sent | {"csrf": "other"}).status_code == 403
    told = client.get("/v1/rules/settings", headers=officer).json()["settings"]
    assert [(entry["rule"], entry["enabled"]) for entry in told] == [(RULE, False)]
