"""A change of law is a change of data: what was found under the old version is found under it again."""

import copy
from pathlib import Path
from typing import Any

import pytest

from contracts.ids import UnixTime
from gateway.reconciliation.engine import reconcile
from gateway.reconciliation.projected import Projected
from gateway.reconciliation.rule_sets import RuleSet, current_rule_set, keep, kept, rule_set_from, versions
from gateway.store import open_store
from tests.gateway.reconciliation.trade import bill, certificate, rows_for, trade

NAME = "JP-26031700001"


def found_under(rule_set: RuleSet, rows: dict[str, Any]) -> set[str]:
    result = reconcile(Projected(rows), [NAME], block_height=4, rule_set=rule_set)
    assert result.rule_set == rule_set.version
    return {finding["rule"] for finding in result.findings}


def amended(**changed: Any) -> RuleSet:
    """RCEP's proofs are valid for 24 months by the data, not for 12."""
    body = copy.deepcopy(dict(current_rule_set().body)) | {"version": "1+amended"} | changed
    before, rcep = body["agreements"].split('code = "RCEP"')
    start = rcep.index("[[agreement.validity]]")
    body["agreements"] = f'{before}code = "RCEP"{rcep[:start]}' + rcep[start:].replace(
        "months = 12", "months = 24", 1
    )
    return rule_set_from(body)


def test_a_change_of_law_is_a_change_of_data() -> None:
    old = certificate(issue_date="2025-03-01", departure_date="2025-03-03")
    rows = rows_for(trade(proof=old))
    assert "proof.expired" in found_under(current_rule_set(), rows)
    assert "proof.expired" not in found_under(amended(), rows)
    assert "proof.expired" in found_under(current_rule_set(), rows), "the old version finds what it found"


def test_a_version_is_kept_whole_and_gives_the_same_bytes(tmp_path: Path) -> None:
    store = open_store(f"sqlite:///{tmp_path / 'g.db'}")
    rule_set = current_rule_set(
        frozenset({"milestone.order"}), frozenset({("transport.gross_mass", "tolerance", "9")})
    )
    for _ in range(2):
        store.write(lambda connection: keep(connection, rule_set, UnixTime(7)))
    with store.read() as connection:
        again = kept(connection, rule_set.version)
        assert [one["version"] for one in versions(connection)] == [rule_set.version]
        assert kept(connection, "1+never") is None
    store.close()
    assert again is not None
    assert again.same_code
    rows = rows_for(trade(paper=bill(gross_mass={"value": "1300", "unit": "KGM"})))
    one, other = (
        reconcile(Projected(rows), [NAME], block_height=4, rule_set=r).canonical for r in (rule_set, again)
    )
    assert one == other


@pytest.mark.parametrize(("tolerance", "fires"), [("5", True), ("16", False)])
def test_a_tuned_figure_is_compared_with_and_told(tolerance: str, fires: bool) -> None:
    rows = rows_for(trade(paper=bill(gross_mass={"value": "1300", "unit": "KGM"})))
    rule_set = current_rule_set(tuned=frozenset({("transport.gross_mass", "tolerance", tolerance)}))
    result = reconcile(Projected(rows), [NAME], block_height=4, rule_set=rule_set)
    told = {finding["rule"]: finding["explanation"]["en"] for finding in result.findings}
    assert ("transport.gross_mass" in told) is fires
    assert not fires or f"tolerance is {tolerance} %" in told["transport.gross_mass"]


def test_each_choice_of_an_office_has_a_version_of_its_own() -> None:
    tuned = frozenset({("transport.gross_mass", "tolerance", "9")})
    made = {
        current_rule_set().version,
        current_rule_set(frozenset({"milestone.order"})).version,
        current_rule_set(tuned=tuned).version,
    }
    assert len(made) == 3
