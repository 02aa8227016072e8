"""Each rule on a claim and its proof: it fires where the law is broken, and is silent where the law is
satisfied."""

from typing import Any

import pytest

from tests.gateway.reconciliation.test_rules_on_usage import FROM_THAILAND
from tests.gateway.reconciliation.trade import (
    CERTIFICATE,
    OPERATOR,
    Anchored,
    Json,
    Trade,
    bill,
    certificate,
    claim,
    declaration,
    fired,
    goods,
    lacking,
    operator,
    origin_line,
    statement,
    trade,
)


def test_a_clean_declaration_has_no_finding() -> None:
    assert fired(trade()) == {}


def eu_declaration(**changed: Any) -> Json:
    line = goods(
        claim(agreement="JP-EU", proof_type="OD", proof_number="DE-STAT-77"),
        classification={"code": "848340000", "edition": "HS2022"},
        origin_country="DE",
        quantity={"value": "12", "unit": "C62"},
    )
    bare: Json = {
        "invoices": [],
        "transport_documents": [],
        "equipment": [],
        "packages": None,
        "gross_mass": None,
    }
    return declaration(
        **{"lines": [line], "exporter": {"name": "Maschinenbau Huber GmbH"}, **bare, **changed}
    )


def eu_trade(*declarations: Json, **changed: Any) -> Trade:
    return trade(*(declarations or (eu_declaration(),)), proof=statement(**changed), country="DE")


def without_proof(reason: str | None = None, *, value: str = "1450000", stage: str = "main") -> Trade:
    extra = {} if reason is None else {"no_proof_reason": reason}
    bare: Json = {"agreement": "RCEP", "rate_origin_country": "VN", **extra}
    made = declaration(
        lines=[goods(bare)], customs_value={"value": value, "currency": "JPY"}, stage=stage, invoices=[]
    )
    return Trade((), (made,))


def test_a_claim_without_proof_is_queried() -> None:
    assert set(fired(without_proof())) == {"claim.without_proof"}
    assert "claim.without_proof" in fired(without_proof("release_before_permit", stage="permit"))


@pytest.mark.parametrize("reason", ["evident_origin", "aeo_special", "release_before_permit", "disaster"])
def test_the_lawful_exceptions_need_no_proof(reason: str) -> None:
    stage = "release_before_permit" if reason == "release_before_permit" else "main"
    assert fired(without_proof(reason, stage=stage)) == {}


def test_a_consignment_of_low_value_needs_no_proof() -> None:
    assert fired(without_proof(value="200000")) == {}
    assert fired(without_proof("low_value", value="150000")) == {}


def test_importers_knowledge_needs_no_proof_number() -> None:
    line = goods({"agreement": "JP-EU", "proof_type": "importer_knowledge", "rate_origin_country": "FR"})
    assert fired(Trade((), (declaration(lines=[line], invoices=[]),))) == {}


def test_low_value_is_no_reason_above_the_limit() -> None:
    assert "claim.low_value_exceeded" in fired(without_proof("low_value", value="200001"))


def test_without_a_customs_value_the_claim_cannot_be_assessed() -> None:
    made = without_proof()
    body = {name: value for name, value in made.declarations[0].items() if name != "customs_value"}
    assert fired(Trade((), (body,))) == {}
    assert lacking(Trade((), (body,)))["claim.without_proof"] == "customs_value"


def test_an_aeo_release_has_no_duty_data_and_is_not_asked_for_any() -> None:
    assert fired(without_proof(stage="aeo_release")) == {}


def test_absence_from_the_ledger_is_a_notice_and_nothing_more() -> None:
    found = fired(Trade((), (declaration(),)))
    assert {rule: finding["severity"] for rule, finding in found.items()} == {"proof.not_on_ledger": "notice"}


def test_two_proofs_that_nothing_tells_apart_are_shown_and_not_compared() -> None:
    twin = Anchored(CERTIFICATE, certificate(author=17, lines=[origin_line(criterion="XX")]))
    found = fired(trade(more=[twin]))
    assert set(found) == {"proof.ambiguous"}
    assert lacking(trade(more=[twin]))["criterion.unknown"] == "one_proof"


def test_a_rivals_statement_under_the_same_number_takes_nothing_from_the_issuers() -> None:
    rival = Anchored(CERTIFICATE, certificate(author=17, lines=[origin_line(criterion="XX")]), "TH")
    captured = Anchored(CERTIFICATE, certificate(author=18, grade="captured"), "VN")
    assert fired(trade(more=[rival, captured])) == {}


def test_a_revoked_proof_stops() -> None:
    found = fired(trade(standing={"state": 1, "ended": 1_773_000_000_000_000}))
    assert set(found) == {"proof.revoked"}
    assert found["proof.revoked"]["severity"] == "stop"
    assert "2026-03-08T20:00:00Z" in found["proof.revoked"]["explanation"]["en"]


def test_a_superseded_proof_is_queried() -> None:
    ended = {"state": 2, "ended": 1_773_000_000_000_000, "successor": "0x" + "ab" * 32}
    assert set(fired(trade(standing=ended))) == {"proof.superseded"}


