import json
from collections.abc import Iterator
from typing import Any

import httpx
import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus
from websockets.sync.client import ClientConnection, connect
from websockets.typing import Origin

from ledger_node import Node, Served
from ledger_node.errors import ServingRefused
from ledger_node.rpc.server import MAX_BODY_BYTES
from tests.ledger_node.network import Wallet

JSON = {"content-type": "application/json"}
CHAIN_ID = {"jsonrpc": "2.0", "id": 1, "method": "eth_chainId", "params": []}


@pytest.fixture
def served(node: Node) -> Iterator[Served]:
    with node.serve() as server:
        yield server


@pytest.fixture
def socket(served: Served) -> Iterator[ClientConnection]:
    with connect(served.url.replace("http", "ws")) as connection:
        yield connection


def ask(connection: ClientConnection, method: str, *params: Any) -> Any:
    connection.send(json.dumps({"jsonrpc": "2.0", "id": 7, "method": method, "params": params}))
    while (answer := json.loads(connection.recv(timeout=20))).get("id") != 7:
        pass
    return answer.get("result", answer.get("error"))


def test_requests_and_batches_are_answered_over_http(served: Served) -> None:
    answer = httpx.post(served.url, json=CHAIN_ID)
    assert answer.headers["content-type"] == "application/json"
    assert answer.json() == {"jsonrpc": "2.0", "id": 1, "result": "0xb5659"}
    assert len(httpx.post(served.url, json=[CHAIN_ID, CHAIN_ID]).json()) == 2
    assert httpx.post(served.url, content=b"{", headers=JSON).json()["error"]["code"] == -32700


def test_a_notification_gets_no_content(served: Served) -> None:
    answer = httpx.post(served.url, json={"jsonrpc": "2.0", "method": "eth_chainId"})
    assert (answer.status_code, answer.content) == (204, b"")


def test_other_methods_of_http_are_refused(served: Served) -> None:
    assert httpx.get(served.url).status_code == 405


def test_a_body_that_is_too_large_is_refused_whether_it_says_so_or_not(served: Served) -> None:
    body = b" " * (MAX_BODY_BYTES + 1)
    assert httpx.post(served.url, content=body, headers=JSON).status_code == 413
    assert httpx.post(served.url, content=iter([body]), headers=JSON).status_code == 413


def test_a_page_that_points_a_name_of_its_own_here_is_refused(served: Served) -> None:
    assert httpx.post(served.url, json=CHAIN_ID, headers={"host": "evil.example"}).status_code == 403
    assert httpx.post(served.url, json=CHAIN_ID, headers={"host": "localhost"}).status_code == 200


@pytest.mark.parametrize("kind", ["text/plain", "application/x-www-form-urlencoded", ""])
def test_what_a_form_can_send_is_refused(served: Served, kind: str) -> None:
    answer = httpx.post(served.url, content=json.dumps(CHAIN_ID), headers={"content-type": kind})
    assert answer.status_code == 415


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://localhost.evil.example:80"])
def test_a_page_from_elsewhere_is_refused_and_one_from_here_is_not(served: Served, origin: str) -> None:
    assert httpx.post(served.url, json=CHAIN_ID, headers={"origin": origin}).status_code == 403
    with pytest.raises(InvalidStatus), connect(served.url.replace("http", "ws"), origin=Origin(origin)):
        pass
    here = {"origin": "http://localhost:3000"}
    assert httpx.post(served.url, json=CHAIN_ID, headers=here).status_code == 200


def test_with_a_token_every_request_must_bear_it(node: Node) -> None:
    with node.serve(token="let me in") as served:
        assert httpx.post(served.url, json=CHAIN_ID).status_code == 401
        wrong = {"authorization": "Bearer something else"}
        assert httpx.post(served.url, json=CHAIN_ID, headers=wrong).status_code == 401
        right = {"authorization": "Bearer let me in", "host": "ledger.example"}
        assert httpx.post(served.url, json=CHAIN_ID, headers=right).status_code == 200


