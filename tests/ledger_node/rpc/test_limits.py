"""How much one client may ask for: each limit, and what a request gets that goes beyond it."""

import json
from collections.abc import Callable
from dataclasses import replace
from itertools import count
from typing import Any

import pytest

from ledger_node import Node
from ledger_node.rpc import Dispatcher, dispatch, view
from ledger_node.rpc.eth_simulation import MAX_CALLS
from ledger_node.rpc.messages import MAX_AUTHORIZATIONS, MAX_OVERRIDES
from tests.ledger_node.network import Wallet, ask, refusal

NOWHERE = "0x" + "ee" * 20


def request(method: str, *params: Any, identity: int = 1) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "id": identity, "method": method, "params": list(params)}


def with_clock(node: Node, monotonic: Callable[[], float]) -> Dispatcher:
    """A dispatcher over the node's ledger that believes this clock."""
    ledger = node._dispatcher.ledger  # the node has no other clock to be told
    return Dispatcher(replace(ledger, monotonic=monotonic))


@pytest.fixture
def hurried(node: Node) -> Dispatcher:
    """A dispatcher for which every look at the clock is a whole request's time later."""
    ticks = count(step=2 * view.MAX_SECONDS)
    return with_clock(node, lambda: float(next(ticks)))


@pytest.mark.parametrize(
    ("method", "params", "code"),
    [
        ("eth_getLogs", [{"fromBlock": "0x0"}], -32005),
        ("eth_call", [{"to": NOWHERE}], -32005),
        ("eth_estimateGas", [{"to": NOWHERE}], -32000),
        ("eth_createAccessList", [{"to": NOWHERE}], -32000),
        ("eth_simulateV1", [{"blockStateCalls": [{"calls": [{"to": NOWHERE}]}]}], -32016),
        ("eth_feeHistory", ["0x1", "latest", [50]], -32005),
    ],
)
def test_a_request_that_takes_too_long_is_ended(
    hurried: Dispatcher, method: str, params: list[Any], code: int
) -> None:
    answer = hurried.answer(request(method, *params))
    assert isinstance(answer, dict)
    assert answer["error"]["code"] == code


def test_a_call_that_goes_on_is_ended_between_frames(node: Node) -> None:
    looks = count()
    slow = with_clock(node, lambda: 0.0 if next(looks) < 5 else 2 * view.MAX_SECONDS)
    calling_itself = {NOWHERE: {"code": "0x5b600080808080305af150600056"}}
    answer = slow.answer(request("eth_call", {"to": NOWHERE}, "latest", calling_itself))
    assert isinstance(answer, dict)
    assert answer["error"]["message"].startswith("execution aborted (timeout)")


def test_the_rest_of_a_batch_that_takes_too_long_is_refused(node: Node) -> None:
    looks = count()
    slow = with_clock(node, lambda: 0.0 if next(looks) < 4 else 2 * dispatch.MAX_BATCH_SECONDS)
    answers = slow.answer([request("eth_chainId", identity=number) for number in range(4)])
    assert isinstance(answers, list)
    assert ["error" in answer for answer in answers] == [False, False, True, True]
    assert [answer["id"] for answer in answers] == [0, 1, 2, 3]
    assert answers[2]["error"]["code"] == -32005


def test_the_rest_of_a_batch_whose_answers_are_too_large_is_refused(
    node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dispatch, "MAX_BATCH_BYTES", 500)
    dispatcher = with_clock(node, lambda: 0.0)
    asked = [request("eth_getBlockByNumber", "latest", False, identity=number) for number in range(3)]
    text = dispatcher.answer_text(json.dumps([*asked, {"jsonrpc": "2.0", "method": "eth_chainId"}]))
    assert text is not None
    answers = json.loads(text)
    assert ["error" in answer for answer in answers] == [False, True, True]


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("eth_getLogs", [{"address": [NOWHERE] * 1_025}]),
        ("eth_getLogs", [{"topics": [None] * 5}]),
        ("eth_getProof", [NOWHERE, ["0x0"] * 1_025, "latest"]),
        ("eth_feeHistory", ["0x1", "latest", [1] * 101]),
        ("eth_call", [{"to": NOWHERE, "accessList": [{"address": NOWHERE, "storageKeys": []}] * 1_025}]),
        ("eth_call", [{"to": NOWHERE}, "latest", {f"0x{n:040x}": {} for n in range(MAX_OVERRIDES + 1)}]),
        ("eth_call", [{"to": NOWHERE, "authorizationList": [{}] * (MAX_AUTHORIZATIONS + 1)}]),
        ("eth_simulateV1", [{"blockStateCalls": [{"calls": [{}] * (MAX_CALLS + 1)}]}]),
    ],
)
def test_lists_that_are_too_long_are_refused(node: Node, method: str, params: list[Any]) -> None:
    assert refusal(node, method, *params)["code"] == -32602


def test_too_many_storage_slots_at_once_are_refused(node: Node) -> None:
    wanted = {f"0x{number:040x}": ["0x0"] * 600 for number in range(2)}
    assert refusal(node, "eth_getStorageValues", wanted, "latest")["code"] == -38026
    assert refusal(node, "eth_getStorageValues", {}, "latest")["code"] == -32602
    few = ask(node, "eth_getStorageValues", {NOWHERE: ["0x0", "0x1"]}, "latest")
    assert few == {NOWHERE: ["0x" + "00" * 32] * 2}


def test_a_call_has_no_more_gas_than_a_block_lets_in(node: Node) -> None:
    gas = {NOWHERE: {"code": "0x5a60005260206000f3"}}
    left = int(ask(node, "eth_call", {"to": NOWHERE, "gas": hex(10**9)}, "latest", gas), 16)
    assert left < 12_000_000


def test_a_transaction_larger_than_any_is_refused(node: Node, wallet: Wallet) -> None:
    raw = "0x" + wallet.send(bytes(140_000)).hex()
    error = refusal(node, "eth_sendRawTransaction", raw)
    assert error["code"] == -32000
