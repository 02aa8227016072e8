"""A small part of `make detection`: every discrepancy and every lawful oddity once, under two seeds."""

import copy
from collections import Counter

import pytest

from adapters.report import leaves
from gateway.reconciliation.rules.definition import rules
from scripts.scenarios.consignments import Drawer
from scripts.scenarios.detection import cases, measured, uncovered
from scripts.scenarios.documents import by_documents


@pytest.mark.parametrize("seed", [1, 20260401])
def test_each_discrepancy_is_found_and_no_lawful_oddity_is_stopped(seed: int) -> None:
    figures = measured(cases(seed, rounds=1))
    assert figures.read_as["ubl-invoice"] > 10
    assert figures.read_as["wco-dec"] > 10
    assert not figures.stopped
    assert not figures.confusion
    assert {rule for rule in rules() if figures.recall(rule) < 1} == set()


def test_something_is_injected_for_every_rule() -> None:
    assert uncovered() == []


def test_a_consignment_by_way_of_its_documents_says_what_was_drawn() -> None:
    drawn = Drawer(7).consignment()
    found, read_as = copy.deepcopy(drawn), Counter[str]()
    by_documents(found, read_as)
    assert set(read_as) >= {"ubl-invoice", "wco-dec", "credential"}
    assert found.declaration["original"]["format"] == "wco-dec"
    said = {**leaves(drawn.declaration), **leaves(drawn.invoice.body)}
    assert said.items() <= {**leaves(found.declaration), **leaves(found.invoice.body)}.items()
