"""What one proof may cover: a single importation, its parts, and the steps of its procedure."""

from typing import Any

import pytest

from tests.gateway.reconciliation.trade import (
    Json,
    Trade,
    bill,
    certificate,
    claim,
    declaration,
    fired,
    goods,
    lacking,
    origin_line,
    trade,
)

FROM_THAILAND = bill(port_of_loading={"locode": "THLCH"})


def thai(*declarations: Json, usage: str = "single_importation") -> Trade:
    proof = certificate(
        agreement="JP-TH",
        issuing_country="TH",
        usage={"type": usage},
        lines=[origin_line(origin_country="TH", criterion=None)],
    )
    return trade(*declarations, proof=proof, country="TH", paper=FROM_THAILAND)


def part(number: str, lodged: str, document: str, quantity: str = "500", **changed: Any) -> Json:
    line = goods(claim(agreement="JP-TH"), origin_country="TH", quantity={"value": quantity, "unit": "KGM"})
    return declaration(
        number=number,
        lodged=lodged,
        lines=[line],
        transport_documents=[{"type": "BL", "number": document}],
        packages={"count": 50},
        gross_mass={"value": "550", "unit": "KGM"},
        invoices=[{"number": "HPS-2026-101", "amount": {"value": "4750", "currency": "USD"}}],
        **changed,
    )


SECOND = part("26031700002", "2026-03-18T10:00:00+09:00", "BOLHPH9999")
FIRST = part("26031700001", "2026-03-17T10:00:00+09:00", "BOLHPH4711")


def test_a_certificate_for_a_single_importation_is_not_used_for_another() -> None:
    assert fired(thai(SECOND, FIRST))["proof.already_used"]["severity"] == "stop"
    assert "proof.already_used" not in fired(thai(FIRST, SECOND)), "the first use is lawful"


def test_a_party_learns_nothing_of_another_importers_declaration() -> None:
    own = fired(thai(SECOND, FIRST))["proof.already_used"]
    assert (own["found"]["id"], own["found"]["number"]) == ("JP-26031700001", "JP-26031700001")
    other = FIRST | {"importer": {"name": "Osaka Trading KK", "country": "JP"}}
    found = fired(thai(SECOND, other))["proof.already_used"]
    assert (found["found"]["id"], found["found"]["number"]) == (None, "–")
    told = " ".join(found["explanation"].values())
    assert "26031700001" not in told
    assert "BOLHPH4711" not in told
    assert "declaration of another importer" in told
    assert "他の輸入者" in found["explanation"]["ja"]


def test_where_the_agreement_has_no_other_use_the_certificate_need_not_say_so() -> None:
    assert "proof.already_used" in fired(thai(SECOND, FIRST, usage="single_shipment"))
    second = declaration(
        number="26031700002",
        lodged="2026-03-18T10:00:00+09:00",
        transport_documents=[{"type": "BL", "number": "BOLHPH9999"}],
    )
    assert "proof.already_used" not in fired(trade(second, declaration())), "RCEP does not say it"


def test_one_importation_split_over_two_declarations_is_lawful() -> None:
    second = part("26031700002", "2026-03-18T10:00:00+09:00", "BOLHPH4711")
    assert fired(thai(second, FIRST)) == {}
    assert fired(thai(FIRST, second)) == {}


@pytest.mark.parametrize(("before", "after"), [("aeo_release", "special"), ("warehousing", "main")])
def test_a_declaration_that_continues_another_counts_once(before: str, after: str) -> None:
    first = declaration(number="26031600001", lodged="2026-03-16T10:00:00+09:00", stage=before)
    named: Json = {"references": [{"type": "DEC", "number": "260 316 00001"}]}
    later = declaration(number="26040100001", lodged="2026-04-01T10:00:00+09:00", stage=after)
    assert fired(trade(later | named, first)) == {}
    assert fired(trade(first, later | named)) == {}
    assert "quantity.exceeded_cumulatively" in fired(trade(later, first)), "not where nothing ties them"


def test_a_main_declaration_is_continued_by_none() -> None:
    first = declaration(number="26031600001", lodged="2026-03-16T10:00:00+09:00")
    later = declaration(documents=[{"type_code": "929", "number": "26031600001"}])
    assert "quantity.exceeded_cumulatively" in fired(trade(later, first))


def test_one_arrival_under_two_bills_is_one_importation() -> None:
    ship = {"voyage": "V12", "arrival_date": "2026-03-16"}
    first = part("26031700001", "2026-03-17T10:00:00+09:00", "BOLHPH4711", **ship)
    second = part("26031700002", "2026-03-18T10:00:00+09:00", "BOLHPH9999", **ship)
    assert "proof.already_used" not in fired(thai(second, first))


def test_whether_two_declarations_are_one_importation_is_not_guessed() -> None:
    second = part("26031700002", "2026-03-18T10:00:00+09:00", "BOLHPH9999")
    second["transport_documents"] = []
    assert lacking(thai(second, FIRST))["proof.already_used"] == "importations"


def test_a_cancelled_declaration_uses_nothing() -> None:
    first = part("26031700001", "2026-03-17T10:00:00+09:00", "BOLHPH4711", function="cancellation")
    assert "proof.already_used" not in fired(thai(SECOND, first))
