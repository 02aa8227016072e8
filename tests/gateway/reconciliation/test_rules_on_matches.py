"""Where no number leads to a record: what is proposed, with which score, and what is never concluded."""

from typing import Any

import pytest

from gateway.reconciliation.engine import reconcile
from gateway.reconciliation.projected import Projected
from gateway.reconciliation.scoring import Factor, numbers_alike, score
from tests.gateway.reconciliation.trade import (
    CERTIFICATE,
    INVOICE,
    Anchored,
    Trade,
    certificate,
    claim,
    declaration,
    fired,
    goods,
    invoice,
    origin_line,
    rows_for,
    trade,
)

NAME = "JP-26031700001"


def claiming(number: str | None, quantity: str = "1000", **changed: Any) -> Any:
    made = claim(proof_number=number)
    named = {name: value for name, value in made.items() if value is not None}
    return declaration(lines=[goods(named, quantity={"value": quantity, "unit": "KGM"})], **changed)


def measuring(kilograms: str) -> list[Any]:
    return [origin_line(quantity={"value": kilograms, "unit": "KGM"})]


def matched(made: Trade) -> dict[str, Any]:
    return {rule: found for rule, found in fired(made).items() if rule.startswith("match.")}


def chosen(
    made: Trade, *records: int, declared: str = "", kind: str = "proof", position: int = 0
) -> set[str]:
    """The rules that fire once an officer chose these records (their places in the trade, from 1)."""
    rows = rows_for(made)
    heads = {row["record_id"]: row for row in rows["proofs"] + rows["invoices"]}
    ids = [f"0x{number:064x}" for number in records]
    place = {"declaration": NAME, "kind": "proof", "position": 0, "declared_norm": declared}
    rows["choices"] = [
        place | {"record_id": name, "number_norm": heads[name]["number_norm"]} for name in ids
    ] or [place | {"record_id": "", "number_norm": ""}]
    return {finding["rule"] for finding in reconcile(Projected(rows), [NAME], block_height=1).findings}


def test_a_mistyped_number_is_told_with_what_speaks_for_the_record_and_what_does_not() -> None:
    found = matched(trade(claiming("VN-JP-26/00110")))
    assert set(found) == {"match.proposed"}
    text = found["match.proposed"]["explanation"]
    assert "VN-JP-26/00101" in text["en"] and "of 100" in text["en"]
    assert "number 60" in text["en"] and "番号 60" in text["ja"]
    assert found["match.proposed"]["audience"] == "officer"


def test_a_proof_that_names_the_invoice_is_proposed_though_another_firm_exported() -> None:
    by_producer = certificate(exporter={"name": "Mekong Packers"})
    found = matched(trade(claiming("VN-JP-26/00110"), proof=by_producer))
    assert "invoice 100" in found["match.proposed"]["explanation"]["en"]


def test_nothing_is_concluded_from_a_proposal() -> None:
    expired = certificate(issue_date="2025-03-01", departure_date="2025-03-03")
    rules = set(fired(trade(claiming("VN-JP-26/00110"), proof=expired)))
    assert "proof.expired" not in rules


@pytest.mark.parametrize(
    "changed",
    [
        {"exporter": {"name": "Da Nang Rice"}, "author": 19, "lines": [origin_line(invoice=None)]},
        {"lines": [origin_line(classification={"code": "100630", "edition": "HS2022"})]},
        {"agreement": "CPTPP"},
        {"importing_country": "KR"},
        {"issue_date": "2024-01-01"},
    ],
)
def test_a_proof_of_another_trade_is_not_proposed(changed: Any) -> None:
    proof = certificate(**changed)
    proof["lines"] = [
        {name: value for name, value in line.items() if value is not None} for line in proof["lines"]
    ]
    assert matched(trade(claiming("PAPER-77"), proof=proof)) == {}


def test_another_number_on_another_shipment_of_the_same_firms_is_not_proposed() -> None:
    lines = [origin_line(quantity={"value": "5200", "unit": "KGM"}, invoice={"number": "HPS-2026-900"})]
    assert matched(trade(claiming("PAPER-77"), proof=certificate(lines=lines))) == {}


def test_two_that_fit_alike_are_presented_and_neither_is_taken() -> None:
    twin = certificate(number="VN-JP-26/00102", issue_date="2025-03-10")
    found = matched(trade(claiming(None), more=[Anchored(CERTIFICATE, twin)]))
    assert set(found) == {"match.ambiguous"}
    assert found["match.ambiguous"]["found"]["value"] == "2: VN-JP-26/00101 / VN-JP-26/00102"


