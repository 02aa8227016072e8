"""Calldata, results and logs, written by hand, against eth_abi's coder and the committed interfaces."""

from collections.abc import Sequence
from dataclasses import astuple
from typing import Any

import pytest
from eth_abi.abi import encode as abi_encode
from eth_utils import keccak as reference_keccak
from hypothesis import given
from hypothesis import strategies as st

from contracts import calls
from contracts.acts import (
    CONFIRMED,
    Batch,
    Debit,
    Revoke,
    State,
    StatusAct,
    Supersede,
    WholeDebit,
    Withdraw,
)
from contracts.artifacts import PREDEPLOYED, artifact
from contracts.calls.words import ResultInvalid
from contracts.errors import SignatureInvalid
from contracts.ids import Address, BatchRoot, CaseId, MemberId, NetworkId, RecordId, Signature, UnixTime
from contracts.refusals import EXPLANATIONS, ActRefused, Refusal
from contracts.roles import Purpose, Role
from contracts.slots import BatchEntry, KeyEntry, Service

BATCH = "(bytes32,uint32,uint8,uint16,uint16,uint64)"
SIGNATURE = "(bytes32,bytes32,uint8)"
ITEM = f"({BATCH},{SIGNATURE})"
ENDING = "(uint16,bytes32,bytes32,uint8,uint64)"
SUPERSESSION = "(uint16,bytes32,bytes32,bytes32,bytes32,uint8,uint64)"
POSITION = "(uint32,bytes32[])"
DEBIT = "(uint16,uint16,bytes32,uint16,bytes32,uint256,bytes3,uint32,uint64,uint64)"
WHOLE = "(uint16,uint16,bytes32,uint16,bytes32,uint32,uint64,uint64)"
PROOF = f"(bytes32,bytes32,{POSITION})"
LEAF = f"(uint16,uint32,bytes16,uint256,bytes3,{POSITION})"

hashes = st.binary(min_size=32, max_size=32)
u8, u16, u32, u64 = (st.integers(0, 2**bits - 1) for bits in (8, 16, 32, 64))
signatures = st.binary(min_size=65, max_size=65).map(Signature)
positions = st.builds(calls.Position, u32, st.lists(hashes, max_size=16).map(tuple))
batches = st.builds(Batch, hashes.map(BatchRoot), u32, u8, u16, u16.map(MemberId), u64.map(UnixTime))
items = st.builds(calls.SignedBatch, batches, signatures)
endings = (u16.map(MemberId), hashes.map(BatchRoot), hashes, u8, u64.map(UnixTime))
supersessions = st.builds(
    Supersede,
    u16.map(MemberId),
    hashes.map(BatchRoot),
    hashes,
    hashes.map(BatchRoot),
    hashes,
    u8,
    u64.map(UnixTime),
)


def reference(function: str, types: Sequence[str], values: Sequence[Any]) -> bytes:
    return reference_keccak(f"{function}({','.join(types)})".encode())[:4] + abi_encode(types, values)


def split(signature: bytes) -> tuple[bytes, bytes, int]:
    return signature[:32], signature[32:64], signature[64]


def item_values(item: calls.SignedBatch) -> tuple[Any, ...]:
    b = item.batch
    return (b.root, b.count, b.kind, b.scope, b.member, b.valid_until), split(item.signature)


def place(position: calls.Position) -> tuple[int, list[bytes]]:
    return position.index, list(position.path)


@given(items)
def test_anchor_is_encoded_as_the_abi_says(item: calls.SignedBatch) -> None:
    assert calls.anchor(item) == reference("anchor", [ITEM], [item_values(item)])


@given(st.lists(items, min_size=1, max_size=5))
def test_anchor_many_is_encoded_as_the_abi_says(several: list[calls.SignedBatch]) -> None:
    assert calls.anchor_many(several) == reference(
        "anchorMany", [f"{ITEM}[]"], [list(map(item_values, several))]
    )


@given(st.one_of(st.builds(Revoke, *endings), st.builds(Withdraw, *endings)), positions, signatures)
def test_revoke_and_withdraw_are_encoded_as_the_abi_says(
    act: Revoke | Withdraw, position: calls.Position, signature: Signature
) -> None:
    values = [
        (act.member, act.root, act.target, act.reason, act.valid_until),
        place(position),
        split(signature),
    ]
    expected = reference(type(act).__name__.lower(), [ENDING, POSITION, SIGNATURE], values)
    assert calls.status_act(act, signature, position) == expected


@given(supersessions, positions, positions, signatures)
def test_supersede_is_encoded_as_the_abi_says(
    act: Supersede, position: calls.Position, successor: calls.Position, signature: Signature
) -> None:
    fields = (
        act.member,
        act.root,
        act.target,
        act.successor_root,
        act.successor,
        act.reason,
        act.valid_until,
    )
    types = [SUPERSESSION, POSITION, POSITION, SIGNATURE]
    expected = reference("supersede", types, [fields, place(position), place(successor), split(signature)])
    assert calls.status_act(act, signature, position, successor) == expected


