"""Handing in a batch: what is promised, and what is refused with its place."""

import json
from typing import Any

import pytest
from fastapi.testclient import TestClient

from contracts.acts import Domain
from contracts.acts.signing import _ORDER
from contracts.addresses import REGISTRY, STATUS
from contracts.ids import MemberId, NetworkId, UnixTime, hex0x, unhex
from contracts.receipts import Receipt, check, contents_hash
from gateway.signing import GatewaySigner
from tests.gateway.network import (
    CARRIER,
    CHAIN_ID,
    EXPORTER,
    NETWORK_ID,
    OTHER,
    Prepared,
    access_key,
    author_key,
    certificate,
    invoice,
    prepare,
    secret,
)
from tests.gateway.world import World, anchored

pytestmark = pytest.mark.both_databases

GATEWAY_KEY = GatewaySigner(secret("gateway")).public_key


def post(client: TestClient, prepared: Prepared) -> Any:
    return client.post("/v1/submissions", json=prepared.document)


def refused(client: TestClient, prepared: Prepared, status: int = 422) -> dict[str, Any]:
    answer = post(client, prepared)
    assert answer.status_code == status, answer.text
    assert answer.headers["content-type"] == "application/problem+json"
    return dict(answer.json())


def test_a_receipt_is_signed_by_the_gateway_and_the_batch_is_anchored(client: TestClient) -> None:
    prepared = prepare([invoice("INV-1"), invoice("INV-2")])
    state = anchored(client, prepared)
    given = state["receipt"]
    receipt = Receipt(
        NETWORK_ID,
        MemberId(given["member"]),
        prepared.batch.root,
        contents_hash(prepared.ids),
        UnixTime(given["received_at"]),
        UnixTime(given["decide_by"]),
    )
    check(receipt, unhex(given["signature"], 64), GATEWAY_KEY)
    assert given["decide_by"] <= prepared.batch.valid_until
    assert state["count"] == 2
    assert state["anchored"]["block"] >= 1


def test_the_same_batch_again_gets_the_same_receipt_and_is_anchored_once(
    world: World, client: TestClient
) -> None:
    prepared = prepare([invoice("INV-1")])
    first = post(client, prepared).json()
    anchored(client, prepared)
    height = client.get("/v1/network").json()["head"]["block"]
    assert post(client, prepared).json() == first
    later = prepare([invoice("INV-2")])
    anchored(client, later)
    assert client.get("/v1/network").json()["head"]["block"] == height + 1


def test_one_poisoned_record_among_ten_thousand_is_named_and_the_rest_goes_through(
    client: TestClient,
) -> None:
    batch = [invoice(f"INV-{n}") for n in range(10_000)]
    prepared = prepare(batch)
    poisoned = json.loads(json.dumps(prepared.records[7_321]))
    poisoned["record"]["total"]["currency"] = "DOLLARS"
    prepared.records[7_321] = poisoned
    problem = refused(client, prepared)
    assert problem["code"] == "batch.records_refused"
    assert [entry["position"] for entry in problem["records"]] == [7_321]
    assert problem["records"][0]["where"] == "records/7321/record/total/currency"
    assert problem["records"][0]["found"] == "DOLLARS"
    anchored(client, prepare([record for n, record in enumerate(batch) if n != 7_321]))


@pytest.mark.parametrize(
    ("changed", "where"),
    [
        ({"issue_date": "2026-02-30"}, "issue_date"),
        ({"issue_date": "2026-03-01T00:00:00Z"}, "issue_date"),
        ({"total": {"value": 1200.5, "currency": "USD"}}, "total/value"),
        ({"total": {"value": "1200.50", "currency": "USD"}}, "total/value"),
        ({"grade": "hearsay"}, "grade"),
        ({"colour": "red"}, "colour"),
        ({"remarks": ""}, "remarks"),
        ({"audience": ["1"]}, "audience/0"),
        ({"lines": []}, "lines"),
    ],
)
def test_a_record_that_breaks_its_schema_is_refused_at_its_place(
    client: TestClient, changed: dict[str, Any], where: str
) -> None:
    prepared = prepare([invoice("INV-1")])
    prepared.records[0] = {**prepared.records[0], "record": {**prepared.records[0]["record"], **changed}}
    problem = refused(client, prepared)
    assert problem["records"][0]["where"].endswith(f"record/{where}")
    assert problem["expected"]
    assert problem["found"]


def test_text_that_has_another_spelling_is_refused_by_its_path(client: TestClient) -> None:
    prepared = prepare([invoice("INV-1")])
    prepared.records[0] = {**prepared.records[0], "record": {**invoice("INV-1"), "remarks": "e\u0301"}}
    assert refused(client, prepared)["records"][0]["where"] == "records/0/record/remarks"


def test_another_seed_is_another_record_and_the_root_shows_it(client: TestClient) -> None:
    prepared = prepare([invoice("INV-1")])
    prepared.records[0] = {**prepared.records[0], "seed": hex0x(secret("other"))}
    problem = refused(client, prepared)
    assert (problem["code"], problem["where"]) == ("batch.invalid", "batch/root")


