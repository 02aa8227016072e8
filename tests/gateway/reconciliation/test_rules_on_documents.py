"""Each rule on invoices, transport documents, containers, routes and milestones."""

from typing import Any

import pytest

from tests.gateway.reconciliation.trade import (
    INVOICE,
    MILESTONE,
    TRANSPORT,
    Anchored,
    Json,
    Trade,
    bill,
    declaration,
    fired,
    invoice,
    lacking,
    milestone,
    trade,
)


def invoiced(amount: str, currency: str = "USD", **changed: Any) -> Trade:
    mention = {"number": "HPS-2026-101", "amount": {"value": amount, "currency": currency}}
    return trade(declaration(invoices=[mention], **changed))


def test_packages_of_the_master_bill_do_not_make_a_whole_consignment_a_part() -> None:
    master = Anchored(TRANSPORT, bill(number="MAEU1", type_code="704", packages={"count": 900}), "SG")
    numbers = [{"type": "BL", "number": number} for number in ("BOLHPH4711", "MAEU1")]
    mention = [{"number": "HPS-2026-101", "amount": {"value": "4750", "currency": "USD"}}]
    made = trade(declaration(transport_documents=numbers, invoices=mention), more=[master])
    assert set(fired(made)) == {"invoice.amount"}


def test_another_currency_is_queried_and_the_amounts_are_left_alone() -> None:
    assert set(fired(invoiced("9500", "EUR"))) == {"invoice.currency"}


@pytest.mark.parametrize("amount", ["9400", "9600"])
def test_another_amount_is_queried(amount: str) -> None:
    assert set(fired(invoiced(amount))) == {"invoice.amount"}


def test_a_cent_of_rounding_is_no_difference() -> None:
    assert fired(invoiced("9500.01")) == {}


def test_a_part_of_the_packages_may_have_a_part_of_the_amount() -> None:
    part = declaration(
        invoices=[{"number": "HPS-2026-101", "amount": {"value": "4750", "currency": "USD"}}],
        packages={"count": 50},
    )
    assert "invoice.amount" not in fired(trade(part))


def half(number: str, amount: str = "4750") -> Json:
    return declaration(
        number=number,
        invoices=[{"number": "HPS-2026-101", "amount": {"value": amount, "currency": "USD"}}],
        packages={"count": 50},
        gross_mass={"value": "550", "unit": "KGM"},
        lines=[{"sequence": 1, "classification": {"code": "030617000"}, "origin_country": "TH"}],
    )


def test_an_invoice_divided_between_two_declarations_is_lawful() -> None:
    assert fired(trade(half("26031700001"), half("26031700002"))) == {}


def test_declarations_that_add_up_to_more_than_the_invoice_are_queried() -> None:
    assert set(fired(trade(half("26031700001"), half("26031700002", "4800")))) == {
        "invoice.amount_cumulative"
    }


def test_an_invoice_that_is_not_on_the_ledger_is_no_finding() -> None:
    of_another = invoice(number="OTHER", seller={"name": "Da Nang Rice"})
    assert fired(trade(invoiced=of_another)) == {}


def test_of_two_sellers_invoices_with_one_number_the_exporters_counts() -> None:
    other = invoice(seller={"name": "Da Nang Rice"}, author=19, total={"value": "1", "currency": "USD"})
    assert fired(trade(more=[Anchored(INVOICE, other)])) == {}


def test_two_invoices_that_nothing_tells_apart_are_shown_and_not_compared() -> None:
    twin = invoice(author=19, total={"value": "1", "currency": "USD"})
    assert set(fired(trade(more=[Anchored(INVOICE, twin)]))) == {"invoice.ambiguous"}


def test_an_invoice_that_was_revoked_is_not_compared() -> None:
    void = Anchored(INVOICE, invoice(author=19, total={"value": "1", "currency": "USD"}), "VN", {"state": 1})
    assert fired(trade(more=[void])) == {}


def test_other_packages_than_the_bill_has_are_queried() -> None:
    assert set(fired(trade(declaration(packages={"count": 99})))) == {"transport.packages"}


def test_a_house_bill_goes_before_the_master_it_travels_under() -> None:
    documents = [{"type": "BL", "number": "MASTER1"}, {"type": "HBL", "number": "BOLHPH4711"}]
    master = Anchored(TRANSPORT, bill(number="MASTER1", level="master", packages={"count": 900}), "SG")
    assert fired(trade(declaration(transport_documents=documents), more=[master])) == {}


def test_a_part_of_a_consolidated_bill_may_be_declared() -> None:
    assert (
        fired(trade(declaration(packages={"count": 50}), paper=bill(level="master", gross_mass=None))) == {}
    )
    assert "transport.packages" in fired(
        trade(declaration(packages={"count": 101}), paper=bill(level="master", gross_mass=None))
    )


