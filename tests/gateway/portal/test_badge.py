"""How many findings wait for a decision, beside the queue in the navigation, on every page of an officer."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import update

from gateway.access.officers import create_officer
from gateway.portal import rendering
from gateway.store.tables.findings import findings
from tests.gateway.network import IMPORTER
from tests.gateway.world import World, eventually, sign_in

WCO = Path(__file__).parents[2] / "adapters" / "documents" / "wco-original.xml"
BADGE = re.compile(
    r'<span class="badge" aria-hidden="true">([^<]+)</span><span class="unseen">: ([^<]+)</span>'
)


@pytest.fixture
def officer(world: World) -> Iterator[TestClient]:
    services = world.services()
    create_officer(services.store, "kato", "Kato", "a password for tests")
    with world.serve(services) as client:
        client.headers.update({"accept": "text/html"})
        client.post("/sign-in", data={"account": "kato", "password": "a password for tests", "then": "/"})
        yield client


def badge(client: TestClient, path: str, tag: str = "en") -> tuple[str, ...] | None:
    found = BADGE.search(client.get(path, headers={"accept-language": tag}).text)
    return found and found.groups()


def lodge(client: TestClient) -> None:
    """A declaration with one finding: it names a certificate that is not on the ledger."""
    headers = sign_in(client, IMPORTER) | {"Content-Type": "application/octet-stream"}
    assert client.post("/v1/declarations", content=WCO.read_bytes(), headers=headers).status_code == 201
    eventually(lambda: sum(client.get("/v1/findings").json()["counts"].values()) == 1)


def test_where_nothing_waits_there_is_no_figure(officer: TestClient):
    assert badge(officer, "/") is None


def test_every_page_says_how_many_wait_in_its_language(officer: TestClient):
    lodge(officer)
    for path in ("/", "/findings", "/declarations", "/network", "/downloads", "/nothing-here"):
        assert badge(officer, path) == ("1", "1 waits for a decision")
    assert badge(officer, "/", "ja") == ("1", "1件が判断待ち")


def test_a_finding_that_was_decided_does_not_wait(officer: TestClient):
    lodge(officer)
    identity = officer.get("/v1/findings").json()["items"][0]["id"]
    store = officer.app.state.services.store
    store.write(
        lambda c: c.execute(update(findings).where(findings.c.id == identity).values(decision="release"))
    )
    assert badge(officer, "/") is None


def test_more_than_the_figure_holds_are_told_as_many(officer: TestClient, monkeypatch: pytest.MonkeyPatch):
    lodge(officer)
    monkeypatch.setattr(rendering, "MOST_SHOWN", 0)
    assert badge(officer, "/") == ("0+", "1 waits for a decision")


def test_who_is_no_officer_learns_of_no_figure(officer: TestClient):
    lodge(officer)
    officer.cookies.clear()
    assert badge(officer, "/sign-in") is None
