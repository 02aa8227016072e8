"""A development node lets in what Ethereum lets in, and makes a block of each transaction."""

import json
from pathlib import Path

import pytest

from ledger_node.development import DevelopmentNode, open_development_node, read_genesis
from ledger_node.development.node import MiningRefused
from ledger_node.errors import ChainMismatch, FeeRefused, GasRefused
from tests.ledger_node.development.asking import GWEI, ask, mined, refusal, signed
from tests.ledger_node.development.chain import ALICE, BOB, ETHER, GENESIS

RETURNS_42 = "0x600a600c600039600a6000f3602a60005260206000f3"
NOWHERE = "0x" + "77" * 20
LISTED = [{"address": NOWHERE, "storageKeys": ["0x" + "00" * 32]}]


def test_a_transfer_moves_ether_and_pays_for_gas(development: DevelopmentNode) -> None:
    receipt = mined(development, signed(ALICE, 0, to=BOB.address, value=ETHER))
    price = int(receipt["effectiveGasPrice"], 16)
    left = int(ask(development, "eth_getBalance", ALICE.address, "latest"), 16)
    assert receipt["status"] == "0x1"
    assert int(receipt["gasUsed"], 16) == 21_000
    assert left == 999 * ETHER - 21_000 * price
    assert int(ask(development, "eth_getBalance", BOB.address, "latest"), 16) == 1_001 * ETHER


def test_a_contract_is_made_where_its_receipt_says(development: DevelopmentNode) -> None:
    receipt = mined(development, signed(ALICE, 0, data=RETURNS_42))
    assert ask(development, "eth_getCode", receipt["contractAddress"], "latest") == "0x" + RETURNS_42[26:]
    answer = ask(development, "eth_call", {"to": receipt["contractAddress"]}, "latest")
    assert int(answer, 16) == 42


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"gasPrice": 3 * GWEI}, "0x0"),
        ({"gasPrice": 3 * GWEI, "type": 1, "accessList": LISTED}, "0x1"),
        ({"accessList": LISTED}, "0x2"),
    ],
)
def test_every_kind_of_transaction_comes_back_as_it_was_sent(
    development: DevelopmentNode, fields: dict[str, object], kind: str
) -> None:
    raw = signed(ALICE, 0, to=NOWHERE, value=5, **fields)
    receipt = mined(development, raw)
    found = ask(development, "eth_getTransactionByHash", receipt["transactionHash"])
    assert (found["type"], receipt["type"], receipt["status"]) == (kind, kind, "0x1")
    assert found["from"] == ALICE.address.lower()
    assert ask(development, "debug_getRawTransaction", receipt["transactionHash"]) == raw


def test_an_account_takes_code_by_authorization(development: DevelopmentNode) -> None:
    made = mined(development, signed(ALICE, 0, data=RETURNS_42))
    fields = {"chainId": 743_101, "address": made["contractAddress"], "nonce": 0}
    authorization = BOB.sign_authorization(fields)
    raw = signed(ALICE, 1, to=NOWHERE, authorizationList=[authorization], gas=300_000)
    receipt = mined(development, raw)
    found = ask(development, "eth_getTransactionByHash", receipt["transactionHash"])
    assert receipt["type"] == "0x4"
    assert found["authorizationList"][0]["address"] == made["contractAddress"]
    assert ask(development, "eth_getCode", BOB.address, "latest") == "0xef0100" + made["contractAddress"][2:]
    assert int(ask(development, "eth_call", {"to": BOB.address}, "latest"), 16) == 42


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"value": 2_000 * ETHER}, "transaction.funds.missing"),
        ({"gas": 20_000}, GasRefused.code),
        ({"gas": 60_000_000}, GasRefused.code),
        ({"maxPriorityFeePerGas": 11 * GWEI}, FeeRefused.code),
        ({"maxFeePerGas": 1, "maxPriorityFeePerGas": 0}, FeeRefused.code),
        ({"chainId": 1}, ChainMismatch.code),
    ],
)
def test_what_no_block_could_hold_is_refused(
    development: DevelopmentNode, fields: dict[str, int], code: str
) -> None:
    error = refusal(development, "eth_sendRawTransaction", signed(ALICE, 0, **{"to": NOWHERE, **fields}))
    assert error["code"] == -32000
    assert error["data"]["code"].split(".")[0] == code.split(".", maxsplit=1)[0]


def test_a_transaction_with_blobs_is_refused(development: DevelopmentNode) -> None:
    error = refusal(development, "eth_sendRawTransaction", "0x03f8b1")
    assert (error["code"], error["data"]["code"]) == (-32000, "transaction.blobs.refused")


def test_a_nonce_that_is_ahead_waits_for_those_before_it(development: DevelopmentNode) -> None:
    later = ask(development, "eth_sendRawTransaction", signed(ALICE, 1, to=NOWHERE))
    assert ask(development, "txpool_status") == {"pending": "0x0", "queued": "0x1"}
    assert ask(development, "txpool_content")["queued"][ALICE.address]["1"]["hash"] == later
    mined(development, signed(ALICE, 0, to=NOWHERE))
    receipt = mined(development, signed(ALICE, 2, to=NOWHERE))
    assert int(receipt["blockNumber"], 16) == 3
    error = refusal(development, "eth_sendRawTransaction", signed(ALICE, 1, to=BOB.address))
    assert "nonce too low" in error["message"]


def test_the_base_fee_falls_while_blocks_are_nearly_empty(development: DevelopmentNode) -> None:
    for nonce in range(3):
        mined(development, signed(ALICE, nonce, to=NOWHERE))
    history = ask(development, "eth_feeHistory", "0x4", "latest", [50])
    fees = [int(fee, 16) for fee in history["baseFeePerGas"]]
    assert fees == sorted(fees, reverse=True)
    assert fees[-1] == int(ask(development, "eth_baseFee"), 16)
    assert history["reward"] == [["0x0"], *[[hex(GWEI)]] * 3]


def test_a_chain_is_there_again_when_its_node_is_opened_again(tmp_path: Path) -> None:
    genesis = read_genesis(GENESIS)
    with open_development_node(tmp_path, genesis) as node:
        receipt = mined(node, signed(ALICE, 0, to=NOWHERE))
    with open_development_node(tmp_path, genesis) as node:
        assert ask(node, "eth_getTransactionReceipt", receipt["transactionHash"]) == receipt


def test_blocks_are_made_only_on_a_chain_that_begins_with_prague(tmp_path: Path) -> None:
    document = json.loads(GENESIS)
    del document["config"]["pragueTime"]
    with pytest.raises(MiningRefused):
        open_development_node(tmp_path, read_genesis(json.dumps(document)))