def test_a_record_twice_in_a_batch_is_refused(client: TestClient) -> None:
    prepared = prepare([invoice("INV-1"), invoice("INV-2")])
    prepared.records[1] = prepared.records[0]
    assert refused(client, prepared)["code"] == "batch.invalid"


def test_a_record_that_stands_in_another_batch_is_refused_and_that_batch_named(client: TestClient) -> None:
    first = prepare([invoice("INV-1")])
    anchored(client, first)
    problem = refused(client, prepare([invoice("INV-2"), invoice("INV-1")]), 409)
    assert problem["where"] == "records/1"
    assert hex0x(first.batch.root)[:20] in problem["found"]


@pytest.mark.parametrize(
    ("prepared", "refusal"),
    [
        (lambda: prepare([invoice("I")], key=author_key(OTHER)), "key_of_another_member"),
        (lambda: prepare([invoice("I")], key=secret("stranger")), "key_unknown"),
        (lambda: prepare([invoice("I")], key=access_key(EXPORTER)), "key_not_for_this"),
        (lambda: prepare([invoice("I")], valid_for=-10), "expired"),
        (lambda: prepare([invoice("I", author=CARRIER)]), "role_missing"),
        (lambda: prepare([certificate("C", agreement="CPTPP")], kind=1), "agreement_missing"),
        (lambda: prepare([invoice("I")], domain=Domain(1, REGISTRY, NETWORK_ID)), "key_unknown"),
        (lambda: prepare([invoice("I")], domain=Domain(CHAIN_ID, STATUS, NETWORK_ID)), "key_unknown"),
        (
            lambda: prepare(
                [invoice("I")], domain=Domain(CHAIN_ID, REGISTRY, NetworkId(secret("elsewhere")))
            ),
            "key_unknown",
        ),
    ],
)
def test_what_the_ledger_would_refuse_is_refused_before_it_is_promised(
    client: TestClient, prepared: Any, refusal: str
) -> None:
    problem = refused(client, prepared())
    assert (problem["code"], problem["refusal"]) == ("act.refused", refusal)


def malleated(signature: bytes) -> bytes:
    s = _ORDER - int.from_bytes(signature[32:64], "big")
    return signature[:32] + s.to_bytes(32, "big") + bytes((55 - signature[64],))


def test_the_second_spelling_of_a_signature_is_refused(client: TestClient) -> None:
    prepared = prepare([invoice("INV-1")])
    document = {**prepared.document, "signature": hex0x(malleated(prepared.signature))}
    problem = client.post("/v1/submissions", json=document).json()
    assert (problem["code"], problem["where"]) == ("signature.invalid", "signature/s")


def test_an_invoice_does_not_pass_for_a_certificate(client: TestClient) -> None:
    prepared = prepare([invoice("INV-1")], scope=20)
    assert refused(client, prepared)["records"][0]["code"] == "batch.invalid"


def test_a_record_of_another_author_is_refused_in_ones_own_batch(client: TestClient) -> None:
    prepared = prepare([invoice("INV-1")], key=author_key(OTHER), member=OTHER)
    assert refused(client, prepared)["records"][0]["where"] == "records/0/record/author"


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (b"", 400, "json.invalid"),
        (b"{", 400, "json.invalid"),
        (b"\xff\xfe{}", 400, "json.invalid"),
        (b'{"batch": 1, "batch": 2}', 400, "json.invalid"),
        (b"[" * 100_000 + b"]" * 100_000, 400, "json.invalid"),
        (b'{"a":' * 5_000 + b"1" + b"}" * 5_000, 400, "json.invalid"),
        (b'{"batch": NaN}', 400, "json.invalid"),
        (b"[]", 400, "request.invalid"),
        (b"{}", 400, "request.invalid"),
        (b'{"batch": {}, "signature": 1, "records": []}', 400, "request.invalid"),
    ],
)
def test_a_body_that_is_no_submission_is_refused(
    client: TestClient, body: bytes, status: int, code: str
) -> None:
    answer = client.post("/v1/submissions", content=body)
    assert (answer.status_code, answer.json()["code"]) == (status, code)


def test_a_body_over_the_limit_is_refused_before_it_is_read(world: World) -> None:
    with world.gateway(limits={"body_bytes": 1_000}, with_stages=False) as client:
        answer = client.post("/v1/submissions", content=b" " * 1_001)
        assert (answer.status_code, answer.json()["code"]) == (413, "request.too_large")
        unannounced = client.post("/v1/submissions", content=(b" " * 600 for _ in range(2)))
        assert unannounced.status_code == 413


def test_a_record_over_256_kb_is_refused(client: TestClient) -> None:
    lines = [
        {"sequence": n, "description": "x" * 3_900, "amount": {"value": "1", "currency": "USD"}}
        for n in range(70)
    ]
    assert (
        refused(client, prepare([invoice("INV-1", lines=lines)]))["records"][0]["code"] == "record.too_large"
    )
