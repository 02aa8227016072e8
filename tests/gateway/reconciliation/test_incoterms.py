"""Prices are compared on one basis of delivery, and not where the charges between them are not known."""

from decimal import Decimal
from typing import Any

import pytest

from gateway.reconciliation.incoterms import steps
from tests.gateway.reconciliation.trade import Json, Trade, declaration, fired, invoice, lacking, trade

CHARGES = {"freight": Decimal(800), "insurance": Decimal(60)}


def usd(value: str, currency: str = "USD") -> Json:
    return {"value": value, "currency": currency}


def sold(
    declared: str, terms: str | None, *, at: str | None = "FOB", own: Json | None = None, **more: Any
) -> Trade:
    """An invoice of 9,500 USD under `at` with its own charges, declared at an amount under `terms`."""
    record = invoice(**({"trade_terms": {"condition": at}} if at else {}), **(own or {}))
    mention = {"number": "HPS-2026-101", "amount": usd(declared)}
    stated = {"trade_terms": {"condition": terms}} if terms else {}
    return trade(declaration(invoices=[mention], **stated, **more), invoiced=record)


OWN = {"freight": usd("800"), "insurance": usd("60")}


@pytest.mark.parametrize(
    ("terms", "wanted", "expected"),
    [
        ("FOB", "CIF", [800, 60]),
        ("FOB", "CFR", [800]),
        ("CIF", "FOB", [-800, -60]),
        ("CIP", "CPT", [-60]),
        ("FCA", "FOB", []),
        ("CIF", "CIF", []),
        ("EXW", "EXW", []),
        (None, "CIF", []),
        ("FOB", None, []),
    ],
)
def test_carriage_and_insurance_are_brought_in_and_taken_out(
    terms: str | None, wanted: str | None, expected: list[int]
) -> None:
    assert steps(terms, wanted, CHARGES) == tuple(map(Decimal, expected))


@pytest.mark.parametrize(
    ("terms", "wanted"), [("EXW", "FOB"), ("FOB", "DDP"), ("DAP", "DPU"), ("FOB", "XYZ")]
)
def test_what_no_document_states_is_not_guessed(terms: str, wanted: str) -> None:
    assert steps(terms, wanted, CHARGES) is None


def test_without_a_charge_that_it_takes_there_is_no_price() -> None:
    assert steps("FOB", "CIF", {"freight": Decimal(800), "insurance": None}) is None
    assert steps("FOB", "CFR", {"freight": Decimal(800), "insurance": None}) == (Decimal(800),)


def test_an_invoice_declared_under_other_terms_by_its_own_charges_is_clean() -> None:
    assert fired(sold("10360", "CIF", own=OWN)) == {}


def test_the_declarations_charges_serve_where_the_invoice_has_none() -> None:
    assert fired(sold("10360", "CIF", freight=usd("800"), insurance=usd("60"))) == {}


def test_a_difference_that_the_terms_do_not_explain_is_shown_step_by_step() -> None:
    found = fired(sold("9500", "CIF", own=OWN))["invoice.amount"]
    assert "9500 USD FOB + 800 + 60 = 10360 USD CIF" in found["explanation"]["en"]
    assert "9500 USD FOB + 800 + 60 = 10360 USD CIF" in found["explanation"]["ja"]


@pytest.mark.parametrize(
    "charges",
    [
        {},
        {"freight": usd("800")},
        {"freight": usd("800", "JPY"), "insurance": usd("60")},
    ],
)
def test_where_a_charge_is_not_known_the_amounts_are_not_compared(charges: Json) -> None:
    made = sold("12000", "CIF", **charges)
    assert "invoice.amount" not in fired(made)
    assert lacking(made)["invoice.amount"] == "one_basis"


def test_charges_of_a_declaration_of_several_invoices_belong_to_none_of_them() -> None:
    mentions = [
        {"number": "HPS-2026-101", "amount": usd("10360")},
        {"number": "HPS-2026-102", "amount": usd("1")},
    ]
    record = invoice(trade_terms={"condition": "FOB"})
    made = trade(
        declaration(
            invoices=mentions, trade_terms={"condition": "CIF"}, freight=usd("800"), insurance=usd("60")
        ),
        invoiced=record,
    )
    assert lacking(made)["invoice.amount"] == "one_basis"


def test_where_a_document_states_no_terms_the_amounts_are_compared_as_they_stand() -> None:
    assert fired(sold("9500", None)) == {}
    assert fired(sold("9500", "CIF", at=None)) == {}
    assert set(fired(sold("9600", None))) == {"invoice.amount"}
