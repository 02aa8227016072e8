"""Whatever comes over JSON-RPC is answered: a result or a standard error, never a fault inside.

The same questions go to a member's node and to a development node, which lets more in.
"""

import json
from collections.abc import Iterator
from typing import Any

import pytest
import rlp
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contracts.acts import sign_digest
from contracts.addresses import CONSORTIUM, REGISTRY
from contracts.keccak import keccak
from ledger_node import Node, open_node
from ledger_node.development import DevelopmentNode, open_development_node, read_genesis
from ledger_node.rpc import Dispatcher
from ledger_node.rpc.dispatch import NAMESPACES
from tests.ledger_node.development.chain import ALICE, CHAIN_ID, GENESIS
from tests.ledger_node.network import RELAY, SEQUENCER, STRANGER, ManualClock, Wallet, make_genesis

STANDARD = {-32700, -32600, -32601, -32602, -32603, -32000, -32001, -32005, -32015, -32016, 3}
SIMULATED = set(range(-38026, -38009))
EXECUTION = settings(
    max_examples=60, suppress_health_check=[HealthCheck.too_slow, HealthCheck.function_scoped_fixture]
)


@pytest.fixture(scope="module", params=["member", "development"])
def dispatcher(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Dispatcher]:
    folder = tmp_path_factory.mktemp(request.param)
    opened: Node | DevelopmentNode
    if request.param == "member":
        opened = open_node(folder, make_genesis(), key=SEQUENCER, clock=ManualClock(), sync=False)
        opened.rpc(asked("eth_sendRawTransaction", ["0x" + Wallet().anchor("fuzz").hex()]))
    else:
        opened = open_development_node(folder, read_genesis(GENESIS))
    yield opened._dispatcher  # the bytes of bodies go in here, as they do from a socket
    opened.close()


def asked(method: str, params: Any) -> dict[str, Any]:
    return {"jsonrpc": "2.0", "id": 1, "method": method, "params": params}


def is_standard(answer: Any) -> bool:
    """Whether an answer is a result, or an error that is not a fault inside."""
    if "result" in answer:
        return True
    error = answer["error"]
    return error["code"] in STANDARD | SIMULATED and error["message"] != "internal error"


# Bodies: bytes, texts, JSON that is nearly a request

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(max_size=20)
    | st.sampled_from(["eth_call", "2.0", "0x0", "latest"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner, max_size=3),
    max_leaves=8,
)
REQUESTISH = st.fixed_dictionaries(
    {},
    optional={
        "jsonrpc": st.just("2.0") | JSON,
        "id": st.integers() | JSON,
        "method": st.sampled_from(["eth_call", "eth_getLogs", "eth_subscribe"]) | JSON,
        "params": JSON,
        "more": JSON,
    },
)
BODIES = st.one_of(
    st.binary(max_size=200),
    (JSON | REQUESTISH | st.lists(REQUESTISH, max_size=4)).map(lambda value: json.dumps(value).encode()),
    st.integers(1, 3_000).map(lambda depth: b"[" * depth + b"]" * depth),
    st.integers(1, 6_000).map(lambda digits: b'{"jsonrpc":"2.0","id":' + b"9" * digits + b',"method":"x"}'),
)


@given(BODIES)
@EXECUTION
def test_any_body_gets_a_standard_answer_or_none(dispatcher: Dispatcher, body: bytes) -> None:
    text = dispatcher.answer_text(body)
    if text is None:
        return
    answers = json.loads(text)
    for answer in answers if isinstance(answers, list) else [answers]:
        assert answer["jsonrpc"] == "2.0"
        assert is_standard(answer), answer


# Parameters: every method, with values that are nearly right


def mostly(right: st.SearchStrategy[Any], wrong: st.SearchStrategy[Any]) -> st.SearchStrategy[Any]:
    """`wrong` once in some twenty times, so that a question with many parts is still read to its end."""
    return st.integers(0, 19).flatmap(lambda dice: wrong if dice == 13 else right)


