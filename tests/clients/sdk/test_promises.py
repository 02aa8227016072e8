"""Receipts and notices count only under a key that the ledger has for the gateway, and only for what was
handed in."""

import base64
import json
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from fastapi.testclient import TestClient

from clients.sdk import AsyncClient, Author, Client, Means, PromiseInvalid, SeedBook
from clients.sdk.errors import NotAnchored
from contracts.ids import MemberId, NetworkId, UnixTime, hex0x, unhex
from contracts.proofs import Trust
from contracts.receipts import Notice, Receipt
from contracts.records import parse_record
from tests.asynchrony import run
from tests.gateway.network import (
    CUSTOMS,
    DOMAIN,
    EXPORTER,
    access_key,
    author_key,
    invoice,
    make_genesis,
    secret,
)
from tests.gateway.world import World

URL = "http://testserver"
KEYS = "/v1/network/signing-keys"
AUTHOR = Author(EXPORTER, author_key(EXPORTER), DOMAIN)
Change = Callable[[dict[str, Any]], None]


class Between(httpx.BaseTransport, httpx.AsyncBaseTransport):
    """Someone between client and gateway: changes what comes back from paths that end as named."""

    def __init__(self, inner: Any, path: str, change: Change) -> None:
        self.inner, self.path, self.change = inner, path, change

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        response = self.inner.handle_request(request)
        return self._changed(request, response, response.read())

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        response = await self.inner.handle_async_request(request)
        return self._changed(request, response, await response.aread())

    def _changed(self, request: httpx.Request, response: httpx.Response, body: bytes) -> httpx.Response:
        if self.path in request.url.path and response.status_code < 400:
            document = json.loads(body)
            self.change(document)
            body = json.dumps(document).encode()
        return httpx.Response(
            response.status_code, content=body, headers={"content-type": "application/json"}
        )


def now() -> UnixTime:
    return UnixTime(int(time.time()))


@pytest.fixture
def trust(client: TestClient) -> Trust:
    with Client(URL, transport=client._transport) as sdk:
        return sdk.trust()


@pytest.fixture
def means(tmp_path: Path) -> Iterator[Means]:
    yield Means(AUTHOR, SeedBook(tmp_path / "seeds"), now, os.urandom)


def submit(client: TestClient, means: Means, trust: Trust, change: Change, **more: Any) -> Any:
    transport = Between(client._transport, more.pop("path", "/v1/submissions"), change)
    with Client(URL, trust=trust, transport=transport, **more) as sdk:
        submitted = sdk.submit([parse_record(3, invoice("INV-1"))], means)
        sdk.wait_for_all(submitted)
        return submitted


def unchanged(_document: dict[str, Any]) -> None:
    pass


def signed_by(name: str, **changed: Any) -> Change:
    """A receipt with some values changed, and signed by the key of that name."""

    def apply(document: dict[str, Any]) -> None:
        if document.get("type") != "tegata/receipt/1":
            return
        document.update(changed)
        receipt = Receipt(
            NetworkId(unhex(document["network_id"], 32)),
            MemberId(document["member"]),
            unhex(document["subject"], 32),
            unhex(document["contents"], 32),
            UnixTime(document["received_at"]),
            UnixTime(document["decide_by"]),
        )
        key = Ed25519PrivateKey.from_private_bytes(secret(name))
        document["signature"] = hex0x(key.sign(receipt.message()))

    return apply


def set_to(**values: Any) -> Change:
    return lambda document: document.update(values)


def test_a_receipt_under_the_gateways_key_on_the_ledger_is_taken(
    client: TestClient, means: Means, trust: Trust
) -> None:
    submitted = submit(client, means, trust, unchanged, gateway=CUSTOMS)
    assert submitted.accepted[0].receipt["gateway"] == CUSTOMS


def test_the_keys_are_asked_for_once(client: TestClient, means: Means, trust: Trust) -> None:
    asked: list[int] = []
    submit(client, means, trust, lambda _document: asked.append(1), path=KEYS)
    assert len(asked) == 1


@pytest.mark.parametrize(
    ("change", "where"),
    [
        (set_to(signature="0x" + "00" * 64), "promise/signature"),
        (set_to(signature="0x00"), "promise/signature"),
        (set_to(signature=None), "promise/signature"),
        (signed_by("another gateway"), "promise/signature"),
        (signed_by("gateway", subject="0x" + "11" * 32), "promise/subject"),
        (signed_by("gateway", contents="0x" + "11" * 32), "promise/contents"),
        (signed_by("gateway", member=4), "promise/member"),
        (signed_by("gateway", network_id="0x" + "11" * 32), "promise/network_id"),
        (signed_by("gateway", decide_by=2**39), "receipt/decide_by"),
        (set_to(received_at=1), "promise/signature"),
        (set_to(received_at="now"), "promise/received_at"),
        (set_to(type="tegata/notice/1"), "promise/type"),
        (set_to(gateway=4), "promise/gateway"),
    ],
)
def test_a_receipt_that_is_another_or_anothers_is_refused(
    client: TestClient, means: Means, trust: Trust, change: Change, where: str
) -> None:
    with pytest.raises(PromiseInvalid) as refused:
        submit(client, means, trust, change)
    assert refused.value.where == where


def test_a_receipt_of_another_members_gateway_than_named_is_refused(
    client: TestClient, means: Means, trust: Trust
) -> None:
    with pytest.raises(PromiseInvalid, match="the gateway of member 4"):
        submit(client, means, trust, unchanged, gateway=MemberId(4))


