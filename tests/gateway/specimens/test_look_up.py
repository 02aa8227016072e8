"""Customs look a certificate up at its issuing body; whoever guesses learns nothing, not even by time."""

import json
from hashlib import sha256

import pytest
from sqlalchemy import event, select

from contracts.cases import canonical
from contracts.ed25519 import is_signed
from contracts.ids import UnixTime, hex0x
from contracts.proofs import Outcome, verify
from contracts.receipts import NoMatch
from gateway.network.trust import trust_of
from gateway.specimens.matching import matches
from gateway.store.tables.access import audit_log
from tests.gateway.cases.two import Two
from tests.gateway.network import CUSTOMS, EXPORTER, ISSUER, certificate, public_key
from tests.gateway.specimens.certificates import NUMBER
from tests.gateway.world import sign_in

RIGHT = {
    "hs": "620520",
    "description": "Cotton shirts, woven",
    "quantity": "10 C62",
    "date": "2026-03-01",
    "exporter": "TAN LONG GARMENT JSC",
}
WRONG = {
    "hs": "620530",
    "description": "Silk shirts",
    "quantity": "11",
    "date": "2026-03-02",
    "exporter": "Other",
}


@pytest.mark.parametrize("name", list(RIGHT))
def test_the_number_and_one_field_open_the_certificate_with_its_proof(two: Two, name: str) -> None:
    answer = two.issuer.post("/v1/specimens", json={"number": NUMBER, name: RIGHT[name]})
    assert answer.status_code == 200, answer.text
    found = answer.json()
    trust = trust_of(two.services[ISSUER])
    verdict = verify(json.dumps(found["proof"]), trust, UnixTime(two.services[ISSUER].now()))
    assert (found["match"], found["state"], verdict.outcome) == (True, "active", Outcome.VALID)


def test_a_wrong_field_beside_a_right_one_opens_nothing(two: Two) -> None:
    for name in RIGHT:
        asked = {"number": NUMBER, **RIGHT, name: WRONG[name]}
        assert two.issuer.post("/v1/specimens", json=asked).json()["match"] is False


@pytest.mark.parametrize("name", list(RIGHT))
def test_what_matches_nothing_is_stated_by_the_issuer_in_one_way(two: Two, name: str) -> None:
    questions = [{"number": "VN-2026-000778", name: RIGHT[name]}, {"number": NUMBER, name: WRONG[name]}]
    told = [two.issuer.post("/v1/specimens", json=asked) for asked in questions]
    shapes = [(t.status_code, sorted(t.headers), list(t.json()), len(t.content)) for t in told]
    assert shapes[0] == shapes[1]
    varying = {"question", "at", "signature"}
    same = [{k: v for k, v in t.json().items() if k not in varying} for t in told]
    assert same[0] == same[1]
    for asked, answer in zip(questions, told, strict=True):
        said, digest = answer.json(), sha256(canonical(asked)).digest()
        network = two.services[ISSUER].ledger.domain.network_id
        message = NoMatch(network, ISSUER, CUSTOMS, digest, said["at"]).message()
        assert said["question"] == hex0x(digest)
        assert is_signed(public_key(f"gateway {ISSUER}"), message, bytes.fromhex(said["signature"][2:]))


def test_the_same_is_asked_of_the_tables_whatever_was_wrong(two: Two) -> None:
    engine = two.services[ISSUER].store.engine
    asked: list[str] = []
    seen: list[list[str]] = []
    listener = lambda *given: asked.append(given[2])  # noqa: E731 - SQLAlchemy's own signature
    event.listen(engine, "before_cursor_execute", listener)
    try:
        for question in ({"number": "VN-0", "hs": "620520"}, {"number": NUMBER, "hs": "620530"}):
            asked.clear()
            assert two.issuer.post("/v1/specimens", json=question).json()["match"] is False
            seen.append(
                [
                    text
                    for text in asked
                    if "FROM records JOIN payloads" in text.replace("\n", "").replace("  ", " ")
                ]
            )
    finally:
        event.remove(engine, "before_cursor_execute", listener)
    assert seen[0] == seen[1]
    assert len(seen[0]) == 2


def test_the_number_alone_is_refused(two: Two) -> None:
    assert two.issuer.post("/v1/specimens", json={"number": NUMBER}).status_code == 400
    for wrong in ({"hs": "62"}, {"quantity": "ten"}, {"date": "March"}, {"other": "x"}):
        assert two.issuer.post("/v1/specimens", json={"number": NUMBER, **wrong}).status_code in (400, 422)


def test_it_is_for_customs_only(two: Two) -> None:
    asked = {"number": NUMBER, "hs": "620520"}
    party = sign_in(two.issuer, EXPORTER)
    assert two.issuer.post("/v1/specimens", json=asked, headers=party).status_code == 403
    nobody = {"Authorization": "Bearer nothing"}
    assert two.issuer.post("/v1/specimens", json=asked, headers=nobody).status_code == 401


def test_every_look_up_is_logged_with_who_asked(two: Two) -> None:
    two.issuer.post("/v1/specimens", json={"number": "VN-LOGGED", "hs": "620520"})
    query = select(audit_log).where(audit_log.c.subject == b"VN-LOGGED")
    with two.services[ISSUER].store.read() as connection:
        (line,) = connection.execute(query).all()
    assert (line.action, line.member) == ("specimen.looked_up", CUSTOMS)


def test_only_so_many_are_answered_a_minute(two: Two, monkeypatch: pytest.MonkeyPatch) -> None:
    limiter = two.issuer.app.state.limiter  # type: ignore[attr-defined]  # the application behind the client
    counted = limiter.count
    monkeypatch.setattr(
        limiter, "count", lambda n, who: (60, -1, 9) if n == "look_ups_a_minute" else counted(n, who)
    )
    answer = two.issuer.post("/v1/specimens", json={"number": NUMBER, "hs": "620520"})
    assert (answer.status_code, answer.headers["retry-after"]) == (429, "9")


def test_fields_are_compared_as_documents_are() -> None:
    body = certificate(NUMBER)
    assert matches(body, "vn 2026/000777", {"quantity": "10.0"})
    assert not matches(body, NUMBER, {"quantity": "10 KGM"})
    assert not matches(body, NUMBER, {"hs": "6205"})
