"""Kind 3: a commercial invoice, of the exporter or of a trader in a third country (UNTDID 1001: 380)."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from contracts.records.parts import (
    Amount,
    Classification,
    Count,
    Country,
    Currency,
    Date,
    Measure,
    Part,
    Party,
    Record,
    Text,
)


class TradeTerms(Part):
    """Terms of delivery: the Incoterms rule and the named place (WCO TradeTerms)."""

    condition: Annotated[str, StringConstraints(pattern=r"^[A-Z]{3}$")]
    place: Text | None = None
    edition: Annotated[str, StringConstraints(pattern=r"^[0-9]{4}$")] | None = None


class Adjustment(Part):
    """An addition to or deduction from the price (WTO valuation agreement Art. 8)."""

    type: Literal["addition", "deduction"]
    reason: Text
    amount: Amount


class InvoiceLine(Part):
    """A line of an invoice."""

    sequence: Count
    description: Text
    description_local: Text | None = None
    classification: Classification | None = None
    origin_country: Country | None = None
    quantity: Measure | None = None
    unit_price: Amount | None = None
    amount: Amount
    purchase_order: Text | None = None


class Invoice(Record):
    """A commercial invoice; `total` is the amount payable that the document states."""

    number: Text
    issue_date: Date
    seller: Party
    buyer: Party
    ship_to: Party | None = None
    trade_terms: TradeTerms | None = None
    currency: Currency
    total: Amount
    freight: Amount | None = None
    insurance: Amount | None = None
    adjustments: tuple[Adjustment, ...] = ()
    remarks: Text | None = None
    lines: Annotated[tuple[InvoiceLine, ...], Field(min_length=1, max_length=5_000)]
