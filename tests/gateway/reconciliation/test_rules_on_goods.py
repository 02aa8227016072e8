"""Each rule on a claimed line and its proof's line: goods, origin, criterion, quantity, invoice, exporter."""

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
    statement,
    trade,
)


def with_code(proved: Json, declared: Json, agreement: str = "RCEP") -> Trade:
    proof = certificate(agreement=agreement, lines=[origin_line(classification=proved, criterion=None)])
    line = goods(claim(agreement=agreement), classification=declared)
    return trade(declaration(lines=[line]), proof=proof)


def hs(code: str, edition: str | None = None) -> Json:
    return {"code": code} | ({"edition": edition} if edition else {})


def test_another_subheading_in_the_same_edition_is_queried_and_never_stopped() -> None:
    found = fired(with_code(hs("030617", "HS2022"), hs("160529000", "HS2022")))
    assert set(found) == {"hs.differs"}
    assert found["hs.differs"]["severity"] == "query"
    assert found["hs.differs"]["found"]["path"] == "lines/0/classification/code"


def test_a_line_declared_without_a_code_is_not_assessable_for_its_code() -> None:
    line = goods(classification={})
    made = trade(declaration(lines=[line]), proof=certificate())
    assert "hs.differs" not in fired(made)
    assert lacking(made)["hs.differs"] == "hs_code"


@pytest.mark.parametrize("declared", ["851713000", "851714000"])
def test_a_code_that_the_newer_edition_split_is_the_same_goods(declared: str) -> None:
    assert fired(with_code(hs("851712", "HS2017"), hs(declared, "HS2022"))) == {}


def test_an_edition_that_nobody_states_is_the_agreements_and_the_tariffs() -> None:
    """Certificates under the agreement with Viet Nam use HS2007, Japan's tariff HS2022."""
    assert fired(with_code(hs("030613"), hs("030617000"), "JP-VN")) == {}
    assert set(fired(with_code(hs("030613"), hs("030614000"), "JP-VN"))) == {"hs.differs"}


def test_a_split_code_that_leads_elsewhere_is_queried() -> None:
    assert set(fired(with_code(hs("851712", "HS2017"), hs("851762000", "HS2022")))) == {"hs.differs"}


def test_without_a_row_of_the_correlation_an_edition_difference_is_a_notice() -> None:
    found = fired(with_code(hs("901890", "HS2012"), hs("902190000", "HS2022")))
    assert {rule: finding["severity"] for rule, finding in found.items()} == {
        "hs.edition_difference": "notice"
    }


def test_a_heading_on_the_proof_is_compared_at_four_digits() -> None:
    assert fired(with_code(hs("0306", "HS2022"), hs("030617000", "HS2022"))) == {}


def test_a_rate_for_another_origin_is_queried() -> None:
    line = goods(claim(rate_origin_country="TH"))
    assert set(fired(trade(declaration(lines=[line])))) == {"origin.other_rate"}


@pytest.mark.parametrize("rule", ["2.6.6a", "2.6.6b"])
def test_under_rcep_the_highest_rate_may_be_claimed_instead(rule: str) -> None:
    line = goods(claim(rate_origin_country="TH", rate_rule=rule))
    assert fired(trade(declaration(lines=[line]))) == {}


def test_the_mark_on_the_certificate_says_the_same() -> None:
    line = goods(claim(rate_origin_country="TH"))
    proof = certificate(lines=[origin_line(rcep_mark="**")])
    assert fired(trade(declaration(lines=[line]), proof=proof)) == {}


def test_goods_of_two_members_of_the_union_have_one_origin() -> None:
    line = goods(
        claim(agreement="JP-EU", proof_type="OD", proof_number="DE-STAT-77", rate_origin_country="FR"),
        classification=hs("848340000", "HS2022"),
        origin_country="FR",
        quantity={"value": "12", "unit": "C62"},
    )
    paper = bill(port_of_loading={"locode": "DEHAM"})
    made = trade(declaration(lines=[line]), proof=statement(), country="DE", paper=paper)
    assert fired(made) == {}


@pytest.mark.parametrize("code", ["WO", "CTC", "RVC40", "CTC/ACU", "pe"])
def test_codes_of_the_agreement_are_known_in_every_usual_spelling(code: str) -> None:
    assert fired(trade(proof=certificate(lines=[origin_line(criterion=code)]))) == {}


def test_a_code_of_another_agreement_is_queried() -> None:
    assert set(fired(trade(proof=certificate(lines=[origin_line(criterion="PSR")])))) == {"criterion.unknown"}


