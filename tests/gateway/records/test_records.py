"""Who reads a record: its parties and the customs it goes to; for everyone else it does not exist."""

import time

from fastapi.testclient import TestClient
from sqlalchemy import select

from contracts.ids import MemberId, UnixTime, hex0x
from contracts.proofs import Outcome, bundle_from_json, read_trust, verify, verify_all
from gateway.store.tables.access import audit_log
from tests.gateway.network import (
    CARRIER,
    CUSTOMS,
    EXPORTER,
    IMPORTER,
    ISSUER,
    OTHER,
    certificate,
    invoice,
    prepare,
    revocation,
)
from tests.gateway.world import World, anchored, sign_in


def status(client: TestClient, record_id: bytes, member: MemberId | None) -> int:
    headers = {} if member is None else sign_in(client, member)
    return client.get(f"/v1/records/{hex0x(record_id)}", headers=headers).status_code


def test_author_parties_audience_and_importing_customs_read_it_and_nobody_else(client: TestClient) -> None:
    prepared = prepare([invoice("INV-1", audience=[CARRIER])])
    anchored(client, prepared)
    record_id = prepared.ids[0]
    for member in (EXPORTER, IMPORTER, CARRIER, CUSTOMS):
        assert status(client, record_id, member) == 200, member
    for stranger in (OTHER, ISSUER):
        assert status(client, record_id, stranger) == 404, stranger
    assert status(client, record_id, None) == 401


def test_a_record_for_another_country_is_not_for_japans_customs(client: TestClient) -> None:
    elsewhere = {"name": "Lyon SARL", "address": {"city": "Lyon", "country": "FR"}}
    prepared = prepare([invoice("INV-1", buyer=elsewhere)])
    anchored(client, prepared)
    assert status(client, prepared.ids[0], CUSTOMS) == 404
    assert status(client, prepared.ids[0], EXPORTER) == 200


def test_what_may_not_be_read_looks_like_what_is_not_there(client: TestClient) -> None:
    prepared = prepare([invoice("INV-1")])
    anchored(client, prepared)
    headers = sign_in(client, OTHER)
    hidden = client.get(f"/v1/records/{hex0x(prepared.ids[0])}", headers=headers).json()
    absent = client.get(f"/v1/records/{hex0x(bytes(32))}", headers=headers).json()
    for problem in (hidden, absent):
        for name in ("where", "instance", "detail", "message", "correlation_id"):
            problem.pop(name)
    assert hidden == absent


def test_every_read_of_a_payload_is_written_down(world: World) -> None:
    services = world.services()
    with world.serve(services) as client:
        prepared = prepare([invoice("INV-1")])
        anchored(client, prepared)
        headers = {**sign_in(client, IMPORTER), "X-Correlation-Id": "read-1"}
        client.get(f"/v1/records/{hex0x(prepared.ids[0])}", headers=headers)
        with services.store.read() as connection:
            lines = connection.execute(select(audit_log)).all()
    assert [(line.member, line.action, line.subject, line.correlation_id) for line in lines] == [
        (IMPORTER, "payload.read", prepared.ids[0], "read-1")
    ]


def test_the_payload_is_as_it_was_signed(client: TestClient) -> None:
    prepared = prepare([invoice("INV-1")])
    anchored(client, prepared)
    found = client.get(f"/v1/records/{hex0x(prepared.ids[0])}", headers=sign_in(client, EXPORTER)).json()
    assert found["record"]["number"] == "INV-1"
    assert found["kind"] == "invoice"
    assert found["state"] == "active"


def test_a_list_holds_what_one_may_read(client: TestClient) -> None:
    anchored(client, prepare([invoice("INV-1")]))
    anchored(client, prepare([certificate("CO-1")], kind=1))
    customs = client.get("/v1/records", headers=sign_in(client, CUSTOMS)).json()["items"]
    assert [item["kind"] for item in customs] == ["invoice", "origin-certificate"]
    importer = client.get("/v1/records", headers=sign_in(client, IMPORTER)).json()["items"]
    assert [item["kind"] for item in importer] == ["invoice"]
    only = client.get("/v1/records?kind=1", headers=sign_in(client, CUSTOMS)).json()["items"]
    assert [item["agreement"] for item in only] == ["RCEP"]


def test_a_bundle_is_verified_offline_with_the_trust_file(client: TestClient) -> None:
    prepared = prepare([certificate("CO-1"), certificate("CO-2")], kind=1)
    anchored(client, prepared)
    trust = read_trust(client.get("/v1/trust").content)
    headers = sign_in(client, CUSTOMS)
    bundle = client.get(f"/v1/records/{hex0x(prepared.ids[1])}/proof", headers=headers)
    assert bundle.status_code == 200
    verdict = verify(bundle_from_json(bundle.json()), trust, UnixTime(int(time.time()) + 1))
    assert verdict.outcome is Outcome.VALID, verdict
    assert (
        client.get(f"/v1/records/{hex0x(prepared.ids[1])}/proof", headers=sign_in(client, OTHER)).status_code
        == 404
    )


def test_one_bundle_shows_many_records_and_what_they_share_once(client: TestClient) -> None:
    prepared = [
        prepare([certificate(f"CO-{n}") for n in range(20)], kind=1),
        prepare([certificate("CO-apart")], kind=1),
    ]
    for each in prepared:
        anchored(client, each)
    trust = read_trust(client.get("/v1/trust").content)
    headers = sign_in(client, CUSTOMS)
    wanted = [hex0x(record_id) for each in prepared for record_id in each.ids]
    answer = client.post("/v1/proofs", json={"records": [*wanted, wanted[0]]}, headers=headers)
    assert answer.status_code == 200, answer.text
    verdicts = verify_all(answer.content, trust, UnixTime(int(time.time()) + 1))
    assert [verdict.outcome for verdict in verdicts] == [Outcome.VALID] * 21
    assert len(answer.json()["batches"]) == 2
    alone = client.get(f"/v1/records/{wanted[0]}/proof", headers=headers)
    assert len(answer.content) < 21 * len(alone.content) / 2
    for refused in ({"records": []}, {"records": [*wanted, "0x" + "00" * 32]}, {"records": ["CO-1"]}):
        assert client.post("/v1/proofs", json=refused, headers=headers).status_code in (404, 422, 400)
    assert (
        client.post("/v1/proofs", json={"records": wanted}, headers=sign_in(client, OTHER)).status_code == 404
    )
    assert client.post("/v1/proofs", json={"records": wanted}).status_code == 401


def test_verification_is_open_tells_no_payload_and_follows_the_ledger(client: TestClient) -> None:
    prepared = prepare([certificate("CO-1")], kind=1)
    path = f"/v1/records/{hex0x(prepared.ids[0])}/verification"
    assert client.get(path).status_code == 404
    anchored(client, prepared)
    valid = client.get(path).json()
    assert valid["verdict"] == "valid"
    assert "CO-1" not in str(valid)
    act = client.post("/v1/status-acts", json=revocation(prepared, prepared.batch.root)).json()
    client.get(f"/v1/status-acts/{act['subject']}?wait=20")
    ended = client.get(path).json()
    assert (ended["verdict"], ended["ending"]["whole_batch"]) == ("ended", True)
    assert ended["as_of"]["block"] > valid["as_of"]["block"]
    before = client.get(path, params={"block": valid["as_of"]["block"]}).json()
    assert (before["verdict"], before["as_of"]) == ("valid", valid["as_of"])
    assert client.get(path, params={"block": 0}).json()["verdict"] == "not_on_ledger"
    assert client.get(path, params={"block": 10**6}).status_code == 404