debits = st.builds(
    Debit,
    *(u16.map(MemberId), u16.map(MemberId), hashes.map(RecordId), u16, hashes),
    *(
        st.integers(0, 2**256 - 1),
        st.binary(min_size=3, max_size=3),
        u32,
        u64.map(UnixTime),
        u64.map(UnixTime),
    ),
)
whole_debits = st.builds(
    WholeDebit,
    *(u16.map(MemberId), u16.map(MemberId), hashes.map(RecordId), u16, hashes),
    *(u32, u64.map(UnixTime), u64.map(UnixTime)),
)
proofs = st.builds(calls.Proof, hashes.map(BatchRoot), hashes.map(RecordId), positions)
leaves = st.builds(
    calls.Leaf,
    *(
        u16,
        u32,
        st.binary(min_size=16, max_size=16),
        st.integers(0, 2**255),
        st.binary(min_size=3, max_size=3),
    ),
    *(u32, st.lists(hashes, max_size=16).map(tuple)),
)


@given(debits, st.none() | proofs, leaves, signatures)
def test_a_debit_is_encoded_as_the_abi_says(
    act: Debit, proof: calls.Proof | None, leaf: calls.Leaf, signature: Signature
) -> None:
    written = calls.debit_act(act, signature, proof, leaf)
    values, types = [astuple(act), split(signature)], [DEBIT, SIGNATURE]
    if proof is None:
        assert written == reference("debit", types, values)
        return
    opened = (leaf.version, leaf.field_count, leaf.salt, leaf.quantity, leaf.unit)
    values[1:1] = [proved(proof), (*opened, (leaf.index, list(leaf.path)))]
    types[1:1] = [PROOF, LEAF]
    assert written == reference("openAndDebit", types, values)


@given(whole_debits, proofs, signatures)
def test_a_debit_of_a_whole_line_is_encoded_as_the_abi_says(
    act: WholeDebit, proof: calls.Proof, signature: Signature
) -> None:
    values = [astuple(act), proved(proof), split(signature)]
    assert calls.debit_act(act, signature, proof) == reference(
        "debitWhole", [WHOLE, PROOF, SIGNATURE], values
    )


def test_a_whole_line_is_not_drawn_without_its_proof() -> None:
    act = WholeDebit(MemberId(1), MemberId(2), RecordId(bytes(32)), 0, bytes(32), 1, CONFIRMED, UnixTime(0))
    with pytest.raises(ValueError, match="place of its proof"):
        calls.debit_act(act, Signature(bytes(65)))


def proved(proof: calls.Proof) -> tuple[bytes, bytes, tuple[int, list[bytes]]]:
    return proof.root, proof.id, place(proof.position)


def test_a_lapse_is_encoded_as_the_abi_says() -> None:
    lineage, d = RecordId(b"\x0a" * 32), b"\x0b" * 32
    assert calls.expire(lineage, 7, d) == reference(
        "expire", ["bytes32", "uint16", "bytes32"], [lineage, 7, d]
    )


def test_an_overdraw_is_told_from_other_reverts() -> None:
    data = reference("Overdrawn", ["uint256", "bytes32"], [5, b"\x0c" * 32])
    assert calls.decode_overdraw(data) == calls.Overdraw(5, b"\x0c" * 32)
    assert calls.decode_refusal(data) is Refusal.OVERDRAWN
    assert calls.decode_overdraw(data[:-1]) is None
    assert calls.decode_overdraw(bytes(68)) is None


def test_founding_calls_are_encoded_as_the_abi_says() -> None:
    key, hashed = Address(b"\x0a" * 20), b"\x0b" * 32
    pairs = {
        calls.bootstrap_member(
            MemberId(7), country="JP", roles=512, agreements=1 << 20, voter=True, name_hash=hashed
        ): reference(
            "bootstrapMember",
            ["uint16", "bytes2", "uint32", "uint128", "bool", "bytes32"],
            [7, b"JP", 512, 1 << 20, True, hashed],
        ),
        calls.bootstrap_key(key, member=MemberId(7), purposes=3, valid_from=4, valid_until=5): reference(
            "bootstrapKey", ["address", "uint16", "uint8", "uint64", "uint64"], [key, 7, 3, 4, 5]
        ),
        calls.bootstrap_identifier(hashed, MemberId(7)): reference(
            "bootstrapIdentifier", ["bytes32", "uint16"], [hashed, 7]
        ),
        calls.bootstrap_gateway(MemberId(7), hashed): reference(
            "bootstrapGateway", ["uint16", "bytes32"], [7, hashed]
        ),
        calls.bootstrap_service_key(MemberId(7), Service.PAYLOAD, hashed, 4, 5): reference(
            "bootstrapServiceKey", ["uint16", "uint8", "bytes32", "uint64", "uint64"], [7, 2, hashed, 4, 5]
        ),
        calls.seal(NetworkId(hashed)): reference("seal", ["bytes32"], [hashed]),
    }
    for written, expected in pairs.items():
        assert written == expected


