"""Calls with everything that execution-apis lets a caller say: overrides, fees, lists, whole blocks."""

from itertools import pairwise
from typing import Any

import pytest

from ledger_node.development import DevelopmentNode
from tests.ledger_node.development.asking import GWEI, ask, mined, refusal, signed
from tests.ledger_node.development.chain import ALICE, BOB, ETHER

RICH, POOR = "0x" + "c0" * 20, "0x" + "c1" * 20
CONTRACT = "0x" + "c2" * 20
ECRECOVER, MOVED = f"0x{1:040x}", f"0x{0x123456:040x}"

NUMBER, TIME, BASE_FEE, BLOB_FEE, COINBASE, RANDAO, LIMIT = 0x43, 0x42, 0x48, 0x4A, 0x41, 0x44, 0x45


def returning(opcode: int) -> str:
    """Code that returns what one instruction pushes."""
    return f"0x{opcode:02x}60005260206000f3"


def loading(slot: int) -> str:
    """Code that returns a storage slot."""
    return f"0x60{slot:02x}5460005260206000f3"


def word(value: int) -> str:
    return f"0x{value:064x}"


@pytest.mark.parametrize(
    ("opcode", "override", "expected"),
    [
        (NUMBER, {"number": "0x77"}, 0x77),
        (TIME, {"time": "0x7fffffff"}, 0x7FFFFFFF),
        (LIMIT, {"gasLimit": "0x5555"}, 0x5555),
        (COINBASE, {"feeRecipient": RICH}, int(RICH, 16)),
        (RANDAO, {"prevRandao": word(9)}, 9),
        (BLOB_FEE, {"blobBaseFee": "0x99"}, 0x99),
        (BASE_FEE, {}, 0),
    ],
)
def test_a_call_sees_the_block_that_it_is_told_of(
    development: DevelopmentNode, opcode: int, override: dict[str, str], expected: int
) -> None:
    code = {CONTRACT: {"code": returning(opcode)}}
    answer = ask(development, "eth_call", {"to": CONTRACT, "gas": "0x5300"}, "latest", code, override)
    assert int(answer, 16) == expected


def test_a_call_sees_the_state_that_it_is_told_of(development: DevelopmentNode) -> None:
    asked = {"to": CONTRACT}
    for given in ("state", "stateDiff"):
        overrides = {CONTRACT: {"code": loading(3), given: {word(3): word(42)}}}
        assert int(ask(development, "eth_call", asked, "latest", overrides), 16) == 42
    overrides = {CONTRACT: {"code": loading(3), "state": {word(3): word(42)}, "stateDiff": {}}}
    assert refusal(development, "eth_call", asked, "latest", overrides)["code"] == -32000


def test_a_call_pays_from_a_balance_that_it_is_told_of(development: DevelopmentNode) -> None:
    sent = {"from": POOR, "to": RICH, "value": hex(ETHER), "gas": "0x5208", "maxFeePerGas": hex(2 * GWEI)}
    error = refusal(development, "eth_call", sent, "latest")
    assert (error["code"], error["message"].split(":")[0]) == (
        -32000,
        "insufficient funds for gas * price + value",
    )
    assert ask(development, "eth_call", sent, "latest", {POOR: {"balance": hex(2 * ETHER)}}) == "0x"


@pytest.mark.parametrize(
    "fees",
    [
        {"maxFeePerGas": "0x1"},
        {"maxFeePerGas": hex(3 * GWEI), "maxPriorityFeePerGas": hex(4 * GWEI)},
        {"gasPrice": hex(3 * GWEI), "maxFeePerGas": hex(3 * GWEI)},
    ],
)
def test_fees_that_no_block_takes_are_refused(development: DevelopmentNode, fees: dict[str, str]) -> None:
    sent = {"from": ALICE.address, "to": POOR, "gas": "0x5208", **fees}
    assert refusal(development, "eth_call", sent, "latest")["code"] == -32000


def test_an_access_list_names_what_is_touched_even_by_a_call_that_fails(development: DevelopmentNode) -> None:
    reverting = {CONTRACT: {"code": "0x60075460006000fd"}}
    found = ask(development, "eth_createAccessList", {"to": CONTRACT}, "latest", reverting)
    assert found["accessList"] == [{"address": CONTRACT, "storageKeys": [word(7)]}]
    assert found["error"] == "execution reverted"
    plain = ask(development, "eth_createAccessList", {"to": CONTRACT}, "latest")
    assert plain == {"accessList": [], "gasUsed": "0x5208"}


