"""Resumable uploads: chunks in any order, again, and with wrong lines."""

import json
from typing import Any

import pytest
from fastapi.testclient import TestClient

from contracts.ids import hex0x
from tests.gateway.network import Prepared, invoice, prepare, secret
from tests.gateway.world import anchored

pytestmark = pytest.mark.both_databases

CHUNK = 4


def ndjson(records: list[dict[str, Any]]) -> bytes:
    return b"".join(json.dumps(record).encode() + b"\n" for record in records)


def announce(client: TestClient, prepared: Prepared) -> dict[str, Any]:
    answer = client.post("/v1/uploads", json={**prepared.head, "chunk_records": CHUNK})
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


def send(client: TestClient, upload: str, prepared: Prepared, chunk: int) -> Any:
    lines = prepared.records[chunk * CHUNK : (chunk + 1) * CHUNK]
    return client.put(f"/v1/uploads/{upload}/chunks/{chunk}", content=ndjson(lines))


@pytest.fixture
def prepared() -> Prepared:
    return prepare([invoice(f"INV-{n}") for n in range(10)])


def test_an_upload_goes_on_where_it_stopped(client: TestClient, prepared: Prepared) -> None:
    upload = announce(client, prepared)
    assert upload["missing"] == [0, 1, 2]
    assert send(client, upload["upload"], prepared, 2).status_code == 200
    again = announce(client, prepared)
    assert (again["upload"], again["missing"]) == (upload["upload"], [0, 1])
    problem = client.post(f"/v1/uploads/{upload['upload']}/complete").json()
    assert problem["code"] == "batch.invalid"
    assert "0, 1" in problem["remedy"]
    for chunk in (1, 0, 1):
        assert send(client, upload["upload"], prepared, chunk).status_code == 200
    receipt = client.post(f"/v1/uploads/{upload['upload']}/complete")
    assert receipt.status_code == 202
    assert client.post(f"/v1/uploads/{upload['upload']}/complete").json() == receipt.json()
    assert client.get(prepared.state_path + "&wait=20").json()["state"] == "anchored"


def test_wrong_lines_are_named_when_their_chunk_comes(client: TestClient, prepared: Prepared) -> None:
    upload = announce(client, prepared)["upload"]
    lines = ndjson(prepared.records[4:8]).split(b"\n")
    lines[1] = b'{"record": 1, "record": 2}'
    lines[3] = lines[3].replace(b'"USD"', b'"XXY"', 1)
    answer = client.put(f"/v1/uploads/{upload}/chunks/1", content=b"\n".join(lines))
    assert answer.status_code == 422
    assert [entry["position"] for entry in answer.json()["records"]] == [5, 7]
    assert client.get(f"/v1/uploads/{upload}").json()["missing"] == [0, 1, 2]


def test_a_chunk_of_the_wrong_size_or_number_is_refused(client: TestClient, prepared: Prepared) -> None:
    upload = announce(client, prepared)["upload"]
    short = client.put(f"/v1/uploads/{upload}/chunks/0", content=ndjson(prepared.records[:3]))
    assert short.json()["code"] == "batch.invalid"
    assert client.put(f"/v1/uploads/{upload}/chunks/3", content=b"").json()["code"] == "request.invalid"


def test_chunks_that_make_another_root_are_dropped(client: TestClient, prepared: Prepared) -> None:
    upload = announce(client, prepared)["upload"]
    prepared.records[9] = {**prepared.records[9], "seed": hex0x(secret("another"))}
    for chunk in range(3):
        assert send(client, upload, prepared, chunk).status_code == 200
    assert client.post(f"/v1/uploads/{upload}/complete").json()["where"] == "batch/root"
    assert client.get(f"/v1/uploads/{upload}").status_code == 404


def test_an_upload_that_nobody_announced_is_not_there(client: TestClient, prepared: Prepared) -> None:
    assert client.get(f"/v1/uploads/2-{'0' * 32}").status_code == 404
    assert send(client, "nothing", prepared, 0).status_code == 404


def test_a_batch_whose_author_may_not_sign_is_refused_when_it_is_announced(client: TestClient) -> None:
    stranger = prepare([invoice("INV-1")], key=secret("stranger"))
    assert client.post("/v1/uploads", json=stranger.head).json()["refusal"] == "key_unknown"


def test_a_batch_that_was_handed_in_whole_is_not_uploaded_again(
    client: TestClient, prepared: Prepared
) -> None:
    anchored(client, prepared)
    assert client.post("/v1/uploads", json=prepared.head).json()["code"] == "batch.invalid"
