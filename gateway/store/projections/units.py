"""Quantities on one scale per dimension, so that what is compared is comparable (UN/ECE Recommendation 20).

Count, mass, volume, length and area are never converted into each other; a unit without a row is a dimension
of its own, comparable with itself only.
"""

import csv
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from contracts.records.parts import Amount, Measure, render_decimal

_NINE_PLACES = Decimal("0.000000001")


class Conversion(NamedTuple):
    """`factor` turns a quantity in this unit into the base unit of its `dimension`."""

    dimension: str
    factor: Decimal
    name: str


class Quantity(NamedTuple):
    """A quantity on its dimension's scale (kilogram, litre, metre, square metre, piece…), exact to nine
    places.
    """

    value: Decimal
    dimension: str


@cache
def conversions() -> dict[str, Conversion]:
    """Rec 20 code → conversion, from `units_of_measure.csv`."""
    text = files(__package__).joinpath("units_of_measure.csv").read_text(encoding="utf-8")
    return {
        row["code"]: Conversion(row["dimension"], Decimal(row["factor"]), row["name"])
        for row in csv.DictReader(text.splitlines())
    }


def quantity_of(measure: Measure | None) -> Quantity | None:
    """`measure` on its dimension's scale."""
    return None if measure is None else on_scale(measure.value, measure.unit)


def on_scale(value: Decimal, unit: str) -> Quantity:
    """A value in `unit` on its dimension's scale."""
    known = conversions().get(unit)
    if known is None:
        return Quantity(value, unit)
    scaled = value if known.factor == 1 else (value * known.factor).quantize(_NINE_PLACES)
    return Quantity(scaled, known.dimension)


def kilograms(measure: Measure | None) -> Decimal | None:
    """A mass in kilograms; null for none, and for a measure that is no mass."""
    quantity = quantity_of(measure)
    return quantity.value if quantity and quantity.dimension == "mass" else None


def measure_text(measure: Measure | None) -> str | None:
    """A measure as a finding shows it: `120.5 KGM`."""
    return f"{render_decimal(measure.value)} {measure.unit}" if measure else None


def amount_text(amount: Amount | None) -> str | None:
    """An amount as a finding shows it: `1200 USD`."""
    return f"{render_decimal(amount.value)} {amount.currency}" if amount else None
