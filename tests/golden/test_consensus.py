"""The vectors of CometBFT's light client: what it verifies we verify, and what it refuses we refuse."""

import pytest

from contracts.proofs import Fault
from tests.contracts.proofs.witness import Case, cases, fault_of

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
