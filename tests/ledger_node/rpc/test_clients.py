"""The libraries that others use on Ethereum work unchanged: web3.py, ethers v6 and viem."""

from collections.abc import Iterator
from typing import Any

import pytest

from contracts.addresses import REGISTRY
from contracts.artifacts import artifact
from ledger_node import Node, Served
from tests.asynchrony import run
from tests.ledger_node.javascript.running import install, run_script
from tests.ledger_node.network import RELAY, Wallet

REGISTRY_HEX = "0x" + REGISTRY.hex()


@pytest.fixture
def served(node: Node) -> Iterator[Served]:
    with node.serve() as server:
        yield server


@pytest.fixture(scope="module")
def node_js() -> str:
    return install()


@pytest.mark.parametrize("library", ["ethers", "viem"])
def test_a_javascript_library_reads_estimates_sends_waits_and_subscribes(
    served: Served, node_js: str, library: str
) -> None:
    task = {
        "url": served.url,
        "key": "0x" + RELAY.hex(),
        "registry": REGISTRY_HEX,
        "abi": artifact("Registry").abi,
        "calldata": "0x" + Wallet().anchoring(library).hex(),
    }
    assert run_script([node_js, f"{library}.mjs"], task)["block"] == 1


@pytest.fixture
def web3(served: Served) -> Any:
    from web3 import HTTPProvider, Web3

    return Web3(HTTPProvider(served.url))


def test_web3_py_reads_estimates_sends_and_waits(web3: Any) -> None:
    from eth_account import Account

    account = Account.from_key(RELAY)
    registry = web3.to_checksum_address(REGISTRY_HEX)
    call = {"from": account.address, "to": registry, "data": Wallet().anchoring("web3.py")}
    transaction = {
        **call,
        "chainId": web3.eth.chain_id,
        "nonce": web3.eth.get_transaction_count(account.address, "pending"),
        "gas": web3.eth.estimate_gas(call),
        "maxFeePerGas": 0,
        "maxPriorityFeePerGas": web3.eth.max_priority_fee,
    }
    blocks = web3.eth.filter("latest")
    sent = web3.eth.send_raw_transaction(account.sign_transaction(transaction).raw_transaction)
    receipt = web3.eth.wait_for_transaction_receipt(sent, poll_latency=0.01)
    assert receipt.status == 1
    assert blocks.get_new_entries() == [receipt.blockHash]
    contract = web3.eth.contract(registry, abi=artifact("Registry").abi)
    (event,) = contract.events.Anchored().get_logs(from_block=0)
    assert event.transactionHash == sent
    assert web3.eth.get_block(receipt.blockNumber, full_transactions=True).transactions[0].hash == sent
    proof = web3.eth.get_proof(registry, [0], receipt.blockNumber)
    assert proof.codeHash == artifact("Registry").code_hash
    assert web3.eth.fee_history(2, "latest", [50]).baseFeePerGas == [0, 0, 0]


def test_web3_py_signs_and_sends_by_its_own_middleware(web3: Any) -> None:
    from eth_account import Account
    from web3.middleware import SignAndSendRawMiddlewareBuilder

    account = Account.from_key(RELAY)
    web3.middleware_onion.inject(SignAndSendRawMiddlewareBuilder.build(account), layer=0)
    registry = web3.to_checksum_address(REGISTRY_HEX)
    data = Wallet().anchoring("middleware")
    sent = web3.eth.send_transaction({"from": account.address, "to": registry, "data": data})
    assert web3.eth.wait_for_transaction_receipt(sent, poll_latency=0.01).status == 1


def test_web3_py_sees_a_contracts_refusal(web3: Any) -> None:
    from web3.exceptions import ContractCustomError, Web3RPCError

    registry = web3.to_checksum_address(REGISTRY_HEX)
    data = Wallet().anchoring("refused")
    with pytest.raises((ContractCustomError, Web3RPCError)):
        web3.eth.call({"to": registry, "data": data[:-1] + b"\x05"})


async def _watch(url: str, raw: bytes) -> tuple[bytes, bytes]:
    from web3 import AsyncWeb3, WebSocketProvider

    async with AsyncWeb3(WebSocketProvider(url.replace("http", "ws"))) as web3:
        name = await web3.eth.subscribe("newHeads")
        sent = await web3.eth.send_raw_transaction(raw)
        async for message in web3.socket.process_subscriptions():
            assert message["subscription"] == name
            receipt = await web3.eth.wait_for_transaction_receipt(sent, poll_latency=0.01)
            return bytes(message["result"]["hash"]), bytes(receipt.blockHash)
    raise AssertionError("no head was pushed")


def test_web3_py_subscribes_over_websocket(served: Served, wallet: Wallet) -> None:

    pushed, mined = run(_watch(served.url, wallet.anchor()))
    assert pushed == mined