def test_several_certificates_that_add_up_to_a_line_are_proposed_together() -> None:
    first = certificate(lines=measuring("600"))
    second = certificate(number="VN-JP-26/00102", lines=measuring("400"))
    found = matched(trade(claiming(None), proof=first, more=[Anchored(CERTIFICATE, second)]))
    assert set(found) == {"match.proposed"}
    assert "VN-JP-26/00101 + VN-JP-26/00102" in found["match.proposed"]["found"]["value"]


def test_several_certificates_that_add_up_to_something_else_are_not_joined() -> None:
    first = certificate(lines=measuring("600"))
    second = certificate(number="VN-JP-26/00102", lines=measuring("300"))
    found = matched(trade(claiming(None), proof=first, more=[Anchored(CERTIFICATE, second)]))
    assert "+" not in str([one["found"]["value"] for one in found.values()])


def test_a_split_shipment_fits_its_certificate_as_a_part_of_it() -> None:
    found = matched(trade(claiming("VN-JP-26/00110", quantity="400")))
    assert "quantity 70" in found["match.proposed"]["explanation"]["en"]


def test_invoices_that_were_consolidated_are_proposed_together() -> None:
    mention = {"number": "CONS-1", "amount": {"value": "9500", "currency": "USD"}}
    parts = [("HPS-A", "5000"), ("HPS-B", "4500")]
    papers = [
        invoice(
            number=number, total=total, lines=[{"sequence": 1, "description": "Shrimps", "amount": total}]
        )
        for number, value in parts
        for total in ({"value": value, "currency": "USD"},)
    ]
    made = trade(declaration(invoices=[mention]), invoiced=papers[0], more=[Anchored(INVOICE, papers[1])])
    found = matched(made)
    assert set(found) == {"match.proposed"}
    assert "HPS-A + HPS-B" in found["match.proposed"]["found"]["value"]


def test_a_claim_that_needs_no_proof_is_left_alone() -> None:
    low = {"value": "150000", "currency": "JPY"}
    assert matched(trade(claiming(None, customs_value=low))) == {}
    own = goods({"agreement": "RCEP", "proof_type": "importer_knowledge"})
    assert matched(trade(declaration(lines=[own]))) == {}


def test_what_an_officer_chose_is_compared_like_what_the_declaration_names() -> None:
    revoked = {"state": 1, "ended": 1_772_000_000_000_000}
    made = trade(claiming("VN-JP-26/00110"), standing=revoked)
    assert "proof.revoked" not in fired(made)
    assert "proof.revoked" in chosen(made, 1, declared="VNJP2600110")


def test_what_was_chosen_for_another_number_counts_no_longer() -> None:
    made = trade(claiming("VN-JP-26/00110"))
    assert chosen(made, 1, declared="VNJP2600110") == set()
    assert "match.proposed" in chosen(made, 1, declared="SOMETHINGELSE")


def test_an_officer_may_say_that_none_fits() -> None:
    made = trade(claiming("VN-JP-26/00110"))
    assert chosen(made, declared="VNJP2600110") == {"proof.not_on_ledger"}


def test_a_choice_settles_a_number_that_several_bear() -> None:
    twin = Anchored(CERTIFICATE, certificate(author=17), "VN")
    made = trade(more=[twin])
    assert "proof.ambiguous" in fired(made)
    assert chosen(made, 4, declared="VNJP2600101") == set()


def test_chosen_together_each_covers_its_part_and_no_more() -> None:
    first = certificate(lines=measuring("600"))
    second = Anchored(CERTIFICATE, certificate(number="VN-JP-26/00102", lines=measuring("400")))
    assert chosen(trade(claiming(None), proof=first, more=[second]), 1, 4) == set()
    over = trade(claiming(None, quantity="1100"), proof=first, more=[second])
    assert chosen(over, 1, 4) == {"quantity.exceeded"}


def test_a_score_is_the_weighed_mean_of_what_is_known() -> None:
    assert score([]) == 0
    assert score([Factor("seller", 100, "", ""), Factor("number", 0, "", "")]) == 42


@pytest.mark.parametrize(
    ("one", "other", "alike"),
    [
        ("MAEU123456789", "MAEU123456789", 100),
        ("MAEU123456789", "123456789", 90),
        ("VN00101", "VN00110", 60),
        ("VN00101", "VN0011", 60),
        ("VN00101", "VN0101", 60),
        ("VN00101", "VN00777", 0),
        ("A1", "A2", 0),
    ],
)
def test_numbers_are_alike_but_for_a_prefix_or_one_slip(one: str, other: str, alike: int) -> None:
    assert numbers_alike(one, other) == alike == numbers_alike(other, one)
