"""Pages over HTTP: who gets them, what protects them, and that records can't inject anything."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from gateway.access.officers import create_officer
from gateway.store.tables.access import audit_log
from tests.gateway.network import EXPORTER, ISSUER, certificate, invoice, prepare
from tests.gateway.world import World, anchored, eventually, sign_in

PASSWORD = "a password for tests"
HTML = {"accept": "text/html", "accept-language": "en"}


@pytest.fixture
def portal(world: World) -> Iterator[TestClient]:
    services = world.services()
    create_officer(services.store, "kato", "加藤 <b>恵</b>", PASSWORD)
    with world.serve(services) as client:
        client.headers.update(HTML)
        client.follow_redirects = False
        yield client


@pytest.fixture
def officer(portal: TestClient) -> TestClient:
    answer = portal.post("/sign-in", data={"account": "kato", "password": PASSWORD, "then": "/"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/")
    return portal


PAGES = (
    "/",
    "/search?number=1",
    "/findings",
    "/declarations",
    "/network",
    "/cases",
    "/cases/0x" + "0" * 64,
    "/downloads",
    "/try",
    "/records/" + "0" * 64,
)


@pytest.mark.parametrize("path", PAGES)
def test_a_page_leads_nobody_to_the_sign_in_page_and_back(portal: TestClient, path: str):
    answer = portal.get(path)
    assert answer.status_code == 303
    assert answer.headers["location"].startswith("/sign-in?then=/")


def test_a_member_without_an_account_is_no_officer(portal: TestClient):
    headers = sign_in(portal, EXPORTER)
    assert portal.get("/findings", headers=headers).status_code == 303


@pytest.mark.parametrize(
    "then", ["//evil.example", "https://evil.example", "/\\evil.example", "javascript:x"]
)
def test_signing_in_leads_to_no_other_site(portal: TestClient, then: str):
    answer = portal.post("/sign-in", data={"account": "kato", "password": PASSWORD, "then": then})
    assert answer.headers["location"] == "/"


def test_a_wrong_password_and_an_unknown_account_get_the_same_answer(portal: TestClient):
    wrong = portal.post("/sign-in", data={"account": "kato", "password": "x"})
    unknown = portal.post("/sign-in", data={"account": "kato", "password": "y"})
    assert wrong.status_code == unknown.status_code == 401
    assert wrong.text == unknown.text
    assert "tegata_session" not in wrong.cookies


@pytest.mark.parametrize("headers", [{"sec-fetch-site": "cross-site"}, {"origin": "https://evil.example"}])
def test_another_sites_form_cannot_sign_in(portal: TestClient, headers: dict[str, str]):
    answer = portal.post("/sign-in", data={"account": "kato", "password": PASSWORD}, headers=headers)
    assert answer.status_code == 403


def test_a_form_without_the_sessions_token_is_refused(officer: TestClient):
    assert officer.post("/sign-out", data={"csrf": "0" * 64}).status_code == 403
    answer = officer.post("/findings/abc/decisions", data={"decision": "release", "reason": "x"})
    assert answer.status_code == 403
    assert officer.get("/").status_code == 200


def test_signing_out_ends_the_session(officer: TestClient):
    page = officer.get("/").text
    token = page.split('name="csrf" value="')[1].split('"')[0]
    session = officer.cookies["tegata_session"]
    assert officer.post("/sign-out", data={"csrf": token}).headers["location"] == "/sign-in"
    officer.cookies.set("tegata_session", session)
    assert officer.get("/").status_code == 303


def test_every_page_has_a_strict_policy_and_is_not_kept(officer: TestClient):
    headers = officer.get("/").headers
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["cache-control"] == "no-store"
    assert headers["content-language"] == "en"


def test_what_is_not_there_is_a_page_for_a_browser_and_a_problem_for_a_machine(officer: TestClient):
    page = officer.get("/records/" + "0" * 64)
    assert (page.status_code, page.headers["content-type"]) == (404, "text/html; charset=utf-8")
    problem = officer.get("/v1/records/0x" + "0" * 64)
    assert problem.headers["content-type"] == "application/problem+json"
    assert officer.get("/nowhere").status_code == 404


def test_the_account_page_offers_no_way_to_inject(officer: TestClient):
    assert "加藤 &lt;b&gt;恵&lt;/b&gt;" in officer.get("/").text
    text = officer.get("/search", params={"number": '"><script>alert(1)</script>'}).text
    assert "<script>alert" not in text


def test_a_records_texts_are_escaped_and_its_page_is_audited(officer: TestClient, world: World):
    evil = "<script>alert(1)</script>"
    line = {**invoice("1")["lines"][0], "description": evil}
    prepared = prepare([invoice("INV <1>", lines=[line], audience=[1])])
    anchored(officer, prepared)
    node = prepared.ids[0].hex()
    page = officer.get(f"/records/{node}")
    assert page.status_code == 200
    assert evil not in page.text
    assert "&lt;script&gt;" in page.text
    services = officer.app.state.services
    with services.store.read() as connection:
        read = connection.execute(
            select(audit_log.c.who).where(audit_log.c.subject == bytes(prepared.ids[0]))
        ).all()
    assert ("officer:kato",) in [tuple(row) for row in read]


def test_a_search_for_nothing_leads_back_to_the_search(officer: TestClient):
    answer = officer.get("/search?number=%20", follow_redirects=False)
    assert (answer.status_code, answer.headers["location"]) == (303, "/")


def test_a_consignment_is_found_and_holds_only_what_its_reader_may_read(officer: TestClient):
    bill = [{"type": "INV", "number": "17"}]
    mine = prepare([invoice("17", references=[], audience=[1])])
    proof = prepare([certificate("CO 1", references=bill, audience=[1])], 1)
    secret = prepare([certificate("CO 2", references=bill, importing_country="AU")], 1)
    for prepared in (mine, proof, secret):
        anchored(officer, prepared)
    found = eventually(lambda: (a := officer.get("/search?number=1-7")).status_code == 303 and a)
    eventually(lambda: "CO 1" in officer.get(found.headers["location"]).text)
    page = officer.get(found.headers["location"]).text
    assert "CO 1" in page
    assert "CO 2" not in page
    api = officer.get("/v1/consignments", params={"number": "17"}).json()
    kinds = {statement["kind"]: statement["bond"] for statement in api["items"][0]["statements"]}
    assert kinds == {"invoice": "member", "origin-certificate": "claimed"}
    theirs = officer.get("/v1/consignments", params={"number": "17"}, headers=sign_in(officer, ISSUER)).json()
    numbers = {s["number"] for one in theirs["items"] for s in one["statements"]}
    assert numbers == {"CO 1", "CO 2"}


def test_a_consignment_that_one_may_not_see_does_not_exist(officer: TestClient):
    assert officer.get("/consignments/c0123456789abcdef0123").status_code == 404
    assert officer.get("/v1/consignments/c0123456789abcdef0123").status_code == 404


def test_templates_can_be_taken_away_by_anyone(portal: TestClient):
    answer = portal.get("/downloads/invoice.xlsx")
    assert answer.content[:2] == b"PK"
    assert portal.get("/downloads/../secret.csv").status_code in (404, 422)
    assert portal.get("/downloads/unknown.csv").status_code == 404


def test_whoever_scans_the_code_gets_the_verdict_and_nothing_of_the_contents(
    officer: TestClient, portal: TestClient
):
    prepared = prepare([invoice("INV 77", audience=[1])])
    anchored(officer, prepared)
    node = prepared.ids[0].hex()
    assert f"/verify/{node}" not in officer.get(f"/records/{node}").text  # it stands in the QR code only
    portal.cookies.clear()
    page = portal.get(f"/verify/{node}")
    assert page.status_code == 200
    assert "Genuine, and in force" in page.text
    assert "INV 77" not in page.text
    assert "Tokyo Apparel" not in page.text
    assert portal.get("/verify/" + "0" * 64).status_code == 404
    assert portal.get("/verify/nonsense").status_code == 404