def test_an_agreement_without_codes_has_none_to_break() -> None:
    proof = statement(
        agreement="CPTPP", exporting_country="AU", lines=[origin_line(criterion="X", origin_country="AU")]
    )
    line = goods(claim(agreement="CPTPP", proof_type="OD", proof_number="DE-STAT-77"), origin_country="AU")
    made = trade(declaration(lines=[line], exporter=None), proof=proof, country="AU")
    assert "criterion.unknown" not in fired(made)
    assert "criterion.unknown" not in lacking(made)


def test_codes_that_are_not_known_to_us_are_said_to_be_missing() -> None:
    proof = certificate(agreement="JP-VN", lines=[origin_line(criterion="LVC")])
    made = trade(declaration(lines=[goods(claim(agreement="JP-VN"))]), proof=proof)
    assert fired(made) == {}
    assert lacking(made)["criterion.unknown"] == "f_criteria"


def drawing(value: str, unit: str = "KGM", **changed: Any) -> Trade:
    return trade(declaration(lines=[goods(quantity={"value": value, "unit": unit}, **changed)]))


def test_more_than_the_proof_covers_is_queried() -> None:
    found = fired(drawing("1000.000000001"))
    assert set(found) == {"quantity.exceeded"}
    assert found["quantity.exceeded"]["declared"]["value"] == "1000.000000001 KGM"
    assert found["quantity.exceeded"]["found"]["value"] == "1000 KGM"


@pytest.mark.parametrize(("value", "unit"), [("1", "TNE"), ("2204.6", "LBR"), ("1000", "KGM")])
def test_units_are_brought_to_one_scale_before_comparing(value: str, unit: str) -> None:
    assert fired(drawing(value, unit)) == {}


def test_count_is_never_compared_with_mass() -> None:
    made = drawing("5000", "C62")
    assert fired(made) == {}
    assert lacking(made)["quantity.exceeded"] == "quantity_in_dimension"


def test_another_quantity_of_the_line_in_the_proofs_dimension_counts() -> None:
    assert fired(drawing("5000", "C62", net_mass={"value": "1000", "unit": "KGM"})) == {}
    assert set(fired(drawing("5000", "C62", net_mass={"value": "1001", "unit": "KGM"}))) == {
        "quantity.exceeded"
    }


def test_what_the_line_says_it_draws_goes_before_its_whole_quantity() -> None:
    drawn = {"type_code": "861", "number": "vn-jp 26 00101", "write_off": {"value": "900", "unit": "KGM"}}
    assert fired(drawing("1200", documents=[drawn])) == {}


def test_a_blanket_proof_is_not_drawn_down() -> None:
    usage = {"type": "blanket", "valid_from": "2026-01-01", "valid_until": "2026-12-31"}
    proof = statement(
        agreement="CPTPP", exporting_country="AU", usage=usage, lines=[origin_line(origin_country="AU")]
    )
    line = goods(
        claim(agreement="CPTPP", proof_type="OD", proof_number="DE-STAT-77"),
        origin_country="AU",
        quantity={"value": "9000", "unit": "KGM"},
    )
    made = trade(declaration(lines=[line], exporter=None), proof=proof, country="AU")
    assert "quantity.exceeded" not in fired(made)


def share(number: str, day: int, kilograms: str) -> Json:
    return declaration(
        number=number,
        lodged=f"2026-03-{day}T10:00:00+09:00",
        lines=[goods(quantity={"value": kilograms, "unit": "KGM"})],
        packages={"count": 50},
        gross_mass={"value": "550", "unit": "KGM"},
        invoices=[{"number": "HPS-2026-101", "amount": {"value": "4750", "currency": "USD"}}],
    )


def test_the_declaration_that_uses_the_proof_up_is_the_one_that_is_queried() -> None:
    early, late = share("26031700001", 17, "600"), share("26031700002", 18, "500")
    assert fired(trade(early, late)) == {}
    assert set(fired(trade(late, early))) == {"quantity.exceeded_cumulatively"}


def test_what_is_left_may_be_used() -> None:
    early, late = share("26031700001", 17, "600"), share("26031700002", 18, "400")
    assert fired(trade(late, early)) == {}


def test_two_declarations_lodged_at_one_moment_draw_in_the_order_of_their_numbers() -> None:
    one, two = share("26031700001", 17, "600"), share("26031700002", 17, "500")
    assert fired(trade(one, two)) == {}
    assert set(fired(trade(two, one))) == {"quantity.exceeded_cumulatively"}