def test_a_correction_under_the_same_number_leads_to_the_successor() -> None:
    corrected = Anchored(CERTIFICATE, certificate(remarks="corrected"))
    ended = {"state": 2, "ended": 1_773_000_000_000_000, "successor": "0x" + "ab" * 32}
    assert fired(trade(standing=ended, more=[corrected])) == {}


def test_a_withdrawn_record_is_queried_and_not_stopped() -> None:
    assert fired(trade(standing={"state": 3}))["proof.withdrawn"]["severity"] == "query"


def test_a_proof_of_another_agreement_is_queried() -> None:
    assert "proof.other_agreement" in fired(trade(proof=certificate(agreement="JP-VN")))


def test_of_two_proofs_with_one_number_the_one_of_the_claimed_agreement_counts() -> None:
    other = Anchored(CERTIFICATE, certificate(agreement="JP-VN", author=17))
    assert fired(trade(more=[other])) == {}


def test_a_proof_made_out_for_another_country_is_queried() -> None:
    assert "proof.other_importing_party" in fired(trade(proof=certificate(importing_country="KR")))


def test_a_certificate_signed_by_a_body_of_another_country_stops() -> None:
    found = fired(trade(country="TH"))
    assert found["proof.issuer_not_authorised"]["severity"] == "stop"


def test_a_key_compromised_before_anchoring_stops_and_one_compromised_later_does_not() -> None:
    before = {"anchored": 1_772_000_000_000_000, "compromised_since": 1_771_999_999_000_000}
    after = {"anchored": 1_772_000_000_000_000, "compromised_since": 1_772_000_001_000_000}
    assert set(fired(trade(standing=before))) == {"proof.issuer_not_authorised"}
    assert fired(trade(standing=after)) == {}


def approved(**status: Any) -> Trade:
    proof = statement(
        agreement="RCEP",
        capacity="approved_exporter",
        exporting_country="TH",
        authorisation={"scheme": "AE", "value": "TH-AE-0042"},
        lines=[origin_line(origin_country="TH")],
    )
    line = goods(claim(proof_type="OD", proof_number="DE-STAT-77"), origin_country="TH")
    made = declaration(lines=[line], exporter={"name": "Maschinenbau Huber GmbH"})
    return trade(made, proof=proof, country="TH", more=[Anchored(OPERATOR, operator(**status), "TH")])


def test_an_approval_that_ended_before_the_declaration_of_origin_stops() -> None:
    assert "proof.exporter_not_approved" in fired(approved(valid_until="2026-02-28"))
    assert "proof.exporter_not_approved" in fired(approved(agreement="JP-TH"))


def test_an_approval_in_force_on_that_day_is_enough_though_it_ended_since() -> None:
    assert fired(approved(valid_until="2026-03-01")) == {}
    assert fired(approved(agreement="RCEP")) == {}


def test_an_exporter_whose_status_is_not_on_the_ledger_cannot_be_assessed() -> None:
    made = approved()
    assert (
        lacking(Trade(made.records[:-1], made.declarations))["proof.exporter_not_approved"]
        == "operator_status"
    )


def self_declared(country: str) -> Trade:
    proof = statement(
        agreement="RCEP", exporting_country=country, lines=[origin_line(origin_country=country)]
    )
    line = goods(claim(proof_type="OD", proof_number="DE-STAT-77"), origin_country=country)
    made = declaration(lines=[line], exporter={"name": "Maschinenbau Huber GmbH"})
    return trade(made, proof=proof, country=country)


def test_rcep_takes_an_exporters_declaration_from_australia_and_not_from_viet_nam() -> None:
    found = fired(self_declared("VN"))
    assert set(found) == {"proof.route_not_open"}
    assert found["proof.route_not_open"]["verified"] is False
    assert fired(self_declared("AU")) == {}


def test_a_country_that_is_no_party_is_queried_and_one_that_joined_later_from_that_day() -> None:
    def from_country(country: str, lodged: str, issued: str) -> Trade:
        proof = certificate(
            issuing_country=country,
            issue_date=issued,
            departure_date=issued,
            lines=[origin_line(origin_country=country)],
        )
        line = goods(origin_country=country)
        return trade(declaration(lines=[line], lodged=lodged), proof=proof, country=country)

    assert set(fired(from_country("MM", "2026-03-17T10:00:00+09:00", "2026-03-01"))) == {
        "claim.country_not_party"
    }
    assert "claim.country_not_party" in fired(from_country("KR", "2022-01-31T10:00:00+09:00", "2022-01-20"))
    assert "claim.country_not_party" not in fired(
        from_country("KR", "2022-02-01T10:00:00+09:00", "2022-01-20")
    )