WRONG = st.sampled_from(["0x", "0x01", "1", hex(2**256), "0xzz", "00", "soon", None, 7, [], {}])
KNOWN = (CONSORTIUM, REGISTRY, bytes(20), b"\x01".rjust(20, b"\0"))
SMALL = mostly(st.integers(0, 5).map(hex), WRONG)
QUANTITY = mostly(st.integers(0, 2**40).map(hex), WRONG)
DATA = mostly(st.binary(max_size=64).map(lambda raw: "0x" + raw.hex()), WRONG)
ADDRESSES = mostly(st.sampled_from([*("0x" + each.hex() for each in KNOWN), ALICE.address]), WRONG)
HASH = mostly(st.binary(min_size=32, max_size=32).map(lambda raw: "0x" + raw.hex()), WRONG)
TAGS = ["latest", "earliest", "pending", "safe", "finalized", "0x0", "0x1", None]
BLOCK = mostly(st.sampled_from(TAGS), HASH | WRONG)
CODE = st.binary(max_size=48).map(lambda raw: "0x" + raw.hex())
CALL = st.fixed_dictionaries(
    {},
    optional={
        "from": ADDRESSES,
        "to": ADDRESSES | st.none(),
        "gas": mostly(st.integers(50_000, 200_000).map(hex), WRONG),
        "value": SMALL,
        "data": CODE,
        "input": CODE | st.none(),
        "nonce": SMALL,
        "type": SMALL,
        "maxFeePerGas": QUANTITY,
        "maxPriorityFeePerGas": SMALL,
        "maxFeePerBlobGas": QUANTITY,
        "blobVersionedHashes": st.lists(HASH, max_size=2),
        "accessList": st.lists(
            st.fixed_dictionaries({"address": ADDRESSES, "storageKeys": st.lists(HASH, max_size=2)}),
            max_size=2,
        ),
        "authorizationList": st.lists(
            st.fixed_dictionaries(
                dict.fromkeys(("chainId", "nonce", "yParity", "r", "s"), QUANTITY) | {"address": ADDRESSES}
            ),
            max_size=2,
        ),
    },
)
SLOTS = st.dictionaries(HASH.map(str), HASH, max_size=2)
ACCOUNT = st.fixed_dictionaries(
    {},
    optional={
        "nonce": QUANTITY,
        "code": CODE,
        "balance": QUANTITY,
        "state": SLOTS,
        "stateDiff": SLOTS,
        "movePrecompileToAddress": ADDRESSES,
    },
)
STATE = st.dictionaries(ADDRESSES.map(str), ACCOUNT, max_size=3)
OVERRIDE = st.fixed_dictionaries(
    {},
    optional={
        "number": mostly(st.integers(1, 300).map(hex), WRONG),
        "time": mostly(st.integers(2**31, 2**32).map(hex), WRONG),
        "difficulty": QUANTITY,
        "gasLimit": QUANTITY,
        "feeRecipient": ADDRESSES,
        "prevRandao": HASH,
        "baseFeePerGas": QUANTITY,
        "blobBaseFee": QUANTITY,
        "withdrawals": st.lists(
            st.fixed_dictionaries(
                {"index": QUANTITY, "validatorIndex": QUANTITY, "address": ADDRESSES, "amount": QUANTITY}
            ),
            max_size=1,
        ),
    },
)
SIMULATION = st.fixed_dictionaries(
    {
        "blockStateCalls": st.lists(
            st.fixed_dictionaries(
                {},
                optional={
                    "blockOverrides": OVERRIDE,
                    "stateOverrides": STATE,
                    "calls": st.lists(CALL, max_size=2),
                },
            ),
            max_size=2,
        )
    },
    optional={name: st.booleans() for name in ("validation", "traceTransfers", "returnFullTransactions")},
)
FILTER = st.fixed_dictionaries(
    {},
    optional={
        "fromBlock": BLOCK,
        "toBlock": BLOCK,
        "blockHash": HASH,
        "address": ADDRESSES | st.lists(ADDRESSES, max_size=2),
        "topics": st.lists(st.none() | HASH | st.lists(HASH, max_size=2), max_size=5),
    },
)
VALUES = st.one_of(QUANTITY, DATA, ADDRESSES, HASH, BLOCK, CALL, STATE, OVERRIDE, FILTER, st.booleans(), JSON)
METHODS = sorted(method.name for module in NAMESPACES for method in module.namespace.methods)


@given(st.sampled_from(METHODS), st.lists(VALUES, max_size=4))
@settings(EXECUTION, max_examples=400)
def test_any_method_with_any_parameters_gets_a_standard_answer(
    dispatcher: Dispatcher, method: str, params: list[Any]
) -> None:
    answer = dispatcher.answer(asked(method, params))
    assert is_standard(answer), (method, params, answer)