def test_a_gateway_without_a_key_on_the_ledger_can_promise_nothing(tmp_path: Path) -> None:
    founded = make_genesis()
    members = tuple(member.model_copy(update={"gateway": None}) for member in founded.members)
    world = World(tmp_path, founded.model_copy(update={"members": members}))
    world.start_node()
    means = Means(AUTHOR, SeedBook(tmp_path / "seeds"), now, os.urandom)
    try:
        with world.gateway() as client, Client(URL, transport=client._transport) as sdk:
            trust = sdk.trust()
            with pytest.raises(PromiseInvalid, match="none there"):
                submit(client, means, trust, unchanged)
    finally:
        world.close()


def flipped(text: str) -> str:
    data = bytearray(base64.b64decode(text))
    data[40] ^= 1
    return base64.b64encode(data).decode()


def flip_node(document: dict[str, Any]) -> None:
    document["state"]["nodes"][-1] = flipped(document["state"]["nodes"][-1])


def flip_header(document: dict[str, Any]) -> None:
    document["state"]["header"] = flipped(document["state"]["header"])


def drop_node(document: dict[str, Any]) -> None:
    document["state"]["nodes"].pop()


def repeat_finality_later(document: dict[str, Any]) -> None:
    document["finality"]["time"] += 1


@pytest.mark.parametrize(
    ("change", "where"),
    [
        (flip_node, "signing-keys/state/Consortium"),
        (flip_header, "signing-keys/finality/signature"),
        (drop_node, "signing-keys/state/Consortium"),
        (repeat_finality_later, "signing-keys/finality/signature"),
        (set_to(network="0x" + "11" * 32), "signing-keys/network"),
        (set_to(format="tegata/proof/1"), "signing-keys/format"),
        (set_to(more=1), "signing-keys/gateway-keys"),
        (set_to(member=4), "signing-keys/state/Consortium"),
    ],
)
def test_evidence_of_the_keys_that_was_tampered_with_is_refused(
    client: TestClient, means: Means, trust: Trust, change: Change, where: str
) -> None:
    with pytest.raises(PromiseInvalid) as refused:
        submit(client, means, trust, change, path=KEYS)
    assert refused.value.where == where


def test_without_a_trust_file_a_receipt_is_taken_as_it_comes(client: TestClient, means: Means) -> None:
    transport = Between(client._transport, "/v1/submissions", set_to(signature="0x"))
    with Client(URL, transport=transport) as sdk:
        submitted = sdk.submit([parse_record(3, invoice("INV-1"))], means)
    assert submitted.accepted[0].receipt["signature"] == "0x"


def test_a_refused_receipt_costs_nothing_the_same_command_goes_on(
    client: TestClient, means: Means, trust: Trust
) -> None:
    with pytest.raises(PromiseInvalid):
        submit(client, means, trust, set_to(signature="0x" + "00" * 64))
    assert len(submit(client, means, trust, unchanged).accepted) == 1


def test_the_asynchronous_client_checks_too(client: TestClient, means: Means, trust: Trust) -> None:
    async def journey(change: Change) -> Any:
        transport = Between(httpx.ASGITransport(app=client.app), "/v1/submissions", change)
        async with AsyncClient(URL, trust=trust, transport=transport) as sdk:
            return await sdk.submit([parse_record(3, invoice("INV-1"))], means)

    with pytest.raises(PromiseInvalid, match="promise/signature"):
        run(journey(signed_by("another gateway")))
    assert run(journey(unchanged)).accepted[0].receipt["gateway"] == CUSTOMS


def test_the_receipt_of_an_act_is_checked(client: TestClient, means: Means, trust: Trust) -> None:
    submitted = submit(client, means, trust, unchanged)
    target, until = submitted.accepted[0].prepared.ids[0], UnixTime(now() + 3_600)

    def end(change: Change) -> Any:
        transport = Between(client._transport, "/v1/status-acts", change)
        with Client(URL, trust=trust, transport=transport) as sdk:
            sdk.sign_in(access_key(EXPORTER))
            return sdk.wait_for_act(sdk.end(AUTHOR, "revoke", target, 2, until))

    with pytest.raises(PromiseInvalid, match="promise/signature"):
        end(signed_by("another gateway"))
    assert end(unchanged)["state"] == "anchored"


def failure_signed_by(name: str) -> Change:
    """The state of a batch, told as failed under that key."""

    def apply(document: dict[str, Any]) -> None:
        if "state" not in document:
            return
        notice = Notice(trust_network(document), EXPORTER, unhex(document["root"], 32), 3, now())
        key = Ed25519PrivateKey.from_private_bytes(secret(name))
        document |= {
            "state": "failed",
            "notice": {
                "type": "tegata/notice/1",
                "network_id": hex0x(notice.network_id),
                "member": notice.member,
                "subject": hex0x(notice.subject),
                "reason": notice.reason,
                "decided_at": notice.decided_at,
                "gateway": CUSTOMS,
                "signature": hex0x(key.sign(notice.message())),
            },
        }

    return apply


def trust_network(document: dict[str, Any]) -> NetworkId:
    return NetworkId(unhex(document["receipt"]["network_id"], 32))


def test_a_failure_counts_only_under_the_gateways_signature(
    client: TestClient, means: Means, trust: Trust
) -> None:
    with pytest.raises(PromiseInvalid, match="promise/signature"):
        submit(client, means, trust, failure_signed_by("another gateway"))
    with pytest.raises(NotAnchored):
        submit(client, means, trust, failure_signed_by("gateway"))
