"""Officers' work: what was found is counted and drawn, rates are entered, lots are shown with their seeds."""

from fastapi.testclient import TestClient

from gateway.findings.analytics import Table, as_csv
from gateway.portal.charts import chart
from gateway.reconciliation.selection import draw
from tests.gateway.findings.test_rules_api import found_in, officer_of
from tests.gateway.network import IMPORTER
from tests.gateway.world import sign_in

RATE = {
    "hs_code": "030617",
    "agreement": "RCEP",
    "since": "2022-01-01",
    "base_percent": "4",
    "preferential_percent": "0",
    "source": "Customs Tariff Schedule",
}


def test_findings_are_counted_drawn_and_handed_out_as_csv(client: TestClient) -> None:
    officer = officer_of(client)
    found_in(client, officer, "1", "1A")
    listed = client.get("/v1/findings", headers=officer).json()["items"]
    wanted = {"decision": "release", "reason": "Lawful."}
    client.post(f"/v1/findings/{listed[0]['id']}/decisions", json=wanted, headers=officer)
    client.cookies.set("tegata_session", officer["Authorization"].removeprefix("Bearer "))
    page = client.get("/analytics", params={"lang": "ja"})
    assert "規則別の指摘" in page.text
    assert "proof.not_on_ledger" in page.text
    rows = client.get("/analytics/office.csv").text.lstrip("\ufeff").splitlines()
    assert rows[0] == "office,findings,open"
    assert rows[1].startswith("1A,")
    picture = client.get("/analytics/rule.svg", params={"lang": "ja"})
    assert picture.headers["content-type"].startswith("image/svg+xml")
    assert picture.text.startswith("<svg")
    assert "proof.not_on_ledger" in picture.text
    assert client.get("/analytics/other.csv").status_code == 404


def test_nobody_but_an_officer_sees_the_analytics(client: TestClient) -> None:
    for path in ("/analytics", "/analytics/rule.csv", "/analytics/rule.svg"):
        assert client.get(path, follow_redirects=False).status_code == 303


def test_cells_that_a_spreadsheet_would_run_are_texts() -> None:
    table = Table("office", ("office", "findings"), (("=1+1", 2), ('a "b", c', 1), ("–", 1)))
    assert as_csv(table) == 'office,findings\r\n\'=1+1,2\r\n"a ""b"", c",1\r\n–,1\r\n'


def test_weeks_stand_upright_in_their_order() -> None:
    rows = (("2026-01-05", 3, 1), ("2026-01-12", 4, 0))
    assert "2026-01-12" in chart(Table("week", ("week", "findings", "open"), rows), "Weeks", "Findings")


def test_rates_are_entered_by_officers_and_count_for_the_rank(client: TestClient) -> None:
    officer = officer_of(client)
    answer = client.post("/v1/workload/duty-rates", json={"rates": [RATE]}, headers=officer)
    assert (answer.status_code, answer.json()) == (201, {"entered": 1})
    wrong = {"rates": [RATE | {"agreement": "NONE"}]}
    assert client.post("/v1/workload/duty-rates", json=wrong, headers=officer).status_code == 400
    party = sign_in(client, IMPORTER)
    assert client.post("/v1/workload/duty-rates", json={"rates": [RATE]}, headers=party).status_code == 403
    found_in(client, officer, "1", "1A")
    one = client.get("/v1/findings", headers=officer).json()["items"][0]
    told = client.get(f"/v1/findings/{one['id']}", headers=officer).json()
    assert told["rank"] == sum(told["ranking"][part] for part in ("severity", "duty", "confidence"))
    assert "rank" not in client.get(f"/v1/findings/{one['id']}", headers=party).json()


def test_every_lot_is_shown_with_the_seed_that_draws_it_again(client: TestClient) -> None:
    officer = officer_of(client)
    found_in(client, officer, "1", "1A")
    told = client.get("/v1/workload/selections", params={"selected": False}, headers=officer).json()
    picked = client.get("/v1/workload/selections", headers=officer).json()
    (lot,) = told["items"] + picked["items"]
    seeds = told["seeds"] | picked["seeds"]
    assert lot["lot"] == draw(bytes.fromhex(seeds[str(lot["day"])][2:]), lot["declaration"])
    party = sign_in(client, IMPORTER)
    assert client.get("/v1/workload/selections", headers=party).status_code == 403
