"""Rules on what customs stated (rulings, export declarations, operators), on parcels and on splitting: each
fires where something is wrong, and is silent where it is lawful."""

from typing import Any

import pytest

from tests.gateway.reconciliation.test_rules_on_proofs import eu_declaration, eu_trade
from tests.gateway.reconciliation.trade import (
    IMPORTER,
    INVOICE,
    OPERATOR,
    Anchored,
    Json,
    Trade,
    bill,
    certificate,
    declaration,
    export,
    fired,
    goods,
    invoice,
    lacking,
    operator,
    origin_line,
    parcel,
    ruling,
    trade,
)


def ruled(anchored: Anchored, **line: Any) -> dict[str, Json]:
    return fired(trade(declaration(lines=[goods(**line)]), more=[anchored]))


def test_a_line_declared_otherwise_than_its_ruling_says_is_queried() -> None:
    assert set(ruled(ruling(), ruling="120-26-001")) == {"ruling.hs_differs"}
    assert set(ruled(ruling(), ruling="120 26 001")) == {"ruling.hs_differs"}


def test_a_line_declared_as_ruled_is_not() -> None:
    assert ruled(ruling(classification={"code": "030617", "edition": "HS2022"}), ruling="120-26-001") == {}


def test_a_ruling_in_an_edition_without_correlation_is_not_compared() -> None:
    other = trade(
        declaration(lines=[goods(ruling="120-26-001")]),
        more=[ruling(classification={"code": "030613", "edition": "HS2007"})],
    )
    assert "ruling.hs_differs" not in fired(other) or lacking(other)
    assert lacking(
        trade(declaration(lines=[goods(ruling="120-26-001")]),
              more=[ruling(classification={"code": "990101", "edition": "HS2007"})])
    )["ruling.hs_differs"] == "hs_correlation"  # fmt: skip


def test_an_origin_other_than_ruled_is_queried() -> None:
    of_origin = {"subject": "origin", "classification": None}
    assert set(ruled(ruling(**of_origin, origin_country="TH"), ruling="120-26-001")) == {
        "ruling.origin_differs"
    }
    assert ruled(ruling(**of_origin, origin_country="VN"), ruling="120-26-001") == {}


def test_a_ruling_that_ended_is_a_notice_and_binds_nobody() -> None:
    assert set(ruled(ruling(valid_until="2026-01-31"), ruling="120-26-001")) == {"ruling.not_in_force"}


def test_a_ruling_on_such_goods_that_the_line_does_not_name_is_for_officers() -> None:
    found = ruled(ruling(), description="Shrimps, frozen, peeled")
    assert {rule: entry["audience"] for rule, entry in found.items()} == {"ruling.ignored": "officer"}


def test_rulings_on_other_goods_or_of_other_holders_say_nothing() -> None:
    assert ruled(ruling(), description="Frozen crabs") == {}
    assert ruled(ruling(holder={"name": "Osaka Trading KK"}), description="Shrimps, frozen, peeled") == {}


def exported(anchored: Anchored, *declarations: Json) -> dict[str, Json]:
    return fired(trade(*declarations, more=[anchored]))


def line_of(code: str = "030617", origin: str | None = "VN") -> list[Json]:
    line = {"sequence": 1, "classification": {"code": code, "edition": "HS2022"}, "origin_country": origin}
    return [{name: value for name, value in line.items() if value is not None}]


def test_an_export_declaration_that_agrees_says_nothing() -> None:
    assert exported(export()) == {}
    assert exported(export(consignee_country="KR", gross_mass={"value": "9", "unit": "KGM"})) == {}
    assert exported(export(lines=line_of("030616"))) == {}, "another subheading of the same heading"


def test_what_differs_from_the_export_declaration_is_for_officers() -> None:
    heavy = exported(export(gross_mass={"value": "1600", "unit": "KGM"}))
    other = exported(export(lines=line_of("190590", "CN")))
    assert set(heavy) == {"export.mass_differs"}
    assert set(other) == {"export.hs_differs", "export.origin_differs"}
    assert {entry["audience"] for entry in (heavy | other).values()} == {"officer"}


