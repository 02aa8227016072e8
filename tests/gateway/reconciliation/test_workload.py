"""Which findings come first, and which declarations are looked at by lot."""

from datetime import date
from decimal import Decimal

import pytest
from sqlalchemy import insert, select

from contracts.ids import UnixTime
from gateway.reconciliation.engine import reconcile
from gateway.reconciliation.projected import Projected
from gateway.reconciliation.ranking import Rate, ranked, rankings
from gateway.reconciliation.rule_sets import current_rule_set
from gateway.reconciliation.selection import MILLION, RANDOM_SHARE, day_of, draw, draw_lots, share_of
from gateway.reconciliation.switching import rule_set_for, switch
from gateway.store import Store, open_store
from gateway.store.tables.workload import duty_rates, selection_seeds, selections
from tests.gateway.reconciliation.trade import rows_for, trade

NOW = UnixTime(1_790_000_000)
RATE = Rate(Decimal("10.5"), Decimal("0"), "Tariff schedule")


@pytest.fixture
def store(tmp_path):
    opened = open_store(f"sqlite:///{tmp_path / 'g.db'}")
    yield opened
    opened.close()


def finding(severity: str = "query", verified: bool = True) -> dict:
    return {"severity": severity, "verified": verified}


def test_a_stop_goes_before_a_query_whatever_is_at_stake() -> None:
    stop = ranked(finding("stop", verified=False), None, None)
    assert stop.points > ranked(finding("notice"), Decimal(10**9), RATE).points
    assert ranked(finding(), Decimal(10**9), RATE).points > ranked(finding(), Decimal(200_000), RATE).points
    assert ranked(finding(), None, None).points > ranked(finding(verified=False), None, None).points


def test_duty_at_stake_is_told_and_without_a_rate_there_is_none() -> None:
    assert ranked(finding(), Decimal(1_450_000), RATE).parts["duty_at_stake"] == "152250"
    told = ranked(finding(), Decimal(1_450_000), None).parts
    assert (told["duty_at_stake"], told["duty"], told["rate"]) == (None, 0, None)


def test_the_rate_of_the_day_and_of_the_longest_code_counts(store: Store) -> None:
    rows = rows_for(trade(standing={"state": 1, "ended": 1}))
    result = reconcile(Projected(rows), ["JP-26031700001"], block_height=1)
    row = {"agreement": "RCEP", "preferential_percent": "0", "source": "Schedule"}
    dated = [
        {"hs_code": "0306", "since": "2022-01-01", "until": None, "base_percent": "1"},
        {"hs_code": "030617", "since": "2022-01-01", "until": "2025-12-31", "base_percent": "2"},
        {"hs_code": "030617", "since": "2026-01-01", "until": None, "base_percent": "4"},
    ]
    for one in dated:
        since, until = (one[name] and date.fromisoformat(one[name]) for name in ("since", "until"))
        store.write(
            lambda c, one=one, since=since, until=until: c.execute(
                insert(duty_rates).values(row | one | {"since": since, "until": until})
            )
        )
    with store.read() as connection:
        (ranking,) = rankings(connection, Projected(rows), result.findings).values()
    assert ranking.parts["duty_at_stake"] == "58000"


def test_every_lot_can_be_drawn_again_and_is_drawn_once(store: Store) -> None:
    names = [f"JP-{number}" for number in range(300)]
    shares = dict.fromkeys(names, 200_000)
    for moment in (NOW, UnixTime(NOW + 90_000)):
        store.write(lambda c, at=moment: draw_lots(c, shares, at, lambda n: bytes([at % 251]) * n))
    with store.read() as connection:
        seeds = {row.day: row.seed for row in connection.execute(select(selection_seeds))}
        rows = connection.execute(select(selections)).all()
    assert seeds.keys() == {day_of(NOW)}, "nothing new was declared on the second day"
    assert {row.declaration: row.lot for row in rows} == {n: draw(seeds[day_of(NOW)], n) for n in names}
    assert all(row.selected == (row.lot < 200_000) for row in rows)
    assert 20 < sum(row.selected for row in rows) < 120


def test_an_office_sets_its_own_share_and_the_last_word_counts(store: Store) -> None:
    def said(office: str, percent: str | None, *, enabled: bool = True) -> None:
        settings = None if percent is None else {"share": percent}
        store.write(
            lambda c: switch(
                c,
                office=office,
                rule=RANDOM_SHARE,
                enabled=enabled,
                reason="x",
                officer=(1, "Kato"),
                now=NOW,
                settings=settings,
            )
        )

    def shares() -> list[int]:
        with store.read() as connection:
            return [share_of(connection, office) for office in ("1A", "3K", None)]

    assert shares() == [20_000] * 3
    said("", "0.5")
    said("1A", "10")
    assert shares() == [100_000, 5_000, 5_000]
    said("1A", None, enabled=False)
    assert shares() == [0, 5_000, 5_000]
    with store.read() as connection:
        assert rule_set_for(connection, "1A").version == current_rule_set().version, "it is no rule"


def test_lots_are_spread_over_the_whole_range() -> None:
    lots = [draw(b"seed", str(number)) for number in range(2_000)]
    assert 0 <= min(lots) < MILLION // 50
    assert max(lots) > MILLION - MILLION // 50
