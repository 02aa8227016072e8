"""Ending certificates on pages: chosen by filter, looked at, confirmed, and each told by itself."""

import re
from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient
from pydantic import SecretBytes
from sqlalchemy import select

from contracts.ids import hex0x
from gateway.access.officers import create_officer
from gateway.store.tables.access import audit_log
from tests.gateway.network import (
    CUSTOMS,
    EXPORTER,
    ISSUER,
    Prepared,
    author_key,
    certificate,
    prepare,
    revocation,
)
from tests.gateway.utilisation.test_flow import declare
from tests.gateway.world import World, anchored, eventually, sign_in

PASSWORD = "a password for tests"
HTML = {"accept": "text/html", "accept-language": "en"}
BUTTON = re.compile(r'name="csrf" value="([^"]+)"')


@pytest.fixture
def own(world: World) -> Iterator[TestClient]:
    """The issuing body's own gateway, which holds its author key, with a person signed in."""
    with served(world, member=ISSUER, author_key=SecretBytes(author_key(ISSUER))) as client:
        yield client


def served(world: World, **changed: object) -> "Served":
    return Served(world, changed)


class Served:
    """A gateway over HTTP, whose officer's session is open."""

    def __init__(self, world: World, changed: dict[str, object]) -> None:
        services = world.services(**changed)
        create_officer(services.store, "lan", "Nguyen Lan", PASSWORD)
        self._serving = world.serve(services)

    def __enter__(self) -> TestClient:
        client = self._serving.__enter__()
        client.headers.update(HTML)
        client.follow_redirects = False
        return client

    def __exit__(self, *raised: object) -> None:
        self._serving.__exit__(*raised)  # type: ignore[arg-type]  # as it came


def opened(client: TestClient) -> str:
    """Signs the person in; what forms of the session send back."""
    answer = client.post("/sign-in", data={"account": "lan", "password": PASSWORD, "then": "/"})
    assert answer.status_code == 303
    found = BUTTON.search(client.get("/").text)
    assert found is not None
    return found[1]


def three(client: TestClient) -> Prepared:
    made = prepare([certificate(f"VN-{number}") for number in (1, 2, 3)], 1)
    anchored(client, made)
    return made


def test_several_are_chosen_previewed_and_revoked_and_one_that_ended_is_told(own: TestClient) -> None:
    made, other = three(own), prepare([certificate("VN-9", exporter={"name": "Other"})], 1)
    anchored(own, other)
    csrf = opened(own)
    listed = own.get("/statements?exporter=Tan Long").text
    assert "VN-1" in listed and "VN-9" not in listed
    assert "No certificate that stands fits." in own.get("/statements?since=2027-01-01").text

    ids = [hex0x(one) for one in made.ids]
    form = {"csrf": csrf, "kind": "revoke", "reason": "3", "ids": ids[:2]}
    assert own.post("/statements/preview", data={**form, "csrf": "forged"}).status_code == 403
    for lacking in ({"ids": []}, {"kind": "forget"}, {"reason": "99"}):
        assert own.post("/statements/preview", data={**form, **lacking}).status_code == 422
    preview = own.post("/statements/preview", data=form)
    assert preview.status_code == 200
    assert "2 certificates" in preview.text and "No declaration here rests on them." in preview.text
    assert "Nothing was ended here yet." in own.get("/statements/acts").text

    assert own.post("/v1/status-acts", json=revocation(made, made.ids[1])).status_code == 202
    eventually(lambda: "VN-2" not in own.get("/statements").text, 60)
    gone = own.post("/statements/preview", data=form).text
    assert "1 of them has ended in the meantime" in gone
    done = own.post("/statements/end", data=form)
    assert done.status_code == 200
    assert "1 was refused; the others are on their way." in done.text
    eventually(lambda: "On its way" not in own.get("/statements/acts").text, 60)
    acts = own.get("/statements/acts").text
    assert "On the ledger" in acts and "the goods do not originate" in acts
    still = own.get("/statements").text
    assert "VN-1" not in still and "VN-3" in still
    with own.app.state.services.store.read() as connection:  # type: ignore[attr-defined]  # FastAPI's own state
        lines = connection.execute(select(audit_log).where(audit_log.c.action == "statement.ended")).all()
    assert [(line.who, bytes(line.subject)) for line in lines] == [("officer:lan", made.ids[0])]


def test_the_preview_names_the_declarations_that_rest_on_them(own: TestClient) -> None:
    made = three(own)
    declare(own, "26000000001", "6")
    csrf, ids = opened(own), [hex0x(one) for one in made.ids]
    form = {"csrf": csrf, "kind": "revoke", "reason": "1"}
    page = own.post("/statements/preview", data={**form, "ids": ids}).text
    assert "1 declaration here rests on them." in page
    assert re.search(r"26000000001</span> .*, used on 20 Mar 2026", page)
    assert "No declaration here" in own.post("/statements/preview", data={**form, "ids": ids[1:]}).text


def test_what_another_member_stated_is_left_out(world: World) -> None:
    with served(world, member=CUSTOMS, author_key=SecretBytes(author_key(CUSTOMS))) as client:
        made, csrf = three(client), opened(client)
        form = {"csrf": csrf, "kind": "revoke", "reason": "1", "ids": [hex0x(made.ids[0])]}
        assert "VN-1" not in client.get("/statements").text
        assert "1 of them has ended in the meantime" in client.post("/statements/preview", data=form).text
        assert "1 was refused" in client.post("/statements/end", data=form).text


def test_only_the_member_itself_ends_what_it_stated(own: TestClient) -> None:
    made = three(own)
    assert own.get("/statements").status_code == 303
    headers = sign_in(own, EXPORTER)
    assert own.get("/statements", headers=headers).status_code in (303, 403)
    form = {"kind": "revoke", "reason": "1", "ids": [hex0x(made.ids[0])]}
    assert own.post("/statements/end", data=form, headers=headers).status_code in (303, 403)
    csrf = opened(own)
    assert own.post("/statements/end", data={**form, "csrf": csrf, "ids": []}).status_code == 400


def test_without_a_key_the_list_is_taken_away_to_be_signed(world: World) -> None:
    with served(world, member=ISSUER) as client:
        made, csrf = three(client), opened(client)
        ids = [hex0x(one) for one in made.ids[:2]]
        form = {"csrf": csrf, "kind": "withdraw", "reason": "4", "ids": ids}
        page = client.post("/statements/preview", data=form).text
        assert "tegata withdraw --from ids.txt --member" in page and "shipment_cancelled" in page
        assert client.post("/statements/list", data=form).text.split() == ids
        assert client.post("/statements/end", data=form).status_code == 409
