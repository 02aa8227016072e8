from hashlib import sha256
from typing import Any

import httpx
import pytest
import rlp
from eth_utils.address import to_checksum_address

from contracts import slots
from contracts.addresses import CONSORTIUM, REGISTRY
from contracts.artifacts import artifact
from contracts.calls import Anchored, decode_log
from contracts.calls.views import key_of
from contracts.ids import BatchRoot, MemberId
from contracts.keccak import keccak
from contracts.proofs.faults import Fault
from contracts.proofs.trie import NodeSet, lookup
from ledger_node import Node
from tests.ledger_node.network import RELAY, Wallet, ask, refusal, secret, wait_for

REGISTRY_HEX = "0x" + REGISTRY.hex()
NOWHERE = "0x" + "ee" * 20
UNKNOWN = "0x" + "ee" * 32
_RESULT = {"jsonrpc": "2.0", "id": 1}


def send(node: Node, raw: bytes) -> dict[str, Any]:
    """The receipt of a transaction."""
    sent = ask(node, "eth_sendRawTransaction", "0x" + raw.hex())
    receipt: dict[str, Any] = wait_for(lambda: ask(node, "eth_getTransactionReceipt", sent))
    return receipt


@pytest.fixture
def anchored(node: Node, wallet: Wallet) -> dict[str, Any]:
    return send(node, wallet.anchor("first"))


def test_a_block_reads_the_same_by_number_tag_and_hash(node: Node, anchored: dict[str, Any]) -> None:
    by_number = ask(node, "eth_getBlockByNumber", "0x1", True)
    assert by_number == ask(node, "eth_getBlockByHash", anchored["blockHash"], True)
    for tag in ("latest", "safe", "finalized"):
        assert by_number == ask(node, "eth_getBlockByNumber", tag, True)
    assert by_number["transactions"][0]["hash"] == anchored["transactionHash"]
    hashes = ask(node, "eth_getBlockByNumber", "0x1", False)
    assert hashes["transactions"] == [anchored["transactionHash"]]
    assert ask(node, "eth_getBlockByNumber", "earliest", False)["number"] == "0x0"


def test_the_pending_block_holds_what_waits_and_has_no_hash(node: Node, anchored: dict[str, Any]) -> None:
    ask(node, "eth_sendRawTransaction", "0x" + Wallet(nonce=9).anchor("not ready").hex())
    pending = ask(node, "eth_getBlockByNumber", "pending", True)
    assert (pending["hash"], pending["number"], pending["transactions"]) == (None, "0x2", [])
    assert pending["parentHash"] == anchored["blockHash"]
    assert ask(node, "eth_getCode", REGISTRY_HEX, "pending") == ask(node, "eth_getCode", REGISTRY_HEX)


@pytest.mark.parametrize(
    ("method", "params"),
    [
        ("eth_sign", [NOWHERE, "0x00"]),
        ("eth_signTransaction", [{"from": NOWHERE}]),
        ("eth_sendTransaction", [{"from": NOWHERE}]),
    ],
)
def test_a_node_that_holds_no_keys_signs_nothing(node: Node, method: str, params: list[Any]) -> None:
    error = refusal(node, method, *params)
    assert error["code"] == -32000
    assert error["message"].startswith("unknown account")


def test_what_is_not_there_is_null(node: Node, anchored: dict[str, Any]) -> None:
    assert ask(node, "eth_getBlockByNumber", "0x99", False) is None
    assert ask(node, "eth_getBlockByHash", UNKNOWN, False) is None
    assert ask(node, "eth_getTransactionByHash", UNKNOWN) is None
    assert ask(node, "eth_getTransactionReceipt", UNKNOWN) is None
    assert ask(node, "eth_getBlockReceipts", "0x99") is None
    assert ask(node, "eth_getBlockTransactionCountByNumber", "0x99") is None
    assert ask(node, "eth_getTransactionByBlockNumberAndIndex", "0x1", "0x5") is None
    assert ask(node, "eth_getUncleByBlockNumberAndIndex", "0x1", "0x0") is None