@pytest.mark.parametrize("size", [0, 64, 66])
def test_a_signature_of_another_size_is_no_signature(size: int) -> None:
    batch = Batch(BatchRoot(bytes(32)), 1, 3, 0, MemberId(1), UnixTime(0))
    act: StatusAct = Revoke(MemberId(1), BatchRoot(bytes(32)), bytes(32), 0, UnixTime(0))
    signature = Signature(bytes(size))
    for encode in (
        lambda: calls.anchor(calls.SignedBatch(batch, signature)),
        lambda: calls.status_act(act, signature, calls.WHOLE_BATCH),
    ):
        with pytest.raises(SignatureInvalid, match="65 bytes"):
            encode()


def test_every_view_has_the_selector_of_the_interface() -> None:
    known = {entry["name"]: entry for name in PREDEPLOYED for entry in artifact(name).abi if "name" in entry}
    asked = {
        "batchOf": calls.batch_of(MemberId(1), BatchRoot(bytes(32))),
        "endOf": calls.end_of(MemberId(1), bytes(32)),
        "keyOf": calls.key_of(Address(bytes(20))),
        "memberOf": calls.member_of(MemberId(1)),
        "identifierOwner": calls.identifier_owner(bytes(32)),
        "gatewayOf": calls.gateway_of(MemberId(1)),
        "networkId": calls.network_id(),
        "memberCount": calls.member_count(),
        "memberAt": calls.member_at(0),
        "keyCount": calls.key_count(MemberId(1)),
        "keyAt": calls.key_at(MemberId(1), 0),
        "lineOf": calls.line_of(RecordId(bytes(32)), 0),
        "debitOf": calls.debit_of(RecordId(bytes(32)), 0, bytes(32)),
        "caseOf": calls.case_of(CaseId(bytes(32))),
    }
    for name, data in asked.items():
        types = [argument["type"] for argument in known[name]["inputs"]]
        assert data[:4] == reference_keccak(f"{name}({','.join(types)})".encode())[:4]
        assert len(data) == 4 + 32 * len(types)


@given(st.binary(max_size=400))
def test_a_result_of_another_shape_is_refused(result: bytes) -> None:
    if len(result) != 160:
        with pytest.raises(ResultInvalid):
            calls.decode_batch_of(result)


def test_results_are_read_as_the_abi_says() -> None:
    key = Address(b"\x0a" * 20)
    batch = abi_encode(["address", "uint64", "uint32", "uint8", "uint16"], [key, 5, 6, 1, 20])
    assert calls.decode_batch_of(batch) == BatchEntry(key, UnixTime(5), 6, 1, 20)
    assert calls.decode_batch_of(bytes(160)) is None
    ended = abi_encode(["uint8", "uint8", "uint64", "address", "bytes32"], [2, 9, 5, key, b"\x0b" * 32])
    assert calls.decode_end_of(ended) == calls.EndView(State.SUPERSEDED, 9, UnixTime(5), key, b"\x0b" * 32)
    registered = abi_encode(["uint16", "uint8", *["uint64"] * 4], [7, 5, 1, 2, 3, 4])
    purposes = Purpose.AUTHOR | Purpose.GOVERN
    assert calls.decode_key_of(registered) == KeyEntry(MemberId(7), purposes, *map(UnixTime, (1, 2, 3, 4)))
    member = abi_encode(
        ["bool", "bool", "bytes2", "uint32", "uint128", "uint64", "uint16", "bytes32"],
        [True, False, b"VN", 1, 1 << 20 | 1 << 127, 8, 9, b"\x0c" * 32],
    )
    assert calls.decode_member_of(member) == calls.MemberView(
        True, False, "VN", (Role.ISSUING_BODY,), (20, 127), UnixTime(8), MemberId(9), b"\x0c" * 32
    )


@pytest.mark.parametrize("refusal", Refusal)
def test_a_revert_tells_its_reason(refusal: Refusal) -> None:
    assert calls.decode_refusal(reference("Refused", ["uint8"], [refusal])) is refusal


@pytest.mark.parametrize(
    "data", [b"", reference("Refused", ["uint8"], [0]), reference("Refused", ["uint8"], [255]), b"\1" * 36]
)
def test_another_revert_tells_none(data: bytes) -> None:
    assert calls.decode_refusal(data) is None


@pytest.mark.parametrize("refusal", Refusal)
def test_a_refusal_is_an_error_that_says_what_to_do(refusal: Refusal) -> None:
    error = ActRefused("batch", refusal)
    assert error.to_dict()["refusal"] == refusal.name.lower()
    assert all(EXPLANATIONS[refusal])
    assert error.message == f"batch: expected {error.expected}, found {error.found}. {error.remedy}"
    assert error.remedy.endswith(".")


def test_a_log_of_another_contract_is_no_event() -> None:
    assert calls.decode_log([], b"") is None
    assert calls.decode_log([bytes(32)], b"") is None


@pytest.mark.parametrize(("topics", "size"), [(3, 96), (3, 160), (2, 128), (4, 128)])
def test_a_log_of_another_shape_is_refused(topics: int, size: int) -> None:
    named = [calls.topic_of(calls.Anchored), *[bytes(32)] * (topics - 1)]
    with pytest.raises(calls.LogInvalid, match="Anchored"):
        calls.decode_log(named, bytes(size))