def test_a_part_of_what_was_exported_may_weigh_less() -> None:
    half = {"packages": {"count": 50}, "gross_mass": {"value": "550", "unit": "KGM"}, "invoices": []}
    lines = [goods(quantity={"value": "500", "unit": "KGM"})]
    first = declaration(**half, lines=lines)
    second = declaration(**half, lines=lines, number="26031700002", gross_mass_={})
    del second["gross_mass_"]
    assert exported(export(gross_mass={"value": "1600", "unit": "KGM"}), first, second) == {}
    assert set(exported(export(gross_mass={"value": "900", "unit": "KGM"}), first, second)) == {
        "export.mass_differs"
    }


AEO = {"scheme": "AEO", "value": "JP-AEO-7"}


def aeo(**changed: Any) -> Anchored:
    made = {"identifier": AEO, "operator": IMPORTER, "status": "aeo", "valid_from": "2020-01-01", **changed}
    return Anchored(OPERATOR, operator(**made), "JP")


def test_an_authorised_operators_procedure_needs_the_authorisation_of_that_day() -> None:
    special = declaration(stage="special", authorisation_holders=[AEO])
    assert fired(trade(special, more=[aeo()])) == {}
    assert set(fired(trade(special, more=[aeo(valid_until="2026-03-16")]))) == {"operator.aeo_not_in_force"}
    assert fired(trade(special, more=[aeo(valid_until="2025-03-16"), aeo(number="2")])) == {}
    assert lacking(trade(special))["operator.aeo_not_in_force"] == "operator_known"
    ordinary = declaration(authorisation_holders=[AEO])
    assert fired(trade(ordinary, more=[aeo(valid_until="2026-03-16")])) == {}


def mail(amount: str = "60", value: str = "9000", **changed: Any) -> Json:
    made = declaration(
        lines=[{"sequence": 1, "classification": {"code": "940511000", "edition": "HS2022"}}],
        transport_documents=[{"type": "HAWB", "number": "EE123456789CN"}],
        equipment=[],
        packages=None,
        gross_mass=None,
        exporter={"name": "Shop"},
        invoices=[{"number": "O-1", "amount": {"value": amount, "currency": "USD"}}],
        customs_value={"value": value, "currency": "JPY"},
        ecommerce={"mail_order": True, "platform_code": "MKT"},
    )
    return made | changed


def test_a_parcel_as_the_platform_reported_it_says_nothing() -> None:
    assert fired(Trade((parcel(),), (mail(),))) == {}


def test_a_price_below_the_one_paid_is_queried() -> None:
    assert set(fired(Trade((parcel(),), (mail("35"),)))) == {"parcel.price_gap"}
    assert fired(Trade((parcel(),), (mail("70"),))) == {}, "freight may be in the declared price"


def test_a_customs_value_below_the_retail_price_is_lawful() -> None:
    assert fired(Trade((parcel(),), (mail(value="3000"),))) == {}


def test_another_platform_than_the_one_that_reported_is_a_notice() -> None:
    other = mail(ecommerce={"mail_order": True, "platform_code": "OTHER"})
    assert set(fired(Trade((parcel(),), (other,)))) == {"parcel.platform_differs"}


def test_an_order_divided_to_come_under_the_limit_is_for_officers() -> None:
    second = parcel(number="EE000000001CN", order="o 1")
    again = mail(
        number="26031700009",
        transport_documents=[{"type": "HAWB", "number": "EE000000001CN"}],
        invoices=[],
    )
    found = fired(Trade((parcel(), second), (mail(), again)))
    assert {rule: entry["audience"] for rule, entry in found.items()} == {"parcel.order_split": "officer"}


@pytest.mark.parametrize("order", ["O-1", "O-2"])
def test_small_or_separate_orders_are_lawful(order: str) -> None:
    value = "4000" if order == "O-1" else "9000"
    again = mail(
        value=value,
        number="26031700009",
        transport_documents=[{"type": "HAWB", "number": "EE000000001CN"}],
        invoices=[],
    )
    second = parcel(number="EE000000001CN", order=order)
    assert fired(Trade((parcel(), second), (mail(value=value), again))) == {}


