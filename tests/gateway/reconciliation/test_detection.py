"""A small part of `make detection`: every discrepancy and every lawful oddity once, under two seeds."""

import pytest

from gateway.reconciliation.rules.definition import rules
from scripts.scenarios.detection import cases, measured, uncovered


@pytest.mark.parametrize("seed", [1, 20260401])
def test_each_discrepancy_is_found_and_no_lawful_oddity_is_stopped(seed: int) -> None:
    figures = measured(cases(seed, rounds=1))
    assert not figures.stopped
    assert not figures.confusion
    assert {rule for rule in rules() if figures.recall(rule) < 1} == set()


def test_something_is_injected_for_every_rule() -> None:
    assert uncovered() == []
