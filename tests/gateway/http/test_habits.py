"""What every route does alike: problems, correlation ids, ETags, pages, limits, idempotency keys."""

from concurrent.futures import ThreadPoolExecutor

import pytest
from fastapi.testclient import TestClient

from gateway.access.officers import create_officer
from tests.gateway.network import EXPORTER, invoice, prepare
from tests.gateway.world import World, anchored, sign_in


def test_an_error_is_a_problem_with_the_requests_correlation_id(client: TestClient) -> None:
    answer = client.get("/v1/records/0x00/verification", headers={"X-Correlation-Id": "order-66"})
    problem = answer.json()
    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["x-correlation-id"] == problem["correlation_id"] == "order-66"
    assert {"type", "title", "status", "detail", "instance", "code", "expected", "found"} <= problem.keys()


@pytest.mark.parametrize("given", ["", "two words", "x" * 65, "<script>"])
def test_a_correlation_id_that_is_none_is_replaced(client: TestClient, given: str) -> None:
    answer = client.get("/livez", headers={"X-Correlation-Id": given})
    assert answer.headers["x-correlation-id"] not in ("", given)


@pytest.mark.parametrize(
    ("path", "status"), [("/v1/nothing", 404), ("/v1/records", 401), ("/v1/submissions", 405)]
)
def test_what_the_framework_refuses_is_a_problem_too(client: TestClient, path: str, status: int) -> None:
    answer = client.get(path)
    assert (answer.status_code, answer.json()["status"]) == (status, status)
    assert answer.headers["content-type"] == "application/problem+json"


def test_what_did_not_change_is_not_sent_again(client: TestClient) -> None:
    prepared = prepare([invoice("INV-1")])
    anchored(client, prepared)
    headers = sign_in(client, EXPORTER)
    path = f"/v1/records/0x{prepared.ids[0].hex()}"
    first = client.get(path, headers=headers)
    again = client.get(path, headers={**headers, "If-None-Match": first.headers["etag"]})
    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    other = client.get(path, headers={**headers, "If-None-Match": '"another"'})
    assert other.status_code == 200


def test_pages_follow_each_other_and_show_everything_once(client: TestClient) -> None:
    prepared = prepare([invoice(f"INV-{n}") for n in range(7)])
    anchored(client, prepared)
    headers = sign_in(client, EXPORTER)
    seen: list[str] = []
    cursor: str | None = None
    while True:
        parameters = {"limit": 3} | ({"cursor": cursor} if cursor else {})
        page = client.get("/v1/records", headers=headers, params=parameters).json()
        seen += [item["id"] for item in page["items"]]
        cursor = page["next"]
        if cursor is None:
            break
    assert seen == [f"0x{record_id.hex()}" for record_id in prepared.ids]
    assert client.get("/v1/records", headers=headers, params={"cursor": "§"}).status_code == 400


def test_too_many_requests_are_told_when_to_come_again(world: World) -> None:
    with world.gateway(with_stages=False, limits={"requests_a_minute": 2}) as client:
        answers = [client.get("/livez") for _ in range(3)]
    assert [a.status_code for a in answers][-1] == 429
    assert answers[0].headers["ratelimit-remaining"] == "1"
    assert 0 < int(answers[-1].headers["retry-after"]) <= 60


def test_a_repeated_post_gets_the_first_answer(world: World) -> None:
    services = world.services()
    create_officer(services.store, "kato", "Kato", "a long enough password")
    with world.serve(services, with_stages=False) as client:
        given = {"account": "kato", "password": "a long enough password"}
        key = {"Idempotency-Key": "sign-in-1"}
        first = client.post("/v1/officers/sign-in", json=given, headers=key)
        again = client.post("/v1/officers/sign-in", json=given, headers=key)
        assert again.json() == first.json()
        assert again.headers["idempotent-replayed"] == "true"
        other = client.post("/v1/officers/sign-in", json={**given, "session": True}, headers=key)
        assert other.json()["code"] == "request.idempotency_key_reused"
        stranger = client.post(
            "/v1/officers/sign-in", json=given, headers={**key, "Authorization": "Bearer another"}
        )
        assert stranger.json()["token"] != first.json()["token"]
        assert client.post("/v1/sign-out", headers={"Idempotency-Key": "a b"}).status_code == 400


def test_a_failure_is_not_kept_under_the_key(world: World) -> None:
    services = world.services()
    with world.serve(services, with_stages=False) as client:
        given = {"account": "kato", "password": "a long enough password"}
        key = {"Idempotency-Key": "sign-in-1"}
        assert client.post("/v1/officers/sign-in", json=given, headers=key).status_code == 401
        create_officer(services.store, "kato", "Kato", "a long enough password")
        assert client.post("/v1/officers/sign-in", json=given, headers=key).status_code == 200


def test_the_same_batch_from_many_clients_at_once_is_one_submission(client: TestClient) -> None:
    prepared = prepare([invoice("INV-1")])
    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(lambda _: client.post("/v1/submissions", json=prepared.document), range(16)))
    assert {a.status_code for a in answers} == {202}
    assert len({a.text for a in answers}) == 1
    anchored(client, prepared)
