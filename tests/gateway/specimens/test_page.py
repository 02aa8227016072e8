"""The specimen page in a session that a ledger key opened: for customs only, no more than the API tells."""

import html
import json
import re
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from contracts.acts import address_of, sign_digest
from contracts.ids import MemberId, UnixTime, hex0x
from contracts.keccak import keccak
from contracts.proofs import Outcome, verify
from gateway.network.trust import trust_of
from tests.gateway.cases.two import URLS, Two
from tests.gateway.network import CUSTOMS, EXPORTER, ISSUER, access_key
from tests.gateway.specimens.certificates import NUMBER

HTML = {"accept": "text/html", "accept-language": "en"}


def visitor(two: Two) -> TestClient:
    """A browser at the issuing body's gateway; nobody has signed in."""
    client = TestClient(two.issuer.app, base_url=URLS[ISSUER], headers=HTML)
    client.follow_redirects = False
    return client


def link_of(client: TestClient, member: MemberId) -> dict[str, str]:
    """What the link of `tegata sign-in` carries."""
    asked = {"address": hex0x(address_of(access_key(member)))}
    message = client.post("/v1/sign-in/challenge", json=asked).json()["message"]
    data = message.encode()
    digest = keccak(b"\x19Ethereum Signed Message:\n%d" % len(data) + data)
    return {"message": message, "signature": hex0x(sign_digest(digest, access_key(member)))}


def opened(two: Two, member: MemberId) -> TestClient:
    """A browser in which a person of `member` has signed in by the link."""
    client = visitor(two)
    link = link_of(client, member)
    page = client.get("/sign-in/key", params={**link, "then": "/specimens"})
    assert hex0x(address_of(access_key(member))) in page.text
    form = {name: link[name].replace("\n", "\r\n") for name in link}  # as a browser sends it
    answer = client.post("/sign-in/key", data={**form, "then": "/specimens"})
    assert (answer.status_code, answer.headers["location"]) == (303, "/specimens")
    return client


@pytest.fixture(scope="module")
def customs(two: Two) -> TestClient:
    return opened(two, CUSTOMS)


def asked(client: TestClient, **fields: str):
    page = client.get("/specimens").text
    token = re.search(r'name="csrf" value="([^"]*)"', page)
    assert token is not None
    return client.post("/specimens", data={"csrf": token[1], **fields})


