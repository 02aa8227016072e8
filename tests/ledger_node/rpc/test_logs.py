from typing import Any

import pytest

from contracts.addresses import CONSORTIUM, REGISTRY
from contracts.calls import Anchored, topic_of
from ledger_node import Node
from ledger_node.rpc import logs
from ledger_node.rpc.errors import RpcError
from ledger_node.rpc.filters import IDLE_SECONDS, Filter, Filters
from ledger_node.rpc.matching import LogFilter
from tests.ledger_node.network import ManualClock, Wallet, ask, refusal, secret, wait_for

REGISTRY_HEX = "0x" + REGISTRY.hex()
ANCHORED = "0x" + topic_of(Anchored).hex()


def root(name: str) -> str:
    return "0x" + secret(name).hex()


def send(node: Node, raw: bytes) -> dict[str, Any]:
    sent = ask(node, "eth_sendRawTransaction", "0x" + raw.hex())
    receipt: dict[str, Any] = wait_for(lambda: ask(node, "eth_getTransactionReceipt", sent))
    return receipt


@pytest.fixture
def three(node: Node, wallet: Wallet) -> list[dict[str, Any]]:
    """Three blocks with an anchoring each: a, b, c."""
    return [send(node, wallet.anchor(name)) for name in "abc"]


def roots(node: Node, **query: Any) -> list[str]:
    return [log["topics"][1] for log in ask(node, "eth_getLogs", query)]


def test_all_logs_of_a_range_come_in_order(node: Node, three: list[dict[str, Any]]) -> None:
    assert roots(node, fromBlock="0x0", toBlock="latest") == [root("a"), root("b"), root("c")]
    assert roots(node, fromBlock="0x2", toBlock="0x2") == [root("b")]
    assert roots(node) == [root("c")], "the latest block is what a query without a range looks at"
    logs_ = ask(node, "eth_getLogs", {"fromBlock": "0x0"})
    assert logs_ == [log for receipt in three for log in receipt["logs"]]


@pytest.mark.parametrize(
    "query", [{"fromBlock": "0x7", "toBlock": "0x9"}, {"fromBlock": "0x1", "toBlock": "0x4"}]
)
def test_a_range_beyond_the_last_block_is_refused(
    node: Node, three: list[dict[str, Any]], query: dict[str, str]
) -> None:
    assert refusal(node, "eth_getLogs", query)["code"] == -32602


def test_a_block_may_be_named_by_its_hash(node: Node, three: list[dict[str, Any]]) -> None:
    assert roots(node, blockHash=three[1]["blockHash"]) == [root("b")]
    assert refusal(node, "eth_getLogs", {"blockHash": "0x" + "ee" * 32})["code"] == -32000


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ({"address": REGISTRY_HEX}, "abc"),
        ({"address": ["0x" + CONSORTIUM.hex(), REGISTRY_HEX]}, "abc"),
        ({"address": "0x" + CONSORTIUM.hex()}, ""),
        ({"topics": [ANCHORED]}, "abc"),
        ({"topics": [ANCHORED, root("b")]}, "b"),
        ({"topics": [None, [root("a"), root("c")]]}, "ac"),
        ({"topics": [[], root("a")]}, "a"),
        ({"topics": [root("a")]}, ""),
        ({"topics": [None, None, None, None]}, ""),
        ({"address": None, "topics": None}, "abc"),
    ],
)
def test_address_and_topics_choose(
    node: Node, three: list[dict[str, Any]], query: dict[str, Any], found: str
) -> None:
    assert roots(node, fromBlock="0x0", toBlock="latest", **query) == [root(name) for name in found]


def test_a_range_or_an_answer_that_is_too_large_is_refused(
    node: Node, three: list[dict[str, Any]], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(logs, "MAX_LOGS", 2)
    assert refusal(node, "eth_getLogs", {"fromBlock": "0x0"})["code"] == -32005
    monkeypatch.setattr(logs, "MAX_RANGE", 2)
    assert refusal(node, "eth_getLogs", {"fromBlock": "0x0"})["code"] == -32005
    assert roots(node, fromBlock="0x2") == [root("b"), root("c")]


def test_a_filter_of_logs_tells_each_once(node: Node, wallet: Wallet) -> None:
    send(node, wallet.anchor("before"))
    number = ask(node, "eth_newFilter", {"address": REGISTRY_HEX, "fromBlock": "0x0"})
    assert ask(node, "eth_getFilterChanges", number) == []
    send(node, wallet.anchor("after"))
    (log,) = ask(node, "eth_getFilterChanges", number)
    assert log["topics"][1] == root("after")
    assert ask(node, "eth_getFilterChanges", number) == []
    assert len(ask(node, "eth_getFilterLogs", number)) == 2


def test_filters_of_blocks_and_of_waiting_transactions(node: Node, wallet: Wallet) -> None:
    blocks = ask(node, "eth_newBlockFilter")
    pending = ask(node, "eth_newPendingTransactionFilter")
    receipt = send(node, wallet.anchor())
    assert ask(node, "eth_getFilterChanges", blocks) == [receipt["blockHash"]]
    assert ask(node, "eth_getFilterChanges", pending) == [receipt["transactionHash"]]
    assert ask(node, "eth_getFilterChanges", pending) == []
    assert refusal(node, "eth_getFilterLogs", blocks)["code"] == -32000


def test_a_removed_filter_is_not_found(node: Node) -> None:
    number = ask(node, "eth_newBlockFilter")
    assert ask(node, "eth_uninstallFilter", number) is True
    assert ask(node, "eth_uninstallFilter", number) is False
    assert refusal(node, "eth_getFilterChanges", number)["message"] == "filter not found"


def test_a_filter_that_nobody_asks_is_forgotten() -> None:
    clock = ManualClock(0)
    filters = Filters(clock)
    asked, silent = filters.add(Filter(0)), filters.add(Filter(0))
    clock.now = IDLE_SECONDS - 1
    assert filters.get(asked)
    clock.now = IDLE_SECONDS + 1
    assert filters.get(asked)
    with pytest.raises(RpcError, match="not found"):
        filters.get(silent)


def test_a_bloom_never_hides_a_log_that_matches(node: Node, three: list[dict[str, Any]]) -> None:
    bloom = int(ask(node, "eth_getBlockByNumber", "0x1", False)["logsBloom"], 16)
    assert LogFilter((REGISTRY,), ((), (secret("a"),))).may_match(bloom)
    assert not LogFilter((REGISTRY,), ((), (secret("b"),))).may_match(bloom)
