"""The clients' patience and caution, against a gateway that only pretends."""

import json
from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import httpx
import pytest

from clients.sdk import AsyncClient, Client, GatewayRefused, GatewayUnreachable
from clients.sdk import client as client_module
from clients.sdk.session import ChallengeSuspicious
from contracts.acts import address_of, recover_digest
from contracts.keccak import keccak
from tests.asynchrony import run

KEY = b"\x21" * 32
URL = "http://gateway.test:8700"
Handler = Callable[[httpx.Request], httpx.Response]


@pytest.fixture(autouse=True)
def pauses(monkeypatch: pytest.MonkeyPatch) -> list[float]:
    """The client's pauses, and no other thread's, are written down and not waited for."""
    waited: list[float] = []

    async def wait(seconds: float) -> None:
        waited.append(seconds)

    monkeypatch.setattr(client_module, "time", SimpleNamespace(sleep=waited.append))
    monkeypatch.setattr(client_module, "asyncio", SimpleNamespace(sleep=wait))
    return waited


def sync_network(handler: Handler) -> Any:
    with Client(URL, transport=httpx.MockTransport(handler)) as client:
        return client.network()


def async_network(handler: Handler) -> Any:
    async def ask() -> Any:
        async with AsyncClient(URL, transport=httpx.MockTransport(handler)) as client:
            return await client.network()

    return run(ask())


both = pytest.mark.parametrize("network", [sync_network, async_network])


@both
def test_a_busy_gateway_is_asked_again_after_the_time_it_names(network: Any, pauses: list[float]) -> None:
    answers = iter([httpx.Response(429, headers={"Retry-After": "7"}), httpx.Response(200, json={"a": 1})])
    assert network(lambda request: next(answers)) == {"a": 1}
    assert pauses == [7.0]


@both
def test_a_gateway_out_of_reach_is_tried_four_times(network: Any, pauses: list[float]) -> None:
    asked: list[str] = []

    def handler(request: httpx.Request) -> httpx.Response:
        asked.append(request.url.path)
        raise httpx.ConnectError("refused")

    with pytest.raises(GatewayUnreachable, match=r"/v1/network.*ConnectError"):
        network(handler)
    assert len(asked) == 4
    assert pauses == [0.2, 1.0, 3.0]


@both
def test_a_problem_is_told_as_the_gateway_told_it(network: Any) -> None:
    problem = {"code": "not_found", "where": "x", "expected": "y", "found": "z", "correlation_id": "c-1"}
    with pytest.raises(GatewayRefused) as refused:
        network(lambda request: httpx.Response(404, json=problem))
    assert refused.value.to_dict()["code"] == "not_found"
    assert refused.value.to_dict()["correlation_id"] == "c-1"
    assert "expected y, found z" in refused.value.message


@both
@pytest.mark.parametrize("body", [b"<html>", b"", b"\xff\xfe", b"[1]"])
def test_an_answer_that_is_no_problem_is_quoted(network: Any, body: bytes) -> None:
    with pytest.raises(GatewayRefused, match="500"):
        network(lambda request: httpx.Response(500, content=body, headers={"Content-Type": "text/html"}))


class SigningGateway:
    """Gives challenges and tokens; a token counts once."""

    def __init__(self, domain: str = "gateway.test:8700") -> None:
        self.domain = domain
        self.signers: list[bytes] = []
        self.current: str | None = None

    def __call__(self, request: httpx.Request) -> httpx.Response:
        if request.url.path == "/v1/sign-in/challenge":
            text = f"{self.domain} wants you to sign in with your Ethereum account:\n…"
            return httpx.Response(200, json={"message": text, "expires_at": 1})
        if request.url.path == "/v1/sign-in":
            given = json.loads(request.content)
            data = given["message"].encode()
            digest = keccak(b"\x19Ethereum Signed Message:\n%d" % len(data) + data)
            self.signers.append(recover_digest(digest, bytes.fromhex(given["signature"][2:])))
            self.current = f"token-{len(self.signers)}"
            return httpx.Response(200, json={"token": self.current})
        if request.headers.get("authorization") != f"Bearer {self.current}":
            return httpx.Response(401, json={"code": "access.not_signed_in"})
        self.current = None
        return httpx.Response(200, json={"head": 1})


def test_a_token_that_ran_out_is_renewed_by_the_same_key() -> None:
    gateway = SigningGateway()
    with Client(URL, transport=httpx.MockTransport(gateway)) as client:
        assert client.sign_in(KEY) == "token-1"
        assert client.network() == {"head": 1}
        assert client.network() == {"head": 1}
    assert gateway.signers == [address_of(KEY)] * 2


def test_without_a_key_a_refused_token_is_told() -> None:
    with (
        Client(URL, transport=httpx.MockTransport(SigningGateway())) as client,
        pytest.raises(GatewayRefused, match="401"),
    ):
        client.network()


def test_a_challenge_that_names_another_gateway_is_not_signed() -> None:
    gateway = SigningGateway(domain="evil.test")
    with (
        Client(URL, transport=httpx.MockTransport(gateway)) as client,
        pytest.raises(ChallengeSuspicious, match="Do not sign"),
    ):
        client.sign_in(KEY)
    assert gateway.signers == []
