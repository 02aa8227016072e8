import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contracts.addresses import REGISTRY
from ledger_node import Node
from ledger_node.rpc.dispatch import MAX_BATCH
from ledger_node.storage import Snapshot
from tests.ledger_node.network import STRANGER, Wallet, ask, refusal

HASH = "0x" + "11" * 32
ADDRESS = "0x" + REGISTRY.hex()


def text(node: Node, body: str) -> Any:
    answer = node._dispatcher.answer_text(body)
    return None if answer is None else json.loads(answer)


def test_the_answer_bears_the_requests_id(node: Node) -> None:
    for identity in (1, "one", 0, -5, 1.5, None):
        request = {"jsonrpc": "2.0", "id": identity, "method": "eth_chainId", "params": []}
        assert node.rpc(request) == {"jsonrpc": "2.0", "id": identity, "result": "0xb5659"}


def test_params_may_be_left_out(node: Node) -> None:
    assert node.rpc({"jsonrpc": "2.0", "id": 1, "method": "eth_chainId"})["result"] == "0xb5659"


def test_a_notification_has_no_answer(node: Node) -> None:
    assert node.rpc({"jsonrpc": "2.0", "method": "eth_chainId"}) is None
    assert node.rpc({"jsonrpc": "2.0", "method": "no_such"}) is None


@pytest.mark.parametrize(
    "body", ["", "{", "nonsense", "[" * 100_000, '{"a":' * 100_000, '{"jsonrpc":', "9" * 5_000, "NaN"]
)
def test_what_is_no_json_is_a_parse_error(node: Node, body: str) -> None:
    assert text(node, body)["error"]["code"] == -32700


@pytest.mark.parametrize(
    "request_",
    [
        1,
        "eth_chainId",
        None,
        {},
        {"id": 1, "method": "eth_chainId"},
        {"jsonrpc": "1.0", "id": 1, "method": "eth_chainId"},
        {"jsonrpc": "2.0", "id": 1, "method": 5},
        {"jsonrpc": "2.0", "id": [1], "method": "eth_chainId"},
        {"jsonrpc": "2.0", "id": True, "method": "eth_chainId"},
        [],
    ],
)
def test_what_is_no_request_is_an_invalid_request(node: Node, request_: Any) -> None:
    assert node.rpc(request_)["error"]["code"] == -32600


@pytest.mark.parametrize("method", ["eth_noSuch", "engine_newPayloadV4", "eth_getWork", "eth_subscribe", ""])
def test_an_unknown_method_is_named(node: Node, method: str) -> None:
    error = refusal(node, method)
    assert error["code"] == -32601
    assert method in error["message"]


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("eth_getBalance", []),
        ("eth_getBalance", [ADDRESS, "latest", "more"]),
        ("eth_getBalance", [ADDRESS[:-1], "latest"]),
        ("eth_getBalance", [ADDRESS[2:], "latest"]),
        ("eth_getBalance", [5, "latest"]),
        ("eth_getBalance", [ADDRESS, "newest"]),
        ("eth_getBalance", [ADDRESS, "0x01"]),
        ("eth_getBalance", [ADDRESS, "0x"]),
        ("eth_getBalance", [ADDRESS, 1]),
        ("eth_getBalance", [ADDRESS, "0x8000000000000000"]),
        ("eth_getBalance", [ADDRESS, {"blockHash": HASH, "blockNumber": "0x0"}]),
        ("eth_getBalance", [ADDRESS, {}]),
        ("eth_getBlockByNumber", ["latest", "true"]),
        ("eth_getBlockByNumber", ["latest"]),
        ("eth_getBlockByHash", ["0x12", False]),
        ("eth_getTransactionByHash", [HASH[2:]]),
        ("eth_getTransactionReceipt", [None]),
        ("eth_sendRawTransaction", ["0x123"]),
        ("eth_sendRawTransaction", ["hello"]),
        ("eth_call", ["not an object"]),
        ("eth_call", [{"to": "0x12"}]),
        ("eth_call", [{"to": ADDRESS, "colour": "0x1"}]),
        ("eth_call", [{"to": ADDRESS, "data": "0x01", "input": "0x02"}]),
        ("eth_call", [{"to": ADDRESS, "gas": "100"}]),
        ("eth_getLogs", [{"address": "0x12"}]),
        ("eth_getLogs", [{"topics": "0x12"}]),
        ("eth_getLogs", [{"topics": [HASH] * 5}]),
        ("eth_getLogs", [{"fromBlock": "0x2", "toBlock": "0x1"}]),
        ("eth_getLogs", [{"blockHash": HASH, "fromBlock": "0x1"}]),
        ("eth_getLogs", [{"limit": 5}]),
        ("eth_getProof", [ADDRESS, ["0x0"] * 1_025, "latest"]),
        ("eth_feeHistory", ["0x0", "latest", []]),
        ("eth_feeHistory", ["0x1", "latest", [50, 10]]),
        ("eth_feeHistory", ["0x1", "latest", [101]]),
        ("eth_getFilterChanges", ["one"]),
        ("debug_getRawBlock", ["2"]),
        ("web3_sha3", [5]),
        ("eth_chainId", ["extra"]),
    ],
)
def test_wrong_parameters_are_refused_by_their_place(node: Node, method: str, params: list[Any]) -> None:
    assert refusal(node, method, *params)["code"] == -32602


