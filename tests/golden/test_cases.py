"""The vectors of verification cases: acts, commitments, the chain of steps, and an envelope that opens."""

import json
from pathlib import Path
from typing import Any

import pytest
from eth_account import Account
from eth_account.messages import encode_typed_data

from contracts.cases import canonical, content_of
from contracts.ed25519 import is_signed
from contracts.ids import hex0x, unhex
from gateway.cases.sealing import EnvelopeInvalid, open_sealed, read_envelope
from scripts.golden_cases import case_vectors, golden_case
from tests.golden.test_governance import spelled, typed

FILE = Path(__file__).parent / "cases.json"
VECTORS = json.loads(FILE.read_text("utf-8"))
SEALED = VECTORS["envelope"]


def test_the_vectors_are_what_is_computed() -> None:
    assert case_vectors(FILE) == VECTORS


@pytest.mark.parametrize("vector", VECTORS["acts"], ids=lambda each: f"step {each['message'].get('number')}")
def test_they_are_the_typed_data_that_wallets_sign(vector: dict[str, Any]) -> None:
    types = typed(vector["type"])
    name = vector["type"].split("(")[0]
    signable = encode_typed_data(VECTORS["domain"], types, spelled(vector["message"], types[name]))
    signed = Account.sign_message(signable, VECTORS["private_key"])
    assert hex0x(bytes(signed.signature)) == vector["signature"]


def test_another_act_has_another_digest() -> None:
    digests = {vector["digest"] for vector in VECTORS["acts"]}
    assert len(digests) == len(VECTORS["acts"]) == 1 + len(golden_case()[1])


@pytest.mark.parametrize("vector", VECTORS["payloads"], ids=["question", "answer"])
def test_what_is_said_has_its_commitment_and_another_salt_another(vector: dict[str, Any]) -> None:
    salt = unhex(vector["salt"], 32, "salt")
    assert hex0x(canonical(vector["payload"])) == vector["canonical"]
    assert hex0x(content_of(vector["payload"], salt)) == vector["content"]
    assert hex0x(content_of(vector["payload"], bytes(32))) != vector["content"]


def test_the_envelope_opens_with_its_key_and_is_signed_by_the_gateway() -> None:
    envelope = read_envelope(SEALED["document"])
    assert open_sealed(envelope, unhex(SEALED["payload_secret"], 32, "secret")) == SEALED["inside"]
    assert hex0x(envelope.address.info) == SEALED["info"]
    assert hex0x(envelope.address.message(envelope.sealed)) == SEALED["message"]
    key = unhex(SEALED["gateway_key"], 32, "key")
    assert is_signed(key, bytes.fromhex(SEALED["message"][2:]), envelope.signature)
    assert not is_signed(key, bytes.fromhex(SEALED["info"][2:]), envelope.signature)


@pytest.mark.parametrize("name", ["sender", "recipient", "content", "network"])
def test_an_envelope_that_says_another_address_does_not_open(name: str) -> None:
    document = dict(SEALED["document"])
    document[name] = 7 if isinstance(document[name], int) else "0x" + "42" * 32
    with pytest.raises(EnvelopeInvalid):
        open_sealed(read_envelope(document), unhex(SEALED["payload_secret"], 32, "secret"))
    with pytest.raises(EnvelopeInvalid):
        open_sealed(read_envelope(SEALED["document"]), bytes([7]) * 32)