@pytest.mark.parametrize(
    ("lodged", "expired"),
    [
        ("2027-03-01T10:00:00+09:00", False),
        ("2027-03-02T10:00:00+09:00", True),
        ("2027-03-01T14:59:59Z", False),  # still the first of March in Japan
        ("2027-03-01T15:00:00Z", True),
    ],
)
def test_a_proof_expires_after_a_year_by_the_calendar_of_japan(lodged: str, expired: bool) -> None:
    assert ("proof.expired" in fired(trade(declaration(lodged=lodged)))) is expired


def test_disaster_excuses_a_proof_that_expired() -> None:
    line = goods(claim(no_proof_reason="disaster"))
    assert fired(trade(declaration(lodged="2027-06-01T10:00:00+09:00", lines=[line]))) == {}


def test_an_unverified_period_of_validity_is_said_to_be_unverified() -> None:
    proof = certificate(
        agreement="JP-PH",
        issuing_country="PH",
        lines=[origin_line(origin_country="PH")],
        issue_date="2025-01-01",
    )
    line = goods(claim(agreement="JP-PH"), origin_country="PH")
    found = fired(trade(declaration(lines=[line]), proof=proof, country="PH"))["proof.expired"]
    assert found["verified"] is False
    assert [entry["source"] for entry in found["basis"] if not entry["verified"]]


def blanket(**changed: str) -> dict[str, str]:
    return {"type": "blanket", "valid_from": "2026-01-01", "valid_until": "2026-06-30", **changed}


def test_a_blanket_statement_covers_its_period_and_no_more() -> None:
    assert fired(eu_trade(usage=blanket())) == {}
    assert set(fired(eu_trade(usage=blanket(valid_until="2026-03-16")))) == {"proof.outside_blanket_period"}
    assert "proof.outside_blanket_period" in fired(eu_trade(usage=blanket(valid_from="2026-03-18")))


def test_goods_that_arrived_within_the_period_are_covered_though_declared_after_it() -> None:
    made = eu_trade(eu_declaration(arrival_date="2026-03-10"), usage=blanket(valid_until="2026-03-16"))
    assert fired(made) == {}


def test_a_proof_issued_after_the_declaration_needs_a_reason() -> None:
    late = certificate(issue_date="2026-03-20", retroactive=True)
    assert set(fired(trade(proof=late))) == {"proof.issued_after_declaration"}
    line = goods(claim(no_proof_reason="release_before_permit"))
    assert fired(trade(declaration(lines=[line], stage="release_before_permit"), proof=late)) == {}


def test_a_missing_mark_of_retroactive_issue_is_a_notice() -> None:
    late = certificate(issue_date="2026-03-05")
    assert fired(trade(proof=late))["proof.retroactive_unmarked"]["severity"] == "notice"
    assert fired(trade(proof=certificate(issue_date="2026-03-05", retroactive=True))) == {}


def viet_nam(**changed: Any) -> Trade:
    proof = certificate(agreement="JP-VN", **changed)
    line = goods(claim(agreement="JP-VN"))
    return trade(declaration(lines=[line]), proof=proof)


def test_issue_within_the_days_of_grace_is_not_retroactive() -> None:
    assert fired(viet_nam(issue_date="2026-03-06")) == {}
    assert set(fired(viet_nam(issue_date="2026-03-07"))) == {"proof.retroactive_unmarked"}


def test_a_certificate_is_in_english_and_a_declaration_in_any_language_of_its_agreement() -> None:
    assert set(fired(trade(proof=certificate(language="vi")))) == {"proof.language"}
    assert fired(eu_trade(statement_language="de")) == {}


def test_a_blanket_proof_is_no_proof_where_the_agreement_has_none() -> None:
    proof = certificate(
        agreement="JP-TH",
        issuing_country="TH",
        usage=blanket(),
        lines=[origin_line(origin_country="TH", criterion=None)],
    )
    line = goods(claim(agreement="JP-TH"), origin_country="TH")
    found = fired(trade(declaration(lines=[line]), proof=proof, country="TH", paper=FROM_THAILAND))
    assert set(found) == {"proof.usage_not_allowed"}
    assert fired(eu_trade(usage=blanket())) == {}


def test_a_proof_that_is_not_claimed_is_told_before_and_after_the_permit() -> None:
    plain = [goods({})]
    before = fired(trade(declaration(lines=plain)))
    assert set(before) == {"proof.unclaimed_before_permit"}
    after = fired(trade(declaration(lines=plain, stage="permit")))
    assert set(after) == {"proof.unclaimed_after_permit"}
    assert "refused" in after["proof.unclaimed_after_permit"]["explanation"]["en"]


def test_a_proof_of_another_sellers_invoice_or_a_revoked_one_is_not_offered() -> None:
    plain = [goods({})]
    assert fired(trade(declaration(lines=plain, exporter={"name": "Da Nang Fish"}))) == {}
    assert fired(trade(declaration(lines=plain), standing={"state": 1})) == {}
    assert fired(trade(declaration(lines=plain), proof=certificate(importing_country="KR"))) == {}


def test_the_bill_of_another_consignment_is_left_alone() -> None:
    assert fired(trade(paper=bill(number="OTHER1"))) == {}