def test_the_same_transaction_reads_the_same_from_every_side(node: Node, anchored: dict[str, Any]) -> None:
    found = ask(node, "eth_getTransactionByHash", anchored["transactionHash"])
    assert found["blockNumber"] == "0x1"
    assert found == ask(node, "eth_getTransactionByBlockNumberAndIndex", "0x1", "0x0")
    assert found == ask(node, "eth_getTransactionByBlockHashAndIndex", anchored["blockHash"], "0x0")
    assert ask(node, "eth_getBlockTransactionCountByHash", anchored["blockHash"]) == "0x1"
    assert ask(node, "eth_getBlockReceipts", "0x1") == [anchored]


def test_raw_data_hashes_to_what_blocks_commit_to(node: Node, anchored: dict[str, Any]) -> None:
    raw = bytes.fromhex(ask(node, "debug_getRawTransaction", anchored["transactionHash"])[2:])
    assert keccak(raw).hex() == anchored["transactionHash"][2:]
    header = bytes.fromhex(ask(node, "debug_getRawHeader", "0x1")[2:])
    assert keccak(header).hex() == anchored["blockHash"][2:]
    block = bytes.fromhex(ask(node, "debug_getRawBlock", "0x1")[2:])
    assert rlp.decode(block) == [rlp.decode(header), [raw], [], []]
    assert int(ask(node, "eth_getBlockByNumber", "0x1", False)["size"], 16) == len(block)
    (receipt,) = ask(node, "debug_getRawReceipts", "0x1")
    assert bytes.fromhex(receipt[2:])[0] == 2
    assert ask(node, "debug_getRawTransaction", UNKNOWN) == "0x"


def test_an_anchoring_is_seen_in_its_log(node: Node, anchored: dict[str, Any]) -> None:
    (log,) = anchored["logs"]
    event = decode_log([bytes.fromhex(topic[2:]) for topic in log["topics"]], bytes.fromhex(log["data"][2:]))
    assert isinstance(event, Anchored)
    assert event.root == secret("first")


def test_reads_at_a_past_block_see_the_past(node: Node, anchored: dict[str, Any]) -> None:
    slot = hex(slots.batch_slot(MemberId(1), BatchRoot(secret("first"))))
    relay = "0x" + Wallet(RELAY).address.hex()
    assert int(ask(node, "eth_getStorageAt", REGISTRY_HEX, slot, "0x0"), 16) == 0
    entry = slots.decode_batch(int(ask(node, "eth_getStorageAt", REGISTRY_HEX, slot, "0x1"), 16))
    assert entry is not None
    assert (entry.kind, entry.count) == (3, 1)
    assert ask(node, "eth_getTransactionCount", relay, "0x0") == "0x0"
    assert ask(node, "eth_getTransactionCount", relay, {"blockHash": anchored["blockHash"]}) == "0x1"
    assert ask(node, "eth_getTransactionCount", relay, {"blockNumber": "0x1"}) == "0x1"
    assert refusal(node, "eth_getTransactionCount", relay, "0x99")["code"] == -32000


def test_code_and_balance_are_read(node: Node) -> None:
    assert ask(node, "eth_getCode", REGISTRY_HEX, "latest") == "0x" + artifact("Registry").runtime.hex()
    assert ask(node, "eth_getCode", NOWHERE, "latest") == "0x"
    assert ask(node, "eth_getBalance", NOWHERE, "latest") == "0x0"


@pytest.mark.parametrize("name", ["first", "never"])
def test_a_proof_is_checked_by_the_verifiers_own_code(
    node: Node, anchored: dict[str, Any], name: str
) -> None:
    slot = slots.batch_slot(MemberId(1), BatchRoot(secret(name)))
    answer = ask(node, "eth_getProof", REGISTRY_HEX, [hex(slot)], "latest")
    state_root = bytes.fromhex(ask(node, "eth_getBlockByNumber", "latest", False)["stateRoot"][2:])
    nodes = NodeSet(bytes.fromhex(each[2:]) for each in answer["accountProof"])
    account = rlp.decode(lookup(nodes, state_root, keccak(REGISTRY), Fault.ACCOUNT_UNPROVED, "account"))
    assert account[2].hex() == answer["storageHash"][2:]
    assert account[3] == artifact("Registry").code_hash
    (storage,) = answer["storageProof"]
    nodes = NodeSet(bytes.fromhex(each[2:]) for each in storage["proof"])
    leaf = lookup(nodes, account[2], keccak(slot.to_bytes(32, "big")), Fault.SLOT_UNPROVED, "slot")
    value = 0 if leaf is None else int.from_bytes(rlp.decode(leaf), "big")
    assert hex(value) == storage["value"]
    assert bool(value) == (name == "first")