@given(
    st.one_of(
        st.tuples(st.sampled_from(["eth_call", "eth_estimateGas"]), st.tuples(CALL, BLOCK, STATE, OVERRIDE)),
        st.tuples(st.just("eth_createAccessList"), st.tuples(CALL, BLOCK, STATE)),
        st.tuples(st.just("eth_fillTransaction"), st.tuples(CALL)),
        st.tuples(st.just("eth_simulateV1"), st.tuples(SIMULATION, BLOCK)),
        st.tuples(st.just("eth_getLogs"), st.tuples(FILTER)),
    )
)
@settings(EXECUTION, max_examples=400)
def test_calls_with_nearly_everything_get_a_standard_answer(
    dispatcher: Dispatcher, question: tuple[str, tuple[Any, ...]]
) -> None:
    method, params = question
    answer = dispatcher.answer(asked(method, list(params)))
    assert is_standard(answer), (method, params, answer)


# Raw transactions: every envelope, well formed and not

NUMBER = st.integers(0, 2**64) | st.sampled_from([0, 1, 2**64 - 1, 2**256 - 1])
BYTES = st.binary(max_size=40) | st.sampled_from([bytes(REGISTRY), bytes(20), b"", bytes(5_000)])
CHAIN = mostly(st.sampled_from([743_001, CHAIN_ID]), NUMBER)
NONCE = mostly(st.integers(0, 5), NUMBER)
FEE = mostly(st.sampled_from([0, 10**9]), NUMBER)
GAS = mostly(st.sampled_from([60_000, 200_000]), NUMBER)
TARGET = mostly(st.sampled_from([bytes(REGISTRY), b"", bytes(20)]), BYTES)
PLACE, WORD = st.binary(min_size=20, max_size=20), st.binary(min_size=32, max_size=32)
LISTED = st.lists(st.tuples(PLACE, st.lists(WORD, max_size=2)), max_size=2)
AUTHORIZED = st.lists(st.tuples(CHAIN, PLACE, NONCE, NUMBER, NUMBER, NUMBER), max_size=2)
PRICED = (FEE, GAS, TARGET, mostly(st.just(0), NUMBER), BYTES)
CAPPED = (FEE, *PRICED, LISTED)
CONTENT: dict[int, st.SearchStrategy[Any]] = {
    0: st.tuples(NONCE, *PRICED),
    1: st.tuples(CHAIN, NONCE, *PRICED, LISTED),
    2: st.tuples(CHAIN, NONCE, *CAPPED),
    3: st.tuples(CHAIN, NONCE, *CAPPED, NUMBER, st.lists(WORD, max_size=2)),
    4: st.tuples(CHAIN, NONCE, *CAPPED, AUTHORIZED),
}


@st.composite
def raw_transactions(draw: st.DrawFn) -> bytes:
    """A transaction of a known or unknown type, signed by a known or unknown key, perhaps damaged."""
    type_id = draw(mostly(st.sampled_from([0, 1, 2, 4]), st.integers(0, 127)))
    content = list(draw(CONTENT.get(type_id, st.lists(NUMBER | BYTES, max_size=14))))
    key = draw(st.sampled_from([RELAY, STRANGER, bytes(ALICE.key)]))
    chain_id = draw(CHAIN)
    prefix = bytes([type_id]) if type_id else b""
    signed = content if type_id else [*content, chain_id, 0, 0]
    signature = sign_digest(keccak(prefix + rlp.encode(signed)), key)
    r, s = (int.from_bytes(signature[at : at + 32], "big") for at in (0, 32))
    parity = signature[64] - 27
    v = draw(mostly(st.just(parity if type_id else parity + 35 + 2 * chain_id), NUMBER | st.just(27)))
    raw = bytearray(prefix + rlp.encode([*content, v, r, s]))
    for _ in range(draw(mostly(st.just(0), st.integers(1, 3)))):
        raw[draw(st.integers(0, len(raw) - 1))] = draw(st.integers(0, 255))
    return bytes(raw[: draw(mostly(st.just(len(raw)), st.integers(0, len(raw))))])


@given(raw_transactions() | st.binary(max_size=300))
@settings(EXECUTION, max_examples=500)
def test_any_raw_transaction_gets_a_hash_or_a_reasoned_refusal(dispatcher: Dispatcher, raw: bytes) -> None:
    answer: Any = dispatcher.answer(asked("eth_sendRawTransaction", ["0x" + raw.hex()]))
    if "result" in answer:
        assert answer["result"] == "0x" + keccak(raw).hex()
        return
    assert answer["error"]["code"] == -32000, answer
    assert set(answer["error"]["data"]) >= {"code", "expected", "found", "remedy"}


def test_huge_call_data_is_refused_unread(dispatcher: Dispatcher) -> None:
    answer: Any = dispatcher.answer(asked("eth_sendRawTransaction", ["0x02" + "ff" * 1_000_000]))
    assert answer["error"]["code"] == -32000
