"""The verifier in TypeScript and the one in Python give one answer, whatever is done to a bundle."""

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contracts.ids import UnixTime
from contracts.proofs import EvidenceRefused, read_trust, verify_all
from contracts.proofs.evidence import is_evidence, proved_evidence
from contracts.proofs.verdict import Verdict
from tests.clients.typescript.building import FOLDER
from tests.clients.typescript.conftest import Ask
from tests.contracts.proofs.vectors import apply

GOLDEN = json.loads((Path(__file__).parents[2] / "golden" / "proofs.json").read_text("utf-8"))
TRUST = json.dumps(GOLDEN["trust"])
NOW = UnixTime(GOLDEN["now"])
TEXTS = [json.dumps(case["bundle"]).encode() for case in GOLDEN["bundles"]]
EVIDENCE = json.loads((Path(__file__).parents[2] / "golden" / "evidence.json").read_text("utf-8"))
BESIDE = [json.dumps(case["document"], ensure_ascii=False).encode() for case in EVIDENCE["evidence"]]


def said(verdicts: tuple[Verdict, ...]) -> dict[str, Any]:
    """The verdicts as the other verifier tells its own; where one is refused, its own words are its own."""
    return {
        "outcomes": [verdict.outcome.value for verdict in verdicts],
        "faults": [verdict.fault and verdict.fault.value for verdict in verdicts],
        "reasons": [
            {claim.topic.value: [claim.shown.value, claim.reason] for claim in verdict.claims}
            for verdict in verdicts
            if verdict.fault is None
        ],
        "fields": [{field.path: field.content for field in verdict.fields} for verdict in verdicts],
    }


def without_words_of_refusals(answer: dict[str, Any]) -> dict[str, Any]:
    kept = zip(answer["reasons"], answer["faults"], strict=True)
    kept_reasons = [reasons for reasons, fault in kept if fault is None]
    return {name: answer[name] for name in ("outcomes", "faults", "fields")} | {"reasons": kept_reasons}


def agree(ask: Ask, bundle: bytes) -> None:
    if is_evidence(bundle):
        assert ask(bundle) == proved_or_fault(bundle)
        return
    found = verify_all(bundle, read_trust(TRUST), NOW)
    assert without_words_of_refusals(ask(bundle)) == said(found)


def proved_or_fault(evidence: bytes) -> dict[str, Any]:
    try:
        return {"proved": proved_evidence(evidence, read_trust(TRUST), NOW).to_json()}
    except EvidenceRefused as refused:
        return {"fault": refused.fault.value}


def test_its_own_tests_pass(node_js: str) -> None:
    done = subprocess.run(
        [node_js, "--test", "build/test/"], cwd=FOLDER, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout[-4_000:]


@pytest.mark.parametrize("bundle", TEXTS, ids=[case["name"] for case in GOLDEN["bundles"]])
def test_bundles_get_the_same_verdict_claim_by_claim(ask: Ask, bundle: bytes) -> None:
    agree(ask, bundle)


@pytest.mark.parametrize("evidence", BESIDE, ids=[case["name"] for case in EVIDENCE["evidence"]])
def test_evidence_beside_bundles_proves_the_same(ask: Ask, evidence: bytes) -> None:
    assert "proved" in proved_or_fault(evidence)
    agree(ask, evidence)


@settings(max_examples=250, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_changed_bytes_get_the_same_verdict(ask: Ask, data: st.DataObject) -> None:
    text = data.draw(st.sampled_from(TEXTS + BESIDE))
    at = data.draw(st.integers(0, len(text) - 1))
    new = data.draw(st.sampled_from(b'0123456789abcdefAZ+/="{}[],:\\. \x00\xff'))
    agree(ask, text[:at] + bytes([new]) + text[at + 1 :])


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_cut_and_doubled_bundles_get_the_same_verdict(ask: Ask, data: st.DataObject) -> None:
    text = data.draw(st.sampled_from(TEXTS + BESIDE))
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, len(text)))
    agree(ask, data.draw(st.sampled_from([text[:start] + text[end:], text[:end] + text[start:]])))


@pytest.mark.parametrize("value", [None, True, 1.0, -1, 2**64, 10**30, "", "\u0301", [], {}, [[]]], ids=repr)
def test_values_that_do_not_belong_get_the_same_fault(ask: Ask, value: object) -> None:
    for case in GOLDEN["refusals"][::4]:
        changed = apply(json.loads(TEXTS[1]), case["at"], value)
        agree(ask, json.dumps(changed, ensure_ascii=False).encode())
    documents = {case["name"]: case["document"] for case in EVIDENCE["evidence"]}
    for case in EVIDENCE["refusals"]:
        changed = apply(documents[case["of"]], case["at"], value)
        agree(ask, json.dumps(changed, ensure_ascii=False).encode())
