"""The importer's pages: its own shipments and no others', and a plan that is checked and not kept."""

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from contracts.acts import address_of, sign_digest
from contracts.ids import MemberId, hex0x
from contracts.keccak import keccak
from gateway.store.tables.declarations import declaration_versions
from gateway.store.tables.workload import notices
from tests.gateway.network import EXPORTER, access_key
from tests.gateway.world import World

HTML = {"accept": "text/html", "accept-language": "en"}
ANOTHER = 40


@pytest.fixture
def importer(world: World) -> Iterator[TestClient]:
    with world.serve(world.services()) as client:
        client.headers.update(HTML)
        client.follow_redirects = False
        opened(client, EXPORTER)
        yield client


def opened(client: TestClient, member: MemberId) -> None:
    asked = {"address": hex0x(address_of(access_key(member)))}
    message = client.post("/v1/sign-in/challenge", json=asked).json()["message"]
    digest = keccak(b"\x19Ethereum Signed Message:\n%d" % len(message) + message.encode())
    signature = hex0x(sign_digest(digest, access_key(member)))
    answer = client.post("/sign-in/key", data={"message": message, "signature": signature})
    assert answer.status_code == 303


def token(client: TestClient) -> str:
    return client.get("/shipments/check").text.split('name="csrf" value="')[1].split('"')[0]


def test_nobody_is_led_to_the_sign_in_page(importer: TestClient) -> None:
    importer.cookies.clear()
    for path in ("/shipments", "/shipments/check"):
        answer = importer.get(path)
        assert (answer.status_code, answer.headers["location"]) == (303, f"/sign-in?then={path}")


def test_an_importer_sees_what_was_told_of_its_own_declarations_alone(importer: TestClient) -> None:
    services = importer.app.state.services  # type: ignore[attr-defined]  # the application behind the client
    told = {"en": "No certificate", "ja": "証明書がありません"}
    missing = [{"rule": "proof.not_on_ledger", "line": 1, "input": "proof", "missing": told}]
    arrival = services.now() + 30 * 3_600 + 60

    def write(connection) -> None:
        for name, member in (("JP-1", EXPORTER), ("JP-2", ANOTHER)):
            connection.execute(
                declaration_versions.insert().values(
                    declaration=name, version=1, function="original", stage="main", cancelled=False,
                    message=b"{}", current=b"{}", member=member, received_at=1,
                )
            )  # fmt: skip
            content = {"findings": [], "missing": missing}
            row = {"declaration": name, "arrives_at": arrival, "content": content, "content_hash": b"1"}
            connection.execute(notices.insert().values(at=1, **row))

    services.store.write(write)
    page = importer.get("/shipments").text
    assert "JP-1" in page
    assert "JP-2" not in page
    assert "No certificate" in page
    assert "30 hours left" in page


def test_a_plan_is_checked_and_nothing_of_it_is_kept(importer: TestClient) -> None:
    plan = {"arrival_date": "2099-01-31", "hs": "620520000", "origin": "VN", "agreement": "RCEP"}
    page = importer.post("/shipments/check", data={"csrf": token(importer), **plan, "proof": "VN-0"})
    assert page.status_code == 200
    assert "As it stands now" in page.text
    assert "days left" in page.text
    services = importer.app.state.services  # type: ignore[attr-defined]  # the application behind the client
    with services.store.read() as connection:
        assert connection.execute(select(declaration_versions)).all() == []


def test_a_plan_that_can_not_be_read_says_what_is_wrong(importer: TestClient) -> None:
    wrong = {"csrf": token(importer), "quantity": "ten", "unit": "KGM"}
    answer = importer.post("/shipments/check", data=wrong)
    assert answer.status_code == 422
    assert "declaration/lines/0/quantity" in answer.text
    assert importer.post("/shipments/check", data={"csrf": "0" * 64}).status_code == 403