def bare(number: str, value: str = "150000", **changed: Any) -> Json:
    made = declaration(
        number=number,
        lines=[goods({"agreement": "RCEP", "rate_origin_country": "VN", "no_proof_reason": "low_value"})],
        customs_value={"value": value, "currency": "JPY"},
        invoices=[],
        transport_documents=[{"type": "AWB", "number": number}],
        equipment=[],
    )
    return made | changed


def test_consignments_divided_to_come_under_the_waiver_are_for_officers() -> None:
    found = fired(Trade((), (bare("1"), bare("2"))))
    assert {rule: entry["audience"] for rule, entry in found.items()} == {"claim.low_value_split": "officer"}


def test_consignments_of_other_sellers_or_days_or_little_value_are_lawful() -> None:
    assert fired(Trade((), (bare("1"), bare("2", exporter={"name": "Other Seller"})))) == {}
    assert fired(Trade((), (bare("1"), bare("2", lodged="2026-03-20T10:00:00+09:00")))) == {}
    assert fired(Trade((), (bare("1", "90000"), bare("2", "100000")))) == {}


def test_a_consignee_that_is_not_the_importer_is_a_notice() -> None:
    other = trade(paper=bill(consignee={"name": "Harbour Bank"}))
    assert {rule: entry["severity"] for rule, entry in fired(other).items()} == {
        "party.consignee_differs": "notice"
    }
    assert fired(trade(paper=bill(consignee={"name": "TOKYO FOODS K.K."}))) == {}
    assert fired(trade(paper=bill(consignee={"name": "Harbour Bank"}, to_order=True))) == {}


def test_a_seller_that_is_not_the_proofs_exporter_is_a_notice() -> None:
    sold = invoice(seller={"name": "Singapore Trading Pte"})
    assert set(fired(trade(invoiced=sold))) == {"party.seller_differs"}
    third = certificate(third_party_invoice={"issuer": {"name": "Singapore Trading Pte"}})
    assert fired(trade(invoiced=sold, proof=third)) == {}


def test_an_invoice_dated_otherwise_than_on_the_proof_is_a_notice() -> None:
    line = origin_line(invoice={"number": "HPS-2026-101", "date": "2026-02-20"})
    assert set(fired(trade(proof=certificate(lines=[line])))) == {"invoice.date_differs"}
    line = origin_line(invoice={"number": "HPS-2026-101", "date": "2026-02-27"})
    assert fired(trade(proof=certificate(lines=[line]))) == {}
    twice = trade(more=[Anchored(INVOICE, invoice(seller={"name": "Hai Phong Seafood"}, author=19))])
    assert lacking(twice)["party.seller_differs"] == "one_named_invoice"


def named(number: str, document: str, amount: str = "9500") -> Json:
    amounts = {"number": "X-1", "date": "2026-03-01", "amount": {"value": amount, "currency": "USD"}}
    return declaration(
        number=number,
        lines=[{"sequence": 1, "classification": {"code": "030617000", "edition": "HS2022"}}],
        invoices=[amounts],
        transport_documents=[{"type": "BL", "number": document}],
    )


def test_one_invoice_in_two_declarations_with_one_amount_is_for_officers() -> None:
    found = fired(Trade((), (named("2", "BL-2"), named("1", "BL-1"))))
    assert {rule: entry["audience"] for rule, entry in found.items()} == {"invoice.repeated": "officer"}
    assert fired(Trade((), (named("1", "BL-1"), named("2", "BL-1")))) == {}, "parts of one carriage"
    assert fired(Trade((), (named("2", "BL-2"), named("1", "BL-1", "12.5")))) == {}


def test_a_statement_without_explanation_is_a_notice_at_most() -> None:
    found = fired(eu_trade(explanation_present=False))
    assert {rule: entry["severity"] for rule, entry in found.items()} == {
        "proof.explanation_missing": "notice"
    }
    assert fired(eu_trade(explanation_present=True)) == fired(eu_trade()) == {}
    assert fired(eu_trade(eu_declaration())) == {}