@pytest.fixture
def unlimited(two: Two, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """No test's look-ups count for another's."""
    limiter = two.issuer.app.state.limiter  # type: ignore[attr-defined]  # the application behind the client
    monkeypatch.setattr(limiter, "count", lambda _name, _who: (60, 60, 9))
    yield


@pytest.mark.usefixtures("unlimited")
def test_a_match_is_shown_with_its_state_and_can_be_kept_with_its_proof(two: Two, customs: TestClient):
    page = asked(customs, number=NUMBER, hs="620520", quantity="")
    assert page.status_code == 200
    assert f"The certificate {NUMBER} is known" in page.text
    assert "Cotton shirts, woven" in page.text
    kept = asked(customs, number=NUMBER, hs="620520", keep="1")
    assert "attachment" in kept.headers["content-disposition"]
    services = two.services[ISSUER]
    verdict = verify(kept.text, trust_of(services), UnixTime(services.now()))
    assert verdict.outcome is Outcome.VALID


@pytest.mark.usefixtures("unlimited")
@pytest.mark.parametrize("fields", [{"number": "VN-0"}, {"hs": "620530"}, {"exporter": "Other"}])
def test_whatever_does_not_match_is_answered_alike(customs: TestClient, fields: dict[str, str]):
    question = {"number": NUMBER, "hs": "620520", **fields}
    page = asked(customs, **question)
    text = html.unescape(page.text)
    assert "No certificate matches" in text
    assert "Cotton shirts" not in text
    statement = json.loads(asked(customs, **question, keep="1").text)
    assert (statement["match"], statement["asker"]) == (False, CUSTOMS)


@pytest.mark.usefixtures("unlimited")
def test_a_number_alone_or_a_field_that_is_none_is_said_beside_the_field(customs: TestClient):
    alone = asked(customs, number=NUMBER)
    assert (alone.status_code, "the number alone opens nothing" in alone.text) == (422, True)
    wrong = asked(customs, number=NUMBER, hs="shirts", date="March")
    assert wrong.status_code == 422
    assert "Enter 6 to 12 digits." in wrong.text
    assert "Enter a date." in wrong.text


@pytest.mark.usefixtures("unlimited")
def test_the_page_is_for_customs_who_have_signed_in(two: Two):
    nobody = visitor(two).get("/specimens")
    assert (nobody.status_code, nobody.headers["location"]) == (303, "/sign-in?then=/specimens")
    assert visitor(two).post("/specimens", data={"number": NUMBER, "hs": "620520"}).status_code == 303
    assert opened(two, EXPORTER).get("/specimens").status_code == 403


@pytest.mark.usefixtures("unlimited")
def test_a_form_of_another_session_is_refused(customs: TestClient):
    answer = customs.post("/specimens", data={"csrf": "0" * 64, "number": NUMBER, "hs": "620520"})
    assert answer.status_code == 403


def test_only_so_many_look_ups_a_minute_whoever_asks_for_that_customs(
    two: Two, customs: TestClient, monkeypatch: pytest.MonkeyPatch
):
    limiter = two.issuer.app.state.limiter  # type: ignore[attr-defined]  # the application behind the client
    monkeypatch.setattr(
        limiter, "count", lambda name, _who: (60, -1 if name == "look_ups_a_minute" else 60, 9)
    )
    answer = asked(customs, number=NUMBER, hs="620520")
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "9")


@pytest.mark.usefixtures("unlimited")
def test_the_issuer_reads_who_asked_and_nobody_else_does(two: Two, customs: TestClient):
    asked(customs, number="VN-READ-ME", hs="620520")
    issuer = opened(two, ISSUER)
    log = issuer.get("/specimens/look-ups").text
    assert "VN-READ-ME" in log
    assert hex0x(address_of(access_key(CUSTOMS))) in log
    assert customs.get("/specimens/look-ups").status_code == 403
    assert visitor(two).get("/specimens/look-ups").status_code == 303
    assert two.issuer.get("/v1/specimens/look-ups").status_code == 403
    own = two.headers(ISSUER)
    lines = two.issuer.get("/v1/specimens/look-ups?limit=1", headers=own).json()
    following = two.issuer.get(f"/v1/specimens/look-ups?before={lines['next']}", headers=own).json()
    assert following["look_ups"][0]["no"] < lines["look_ups"][0]["no"]


@pytest.mark.usefixtures("unlimited")
def test_a_link_counts_once_and_only_as_it_was_signed(two: Two):
    client = visitor(two)
    link = link_of(client, CUSTOMS)
    other = link_of(client, EXPORTER)
    assert client.post("/sign-in/key", data={**link, "signature": other["signature"]}).status_code == 401
    assert client.post("/sign-in/key", data=link).status_code == 303
    assert client.post("/sign-in/key", data=link).status_code == 401
    for wrong in ({}, {"message": "hello", "signature": "0x00"}):
        assert client.post("/sign-in/key", data=wrong).status_code == 401


@pytest.mark.usefixtures("unlimited")
def test_another_sites_form_opens_no_session(two: Two):
    client = visitor(two)
    headers = {"sec-fetch-site": "cross-site"}
    assert client.post("/sign-in/key", data=link_of(client, CUSTOMS), headers=headers).status_code == 403
    leads = {**link_of(client, CUSTOMS), "then": "//evil.example"}
    assert client.post("/sign-in/key", data=leads).headers["location"] == "/"
