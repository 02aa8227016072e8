"""Signed acts: the hash that EIP-712 gives, one signature for each, bound to one network."""

import dataclasses
from typing import Any

import pytest
from eth_account import Account
from eth_account.messages import encode_typed_data
from hypothesis import given
from hypothesis import strategies as st

from contracts.acts import (
    CONFIRMED,
    Act,
    ActInvalid,
    Batch,
    CaseRequest,
    CaseStep,
    Debit,
    Domain,
    Revoke,
    Supersede,
    WholeDebit,
    Withdraw,
    address_of,
    digest,
    recover,
    sign,
)
from contracts.addresses import REGISTRY, STATUS
from contracts.errors import SignatureInvalid
from contracts.ids import Address, BatchRoot, MemberId, NetworkId, RecordId, UnixTime

ORDER = 0xFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFFEBAAEDCE6AF48A03BBFD25E8CD0364141
KEY = b"\x11" * 32
DOMAIN = Domain(743_001, REGISTRY, NetworkId(b"\x22" * 32))
ROOT, TARGET = BatchRoot(b"\x33" * 32), b"\x44" * 32
UNTIL = UnixTime(1_900_000_000)
ACTS: list[Act] = [
    Batch(ROOT, 3, 1, 20, MemberId(7), UNTIL),
    Revoke(MemberId(7), ROOT, TARGET, 1, UNTIL),
    Withdraw(MemberId(7), ROOT, TARGET, 2, UNTIL),
    Supersede(MemberId(7), ROOT, TARGET, BatchRoot(b"\x55" * 32), b"\x66" * 32, 2, UNTIL),
    Debit(MemberId(7), MemberId(8), RecordId(TARGET), 3, b"\x77" * 32, 5 * 10**9, b"KGM", 2, UNTIL, UNTIL),
    WholeDebit(MemberId(7), MemberId(8), RecordId(TARGET), 3, b"\x77" * 32, 1, CONFIRMED, UNTIL),
    CaseRequest(MemberId(7), MemberId(8), 1, 20, b"\x77" * 32, 2, 0, 30, 60, UNTIL),
    CaseStep(MemberId(8), b"\x77" * 32, 3, 2, b"\x66" * 32, UnixTime(0), UNTIL),
]


def typed_data(act: Act, domain: Domain) -> dict[str, Any]:
    name = act.TYPE.split("(")[0]
    members = [
        dict(zip(("type", "name"), part.split(" "), strict=True))
        for part in act.TYPE[len(name) + 1 : -1].split(",")
    ]
    separator = "string name,string version,uint256 chainId,address verifyingContract,bytes32 salt"
    return {
        "types": {
            "EIP712Domain": [
                dict(zip(("type", "name"), p.split(" "), strict=True)) for p in separator.split(",")
            ],
            name: members,
        },
        "primaryType": name,
        "domain": {
            "name": "Tegata",
            "version": "1",
            "chainId": domain.chain_id,
            "verifyingContract": "0x" + domain.verifying_contract.hex(),
            "salt": domain.network_id,
        },
        "message": dict(zip((m["name"] for m in members), dataclasses.astuple(act), strict=True)),
    }


@pytest.mark.parametrize("act", ACTS, ids=lambda act: type(act).__name__)
def test_the_signature_is_the_one_that_any_wallet_makes(act: Act) -> None:
    wallet = Account.sign_message(encode_typed_data(full_message=typed_data(act, DOMAIN)), KEY)
    assert sign(act, DOMAIN, KEY) == bytes(wallet.signature)
    assert recover(act, DOMAIN, bytes(wallet.signature)) == address_of(KEY)
    assert "0x" + address_of(KEY).hex() == wallet_address().lower()


def wallet_address() -> str:
    return str(Account.from_key(KEY).address)


@given(st.binary(min_size=32, max_size=32), st.integers(1, 65_536), st.integers(0, 2**64 - 1))
def test_any_batch_is_recovered_to_its_author(root: bytes, count: int, until: int) -> None:
    act = Batch(BatchRoot(root), count, 5, 0, MemberId(1), UnixTime(until))
    assert recover(act, DOMAIN, sign(act, DOMAIN, KEY)) == address_of(KEY)


@pytest.mark.parametrize(
    "other",
    [
        Domain(743_002, REGISTRY, DOMAIN.network_id),
        Domain(743_001, STATUS, DOMAIN.network_id),
        Domain(743_001, REGISTRY, NetworkId(b"\x23" * 32)),
    ],
    ids=["chain", "contract", "network"],
)
def test_a_signature_of_another_domain_is_by_no_one_here(other: Domain) -> None:
    assert digest(ACTS[0], other) != digest(ACTS[0], DOMAIN)
    assert recover(ACTS[0], DOMAIN, sign(ACTS[0], other, KEY)) != address_of(KEY)


def test_a_changed_act_is_by_someone_else() -> None:
    signature = sign(ACTS[0], DOMAIN, KEY)
    changed = dataclasses.replace(ACTS[0], count=4)
    assert recover(changed, DOMAIN, signature) != address_of(KEY)


def test_the_high_s_twin_of_a_signature_is_refused() -> None:
    signature = sign(ACTS[0], DOMAIN, KEY)
    twin = signature[:32] + (ORDER - int.from_bytes(signature[32:64], "big")).to_bytes(32, "big")
    with pytest.raises(SignatureInvalid, match="malleable"):
        recover(ACTS[0], DOMAIN, twin + bytes([55 - signature[64]]))


@pytest.mark.parametrize("v", [0, 1, 26, 29, 255])
def test_another_spelling_of_v_is_refused(v: int) -> None:
    with pytest.raises(SignatureInvalid, match="27 or 28"):
        recover(ACTS[0], DOMAIN, sign(ACTS[0], DOMAIN, KEY)[:64] + bytes([v]))


@pytest.mark.parametrize(
    "signature",
    [b"", bytes(64), bytes(64) + b"\x1b", ORDER.to_bytes(32, "big") + bytes(31) + b"\1\x1b", bytes(66)],
)
def test_what_is_no_signature_is_refused(signature: bytes) -> None:
    with pytest.raises(SignatureInvalid):
        recover(ACTS[0], DOMAIN, signature)


def test_an_r_that_no_point_has_is_refused() -> None:
    with pytest.raises(SignatureInvalid, match="a key could make"):
        recover(ACTS[0], DOMAIN, (5).to_bytes(32, "big") + (1).to_bytes(32, "big") + b"\x1b")


@pytest.mark.parametrize(
    "change", [{"count": -1}, {"count": 2**32}, {"kind": 256}, {"root": b"short"}, {"member": True}]
)
def test_a_field_that_does_not_fit_its_type_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(ActInvalid):
        dataclasses.replace(ACTS[0], **change).struct_hash()


def test_an_address_is_twenty_bytes() -> None:
    assert len(address_of(KEY)) == len(Address(bytes(20)))
