"""The vectors of proof bundles: what every verifier, in any language, must answer."""

import json
from pathlib import Path
from typing import Any

import pytest

from contracts.ids import UnixTime
from contracts.proofs import read_trust, verify
from tests.contracts.proofs import vectors

GOLDEN = json.loads((Path(__file__).parent / "proofs.json").read_text("utf-8"))
TRUST = read_trust(json.dumps(GOLDEN["trust"]))
NOW = UnixTime(GOLDEN["now"])
NARROWED = next(case["bundle"] for case in GOLDEN["bundles"] if case["name"] == "narrowed")


def named(case: dict[str, Any]) -> str:
    return str(case["name"])


@pytest.mark.parametrize("case", GOLDEN["bundles"], ids=named)
def test_each_bundle_has_its_verdict(case: dict[str, Any]) -> None:
    verdict = verify(json.dumps(case["bundle"]), TRUST, NOW)
    assert verdict.outcome.value == case["outcome"]
    assert {claim.topic.value: claim.shown.value for claim in verdict.claims} == case["claims"]


@pytest.mark.parametrize("case", GOLDEN["refusals"], ids=named)
def test_each_change_is_refused_with_its_fault(case: dict[str, Any]) -> None:
    changed = vectors.apply(NARROWED, case["at"], case["value"])
    assert verify(json.dumps(changed), TRUST, NOW).fault == case["fault"]
