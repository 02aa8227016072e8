"""Asking a development node in process, and sending to it."""

from typing import Any

from eth_account.signers.local import LocalAccount

from ledger_node.development import DevelopmentNode
from tests.ledger_node.development.chain import CHAIN_ID
from tests.ledger_node.network import wait_for

GWEI = 10**9


def ask(node: DevelopmentNode, method: str, *params: Any) -> Any:
    """The result of a method; fails on an error."""
    response = node.rpc({"jsonrpc": "2.0", "id": 1, "method": method, "params": list(params)})
    assert "result" in response, response
    return response["result"]


def refusal(node: DevelopmentNode, method: str, *params: Any) -> dict[str, Any]:
    """The error of a method; fails on a result."""
    response = node.rpc({"jsonrpc": "2.0", "id": 1, "method": method, "params": list(params)})
    assert "error" in response, response
    error: dict[str, Any] = response["error"]
    return error


def signed(account: LocalAccount, nonce: int, **fields: Any) -> str:
    """A signed transaction, of type 2 unless its fields say otherwise, as hex."""
    content = {"chainId": CHAIN_ID, "nonce": nonce, "gas": 200_000, "value": 0, **fields}
    if "gasPrice" not in content:
        content = {"maxFeePerGas": 10 * GWEI, "maxPriorityFeePerGas": GWEI, **content}
    return "0x" + account.sign_transaction(content).raw_transaction.hex().removeprefix("0x")


def mined(node: DevelopmentNode, raw: str) -> dict[str, Any]:
    """The receipt of a transaction, once it is in a block."""
    sent = ask(node, "eth_sendRawTransaction", raw)
    found: dict[str, Any] = wait_for(lambda: ask(node, "eth_getTransactionReceipt", sent))
    return found