def test_a_true_copy_draws_on_its_original() -> None:
    from tests.gateway.reconciliation.trade import CERTIFICATE, Anchored

    copy = certificate(
        number="VN-COPY-1", certified_true_copy=True, original_proof={"number": "VN-JP-26/00101"}, author=7
    )
    early, late = share("26031700001", 17, "600"), share("26031700002", 18, "500")
    late["lines"] = [goods(claim(proof_number="VN-COPY-1"), quantity={"value": "500", "unit": "KGM"})]
    made = trade(late, early, more=[Anchored(CERTIFICATE, copy)])
    assert set(fired(made)) == {"quantity.exceeded_cumulatively"}


def test_of_several_lines_the_one_that_the_declaration_names_counts() -> None:
    lines = [origin_line(), origin_line(sequence=2, quantity={"value": "10", "unit": "KGM"})]
    named = declaration(lines=[goods(claim(proof_line=2), quantity={"value": "11", "unit": "KGM"})])
    assert set(fired(trade(named, proof=certificate(lines=lines)))) == {"quantity.exceeded"}


def test_a_line_of_the_proof_that_is_not_there_covers_nothing() -> None:
    named = declaration(lines=[goods(claim(proof_line=3))])
    assert set(fired(trade(named, proof=certificate()))) == {"proof.goods_not_covered"}


def test_of_several_lines_the_only_one_under_the_same_heading_counts() -> None:
    lines = [origin_line(), origin_line(sequence=2, classification=hs("160529", "HS2022"))]
    over = declaration(lines=[goods(quantity={"value": "1001", "unit": "KGM"})])
    assert set(fired(trade(over, proof=certificate(lines=lines)))) == {"quantity.exceeded"}


def test_an_invoice_that_is_not_on_the_proof_is_queried() -> None:
    proof = certificate(lines=[origin_line(invoice={"number": "HPS-2026-999"})])
    assert set(fired(trade(proof=proof))) == {"invoice.not_on_proof"}


@pytest.mark.parametrize("box", ["HPS-2026-100, HPS-2026-101", "HPS-2026-101 and HPS-2026-100"])
def test_of_several_invoices_in_one_box_the_one_declared_counts(box: str) -> None:
    proof = certificate(lines=[origin_line(invoice={"number": box})])
    assert fired(trade(proof=proof)) == {}
    other = declaration(invoices=[{"number": "HPS-2026-1"}])
    assert "invoice.not_on_proof" in fired(trade(other, proof=proof))


def test_a_third_countrys_invoice_alone_is_no_defect() -> None:
    proof = certificate(
        lines=[origin_line(invoice={"number": "HPS-2026-999"})],
        third_party_invoice={"issuer": {"name": "Singapore Trading Pte"}},
    )
    made = declaration(exporter={"name": "Singapore Trading Pte"})
    assert fired(trade(made, proof=proof)) == {}


def test_an_invoice_number_is_compared_however_it_is_printed() -> None:
    proof = certificate(lines=[origin_line(invoice={"number": "HPS-2026-101"})])
    assert fired(trade(proof=proof)) == {}


def test_another_exporter_is_a_notice() -> None:
    found = fired(trade(declaration(exporter={"name": "Da Nang Rice Export Corp."})))
    assert {rule: finding["severity"] for rule, finding in found.items()} == {
        "party.exporter_differs": "notice"
    }


@pytest.mark.parametrize(
    "name", ["HAI PHONG SEAFOOD COMPANY LIMITED", "Seafood Hai Phong", "Hai Phong Seafood"]
)
def test_spellings_of_one_firm_are_one_firm(name: str) -> None:
    assert fired(trade(declaration(exporter={"name": name}))) == {}


def test_an_identifier_in_common_goes_before_names() -> None:
    identified = {"name": "HPS JSC", "identifiers": [{"scheme": "TAX", "value": "030-123"}]}
    proof = certificate(
        exporter={"name": "Hai Phong Seafood", "identifiers": [{"scheme": "TAX", "value": "030123"}]}
    )
    assert fired(trade(declaration(exporter=identified), proof=proof)) == {}


def test_latin_is_not_compared_with_local_script() -> None:
    made = trade(declaration(exporter={"name_local": "海防水産"}))
    assert fired(made) == {}
    assert lacking(made)["party.exporter_differs"] == "exporters"
