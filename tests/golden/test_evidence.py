"""The vectors of evidence beside bundles: what every verifier, in any language, must answer."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from contracts import slots
from contracts.ids import Address, UnixTime
from contracts.proofs import EvidenceRefused, Fault, read_trust
from contracts.proofs.evidence import is_evidence, proved_evidence
from contracts.proofs.ledger_state import line_words, proved_state, state_from_json
from tests.contracts.proofs import vectors

GOLDEN = json.loads((Path(__file__).parent / "evidence.json").read_text("utf-8"))
TRUST = read_trust(json.dumps(GOLDEN["trust"]))
NOW = UnixTime(GOLDEN["now"])
DOCUMENTS = {case["name"]: case["document"] for case in GOLDEN["evidence"]}


def named(case: dict[str, Any]) -> str:
    return str(case["name"])


def read(document: Any) -> Any:
    return proved_evidence(json.dumps(document), TRUST, NOW).to_json()


@pytest.mark.parametrize("case", GOLDEN["evidence"], ids=named)
def test_each_proves_what_it_says(case: dict[str, Any]) -> None:
    assert is_evidence(json.dumps(case["document"]).encode())
    assert read(case["document"]) == case["proved"]


@pytest.mark.parametrize("case", GOLDEN["refusals"], ids=named)
def test_each_change_is_refused_with_its_fault(case: dict[str, Any]) -> None:
    changed = vectors.apply(DOCUMENTS[case["of"]], case["at"], case["value"])
    with pytest.raises(EvidenceRefused) as refused:
        read(changed)
    assert refused.value.fault == case["fault"]


@pytest.mark.parametrize("text", ["", "[]", '{"format": "tegata/trust/1"}', '{"format": 1}'])
def test_what_is_no_evidence_is_refused(text: str) -> None:
    assert not is_evidence(text.encode())
    with pytest.raises(EvidenceRefused):
        proved_evidence(text, TRUST, NOW)


def test_a_state_answers_for_its_slots_and_for_no_other() -> None:
    proved = proved_state(state_from_json(DOCUMENTS["a line's balance"]), TRUST, NOW)
    lineage = bytes.fromhex(GOLDEN["line"]["lineage"][2:])
    balance = slots.decode_line(proved.state.word(*line_words(lineage, GOLDEN["line"]["line"])[0]))
    assert balance is not None and (balance.left, balance.unit) == (4 * 10**9, "C62")
    with pytest.raises(EvidenceRefused) as refused:
        proved.state.word(*line_words(lineage, 100)[0])
    assert refused.value.fault == Fault.SLOT_UNPROVED


def test_a_network_without_the_contract_of_lines_proves_no_conflict() -> None:
    elsewhere = {name: replace(one, address=Address(b"\x42" * 20)) for name, one in TRUST.contracts.items()}
    with pytest.raises(EvidenceRefused) as refused:
        proved_evidence(json.dumps(DOCUMENTS["more than is left"]), replace(TRUST, contracts=elsewhere), NOW)
    assert refused.value.fault == Fault.CODE_UNTRUSTED