def test_parts_of_one_bill_add_up_to_no_more_than_it() -> None:
    def split(number: str, count: int) -> Json:
        return half(number) | {"packages": {"count": count}}

    assert fired(trade(split("26031700001", 60), split("26031700002", 40))) == {}
    assert set(fired(trade(split("26031700001", 60), split("26031700002", 41)))) == {"transport.packages"}


@pytest.mark.parametrize(
    ("kilograms", "expected"), [("1150", set()), ("1045", set()), ("1160", {"transport.gross_mass"})]
)
def test_gross_weight_is_compared_within_a_tolerance_that_the_finding_names(
    kilograms: str, expected: set[str]
) -> None:
    found = fired(trade(declaration(gross_mass={"value": kilograms, "unit": "KGM"})))
    assert set(found) == expected
    assert all("5 %" in finding["explanation"]["en"] for finding in found.values())


def test_weights_are_brought_to_kilograms() -> None:
    assert fired(trade(declaration(gross_mass={"value": "1.1", "unit": "TNE"}))) == {}


def test_a_container_that_no_document_knows_is_queried() -> None:
    assert set(fired(trade(declaration(equipment=[{"number": "MSKU8000007"}])))) >= {"container.unknown"}


def test_pallets_are_not_compared_with_cartons() -> None:
    def packed(declared: Json, carried: Json) -> Trade:
        return trade(declaration(packages=declared), paper=bill(packages=carried))

    made = packed({"count": 10, "type_code": "PX"}, {"count": 100, "type_code": "CT"})
    assert fired(made) == {}
    assert lacking(made)["transport.packages"] == "package_kinds"
    for kind in ({"type_code": "CT"}, {"type_code": "PK"}, {}):
        made = packed({"count": 10} | kind, {"count": 100, "type_code": "CT"})
        assert set(fired(made)) == {"transport.packages"}


def test_a_container_that_a_milestone_knows_is_known() -> None:
    seen = milestone(
        "discharged", "2026-03-15T08:00:00+09:00", "JPTYO", equipment={"number": "TGHU 123456-7"}
    )
    made = declaration(equipment=[{"number": "TGHU1234567"}])
    assert "container.unknown" not in fired(trade(made, more=[Anchored(MILESTONE, seen, "SG")]))


def test_without_a_list_of_containers_nothing_is_said_of_them() -> None:
    made = trade(paper=bill(equipment=[]))
    assert fired(made) == {}
    assert lacking(made)["container.unknown"] == "container_lists"


def test_a_wrong_check_digit_is_a_notice() -> None:
    number = "MSKU6011673"
    found = fired(
        trade(declaration(equipment=[{"number": number}]), paper=bill(equipment=[{"number": number}]))
    )
    assert {rule: finding["severity"] for rule, finding in found.items()} == {
        "container.check_digit": "notice"
    }
    assert found["container.check_digit"]["found"]["value"] == "2"


def test_a_number_that_is_no_iso_container_has_no_check_digit() -> None:
    number = "SWAP-17"
    made = trade(declaration(equipment=[{"number": number}]), paper=bill(equipment=[{"number": number}]))
    assert fired(made) == {}


def shipped(transhipment: str, **changed: Any) -> Trade:
    return trade(declaration(), paper=bill(transhipments=[{"locode": transhipment}], **changed))


def test_transhipment_outside_the_parties_without_evidence_is_queried() -> None:
    found = fired(shipped("HKHKG"))
    assert set(found) == {"route.transhipment"}
    assert found["route.transhipment"]["found"]["value"] == "HKHKG"


def test_transhipment_in_a_party_or_under_a_through_bill_is_lawful() -> None:
    assert fired(shipped("SGSIN")) == {}
    assert fired(shipped("HKHKG", through=True)) == {}


def test_a_certificate_of_non_manipulation_is_evidence() -> None:
    made = declaration(documents=[{"type_code": "CNM", "number": "HK-1"}])
    assert fired(trade(made, paper=bill(transhipments=[{"locode": "HKHKG"}]))) == {}


def test_a_milestone_tells_of_a_transhipment_that_no_document_names() -> None:
    event = Anchored(MILESTONE, milestone("transhipped", "2026-03-08T08:00:00+08:00", "HKHKG"), "SG")
    assert set(fired(trade(more=[event]))) == {"route.transhipment"}


def test_a_milestone_that_was_retracted_tells_nothing() -> None:
    event = milestone("transhipped", "2026-03-08T08:00:00+08:00", "HKHKG", source_event="E1")
    back = milestone("other", "2026-03-08T09:00:00+08:00", "HKHKG", retracts="E1")
    assert fired(trade(more=[Anchored(MILESTONE, event, "SG"), Anchored(MILESTONE, back, "SG")])) == {}