def test_an_account_that_is_not_there_is_proved_absent(node: Node) -> None:
    answer = ask(node, "eth_getProof", NOWHERE, [], "latest")
    state_root = bytes.fromhex(ask(node, "eth_getBlockByNumber", "latest", False)["stateRoot"][2:])
    nodes = NodeSet(bytes.fromhex(each[2:]) for each in answer["accountProof"])
    assert (
        lookup(nodes, state_root, keccak(bytes.fromhex("ee" * 20)), Fault.ACCOUNT_UNPROVED, "account") is None
    )
    assert (answer["nonce"], answer["balance"]) == ("0x0", "0x0")


def test_a_storage_key_longer_than_a_word_is_refused(node: Node) -> None:
    assert refusal(node, "eth_getStorageAt", REGISTRY_HEX, "0x" + "0" * 65, "latest")["code"] == -32000


def test_a_view_is_called_without_gas_or_keys(node: Node) -> None:
    data = "0x" + key_of(Wallet(RELAY).address).hex()
    answer = ask(node, "eth_call", {"to": "0x" + CONSORTIUM.hex(), "data": data}, "latest")
    assert int(answer[2:66], 16) == 1
    assert answer == ask(node, "eth_call", {"to": "0x" + CONSORTIUM.hex(), "input": data})


def test_a_call_changes_nothing(node: Node, wallet: Wallet) -> None:
    call = {
        "from": "0x" + wallet.address.hex(),
        "to": REGISTRY_HEX,
        "input": "0x" + wallet.anchoring("x").hex(),
    }
    root = ask(node, "eth_getBlockByNumber", "latest", False)["stateRoot"]
    assert ask(node, "eth_call", call, "latest") == "0x"
    slot = hex(slots.batch_slot(MemberId(1), BatchRoot(secret("x"))))
    assert int(ask(node, "eth_getStorageAt", REGISTRY_HEX, slot, "latest"), 16) == 0
    assert ask(node, "eth_getBlockByNumber", "latest", False)["stateRoot"] == root


def test_a_revert_is_code_3_with_what_the_contract_said(node: Node, wallet: Wallet) -> None:
    data = wallet.anchoring("x")
    call = {"to": REGISTRY_HEX, "input": "0x" + (data[:-1] + b"\x05").hex()}
    for method in ("eth_call", "eth_estimateGas"):
        error = refusal(node, method, call, "latest")
        assert error["code"] == 3
        assert error["data"].startswith("0x")
        assert error["message"].startswith("execution reverted")


@pytest.mark.parametrize(
    ("call", "message"),
    [
        ({"to": NOWHERE, "gas": "0x100"}, "intrinsic gas too low"),
        ({"to": NOWHERE, "value": "0x1"}, "insufficient funds for gas * price + value"),
        ({"input": "0xfe"}, "invalid opcode: INVALID"),
        ({"input": "0x5b600056"}, "out of gas"),
    ],
)
def test_other_failures_of_a_call_are_named(node: Node, call: dict[str, str], message: str) -> None:
    error = refusal(node, "eth_call", call, "latest")
    assert error["code"] == -32000
    assert error["message"].startswith(message)


def test_code_that_calls_or_makes_itself_as_deep_as_gas_goes_is_survived(node: Node) -> None:
    call_itself = "5f5f5f5f5f305af1"
    return_it = f"67{call_itself}5f5260086018f3"
    make_and_call = f"6f{return_it}5f5260106010" + "5ff0" + "5f5f5f5f5f855af1"
    make_itself = "385f5f39385f5ff000"
    with node.serve() as served:
        for code in (make_and_call, make_itself):
            request = {"jsonrpc": "2.0", "id": 1, "method": "eth_call", "params": [{"input": "0x" + code}]}
            assert httpx.post(served.url, json=request, timeout=60).json() == {**_RESULT, "result": "0x"}