def test_params_by_name_are_refused(node: Node) -> None:
    request = {"jsonrpc": "2.0", "id": 1, "method": "eth_getBalance", "params": {"address": ADDRESS}}
    assert node.rpc(request)["error"]["code"] == -32602


def test_a_batch_is_answered_item_by_item(node: Node) -> None:
    batch = [
        {"jsonrpc": "2.0", "id": 1, "method": "eth_chainId"},
        {"jsonrpc": "2.0", "method": "eth_chainId"},
        {"jsonrpc": "2.0", "id": 2, "method": "eth_noSuch"},
        7,
    ]
    answers = node.rpc(batch)
    assert [answer["id"] for answer in answers] == [1, 2, None]
    assert [answer.get("error", {}).get("code") for answer in answers] == [None, -32601, -32600]


def test_a_batch_of_notifications_has_no_answer(node: Node) -> None:
    assert node.rpc([{"jsonrpc": "2.0", "method": "eth_chainId"}]) is None


def test_a_batch_that_is_too_long_is_refused_whole(node: Node) -> None:
    one = {"jsonrpc": "2.0", "id": 1, "method": "eth_chainId"}
    assert len(node.rpc([one] * MAX_BATCH)) == MAX_BATCH
    assert node.rpc([one] * (MAX_BATCH + 1))["error"]["code"] == -32600


def test_a_refused_transaction_says_why_with_a_stable_code(node: Node) -> None:
    error = refusal(node, "eth_sendRawTransaction", "0x" + Wallet(STRANGER).anchor().hex())
    assert error["code"] == -32000
    assert error["data"]["code"] == "transaction.sender"
    assert error["data"]["remedy"]


def test_the_same_transaction_twice_says_that_it_waits_or_was_used(node: Node, wallet: Wallet) -> None:
    raw = "0x" + wallet.anchor().hex()
    ask(node, "eth_sendRawTransaction", raw)
    assert refusal(node, "eth_sendRawTransaction", raw)["data"]["code"] in (
        "transaction.known",
        "transaction.nonce",
    )


def test_a_fault_inside_is_the_standard_error_without_its_text(
    node: Node, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(_height: int) -> None:
        raise RuntimeError("secret detail")

    monkeypatch.setattr(Snapshot, "header", broken)
    error = refusal(node, "eth_getBlockByNumber", "latest", False)
    assert error == {"code": -32603, "message": "internal error"}


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text()
    | st.sampled_from([HASH, ADDRESS, "0x", "0x0", "latest"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=6,
)
METHODS = [
    "eth_call",
    "eth_getLogs",
    "eth_getProof",
    "eth_getBalance",
    "eth_feeHistory",
    "eth_getBlockByNumber",
    "eth_newFilter",
    "eth_sendRawTransaction",
    "tegata_finality",
    "eth_estimateGas",
    "debug_getRawBlock",
]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)
@given(st.sampled_from(METHODS), st.lists(JSON, max_size=3))
def test_whatever_is_asked_is_answered_with_a_result_or_a_standard_error(
    node: Node, method: str, params: list[Any]
) -> None:
    answer = node.rpc({"jsonrpc": "2.0", "id": 1, "method": method, "params": params})
    assert "result" in answer or answer["error"]["code"] in (-32602, -32000, -32005, 3)