def test_a_container_of_another_voyage_long_ago_tells_nothing() -> None:
    old = milestone(
        "transhipped",
        "2025-06-08T08:00:00+08:00",
        "HKHKG",
        references=[],
        equipment={"number": "MSKU6011672"},
    )
    assert fired(trade(more=[Anchored(MILESTONE, old, "SG")])) == {}


def seen(meaning: str, occurred: str, place: str, **changed: Any) -> Anchored:
    """An event of the container that names no transport document."""
    event = milestone(meaning, occurred, place, references=[], equipment={"number": "MSKU6011672"}, **changed)
    return Anchored(MILESTONE, event, "SG")


EARLIER = (
    seen("loaded", "2026-01-20T08:00:00+07:00", "VNHPH"),
    seen("transhipped", "2026-01-25T08:00:00+08:00", "HKHKG"),
    seen("discharged", "2026-02-02T08:00:00+09:00", "JPTYO"),
)
"""A voyage of the same container, six weeks before."""
THIS = (
    seen("loaded", "2026-03-03T08:00:00+07:00", "VNHPH"),
    seen("discharged", "2026-03-14T08:00:00+09:00", "JPTYO"),
)


def test_an_earlier_voyage_of_the_container_tells_nothing_of_this_one() -> None:
    assert fired(trade(more=[*EARLIER, *THIS])) == {}
    assert fired(trade(more=[*THIS, seen("loaded", "2026-04-02T08:00:00+08:00", "HKHKG")])) == {}


def test_of_a_containers_voyages_the_one_that_names_the_document_counts() -> None:
    own = milestone("discharged", "2026-02-02T09:00:00+09:00", "JPTYO", equipment={"number": "MSKU6011672"})
    made = trade(more=[*EARLIER, *THIS, Anchored(MILESTONE, own, "SG")])
    assert set(fired(made)) == {"route.transhipment"}


def test_a_transhipment_on_this_voyage_is_seen_by_the_container_alone() -> None:
    stop = seen("transhipped", "2026-03-08T08:00:00+08:00", "HKHKG")
    assert set(fired(trade(more=[*EARLIER, *THIS, stop]))) == {"route.transhipment"}


def test_what_moved_the_container_before_the_goods_were_on_board_tells_nothing() -> None:
    stop = seen("transhipped", "2026-02-20T08:00:00+08:00", "HKHKG")
    assert fired(trade(paper=bill(on_board_date="2026-03-03"), more=[stop])) == {}
    assert set(fired(trade(more=[stop]))) == {"route.transhipment"}


def filed(at: str, port: str = "VNHPH") -> Trade:
    report = milestone("document", at, port, event="AMR", scheme="NACCS")
    departure = milestone("departed", "2026-03-03T12:00:00Z", port)
    return trade(more=[Anchored(MILESTONE, report, "SG"), Anchored(MILESTONE, departure, "SG")])


def test_advance_cargo_information_is_due_a_day_before_departure() -> None:
    late = fired(filed("2026-03-02T12:00:01Z"))
    assert set(late) == {"advance.late"}
    assert late["advance.late"]["audience"] == "officer"
    assert fired(filed("2026-03-02T12:00:00Z")) == {}


def test_on_short_sea_routes_it_is_due_by_departure() -> None:
    assert fired(filed("2026-03-03T11:59:59Z", "CNSHA")) == {}
    assert set(fired(filed("2026-03-03T12:00:01Z", "CNSHA"))) == {"advance.late"}


def test_without_a_report_on_the_ledger_nothing_is_said_of_its_time() -> None:
    assert lacking(trade())["advance.late"] == "m_filed"


def test_discharge_before_loading_is_a_notice_to_officers() -> None:
    def journey(loaded: str, discharged: str) -> Trade:
        events = [milestone("loaded", loaded, "VNHPH"), milestone("discharged", discharged, "JPTYO")]
        return trade(more=[Anchored(MILESTONE, event, "SG") for event in events])

    found = fired(journey("2026-03-10T08:00:00+07:00", "2026-03-09T08:00:00+09:00"))
    assert [found["milestone.order"][key] for key in ("severity", "audience")] == ["notice", "officer"]
    assert fired(journey("2026-03-03T08:00:00+07:00", "2026-03-14T08:00:00+09:00")) == {}


def test_a_mail_order_import_names_its_platform_since_october_2025() -> None:
    def ordered(lodged: str, code: str | None) -> Trade:
        commerce = {"mail_order": True} | ({"platform_code": code} if code else {})
        return trade(declaration(ecommerce=commerce, lodged=lodged))

    assert set(fired(ordered("2026-03-17T10:00:00+09:00", None))) == {"ecommerce.platform_code"}
    assert fired(ordered("2026-03-17T10:00:00+09:00", "PF01")) == {}
    assert "ecommerce.platform_code" not in fired(ordered("2025-10-11T10:00:00+09:00", None))


def test_a_declaration_after_arrival_is_no_finding() -> None:
    assert fired(trade(declaration(arrival_date="2026-03-10"))) == {}
