"""Whatever documents leave out, each rule answers: a finding, silence, or the input that it lacks."""

import copy
import random
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from contracts.errors import TegataError
from gateway.reconciliation.engine import reconcile
from gateway.reconciliation.projected import Projected
from scripts.scenarios.consignments import Consignment
from scripts.scenarios.detection import cases, projected

CASES = [case.consignment for case in cases(seed=11, rounds=1)]


def thinned(value: Any, chance: random.Random) -> Any:
    """`value` without one field in twenty-five, anywhere in it."""
    if isinstance(value, dict):
        return {name: thinned(one, chance) for name, one in value.items() if chance.random() > 0.04}
    return [thinned(one, chance) for one in value] if isinstance(value, list) else value


def with_gaps(made: Consignment, chance: random.Random) -> Consignment | None:
    """The consignment with some of its documents thinned; None if one of them is no longer a document."""
    made = copy.deepcopy(made)
    papers = chance.sample(made.records(), k=2)
    for paper in papers:
        paper.body = thinned(paper.body, chance)
    if chance.random() < 0.5:
        made.declaration = thinned(made.declaration, chance)
    try:
        projected([made])
    except (ValidationError, TegataError, KeyError):  # a declaration without a country has no name
        return None
    return made


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.integers(0, 2**32))
def test_what_is_absent_breaks_no_rule_and_stands_in_no_text(seed: int) -> None:
    chance = random.Random(seed)
    made = with_gaps(chance.choice(CASES), chance)
    if made is None:
        return
    rows = projected([made])
    names = [row["declaration"] for row in rows["declarations"]]
    for finding in reconcile(Projected(rows), names, block_height=1).findings:
        for part in ("title", "explanation", "resolution"):
            for text in finding[part].values():
                assert "{" not in text, finding["rule"]
                assert " None" not in text.replace("None was taken", "").replace("None of", ""), text
