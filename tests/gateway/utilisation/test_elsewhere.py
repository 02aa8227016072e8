"""What customs of another country draw on the ledger reaches the findings here, and leaves them again."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from contracts import calls
from contracts.acts import CONFIRMED, Debit, sign
from contracts.addresses import UTILISATION
from contracts.ids import MemberId, RecordId, UnixTime
from gateway.archive.checking import check_archive
from gateway.utilisation.drawing import Call, queued
from gateway.utilisation.lines import opening_of, place_of
from tests.gateway.archive.test_archive import exported
from tests.gateway.network import (
    CUSTOMS,
    DOMAIN,
    EXPORTER,
    ISSUER,
    author_key,
    certificate,
    make_genesis,
    prepare,
)
from tests.gateway.network import _member as member
from tests.gateway.utilisation.test_flow import KEYS, declare, line_used
from tests.gateway.world import World, anchored, eventually, sign_in

KOREA = MemberId(9)
D = b"\xd1" * 32
"""A declaration line, as the customs of Korea hide it."""


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    genesis = make_genesis()
    customs = member(KOREA, "Korea Customs Service", "KR", "customs")
    made = World(tmp_path, genesis.model_copy(update={"members": (*genesis.members, customs)}))
    made.start_node()
    yield made
    made.close()


def draws_abroad(client: TestClient, proof: RecordId, quantity: int, revision: int) -> None:
    """Sets what a declaration in Korea uses of the proof's first line; whichever gateway relays it."""
    services = client.app.state.services  # type: ignore[attr-defined]  # FastAPI's own state
    until = UnixTime(services.now() + 3600)
    terms: dict[str, Any] = {"member": KOREA, "issuer": ISSUER, "lineage": proof, "line": 0, "d": D}
    terms |= {"quantity": quantity * 10**9, "unit": b"C62", "revision": revision}
    act = Debit(**terms, expires=CONFIRMED, valid_until=until)
    with services.store.read() as connection:
        opening = opening_of(connection, services.ledger, place_of(connection, proof, 0)) if quantity else ()
    domain = replace(DOMAIN, verifying_contract=UTILISATION)
    calldata = calls.debit_act(act, sign(act, domain, author_key(KOREA)), *(opening or ()))
    subject = bytes([revision]) * 32
    call = Call(subject, proof, calldata, until, {"type": "debit"})
    services.store.write(queued(services, call, services.now()), services.store.outbox_bell)


def findings(client: TestClient) -> dict[str, dict[str, Any]]:
    answer = client.get("/v1/findings", params={"state": "open"}, headers=sign_in(client, CUSTOMS))
    assert answer.status_code == 200, answer.text
    return {one["rule"]: one for one in answer.json()["items"]}


def test_what_is_drawn_abroad_is_found_and_cleared_when_it_is_released(world: World, tmp_path: Path) -> None:
    with world.gateway(**KEYS) as client:
        prepared = prepare([certificate("VN-1", usage={"type": "single_importation"})], 1)
        anchored(client, prepared)
        proof, customs = prepared.ids[0], sign_in(client, CUSTOMS)
        path = "0x" + proof.hex()
        declare(client, "26000000001", "6")
        eventually(lambda: line_used(client, path, customs) == ("6", "4"))
        assert {"proof.used_abroad", "proof.used_elsewhere", "quantity.exceeded_elsewhere"}.isdisjoint(
            findings(client)
        ), "its own debit is no one else's"

        draws_abroad(client, proof, 3, 1)
        found = eventually(lambda: findings(client).get("proof.used_abroad"))
        told = client.get(f"/v1/records/{path}/utilisation", headers=customs).json()["lines"][0]["debits"]
        (abroad,) = (one for one in told if one["member"] == KOREA)
        assert found["found"]["value"].startswith("3 C62 (KR, 9, ")
        assert found["found"]["value"].endswith(f"#{abroad['block']})")
        assert "quantity.exceeded_elsewhere" not in findings(client), "nine of ten"

        declare(client, "26000000001", "8", function="amendment", version=2)
        eventually(lambda: "quantity.exceeded_elsewhere" in findings(client))
        report = check_archive(exported(client, CUSTOMS, tmp_path / "export"), workers=1)
        assert (report.differences, report.counted["results"]) == ([], 1)

        draws_abroad(client, proof, 0, 2)
        eventually(lambda: not {"proof.used_abroad", "quantity.exceeded_elsewhere"} & findings(client).keys())
        assert sign_in(client, EXPORTER)
