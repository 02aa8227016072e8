"""The table of agreements: dated, sourced, and refused with the place of what is wrong."""

from datetime import date

import pytest

from contracts.scopes import AGREEMENT_NUMBERS
from gateway.reconciliation.agreements import AgreementsInvalid, Fact, load_agreements, parse_agreements
from gateway.reconciliation.facts import facts_of, known_facts, months_after
from gateway.reconciliation.harmonized import correlations, edition_in_force

LEAST = """
[[agreement]]
code = "JP-TH"
name = { en = "Thailand", ja = "タイ" }
in_force = { from = 2007-11-01, source = "s", verified = true }
hs_edition = [{ value = "HS2017", source = "s", verified = true }]
member = [{ countries = ["JP", "TH"], source = "s", verified = true }]
route = [{ capacities = ["issuing_body"], countries = ["*"], source = "s", verified = true }]
validity = [{ months = 12, source = "s", verified = true }]
"""


def test_every_agreement_that_has_a_number_is_in_the_table() -> None:
    assert load_agreements().keys() == AGREEMENT_NUMBERS.keys()


def test_every_fact_names_its_source() -> None:
    for agreement in load_agreements().values():
        for name in type(agreement).model_fields:
            value = getattr(agreement, name)
            for row in value if isinstance(value, tuple) else [value]:
                assert not isinstance(row, Fact) or row.source.strip(), (agreement.code, name)


@pytest.mark.parametrize(
    ("wrong", "right", "where"),
    [
        ("months = 12", "months = 0", "agreements.toml/agreement/JP-TH/validity/0/months"),
        ('code = "JP-TH"', 'code = "JP-XX"', "agreements.toml/agreement/JP-XX"),
        ('"JP", "TH"', '"JP", "XX"', "agreements.toml/agreement/JP-TH/member/0"),
        ('value = "HS2017"', 'value = "HS2018"', "agreements.toml/agreement/JP-TH/hs_edition/0/value"),
        ('"issuing_body"', '"chamber"', "agreements.toml/agreement/JP-TH/route/0/capacities/0"),
        (", verified = true }]", " }]", "agreements.toml/agreement/JP-TH/hs_edition/0/verified"),
    ],
)
def test_a_wrong_row_is_refused_with_its_place(wrong: str, right: str, where: str) -> None:
    assert parse_agreements(LEAST).keys() == {"JP-TH"}
    with pytest.raises(AgreementsInvalid) as refused:
        parse_agreements(LEAST.replace(wrong, right, 1))
    assert refused.value.where == where


def test_an_agreement_twice_and_text_that_is_no_toml_are_refused() -> None:
    for text in (LEAST + LEAST, "[[agreement"):
        with pytest.raises(AgreementsInvalid):
            parse_agreements(text)


def test_a_change_of_law_is_a_change_of_data() -> None:
    """Validity of 6 months until the end of 2025 and of 12 from 2026: each day has its own."""
    row = 'validity = [{ months = 12, source = "s", verified = true }]'
    changed = (
        'validity = [{ months = 6, until = 2025-12-31, source = "old", verified = true },'
        ' { months = 12, from = 2026-01-01, source = "new", verified = false }]'
    )
    facts = facts_of(parse_agreements(LEAST.replace(row, changed)))
    before, after = (facts.on("JP-TH", day) for day in (date(2025, 12, 31), date(2026, 1, 1)))
    assert (before["f_validity"], before["f_validity_source"], before["f_validity_verified"]) == (
        6,
        "old",
        True,
    )
    assert (after["f_validity"], after["f_validity_source"], after["f_validity_verified"]) == (
        12,
        "new",
        False,
    )


def test_rcep_certificates_use_hs2022_since_2023() -> None:
    facts = known_facts()
    assert facts.on("RCEP", date(2022, 12, 31))["f_hs_edition"] == "HS2012"
    assert facts.on("RCEP", date(2023, 1, 1))["f_hs_edition"] == "HS2022"


def test_myanmar_is_no_party_to_rcep_and_nothing_is_known_of_an_unknown_agreement() -> None:
    facts = known_facts()
    assert facts.route("RCEP", "MM", "issuing_body")["r_from"] is None
    assert facts.route("RCEP", "VN", "issuing_body")["r_open"] is True
    assert facts.on("NOPE", date(2026, 1, 1))["f_validity"] is None


@pytest.mark.parametrize(
    ("day", "months", "expected"),
    [
        (date(2026, 3, 1), 12, date(2027, 3, 1)),
        (date(2024, 2, 29), 12, date(2025, 2, 28)),
        (date(2026, 8, 31), 6, date(2027, 2, 28)),
        (date(2026, 1, 31), 1, date(2026, 2, 28)),
    ],
)
def test_months_are_counted_by_the_calendar(day: date, months: int, expected: date) -> None:
    assert months_after(day, months) == expected


def test_correlations_lead_through_several_editions_and_back() -> None:
    table = correlations()
    assert table["HS2017", "851712", "HS2022"] == {"851713", "851714"}
    assert table["HS2022", "851713", "HS2017"] == {"851712"}
    assert table["HS2012", "852851", "HS2022"] == {"852852"}
    assert ("HS2017", "010121", "HS2022") not in table, "no row is no statement"


def test_tariffs_follow_the_edition_of_their_day() -> None:
    assert edition_in_force(date(2021, 12, 31)) == "HS2017"
    assert edition_in_force(date(2022, 1, 1)) == "HS2022"
    assert edition_in_force(date(1999, 1, 1)) == "HS1996"
