"""Declarations draw on a certificate, give back what they no longer use, and never overdraw it."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from pydantic import SecretBytes

from contracts.ids import hex0x
from tests.gateway.network import CUSTOMS, EXPORTER, author_key, certificate, prepare, secret
from tests.gateway.world import World, anchored, eventually, sign_in

KEYS = {
    "debit_key": SecretBytes(author_key(CUSTOMS)),
    "debit_secret": SecretBytes(secret("secret of the administration")),
}


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = World(tmp_path)
    made.start_node()
    yield made
    made.close()


def declaration_of(number: str, quantity: str, **more: Any) -> dict[str, Any]:
    """A declaration of one line that claims under the certificate."""
    line = {
        "sequence": 1,
        "classification": {"code": "620520000", "edition": "HS2022"},
        "origin_country": "VN",
        "preference": {"agreement": "RCEP", "proof_type": "CO", "proof_number": "VN-1"},
        "quantity": {"value": quantity, "unit": "C62"},
    }
    return {
        "number": number,
        "lodged": "2026-03-20T10:00:00+09:00",
        "importing_country": "JP",
        "lines": [line],
        **more,
    }


def declare(client: TestClient, number: str, quantity: str, **more: Any) -> None:
    """Sends such a declaration."""
    message = declaration_of(number, quantity, **more)
    answer = client.post("/v1/declarations", json=message, headers=sign_in(client, CUSTOMS))
    assert answer.status_code == 201, answer.text


def anchor_certificate(client: TestClient) -> str:
    prepared = prepare([certificate("VN-1")], 1)
    anchored(client, prepared)
    return hex0x(prepared.ids[0])


def used_of(client: TestClient, proof: str, headers: dict[str, str]) -> dict[str, Any]:
    answer = client.get(f"/v1/records/{proof}/utilisation", headers=headers)
    assert answer.status_code == 200, answer.text
    return dict(answer.json())


def line_used(client: TestClient, proof: str, headers: dict[str, str]) -> tuple[str, str | None] | None:
    lines = used_of(client, proof, headers)["lines"]
    return (lines[0]["used"], lines[0]["left"]) if lines else None


def once_written(client: TestClient, proof: str) -> None:
    """Waits until the ledger has the only draw, and looks that it was asked for once."""
    customs = sign_in(client, CUSTOMS)
    eventually(lambda: used_of(client, proof, customs)["draws"][0]["state"] == "written")
    (debit,) = eventually(lambda: [d for n in used_of(client, proof, customs)["lines"] for d in n["debits"]])
    assert (debit["quantity"], debit["revision"]) == ("6", 1)


def test_declarations_draw_amend_and_give_back(world: World) -> None:
    with world.gateway(**KEYS) as client:
        proof = anchor_certificate(client)
        customs = sign_in(client, CUSTOMS)
        declare(client, "26000000001", "6")
        eventually(lambda: line_used(client, proof, customs) == ("6", "4"))

        declare(client, "26000000002", "5", lodged="2026-03-21T10:00:00+09:00")
        refused = eventually(
            lambda: [d for d in used_of(client, proof, customs)["draws"] if d["state"] == "refused"]
        )
        assert refused[0]["declaration"] == "JP-26000000002"
        assert refused[0]["problem"]["refusal"] == "overdrawn"
        assert refused[0]["problem"]["left"] == str(4 * 10**9)
        first = used_of(client, proof, customs)["lines"][0]["debits"][0]
        assert refused[0]["problem"]["conflicting_debit"] == first["d"]

        declare(client, "26000000001", "3", function="amendment", version=2)
        eventually(lambda: line_used(client, proof, customs) == ("3", "7"))
        declare(client, "26000000001", "3", function="cancellation", version=3)
        eventually(lambda: line_used(client, proof, customs) == ("0", "10"))


def test_customs_decide_a_debit_with_a_reason(world: World) -> None:
    with world.gateway(**KEYS) as client:
        proof = anchor_certificate(client)
        customs = sign_in(client, CUSTOMS)
        asked = {
            "declaration": "JP-26000000009",
            "number": 1,
            "line": 0,
            "quantity": "2.5",
            "reason": "Paper declaration.",
        }
        path = f"/v1/records/{proof}/debits"
        answer = client.post(path, json=asked, headers=customs)
        assert answer.status_code == 202, answer.text
        eventually(lambda: line_used(client, proof, customs) == ("2.5", "7.5"))
        (draw,) = used_of(client, proof, customs)["draws"]
        assert (draw["manual"], draw["reason"]) == (True, "Paper declaration.")
        assert client.post(path, json={**asked, "quantity": "0"}, headers=customs).status_code == 202
        eventually(lambda: line_used(client, proof, customs) == ("0", "10"))

        party = sign_in(client, EXPORTER)
        assert client.post(path, json=asked, headers=party).status_code == 403
        assert client.post(path, json={**asked, "line": 4}, headers=customs).status_code == 404
        for quantity in ("1.0", "-1", "100000000000000000000.5"):
            refused = client.post(path, json={**asked, "quantity": quantity}, headers=customs)
            assert refused.status_code == 400, refused.text


def test_a_restart_asks_for_nothing_twice(world: World) -> None:
    with world.gateway() as client:
        proof = anchor_certificate(client)
        declare(client, "26000000001", "6")
        customs = sign_in(client, CUSTOMS)
        eventually(lambda: used_of(client, proof, customs)["draws"])
        assert line_used(client, proof, customs) is None
    for _ in range(2):
        with world.gateway(**KEYS) as client:
            once_written(client, proof)


def test_a_whole_line_is_drawn_and_leaves_nothing_for_others(world: World) -> None:
    with world.gateway(**KEYS) as client:
        proof = anchor_certificate(client)
        customs = sign_in(client, CUSTOMS)
        asked = {"declaration": "JP-26000000009", "number": 1, "line": 0, "reason": "All of it arrived."}
        path = f"/v1/records/{proof}/debits"
        for refused in (asked, {**asked, "whole": True, "quantity": "1"}):
            assert client.post(path, json=refused, headers=customs).status_code == 400
        answer = client.post(path, json={**asked, "whole": True}, headers=customs)
        assert answer.status_code == 202, answer.text
        eventually(lambda: [n for n in used_of(client, proof, customs)["lines"] if n["whole"]])
        declare(client, "26000000001", "1")
        refused = eventually(
            lambda: [d for d in used_of(client, proof, customs)["draws"] if d["state"] == "refused"]
        )
        assert refused[0]["declaration"] == "JP-26000000001"
        back = client.post(path, json={**asked, "quantity": "0"}, headers=customs)
        assert back.status_code == 202, back.text
        eventually(lambda: line_used(client, proof, customs) == ("0", "0"))


def test_a_reservation_that_lapsed_is_released(world: World) -> None:
    with world.gateway(**KEYS, reserve_seconds=10) as client:
        proof = anchor_certificate(client)
        customs = sign_in(client, CUSTOMS)
        declare(client, "26000000001", "6", stage="preliminary")
        lapsed = eventually(
            lambda: [d for d in used_of(client, proof, customs)["draws"] if d["state"] == "lapsed"], 60
        )
        assert lapsed[0]["quantity"] == "6"
        eventually(lambda: line_used(client, proof, customs) == ("0", "10"), 60)
        declare(client, "26000000001", "6", function="amendment", version=2, stage="main")
        eventually(lambda: line_used(client, proof, customs) == ("6", "4"), 60)
