"""Acts that end records and batches: relayed, judged before they are promised, final."""

from typing import Any

import pytest
from fastapi.testclient import TestClient

from contracts.acts import Supersede, Withdraw, sign
from contracts.ids import RecordId, UnixTime, hex0x
from tests.gateway.network import (
    DOMAIN,
    EXPORTER,
    OTHER,
    Prepared,
    act_document,
    author_key,
    invoice,
    prepare,
    revocation,
)
from tests.gateway.world import anchored

pytestmark = pytest.mark.both_databases


def done(client: TestClient, document: dict[str, Any]) -> dict[str, Any]:
    answer = client.post("/v1/status-acts", json=document)
    assert answer.status_code == 202, answer.text
    state = client.get(f"/v1/status-acts/{answer.json()['subject']}?wait=20").json()
    assert state["state"] == "anchored", state
    return dict(answer.json())


def verdict(client: TestClient, record_id: RecordId) -> dict[str, Any]:
    return dict(client.get(f"/v1/records/{hex0x(record_id)}/verification").json())


def supersession(old: Prepared, new: Prepared) -> dict[str, Any]:
    act = Supersede(
        EXPORTER, old.batch.root, old.ids[0], new.batch.root, new.ids[0], 2, UnixTime(old.batch.valid_until)
    )
    return act_document(act, sign(act, DOMAIN, author_key(EXPORTER)))


def test_a_record_is_revoked_and_its_neighbour_stands(client: TestClient) -> None:
    prepared = prepare([invoice("INV-1"), invoice("INV-2")])
    anchored(client, prepared)
    document = revocation(prepared, prepared.ids[0])
    receipt = done(client, document)
    assert client.post("/v1/status-acts", json=document).json() == receipt
    ended = verdict(client, prepared.ids[0])
    assert (ended["verdict"], ended["ending"]["state"], ended["ending"]["reason"]) == (
        "ended",
        "revoked",
        "issued_in_error",
    )
    assert verdict(client, prepared.ids[1])["verdict"] == "valid"


def test_a_whole_batch_is_withdrawn(client: TestClient) -> None:
    prepared = prepare([invoice("INV-1"), invoice("INV-2")])
    anchored(client, prepared)
    act = Withdraw(
        EXPORTER, prepared.batch.root, prepared.batch.root, 4, UnixTime(prepared.batch.valid_until)
    )
    done(client, act_document(act, sign(act, DOMAIN, author_key(EXPORTER))))
    assert verdict(client, prepared.ids[1])["ending"]["whole_batch"]


def test_a_record_is_superseded_by_another_that_stands(client: TestClient) -> None:
    old, new = prepare([invoice("INV-1")]), prepare([invoice("INV-1-CORRECTED")])
    anchored(client, old)
    early = client.post("/v1/status-acts", json=supersession(old, new))
    assert early.json()["where"] == "successor_position"
    anchored(client, new)
    done(client, supersession(old, new))
    assert verdict(client, old.ids[0])["ending"]["successor"] == hex0x(new.ids[0])


def refusal(client: TestClient, document: dict[str, Any]) -> str:
    answer = client.post("/v1/status-acts", json=document)
    assert answer.status_code == 422, answer.text
    return str(answer.json()["refusal"])


def test_nobody_else_ends_a_record_and_nobody_ends_it_twice(client: TestClient) -> None:
    prepared = prepare([invoice("INV-1"), invoice("INV-2")])
    anchored(client, prepared)
    stranger = revocation(prepared, prepared.ids[0], key=author_key(OTHER))
    assert refusal(client, stranger) == "key_of_another_member"
    done(client, revocation(prepared, prepared.ids[0]))
    again = revocation(prepared, prepared.ids[0])
    again["act"]["reason"] = 2
    act = Withdraw(EXPORTER, prepared.batch.root, prepared.ids[0], 2, UnixTime(prepared.batch.valid_until))
    assert refusal(client, act_document(act, sign(act, DOMAIN, author_key(EXPORTER)))) == "status_terminal"


def test_what_was_never_anchored_can_not_be_revoked(client: TestClient) -> None:
    prepared = prepare([invoice("INV-1")])
    assert refusal(client, revocation(prepared, prepared.batch.root)) == "batch_unknown"


def test_another_members_record_is_not_revoked_by_anchoring_its_root(client: TestClient) -> None:
    prepared = prepare([invoice("INV-1")])
    anchored(client, prepared)
    document = revocation(prepared, prepared.ids[0])
    document["act"]["member"] = OTHER
    answer = client.post("/v1/status-acts", json=document)
    assert answer.status_code in (400, 422)
    assert verdict(client, prepared.ids[0])["verdict"] == "valid"


def test_a_path_that_leads_elsewhere_is_refused(client: TestClient) -> None:
    prepared = prepare([invoice("INV-1"), invoice("INV-2")])
    anchored(client, prepared)
    document = revocation(prepared, prepared.ids[0])
    wrong = {**document, "position": {"index": 0, "path": [hex0x(prepared.ids[0])]}}
    assert refusal(client, wrong) == "not_included"
