"""What others drew from a proof counts: customs of other countries, other offices, and what stays lawful."""

from typing import Any

from tests.gateway.reconciliation.test_rules_on_usage import FIRST, FROM_THAILAND, part
from tests.gateway.reconciliation.trade import (
    CERTIFICATE,
    Anchored,
    Trade,
    certificate,
    claim,
    debit,
    declaration,
    fired,
    goods,
    invoice,
    lacking,
    origin_line,
    outcome,
    trade,
)

SECOND_ID = f"0x{4:064x}"
"""The id of the record that a trade names after proof, invoice and bill."""


HALF_A_BILL = FROM_THAILAND | {"packages": {"count": 50}, "gross_mass": {"value": "550", "unit": "KGM"}}


def half(**changed: Any) -> dict[str, Any]:
    """A declaration of half of what the certificate covers."""
    return part("26031700001", "2026-03-17T10:00:00+09:00", "BOLHPH4711", **changed)


def thai(*debits: dict[str, Any], usage: str = "single_importation", **more: Any) -> Trade:
    """Half of a Thai certificate's tonne, declared; others drew on it."""
    line = origin_line(origin_country="TH", criterion=None)
    proof = certificate(agreement="JP-TH", issuing_country="TH", usage={"type": usage}, lines=[line])
    half_paid = {"value": "4750", "currency": "USD"}
    paid = invoice(
        total=half_paid, lines=[{"sequence": 1, "description": "Frozen shrimps", "amount": half_paid}]
    )
    more |= {"paper": HALF_A_BILL, "invoiced": paid, "debits": debits}
    return trade(half(), proof=proof, country="TH", **more)


def test_a_certificate_for_one_importation_that_was_used_abroad_is_stopped() -> None:
    found = fired(thai(debit()))
    assert set(found) == {"proof.used_abroad"}
    finding = found["proof.used_abroad"]
    assert finding["severity"] == "stop"
    shown = "300 KGM (KR, 12, 2026-03-04T04:53:20Z, #41)"
    assert finding["found"]["value"] == shown, "who drew what, when, at which block"
    assert shown in finding["explanation"]["en"]
    assert shown in finding["explanation"]["ja"]
    assert finding["found"]["document"] == "debit"
    assert finding["found"]["path"] == f"utilisation/lines/0/debits/0x{0xD1:064x}"
    assert finding["found"]["id"] == f"0x{1:064x}"
    assert finding["declared"]["path"] == "lines/0/preference/proof_number"


def test_one_shipment_may_be_drawn_on_by_several_countries() -> None:
    assert fired(thai(debit(), usage="single_shipment")) == {}
    assert fired(thai(debit("500"), usage="single_shipment")) == {}, "all of it, and no more"


def test_nothing_is_drawn_from_a_blanket_proof() -> None:
    proof = certificate(
        agreement="CPTPP",
        usage={"type": "blanket", "valid_from": "2026-01-01", "valid_until": "2026-12-31"},
        lines=[origin_line(criterion=None)],
    )
    made = trade(declaration(lines=[goods(claim(agreement="CPTPP"))]), proof=proof, debits=[debit("900")])
    of_others = {"proof.used_abroad", "proof.used_elsewhere", "quantity.exceeded_elsewhere"}
    assert of_others.isdisjoint(fired(made))


def test_goods_that_left_under_a_back_to_back_proof_are_drawn_on_it_lawfully() -> None:
    original = {"number": "VN-JP-26/00101"}
    copy = certificate(
        number="JP-KR-26/1", importing_country="KR", back_to_back=True, original_proof=original
    )
    passed_on = Anchored(CERTIFICATE, copy, "JP")
    assert "proof.used_abroad" not in fired(thai(debit(), more=[passed_on]))
    ended = Anchored(CERTIFICATE, copy, "JP", {"state": 1, "ended": 1})
    assert "proof.used_abroad" in fired(thai(debit(), more=[ended])), "one that was revoked carries nothing"


def test_another_office_may_hold_a_part_of_the_same_importation() -> None:
    found = fired(thai(debit(country="JP", member=1)))
    assert set(found) == {"proof.used_elsewhere"}
    assert found["proof.used_elsewhere"]["severity"] == "query", "splitting an importation is lawful"


