"""The acts of governance twice: as the vectors have them, and as a general implementation of EIP-712 does."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from eth_account import Account
from eth_account.messages import encode_typed_data

from contracts.acts import Proposal
from contracts.acts.eip712 import ActInvalid
from contracts.acts.governance import PROPOSALS, SuspendMember, proposal_of_words
from scripts.golden_governance import golden_decisions, governance_vectors

VECTORS = json.loads((Path(__file__).parent / "governance.json").read_text("utf-8"))


def test_the_vectors_are_what_is_computed() -> None:
    assert governance_vectors() == VECTORS


def typed(text: str) -> dict[str, list[dict[str, str]]]:
    """The types that a type's text names."""
    return {
        name: [dict(zip(("type", "name"), each.split(" "), strict=True)) for each in parts.split(",")]
        for name, parts in re.findall(r"(\w+)\(([^)]*)\)", text)
    }


def spelled(message: dict[str, Any], parts: list[dict[str, str]]) -> dict[str, Any]:
    """A message with the names of its type."""
    named = {re.sub(r"_(\w)", lambda found: found[1].upper(), name): value for name, value in message.items()}
    return {part["name"]: named[part["name"]] for part in parts}


@pytest.mark.parametrize("vector", VECTORS["acts"], ids=lambda each: each["type"].split("(")[0])
def test_they_are_the_typed_data_that_wallets_sign(vector: dict[str, Any]) -> None:
    types = typed(vector["type"])
    primary = vector["type"].split("(")[0]
    domain = [
        {"name": name, "type": kind}
        for name, kind in (
            ("name", "string"),
            ("version", "string"),
            ("chainId", "uint256"),
            ("verifyingContract", "address"),
            ("salt", "bytes32"),
        )
    ]
    document = {
        "types": {"EIP712Domain": domain, **types},
        "primaryType": primary,
        "domain": VECTORS["domain"],
        "message": spelled(vector["message"], types[primary]),
    }
    signed = Account.sign_message(encode_typed_data(full_message=document), VECTORS["private_key"])
    assert "0x" + signed.signature.hex().removeprefix("0x") == vector["signature"]


@pytest.mark.parametrize("act", golden_decisions(), ids=lambda each: type(each).__name__)
def test_a_proposal_reads_back_from_its_words(act: Any) -> None:
    if isinstance(act, Proposal):
        assert proposal_of_words(type(act), act.words()) == act
        for wrong in (act.words()[:-1], act.words() + bytes(32), b"", b"\xff" * len(act.words())):
            with pytest.raises(ActInvalid):
                proposal_of_words(type(act), wrong)


def test_kinds_are_numbered_from_one() -> None:
    assert [kind.KIND for kind in PROPOSALS] == list(range(1, 13))
    assert PROPOSALS[2] is SuspendMember
