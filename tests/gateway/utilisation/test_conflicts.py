"""Evidence of two debits that do not fit together: checked offline, and refused where anything is changed."""

import copy
import json
from collections.abc import Callable
from typing import Any

import pytest

from contracts.ids import UnixTime, hex0x
from contracts.proofs import EvidenceRefused, Trust, read_trust
from contracts.proofs.conflict import ProvedConflict, conflict_from_json, proved_conflict
from contracts.proofs.evidence import is_evidence, proved_evidence
from gateway.utilisation import drawing
from tests.gateway.network import CUSTOMS, EXPORTER
from tests.gateway.utilisation.test_flow import KEYS, anchor_certificate, declare, line_used, used_of
from tests.gateway.world import World, eventually, sign_in


def flipped(text: str) -> str:
    return text[:-1] + ("0" if text[-1] != "0" else "1")


def refused_act(name: str, value: Any) -> Callable[[dict[str, Any]], None]:
    def change(document: dict[str, Any]) -> None:
        document["refused"]["act"][name] = value

    return change


def swapped(document: dict[str, Any]) -> None:
    document["standing"], document["refused"] = document["refused"], document["standing"]


def twice(document: dict[str, Any]) -> None:
    document["refused"] = document["standing"]


def without_a_node(document: dict[str, Any]) -> None:
    document["state"]["nodes"].pop()


def of_another_network(document: dict[str, Any]) -> None:
    document["network"] = flipped(document["network"])


CHANGES = [
    refused_act("quantity", str(4 * 10**9)),
    refused_act("revision", 9),
    refused_act("member", 2),
    refused_act("unit", hex0x(b"KGM")),
    swapped,
    twice,
    without_a_node,
    of_another_network,
]


def test_a_refused_debit_comes_with_evidence_that_anyone_can_check(world: World) -> None:
    with world.gateway(**KEYS) as client:
        proof = anchor_certificate(client)
        customs = sign_in(client, CUSTOMS)
        declare(client, "26000000001", "6")
        eventually(lambda: line_used(client, proof, customs) == ("6", "4"), 60)
        declare(client, "26000000002", "5", lodged="2026-03-21T10:00:00+09:00")
        eventually(
            lambda: [d for d in used_of(client, proof, customs)["draws"] if d["state"] == "refused"], 60
        )
        path = f"/v1/records/{proof}/conflict"
        asked = {"declaration": "JP-26000000002"}
        answer = client.get(path, params=asked, headers=customs)
        assert answer.status_code == 200, answer.text
        fits = {"declaration": "JP-26000000001"}
        assert client.get(path, params=fits, headers=customs).status_code == 404
        party = sign_in(client, EXPORTER)
        assert client.get(path, params=asked, headers=party).status_code == 403
        trust = read_trust(client.get("/v1/trust").content)
        now = client.app.state.services.now()  # type: ignore[attr-defined]  # FastAPI's own state
    check(answer.json(), trust, now)


def check(document: dict[str, Any], trust: Trust, now: UnixTime) -> None:
    text = json.dumps(document).encode()
    assert is_evidence(text)
    proved = proved_evidence(text, trust, now)
    assert isinstance(proved, ProvedConflict)
    assert (proved.covered, proved.left, proved.wanted) == (10 * 10**9, 4 * 10**9, 5 * 10**9)
    assert (proved.standing_member, proved.refused_member, proved.unit) == (CUSTOMS, CUSTOMS, "C62")
    for change in CHANGES:
        changed = copy.deepcopy(document)
        change(changed)
        with pytest.raises(EvidenceRefused):
            proved_conflict(conflict_from_json(changed), trust, now)
    with pytest.raises(EvidenceRefused):
        proved_evidence(text[:-2], trust, now)


def test_a_debit_that_came_second_on_the_ledger_is_told_which_came_first(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    with world.gateway(**KEYS) as client:
        proof = anchor_certificate(client)
        customs = sign_in(client, CUSTOMS)
        declare(client, "26000000001", "6")
        eventually(lambda: line_used(client, proof, customs) == ("6", "4"), 60)
        tries = iter([lambda *_: None])
        real = drawing._try
        monkeypatch.setattr(drawing, "_try", lambda *given: next(tries, real)(*given))
        declare(client, "26000000002", "5", lodged="2026-03-21T10:00:00+09:00")
        refused = eventually(
            lambda: [d for d in used_of(client, proof, customs)["draws"] if d["state"] == "refused"], 60
        )
        assert refused[0]["problem"]["left"] == str(4 * 10**9)
        first = used_of(client, proof, customs)["lines"][0]["debits"][0]
        assert refused[0]["problem"]["conflicting_debit"] == first["d"]