def test_beyond_loopback_nothing_is_served_without_a_token(node: Node) -> None:
    with pytest.raises(ServingRefused, match="token"):
        node.serve("0.0.0.0")


def test_a_port_in_use_is_named(node: Node, served: Served) -> None:
    with pytest.raises(ServingRefused, match=str(served.port)):
        node.serve("127.0.0.1", served.port)


def test_requests_are_answered_over_websocket(socket: ClientConnection) -> None:
    assert ask(socket, "eth_chainId") == "0xb5659"
    assert ask(socket, "eth_noSuch")["code"] == -32601


def test_new_heads_logs_and_waiting_transactions_are_pushed(socket: ClientConnection, wallet: Wallet) -> None:
    heads = ask(socket, "eth_subscribe", "newHeads")
    logs = ask(socket, "eth_subscribe", "logs", {"topics": []})
    others = ask(socket, "eth_subscribe", "logs", {"address": "0x" + "ee" * 20})
    pending = ask(socket, "eth_subscribe", "newPendingTransactions")
    raw = "0x" + wallet.anchor().hex()
    socket.send(json.dumps({"jsonrpc": "2.0", "id": 8, "method": "eth_sendRawTransaction", "params": [raw]}))
    seen: dict[str, Any] = {}
    while {heads, logs, pending, "sent"} - set(seen):
        message = json.loads(socket.recv(timeout=20))
        if message.get("id") == 8:
            seen["sent"] = message["result"]
        else:
            seen[message["params"]["subscription"]] = message["params"]["result"]
    assert seen[pending] == seen["sent"] == seen[logs]["transactionHash"]
    assert seen[heads]["hash"] == seen[logs]["blockHash"]
    assert "transactions" not in seen[heads]
    assert others not in seen


def test_after_unsubscribing_nothing_is_pushed(socket: ClientConnection, wallet: Wallet) -> None:
    first, second = (ask(socket, "eth_subscribe", "newHeads") for _ in range(2))
    assert ask(socket, "eth_unsubscribe", first) is True
    assert ask(socket, "eth_unsubscribe", first) is False
    raw = "0x" + wallet.anchor().hex()
    socket.send(json.dumps({"jsonrpc": "2.0", "id": 8, "method": "eth_sendRawTransaction", "params": [raw]}))
    messages = [json.loads(socket.recv(timeout=20)) for _ in range(2)]  # the head may come before the answer
    (head,) = (message["params"] for message in messages if message.get("id") != 8)
    assert head["subscription"] == second


@pytest.mark.parametrize("params", [[], ["noSuch"], ["newHeads", 1], [5], ["logs", {"address": "0x1"}]])
def test_a_subscription_that_there_is_not_is_refused(socket: ClientConnection, params: list[Any]) -> None:
    assert ask(socket, "eth_subscribe", *params)["code"] == -32602


def test_a_request_may_come_as_a_binary_message(socket: ClientConnection) -> None:
    socket.send(json.dumps(CHAIN_ID).encode())
    assert json.loads(socket.recv(timeout=20))["result"] == "0xb5659"
    socket.send(b"\xff\x00")
    assert json.loads(socket.recv(timeout=20))["error"]["code"] == -32700


def test_a_message_that_is_too_large_ends_the_connection(socket: ClientConnection) -> None:
    with pytest.raises(ConnectionClosed):
        socket.send(" " * (MAX_BODY_BYTES + 1))
        socket.recv(timeout=20)


def test_a_connection_that_ends_is_forgotten(node: Node, served: Served, wallet: Wallet) -> None:
    with connect(served.url.replace("http", "ws")) as connection:
        ask(connection, "eth_subscribe", "newHeads")
        assert len(node._heads._blocks) == 1
    answer = httpx.post(
        served.url,
        json={**CHAIN_ID, "method": "eth_sendRawTransaction", "params": ["0x" + wallet.anchor().hex()]},
    )
    assert "result" in answer.json()
