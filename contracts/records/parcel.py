"""Kind 8: a parcel of cross-border e-commerce, before it arrives."""

from typing import Annotated

from pydantic import Field

from contracts.records.parts import (
    Amount,
    Classification,
    Code,
    Count,
    Country,
    Date,
    Measure,
    Part,
    Party,
    Record,
    Text,
)


class ParcelItem(Part):
    """An item of an order with the price that was paid for it."""

    sequence: Count
    description: Text
    classification: Classification | None = None
    origin_country: Country | None = None
    quantity: Measure
    price_paid: Amount


class Parcel(Record):
    """A parcel. The consumer's name and address never stand in it: they stay with the author's gateway."""

    number: Text
    """Postal item or courier number."""
    order: Text
    order_date: Date | None = None
    platform_code: Code | None = None
    platform: Party | None = None
    seller: Party
    dispatch_country: Country
    delivery_country: Country
    gross_mass: Measure | None = None
    total: Amount | None = None
    items: Annotated[tuple[ParcelItem, ...], Field(min_length=1, max_length=500)]