@pytest.mark.parametrize("number", [6, 7, 8, 9, 0x0B, 0x0F, 0x11])
def test_a_call_that_would_keep_the_node_busy_for_minutes_is_refused(node: Node, number: int) -> None:
    precompile = f"0x{number:040x}"
    call_it = f"0x5f5f5f5f5f60{number:02x}5af1"
    for call in ({"to": precompile}, {"input": call_it}):
        for method in ("eth_call", "eth_estimateGas"):
            assert refusal(node, method, call)["data"]["code"] == "call.too_slow"


def test_the_fast_precompiled_functions_can_be_called(node: Node) -> None:
    digest = ask(node, "eth_call", {"to": "0x" + "00" * 19 + "02", "input": "0x616263"})
    assert digest == "0x" + sha256(b"abc").hexdigest()


def test_an_estimate_is_enough_and_hardly_more(node: Node, wallet: Wallet) -> None:
    data = wallet.anchoring("estimated")
    call = {"from": "0x" + wallet.address.hex(), "to": REGISTRY_HEX, "input": "0x" + data.hex()}
    gas = int(ask(node, "eth_estimateGas", call), 16)
    receipt = send(node, wallet.send(data, gas=gas))
    assert receipt["status"] == "0x1"
    assert gas <= int(receipt["gasUsed"], 16) * 1.05


def test_a_plain_transfer_of_nothing_is_estimated_at_its_intrinsic_gas(node: Node) -> None:
    assert ask(node, "eth_estimateGas", {"to": NOWHERE}) == "0x5208"


def test_fees_are_zero_and_well_formed(node: Node, anchored: dict[str, Any]) -> None:
    assert ask(node, "eth_gasPrice") == ask(node, "eth_maxPriorityFeePerGas") == "0x0"
    assert ask(node, "eth_baseFee") == "0x0"
    history = ask(node, "eth_feeHistory", "0x5", "latest", [10, 50.5])
    assert history["oldestBlock"] == "0x0"
    assert history["baseFeePerGas"] == ["0x0"] * 3
    assert history["reward"] == [["0x0", "0x0"]] * 2
    assert 0 < history["gasUsedRatio"][1] < 0.01


def test_small_answers(node: Node) -> None:
    assert ask(node, "net_version") == "743001"
    assert ask(node, "eth_accounts") == []
    assert ask(node, "eth_syncing") is False
    assert ask(node, "net_listening") is False
    assert ask(node, "net_peerCount") == "0x0"
    assert ask(node, "web3_clientVersion").startswith("tegata/")
    assert ask(node, "web3_sha3", "0x") == "0x" + keccak(b"").hex()
    assert ask(node, "eth_blobBaseFee") == "0x1"


def test_the_pending_nonce_counts_what_waits(node: Node) -> None:
    wallet = Wallet()
    relay = "0x" + wallet.address.hex()
    ask(node, "eth_sendRawTransaction", "0x" + Wallet(nonce=1).anchor("gap").hex())
    assert ask(node, "eth_getTransactionCount", relay, "pending") == "0x0"
    assert ask(node, "txpool_status") == {"pending": "0x0", "queued": "0x1"}
    assert list(ask(node, "txpool_contentFrom", relay)["queued"]) == ["1"]
    assert ask(node, "txpool_content")["queued"][to_checksum_address(relay)]["1"]["nonce"] == "0x1"
    waiting = ask(node, "eth_getTransactionByHash", "0x" + keccak(Wallet(nonce=1).anchor("gap")).hex())
    assert waiting["blockNumber"] is None
    send(node, wallet.anchor("filled"))
    wait_for(lambda: ask(node, "eth_getTransactionCount", relay, "pending") == "0x2")
    wait_for(lambda: ask(node, "eth_getTransactionCount", relay, "latest") == "0x2")


@pytest.mark.parametrize("key", ["0x" + "00" * 33, "0xasdf", "7"])
def test_a_storage_key_that_is_none_is_the_same_error_as_elsewhere(node: Node, key: str) -> None:
    error = refusal(node, "eth_getStorageAt", REGISTRY_HEX, key, "latest")
    assert (error["code"], error["message"].split(":")[0]) == (-32000, "unable to decode storage key")
    assert refusal(node, "eth_getStorageAt", REGISTRY_HEX, 7, "latest")["code"] == -32602
