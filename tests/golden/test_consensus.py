"""The vectors of validators' finality: of CometBFT's light client, and of bundles under validators."""

import json
from pathlib import Path
from typing import Any

import pytest

from contracts.ids import UnixTime
from contracts.proofs import Fault, read_trust, verify
from tests.contracts.proofs.witness import Case, cases, fault_of

BUNDLES = json.loads((Path(__file__).parent / "validators.json").read_text("utf-8"))

FAULTS = {
    "two of four": Fault.FINALITY_POWER,
    "exactly two thirds of three": Fault.FINALITY_POWER,
    "two thirds of uneven power, less one": Fault.FINALITY_POWER,
    "two votes for none": Fault.FINALITY_POWER,
    "one validator in two places": Fault.FINALITY_DUPLICATE,
    "a stranger's vote": Fault.FINALITY_FOREIGN,
    "a stranger's vote under a validator's address": Fault.FINALITY_SIGNATURE,
    "a broken signature": Fault.FINALITY_SIGNATURE,
    "votes of another chain": Fault.FINALITY_SIGNATURE,
    "another block": Fault.FINALITY_COMMIT,
    "a place too few": Fault.FINALITY_COMMIT,
    "voted for: chain id": Fault.FINALITY_CHAIN,
    "voted for: height 0": Fault.FINALITY_HEADER,
    "the next height, others than announced": Fault.LIGHT_VALIDATORS,
    "a later height, exactly a third stays": Fault.LIGHT_VALIDATORS,
    "the same height": Fault.LIGHT_HEIGHT,
    "the same time": Fault.LIGHT_TIME,
    "ten seconds ahead": Fault.LIGHT_TIME,
    "after the trusting period": Fault.TRUST_STALE,
}
"""Name of a vector → how we call what is wrong with it."""


def named(case: Case) -> str:
    return str(case["name"])


@pytest.mark.parametrize("case", cases(), ids=named)
def test_each_vector_has_cometbfts_answer(case: Case) -> None:
    fault = fault_of(case)
    assert (fault is None) is case["holds"], f"CometBFT: {case['says'] or 'holds'}; we: {fault}"


def test_each_fault_has_its_name() -> None:
    found = {case["name"]: fault_of(case) for case in cases()}
    assert {name: found[name] for name in FAULTS} == FAULTS


@pytest.mark.parametrize("case", BUNDLES["cases"], ids=named)
def test_each_bundle_under_validators_has_its_verdict(case: dict[str, Any]) -> None:
    bundle = json.dumps({**BUNDLES["bundle"], "finality": case["finality"]})
    verdict = verify(bundle, read_trust(json.dumps(case["trust"])), UnixTime(case["now"]))
    assert (verdict.outcome.value, verdict.fault) == (case["outcome"], case["fault"])