def test_an_estimate_suffices_and_less_does_not(development: DevelopmentNode) -> None:
    data = "0x602a600055"  # initcode that writes one slot
    gas = int(ask(development, "eth_estimateGas", {"from": ALICE.address, "data": data}), 16)
    assert mined(development, signed(ALICE, 0, data=data, gas=gas))["status"] == "0x1"
    assert mined(development, signed(ALICE, 1, data=data, gas=gas * 98 // 100))["status"] == "0x0"
    error = refusal(development, "eth_estimateGas", {"from": POOR, "to": RICH, "value": "0x1"})
    assert error["code"] == -32000


def test_a_filled_transaction_can_be_signed_and_sent(development: DevelopmentNode) -> None:
    filled = ask(
        development, "eth_fillTransaction", {"from": ALICE.address, "to": BOB.address, "value": "0x5"}
    )
    fields = {
        name: int(filled["tx"][name], 16)
        for name in ("nonce", "gas", "maxFeePerGas", "maxPriorityFeePerGas", "value")
    }
    assert mined(development, signed(ALICE, to=BOB.address, **fields))["status"] == "0x1"


def simulate(node: DevelopmentNode, *blocks: dict[str, Any], **options: bool) -> Any:
    return ask(node, "eth_simulateV1", {"blockStateCalls": list(blocks), **options}, "latest")


def test_simulated_calls_build_on_one_another_through_blocks(development: DevelopmentNode) -> None:
    first = {
        "stateOverrides": {RICH: {"balance": hex(ETHER)}},
        "calls": [{"from": RICH, "to": POOR, "value": "0x3e8"}],
    }
    second = {"calls": [{"from": POOR, "to": RICH, "value": "0x3e8"}]}
    blocks = simulate(development, first, second)
    head = ask(development, "eth_getBlockByNumber", "latest", False)
    assert [block["calls"][0]["status"] for block in blocks] == ["0x1", "0x1"]
    assert blocks[0]["parentHash"] == head["hash"]
    assert blocks[1]["parentHash"] == blocks[0]["hash"]
    assert ask(development, "eth_blockNumber") == head["number"]


def test_gaps_between_simulated_blocks_are_filled(development: DevelopmentNode) -> None:
    blocks = simulate(development, {"blockOverrides": {"number": "0x4"}})
    assert [block["number"] for block in blocks] == ["0x1", "0x2", "0x3", "0x4"]
    times = [int(block["timestamp"], 16) for block in blocks]
    assert [later - earlier for earlier, later in pairwise(times)] == [12, 12, 12]


def test_transfers_are_shown_as_logs_when_asked_for(development: DevelopmentNode) -> None:
    calls = {"calls": [{"from": ALICE.address, "to": POOR, "value": "0x5"}]}
    (traced,) = simulate(development, calls, traceTransfers=True)
    (log,) = traced["calls"][0]["logs"]
    assert log["address"] == "0x" + "ee" * 20
    assert (int(log["topics"][2], 16), int(log["data"], 16)) == (int(POOR, 16), 5)
    (plain,) = simulate(development, calls)
    assert plain["calls"][0]["logs"] == []
    assert plain["hash"] == traced["hash"]


def test_what_a_contract_leaves_when_it_ends_is_a_transfer_too(development: DevelopmentNode) -> None:
    ending = {CONTRACT: {"code": "0x73" + RICH[2:] + "ff", "balance": "0x7"}}
    calls = {"stateOverrides": ending, "calls": [{"from": ALICE.address, "to": CONTRACT, "value": "0x5"}]}
    (block,) = simulate(development, calls, traceTransfers=True)
    logs = block["calls"][0]["logs"]
    assert [int(log["data"], 16) for log in logs] == [5, 12]
    assert [int(log["topics"][2], 16) for log in logs] == [int(CONTRACT, 16), int(RICH, 16)]


def test_a_moved_precompile_answers_where_it_was_moved_to(development: DevelopmentNode) -> None:
    digest = b"\x01" * 32
    signature = ALICE.unsafe_sign_hash(digest)
    data = digest + b"".join(part.to_bytes(32, "big") for part in (signature.v, signature.r, signature.s))
    call = {"to": MOVED, "input": "0x" + data.hex()}
    moved = {"stateOverrides": {ECRECOVER: {"movePrecompileToAddress": MOVED}}, "calls": [call]}
    (block,) = simulate(development, moved)
    assert block["calls"][0]["returnData"][-40:] == ALICE.address.lower()[2:]
    assert ask(development, "eth_call", call, "latest") == "0x"


def test_a_failed_call_says_why(development: DevelopmentNode) -> None:
    failing = {"stateOverrides": {CONTRACT: {"code": "0xfe"}}, "calls": [{"to": CONTRACT, "gas": "0x5300"}]}
    (invalid,) = simulate(development, failing)
    assert invalid["calls"][0]["error"] == {"code": -32015, "message": "invalid opcode: INVALID"}
    failing["stateOverrides"] = {CONTRACT: {"code": "0x60006000fd"}}
    (reverted,) = simulate(development, failing)
    assert reverted["calls"][0]["error"] == {"code": 3, "message": "execution reverted", "data": "0x"}


ONE_CALL = {"from": POOR, "to": RICH}


@pytest.mark.parametrize(
    ("blocks", "options", "code"),
    [
        ([], {}, -32602),
        ([{"blockOverrides": {"number": "0x0"}}], {}, -38020),
        ([{"blockOverrides": {"time": "0x1"}}], {}, -38021),
        ([{"blockOverrides": {"number": "0x1000"}}], {}, -38026),
        ([{}] * 257, {}, -38026),
        ([{"calls": [{**ONE_CALL, "value": "0x1"}]}], {}, -38014),
        ([{"calls": [{**ONE_CALL, "gas": "0x1000"}]}], {}, -38013),
        ([{"calls": [{**ONE_CALL, "gas": "0xfffffffffff"}]}], {}, -38015),
        ([{"calls": [{"data": "0x" + "00" * 49_153, "gas": "0x989680"}]}], {}, -38025),
        ([{"calls": [{**ONE_CALL, "nonce": "0x9"}]}], {"validation": True}, -38011),
        ([{"stateOverrides": {POOR: {"nonce": "0x5"}}, "calls": [{**ONE_CALL, "nonce": "0x2"}]}], {}, None),
        (
            [{"stateOverrides": {POOR: {"nonce": "0x5"}}, "calls": [{**ONE_CALL, "nonce": "0x2"}]}],
            {"validation": True},
            -38010,
        ),
        ([{"calls": [ONE_CALL]}], {"validation": True}, -38012),
        ([{"stateOverrides": {ECRECOVER: {"movePrecompileToAddress": ECRECOVER}}}], {}, -32000),
        (
            [
                {
                    "stateOverrides": {
                        ECRECOVER: {"movePrecompileToAddress": MOVED},
                        MOVED: {"balance": "0x1"},
                    }
                }
            ],
            {},
            -32000,
        ),
        ([{"stateOverrides": {POOR: {"movePrecompileToAddress": MOVED}}}], {}, -32000),
        ([{"unknown": 1}], {}, -32602),
    ],
)
def test_what_cannot_be_simulated_has_the_specifications_code(
    development: DevelopmentNode, blocks: list[Any], options: dict[str, bool], code: int | None
) -> None:
    params = [{"blockStateCalls": blocks, **options}, "latest"]
    answer = development.rpc({"jsonrpc": "2.0", "id": 1, "method": "eth_simulateV1", "params": params})
    assert answer.get("error", {}).get("code") == code


def test_a_simulated_block_comes_to_the_state_that_the_real_one_has(development: DevelopmentNode) -> None:
    fees = {"maxFeePerGas": hex(10 * GWEI), "maxPriorityFeePerGas": hex(GWEI)}
    call = {"from": ALICE.address, "to": BOB.address, "value": hex(ETHER), "gas": "0x30d40", **fees}
    before = ask(development, "eth_blockNumber")
    mined(development, signed(ALICE, 0, to=BOB.address, value=ETHER))
    real = ask(development, "eth_getBlockByNumber", "latest", False)
    wanted = {"blockOverrides": {"time": real["timestamp"]}, "calls": [call]}
    (block,) = ask(development, "eth_simulateV1", {"blockStateCalls": [wanted], "validation": True}, before)
    for name in ("stateRoot", "receiptsRoot", "gasUsed", "baseFeePerGas", "parentHash", "requestsHash"):
        assert block[name] == real[name], name


def test_one_address_is_not_overridden_and_called_with_nonsense(development: DevelopmentNode) -> None:
    for override in ({"nonce": "0x1g"}, {"balance": 5}, {"code": "0x1"}, {"state": {"0x1": "0x1"}}, {"x": 1}):
        error = refusal(development, "eth_call", {"to": CONTRACT}, "latest", {CONTRACT: override})
        assert error["code"] == -32602
