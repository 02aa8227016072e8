"""The messages on the wire: against the definition in CometBFT's own module, and against garbage."""

import re
import shutil
import subprocess
from dataclasses import fields
from pathlib import Path
from typing import Any, get_args, get_origin, get_type_hints

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger_node.fronts.cometbft import parts, requests, responses
from ledger_node.fronts.cometbft.parts import ExecTxResult, Misbehavior, Snapshot, Timestamp, Validator
from ledger_node.fronts.cometbft.requests import REQUESTS, RequestCheckTx, RequestFinalizeBlock
from ledger_node.fronts.cometbft.responses import (
    RESPONSES,
    ResponseApplySnapshotChunk,
    ResponseFinalizeBlock,
    ResponseListSnapshots,
)
from ledger_node.fronts.cometbft.server import decode_request, encode_response
from ledger_node.fronts.cometbft.wire import Message, WireInvalid, read_varint, varint
from ledger_node.operations.engine_process import VERSION

INT64 = st.integers(-(2**63), 2**63 - 1)
MOMENTS = st.builds(Timestamp, INT64, st.integers(0, 10**9 - 1))
FINALIZE = st.builds(
    RequestFinalizeBlock,
    txs=st.lists(st.binary(max_size=300)).map(tuple),
    misbehavior=st.lists(
        st.builds(Misbehavior, type=INT64, validator=st.builds(Validator, st.binary(), INT64), time=MOMENTS)
    ).map(tuple),
    hash=st.binary(),
    height=INT64,
    time=MOMENTS,
)
ANSWERS = st.one_of(
    st.builds(
        ResponseFinalizeBlock,
        tx_results=st.lists(st.builds(ExecTxResult, INT64, st.binary(), INT64, INT64)).map(tuple),
        app_hash=st.binary(),
    ),
    st.builds(ResponseListSnapshots, st.lists(st.builds(Snapshot, INT64, INT64, INT64)).map(tuple)),
    st.builds(
        ResponseApplySnapshotChunk,
        INT64,
        st.lists(st.integers(0, 2**32 - 1)).map(tuple),
        st.lists(st.text()).map(tuple),
    ),
)


@given(st.one_of(FINALIZE, ANSWERS))
def test_a_message_survives_its_encoding(message: Message) -> None:
    assert type(message).decode(message.encode()) == message


@given(st.integers(0, 2**64 - 1))
def test_a_number_survives_its_encoding(value: int) -> None:
    assert read_varint(varint(value), 0) == (value, len(varint(value)))


def test_an_encoding_that_is_known() -> None:
    assert RequestCheckTx(tx=b"abc", type=1).encode() == bytes.fromhex("0a03616263 1001".replace(" ", ""))
    assert Timestamp(seconds=-1).encode() == bytes.fromhex("08" + "ff" * 9 + "01")
    assert RequestCheckTx().encode() == b"", "what holds its default is left out"


def test_numbers_may_come_packed() -> None:
    assert ResponseApplySnapshotChunk.decode(bytes.fromhex("1203010203")).refetch_chunks == (1, 2, 3)


def test_fields_that_are_not_known_are_passed_over() -> None:
    strange = bytes.fromhex("f80105fa010161fd0100000000f9010000000000000000")
    assert RequestCheckTx.decode(strange + RequestCheckTx(tx=b"abc").encode()).tx == b"abc"


@given(st.binary(max_size=200))
def test_bytes_that_are_no_request_are_refused_and_nothing_else_happens(data: bytes) -> None:
    try:
        request = decode_request(data)
    except WireInvalid:
        return
    assert type(request) in REQUESTS.values()


@given(FINALIZE, st.data())
def test_a_request_that_is_cut_short_is_refused_or_read_as_far_as_it_goes(
    request: RequestFinalizeBlock, data: st.DataObject
) -> None:
    encoded = request.encode()
    cut = encoded[: data.draw(st.integers(0, len(encoded)))]
    try:
        RequestFinalizeBlock.decode(cut)
    except WireInvalid:
        pass


@pytest.mark.parametrize(
    "encoded",
    ["0a05616263", "ff" * 11, "0b", "1201ff", "0801"],
    ids=["too short", "endless number", "a group", "no UTF-8 where text is", "a number where bytes are"],
)
def test_what_is_malformed_is_refused(encoded: str) -> None:
    with pytest.raises(WireInvalid):
        requests.RequestQuery.decode(bytes.fromhex(encoded))


def test_a_response_is_framed_by_its_length() -> None:
    framed = encode_response(responses.ResponseEcho("hi"))
    assert framed == bytes.fromhex("06 12 04 0a 02 68 69".replace(" ", ""))


def definition() -> str:
    """The .proto file of ABCI in CometBFT's module, where Go has it."""
    go = shutil.which("go")
    if go is None:
        pytest.skip("Go is not installed, so CometBFT's own definition is not at hand")
    cache = subprocess.run([go, "env", "GOMODCACHE"], capture_output=True, text=True, check=True)
    module = Path(cache.stdout.strip()) / "github.com" / "cometbft" / f"cometbft@v{VERSION}"
    path = module / "proto" / "tendermint" / "abci" / "types.proto"
    if not path.exists():
        pytest.skip(f"cometbft@v{VERSION} is not in Go's module cache")
    return re.sub(r"//[^\n]*", "", path.read_text("utf-8"))


def defined(text: str, message: str) -> dict[int, tuple[str, str, bool]]:
    """Number → name, type and whether it is repeated, of a message's own fields."""
    start = text.index(f"message {message} {{") + len(f"message {message} {{")
    depth, end = 1, start
    while depth:
        depth += {"{": 1, "}": -1}.get(text[end], 0)
        end += 1
    body = re.sub(r"enum \w+ \{[^}]*\}", "", text[start:end])
    found = re.findall(r"(repeated\s+)?([\w.]+)\s+(\w+)\s*=\s*(\d+)\s*[;\[]", body)
    return {int(number): (name, kind, bool(repeated)) for repeated, kind, name, number in found}


SCALARS = {
    "int64": int,
    "uint64": int,
    "uint32": int,
    "int32": int,
    "bytes": bytes,
    "string": str,
    "bool": bool,
}
MESSAGES: list[Any] = [*REQUESTS.values(), *RESPONSES, parts.Snapshot, parts.ExecTxResult, parts.Validator]
MESSAGES += [parts.Misbehavior, parts.ValidatorUpdate]


@pytest.mark.parametrize("message", MESSAGES, ids=lambda message: message.__name__)
def test_fields_are_those_of_the_engines_definition(message: type[Any]) -> None:
    official = defined(definition(), message.__name__)
    hints = get_type_hints(message)
    for each in fields(message):
        name, kind, repeated = official[each.metadata["number"]]
        hint = hints[each.name]
        assert (name, repeated) == (each.name, get_origin(hint) is tuple)
        own = get_args(hint)[0] if repeated else hint
        assert SCALARS.get(kind, own) is own
        assert kind in SCALARS or issubclass(own, Message) or own is int, "an enumeration is a number"


def test_requests_and_responses_have_the_numbers_of_the_engines_definition() -> None:
    text = definition()
    assert {n: kind for n, (_, kind, _) in defined(text, "Request").items()} == {
        number: message.__name__ for number, message in REQUESTS.items()
    }
    assert {kind: n for n, (_, kind, _) in defined(text, "Response").items()} == {
        message.__name__: number for message, number in RESPONSES.items()
    }
