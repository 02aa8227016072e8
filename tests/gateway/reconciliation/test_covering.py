"""Which lines of a proof a declared line rests on where it names none, as most do."""

from typing import Any

import pytest

from tests.gateway.reconciliation.trade import (
    Json,
    Trade,
    certificate,
    claim,
    debit,
    declaration,
    fired,
    goods,
    lacking,
    origin_line,
    trade,
)

CRABS = {"code": "030614", "edition": "HS2022"}


def lot(sequence: int, kilograms: str, **changed: Any) -> Json:
    """A line of the certificate: shrimps of one size."""
    return origin_line(sequence=sequence, quantity={"value": kilograms, "unit": "KGM"}, **changed)


def declared(*kilograms: str, **changed: Any) -> Json:
    lines = [
        goods(sequence=number, quantity={"value": value, "unit": "KGM"}, **changed)
        for number, value in enumerate(kilograms, start=1)
    ]
    return declaration(lines=lines)


def under(lines: list[Json], *declarations: Json) -> Trade:
    return trade(*declarations, proof=certificate(lines=lines))


def test_lines_of_one_code_are_declared_as_one() -> None:
    sizes = [lot(1, "400"), lot(2, "350"), lot(3, "250")]
    made = under(sizes, declared("1000"))
    assert fired(made) == {}
    assert not {"quantity.exceeded", "hs.differs"} & set(lacking(made))


def test_together_they_cover_no_more_than_they_say() -> None:
    found = fired(under([lot(1, "400"), lot(2, "600")], declared("1000.1")))
    assert set(found) == {"quantity.exceeded"}
    assert found["quantity.exceeded"]["declared"]["value"] == "600.1 (1000.1 KGM)"
    assert found["quantity.exceeded"]["found"]["path"] == "lines/1/quantity"


def test_what_one_declaration_left_of_the_lines_another_may_draw() -> None:
    sizes = [lot(1, "400"), lot(2, "600")]
    half = {"packages": {"count": 50}, "gross_mass": {"value": "550", "unit": "KGM"}}
    mention = [{"number": "HPS-2026-101", "amount": {"value": "4750", "currency": "USD"}}]
    first = declared("700") | half | {"invoices": mention}
    later = {"number": "26031700002", "lodged": "2026-03-18T10:00:00+09:00"}
    assert fired(under(sizes, declared("300") | half | {"invoices": mention} | later, first)) == {}
    over = declared("301") | half | {"invoices": mention} | later
    assert set(fired(under(sizes, over, first))) == {"quantity.exceeded_cumulatively"}


def test_two_declared_lines_of_one_code_draw_in_turn() -> None:
    assert fired(under([lot(1, "500"), lot(2, "500")], declared("500", "500"))) == {}
    over = under([lot(1, "500"), lot(2, "500")], declared("500", "501"))
    assert set(fired(over)) == {"quantity.exceeded_cumulatively"}


def test_the_subheading_goes_before_the_heading() -> None:
    mixed = [lot(1, "1000"), lot(2, "5", classification=CRABS, description="Crabs")]
    assert fired(under(mixed, declared("1000"))) == {}
    assert set(fired(under(mixed, declared("1001")))) == {"quantity.exceeded"}


def test_a_code_of_an_older_edition_is_brought_to_the_declared_one() -> None:
    older = {"edition": "HS2007"}
    lines = [
        lot(1, "1000", classification={"code": "030613"} | older, criterion=None),
        lot(2, "5", classification={"code": "030614"} | older, criterion=None),
    ]
    proof = certificate(agreement="JP-VN", lines=lines)
    line = goods(claim(agreement="JP-VN"), quantity={"value": "1001", "unit": "KGM"})
    assert set(fired(trade(declaration(lines=[line]), proof=proof))) == {"quantity.exceeded"}


def test_of_one_code_the_line_of_the_origin_claimed_counts() -> None:
    two = [lot(1, "1000"), lot(2, "10", origin_country="TH")]
    assert fired(under(two, declared("1000"))) == {}
    assert set(fired(under(two, declared("1001")))) == {"quantity.exceeded"}


def test_of_one_code_the_line_of_the_declarations_invoice_counts() -> None:
    two = [lot(1, "1000"), lot(2, "900", invoice={"number": "HPS-2026-102"})]
    assert set(fired(under(two, declared("1001")))) == {"quantity.exceeded"}


def test_what_cannot_be_added_up_is_not_assessable() -> None:
    two = [lot(1, "1000"), origin_line(sequence=2, quantity={"value": "60", "unit": "C62"})]
    made = under(two, declared("900"))
    assert fired(made) == {}
    assert lacking(made)["quantity.exceeded"] == "proof_line"


def test_a_wrong_code_leads_to_the_line_of_that_description() -> None:
    mixed = [lot(1, "1000"), lot(2, "5", classification=CRABS, description="Live crabs")]
    code = {"code": "160529000", "edition": "HS2022"}
    found = fired(under(mixed, declared("1000", classification=code, description="Shrimps, frozen")))
    assert set(found) == {"hs.differs"}
    assert found["hs.differs"]["found"]["value"] == "030617 (HS2022)"


def test_goods_that_no_line_covers_are_queried() -> None:
    mixed = [lot(1, "1000"), lot(2, "5", classification=CRABS, description="Live crabs")]
    code = {"code": "090121000", "edition": "HS2022"}
    found = fired(under(mixed, declared("5", classification=code, description="Roasted coffee")))
    assert set(found) == {"proof.goods_not_covered"}
    assert found["proof.goods_not_covered"]["found"]["value"] == "030617, 030614"
    assert found["proof.goods_not_covered"]["severity"] == "query"


@pytest.mark.parametrize("told", [{"code": "090121000", "edition": "HS2012"}, {"code": "0901"}, None])
def test_nothing_is_said_where_codes_cannot_be_compared(told: Json | None) -> None:
    mixed = [lot(1, "1000"), lot(2, "5", classification=CRABS, description="Live crabs")]
    made = under(mixed, declared("5", classification=told or {}, description="Roasted coffee"))
    assert fired(made) == {}
    assert lacking(made)["proof.goods_not_covered"] == "proof_line"


def test_what_others_drew_of_one_line_is_taken_from_the_next() -> None:
    lines, blanket = [lot(1, "400"), lot(2, "600")], {"packages": {"count": 70}}
    abroad = debit("300", country="KR")
    left = trade(declared("700") | blanket, proof=certificate(lines=lines), debits=[abroad])
    assert "quantity.exceeded_elsewhere" not in fired(left)
    over = trade(declared("700.1") | blanket, proof=certificate(lines=lines), debits=[abroad])
    assert "quantity.exceeded_elsewhere" in fired(over)