def test_a_reservation_abroad_may_lapse_and_is_asked_about() -> None:
    found = fired(thai(debit(confirmed=False)))
    assert set(found) == {"proof.used_elsewhere"}
    assert "reserved, which may lapse: 300 KGM" in found["proof.used_elsewhere"]["explanation"]["en"]


def test_what_a_declaration_here_draws_of_itself_is_silent() -> None:
    mine = debit("500", country="JP", member=1, declaration="JP-26031700001", confirmed=False)
    assert fired(thai(mine)) == {}
    assert fired(thai(mine, usage="single_shipment")) == {}


def test_a_debit_by_hand_for_a_declaration_that_claims_nothing_counts() -> None:
    by_hand = debit("600", country="JP", member=1, declaration="JP-PAPER-1")
    assert set(fired(thai(by_hand, usage="single_shipment"))) == {"quantity.exceeded_elsewhere"}


def test_a_line_that_others_used_up_does_not_cover_the_claim() -> None:
    found = fired(thai(debit("500.000000001"), usage="single_shipment"))
    assert set(found) == {"quantity.exceeded_elsewhere"}
    finding = found["quantity.exceeded_elsewhere"]
    assert (finding["severity"], finding["declared"]["value"]) == ("query", "500 KGM")
    assert "500.000000001 KGM (KR, 12," in finding["found"]["value"]


def test_debits_of_others_in_another_unit_of_one_dimension_are_added_up() -> None:
    tonnes = debit("0.2", "TNE"), debit("300.1", d=f"0x{0xD2:064x}", block=40)
    assert set(fired(thai(*tonnes, usage="single_shipment"))) == {"quantity.exceeded_elsewhere"}
    assert fired(thai(debit("0.2", "TNE"), usage="single_shipment")) == {}


def test_debits_in_another_dimension_are_not_compared() -> None:
    assert lacking(thai(debit("3", "C62"), usage="single_shipment"))["quantity.exceeded_elsewhere"] == (
        "debits_in_dimension"
    )


def test_a_line_that_others_hold_whole_leaves_nothing() -> None:
    found = fired(thai(debit(None), usage="single_shipment"))
    assert set(found) == {"quantity.exceeded_elsewhere"}
    assert found["quantity.exceeded_elsewhere"]["found"]["value"].startswith("100% (KR")


def test_a_debit_of_another_line_leaves_the_claimed_one() -> None:
    assert fired(thai(debit("900", line=1), usage="single_shipment")) == {}


def test_a_copy_draws_on_the_balance_of_its_original() -> None:
    original = certificate(number="VN-SG-26/00100", importing_country="SG")
    proof = certificate(back_to_back=True, original_proof={"number": "VN-SG-26/00100"}, issuing_country="SG")
    first = Anchored(CERTIFICATE, original, "VN")
    on_original = debit("100", record_id=SECOND_ID, country="SG")
    declared = declaration(transport_documents=[], lines=[goods()])
    made = trade(declared, proof=proof, country="SG", more=[first], debits=[on_original])
    assert "quantity.exceeded_elsewhere" in fired(made)
    assert SECOND_ID in {one["record"] for one in outcome(made).evidence}
    unknown = trade(declared, proof=proof, country="SG")
    assert lacking(unknown)["quantity.exceeded_elsewhere"] == "balance"


def test_a_claim_that_its_own_quantity_exceeds_is_told_once() -> None:
    over = goods(quantity={"value": "1001", "unit": "KGM"})
    assert set(fired(trade(declaration(lines=[over]), debits=[debit()]))) == {"quantity.exceeded"}


def test_declarations_here_and_debits_elsewhere_are_added_up_in_their_order() -> None:
    def parts(drawn: str) -> tuple[set[str], set[str]]:
        later = part("26031700002", "2026-03-18T10:00:00+09:00", "BOLHPH4711", "400")
        line = origin_line(origin_country="TH", criterion=None)
        usage = {"type": "single_shipment"}
        proof = certificate(agreement="JP-TH", issuing_country="TH", usage=usage, lines=[line])
        told = [
            trade(*both, proof=proof, country="TH", paper=FROM_THAILAND, debits=[debit(drawn)])
            for both in ((FIRST, later), (later, FIRST))
        ]
        return set(fired(told[0])), set(fired(told[1]))

    assert parts("100") == (set(), set())
    assert parts("101") == (set(), {"quantity.exceeded_elsewhere"})
    assert parts("501") == ({"quantity.exceeded_elsewhere"}, {"quantity.exceeded_elsewhere"})
