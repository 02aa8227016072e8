"""What becomes of a statement, as pages show it: versions, what rested on it, outcomes of claims."""

import re
from collections.abc import Iterator
from typing import Any

import pytest
from fastapi.testclient import TestClient

from contracts.acts import Reason, Supersede, sign
from contracts.ids import UnixTime, hex0x
from gateway.access.officers import create_officer
from tests.gateway.network import (
    DOMAIN,
    EXPORTER,
    ISSUER,
    Prepared,
    act_document,
    author_key,
    certificate,
    prepare,
    revocation,
)
from tests.gateway.utilisation.test_flow import KEYS, declare
from tests.gateway.world import World, anchored, eventually, sign_in

PASSWORD = "a password for tests"
HTML = {"accept": "text/html", "accept-language": "en"}
NAME = "JP-26000000001"
PATH = f"/declarations/{NAME}/outcomes"
FORM = {"line": "1", "result": "given", "legal_basis": "RCEP Art. 3.25", "seen": "0"}


@pytest.fixture
def portal(world: World) -> Iterator[TestClient]:
    services = world.services(**KEYS)
    create_officer(services.store, "kato", "Kato Emi", PASSWORD)
    with world.serve(services) as client:
        client.headers.update(HTML)
        client.follow_redirects = False
        yield client


def opened(portal: TestClient) -> str:
    """Signs the officer in; what forms of the session send back."""
    answer = portal.post("/sign-in", data={"account": "kato", "password": PASSWORD, "then": "/"})
    assert answer.status_code == 303
    found = re.search(r'name="csrf" value="([^"]+)"', portal.get("/").text)
    assert found is not None
    return found[1]


def state(portal: TestClient, csrf: str, **changed: str) -> Any:
    return portal.post(PATH, data={**FORM, "csrf": csrf, **changed})


def supersession(before: Prepared, after: Prepared) -> dict[str, Any]:
    until = UnixTime(before.batch.valid_until)
    act = Supersede(
        ISSUER,
        before.batch.root,
        before.ids[0],
        after.batch.root,
        after.ids[0],
        Reason.DATA_CORRECTED,
        until,
    )
    return act_document(act, sign(act, DOMAIN, author_key(ISSUER)))


def test_an_outcome_is_stated_by_form_and_reversed_with_a_reason(portal: TestClient) -> None:
    anchored(portal, prepare([certificate("VN-1")], 1))
    declare(portal, "26000000001", "6")
    csrf = opened(portal)
    assert "Outcomes of its claims" in portal.get(f"/declarations/{NAME}").text
    assert "Nothing was stated yet." in portal.get(PATH).text

    assert state(portal, "forged").status_code == 403
    bare = state(portal, csrf, result="", legal_basis="")
    assert bare.status_code == 422
    assert "Choose the result." in bare.text and "State the legal basis." in bare.text
    denied = state(portal, csrf, result="not_given")
    assert denied.status_code == 422
    assert "State the reason" in denied.text
    assert "Nothing was stated yet." in portal.get(PATH).text

    answer = state(portal, csrf, result="not_given", reason="Other goods than described.")
    assert (answer.status_code, answer.headers["location"]) == (303, f"{PATH}?done=1")
    page = portal.get(f"{PATH}?done=1").text
    assert "on its way to the ledger" in page and "Other goods than described." in page

    assert state(portal, csrf).status_code == 422, "a reversal has a reason"
    stale = state(portal, csrf, reason="The audit found them to be the goods.")
    assert stale.status_code == 409
    assert "Another outcome was stated" in stale.text
    again = state(portal, csrf, reason="The audit found them to be the goods.", seen="1")
    assert again.status_code == 303
    assert "reversed by a later one" in portal.get(PATH).text

    counted = portal.get("/outcomes?since=2026-01-01").text
    assert "RCEP" in counted and "/v1/outcomes/statistics?format=csv&amp;since=" in counted
    assert "Nothing to count yet." in portal.get("/outcomes?until=2020-01-01").text


def test_a_line_without_a_claim_and_an_unknown_declaration_have_no_form(portal: TestClient) -> None:
    csrf = opened(portal)
    assert portal.get(PATH).status_code == 404
    assert state(portal, csrf).status_code == 404


def test_nobody_but_an_officer_sees_the_form(portal: TestClient) -> None:
    assert portal.get(PATH).status_code == 303
    assert portal.get(PATH, headers=sign_in(portal, EXPORTER)).status_code == 303
    assert portal.post(PATH, data=FORM).status_code == 303


def test_a_record_shows_its_versions_and_who_used_it_before_it_ended(portal: TestClient) -> None:
    first, second = (
        prepare([certificate("VN-1")], 1),
        prepare([certificate("VN-1", issue_date="2026-03-02")], 1),
    )
    anchored(portal, first)
    anchored(portal, second)
    declare(portal, "26000000001", "6")
    opened(portal)
    alone = portal.get(f"/records/{first.ids[0].hex()}").text
    assert "Earlier and later versions" not in alone
    assert "Declarations here that name it" in alone and "It stands." in alone

    assert portal.post("/v1/status-acts", json=supersession(first, second)).status_code == 202
    eventually(lambda: "Earlier and later versions" in portal.get(f"/records/{first.ids[0].hex()}").text, 60)
    older, newer = (portal.get(f"/records/{one.ids[0].hex()}").text for one in (first, second))
    assert f'href="/records/{second.ids[0].hex()}"' in older and "data corrected" in older
    assert f'href="/records/{first.ids[0].hex()}"' in newer
    assert re.search(r"Superseded on .*; used on 20 Mar 2026", older)
    assert "reaches back to it" in older
    assert "reaches back to it" not in newer

    assert portal.post("/v1/status-acts", json=revocation(second, second.ids[0])).status_code == 202
    eventually(lambda: "Revoked on" in portal.get(f"/records/{second.ids[0].hex()}").text, 60)
    assert hex0x(first.ids[0]) != hex0x(second.ids[0])
