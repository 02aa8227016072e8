"""The SDK with a node and a gateway, from records to a verdict that needs neither."""

import json
import os
import time
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest
from fastapi.testclient import TestClient

from clients.sdk import AsyncClient, Author, Client, GatewayRefused, Means, SeedBook
from clients.sdk import submitting as submitting_module
from contracts.ids import UnixTime
from contracts.proofs import Outcome, Topic, verify
from contracts.records import Record, parse_record
from tests.asynchrony import run
from tests.gateway.network import CUSTOMS, DOMAIN, EXPORTER, access_key, author_key, invoice

AUTHOR = Author(EXPORTER, author_key(EXPORTER), DOMAIN)


def now() -> UnixTime:
    return UnixTime(int(time.time()))


@pytest.fixture
def sdk(client: TestClient) -> Iterator[Client]:
    with Client("http://testserver", transport=client._transport) as made:
        made.sign_in(access_key(EXPORTER))
        yield made


@pytest.fixture
def means(tmp_path: Path) -> Means:
    return Means(AUTHOR, SeedBook(tmp_path / "seeds"), now, os.urandom)


def invoices(count: int, start: int = 0) -> list[Record]:
    return [parse_record(3, invoice(f"INV-{n}")) for n in range(start, start + count)]


def test_a_record_is_anchored_proved_verified_and_revoked(sdk: Client, means: Means) -> None:
    submitted = sdk.submit(invoices(3), means)
    (state,) = sdk.wait_for_all(submitted)
    assert state["state"] == "anchored"
    trust = sdk.trust()
    identity = submitted.accepted[0].prepared.ids[1]
    bundle = sdk.proof(identity)
    verdict = verify(json.dumps(bundle.to_json()), trust, now())
    assert verdict.outcome is Outcome.VALID, verdict.to_json()
    assert verdict.claim(Topic.IDENTITY).details["name"] == "Tan Long Garment JSC"
    receipt = sdk.end(AUTHOR, "revoke", identity, 2, UnixTime(now() + 3_600))
    assert sdk.wait_for_act(receipt)["state"] == "anchored"
    after = verify(sdk.proof(identity), trust, now())
    assert after.outcome is Outcome.ENDED
    assert verify(sdk.proof(submitted.accepted[0].prepared.ids[0]), trust, now()).valid


def test_submitting_the_same_records_again_changes_nothing(sdk: Client, means: Means) -> None:
    first = sdk.submit(invoices(2), means)
    again = sdk.submit(invoices(2), means)
    assert again == first


def test_a_poison_record_is_named_and_the_others_go_through(sdk: Client, means: Means) -> None:
    records = invoices(40)
    too_large = invoice("POISON", remarks="x" * 4_000)
    too_large["references"] = [{"type": "PO", "number": "y" * 3_900} for _ in range(70)]
    records[17] = parse_record(3, too_large)
    submitted = sdk.submit(records, means)
    assert set(submitted.refused) == {17}
    assert submitted.refused[17]["code"] == "record.too_large"
    assert submitted.accepted[0].positions == tuple(n for n in range(40) if n != 17)
    assert sdk.wait_for_all(submitted)[0]["count"] == 39


def test_a_large_batch_is_uploaded_in_chunks_and_resumed(
    sdk: Client, means: Means, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(submitting_module, "WHOLE_RECORDS", 10)
    monkeypatch.setattr(submitting_module, "CHUNK_RECORDS", 10)
    seen: list[tuple[int, int]] = []

    class CutOff(Exception):
        pass

    def cut(done: int, of: int) -> None:
        seen.append((done, of))
        if done == 20:
            raise CutOff

    with pytest.raises(CutOff):
        sdk.submit(invoices(35), means, cut)
    resumed: list[tuple[int, int]] = []
    submitted = sdk.submit(invoices(35), means, lambda done, of: resumed.append((done, of)))
    assert resumed[0] == (20, 35)
    assert resumed[-1] == (35, 35)
    assert sdk.wait_for_all(submitted)[0]["state"] == "anchored"


def test_the_asynchronous_client_does_the_same(client: TestClient, means: Means) -> None:
    async def journey() -> bool:
        transport = httpx.ASGITransport(app=client.app)
        async with AsyncClient("http://testserver", transport=transport) as sdk:
            await sdk.sign_in(access_key(EXPORTER))
            submitted = await sdk.submit(invoices(2, start=500), means)
            await sdk.wait_for_all(submitted)
            bundle = await sdk.proof(submitted.accepted[0].prepared.ids[0])
            return verify(bundle, await sdk.trust(), now()).valid

    assert run(journey())


def test_another_members_record_does_not_exist_for_a_stranger(
    client: TestClient, sdk: Client, means: Means
) -> None:
    submitted = sdk.submit(invoices(1, start=900), means)
    sdk.wait_for_all(submitted)
    with Client("http://testserver", transport=client._transport) as stranger:
        stranger.sign_in(access_key(4))
        with pytest.raises(GatewayRefused) as refused:
            stranger.proof(submitted.accepted[0].prepared.ids[0])
    assert refused.value.status == 404


def test_signing_in_by_a_key_that_is_no_access_key_is_refused(client: TestClient) -> None:
    with (
        Client("http://testserver", transport=client._transport) as sdk,
        pytest.raises(GatewayRefused),
    ):
        sdk.sign_in(author_key(CUSTOMS))
