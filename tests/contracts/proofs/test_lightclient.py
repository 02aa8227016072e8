"""CometBFT's own light client and ours answer alike, asked by either."""

import random
from collections import Counter
from collections.abc import Callable

import pytest

from tests.contracts.proofs.witness import Case, cases, fault_of, mutated, witness


@pytest.fixture(scope="module")
def ask(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., list[Case]]:
    return witness(tmp_path_factory.mktemp("lightclient"))


def test_the_vectors_are_what_cometbft_makes(ask: Callable[..., list[Case]]) -> None:
    assert ask("make") == cases()


def test_what_is_changed_at_random_has_the_same_answer_from_both(ask: Callable[..., list[Case]]) -> None:
    chance = random.Random(20_260_301)
    sound = [case for case in cases() if case["holds"]]
    asked = [mutated(chance.choice(sound), chance) for _ in range(400)]
    answered = ask("judge", asked)
    differing = [
        (case["name"], case["says"], fault_of(case))
        for case in answered
        if case["holds"] is not (fault_of(case) is None)
    ]
    assert not differing
    assert Counter(case["holds"] for case in answered)[True] >= 20, "some changes are harmless"
