"""Comparisons of a declaration with the parcels that a platform or a postal operator reported."""

from decimal import Decimal

from gateway.reconciliation.rules.check import Check, Checks, need
from gateway.reconciliation.rules.terms import CENT, TRUE
from gateway.reconciliation.rules.terms import column as _col

DUTY_FREE = Decimal(10_000)
"""JPY of total customs value up to which goods are free of duty (Customs Tariff Act Art. 14(xviii))."""


def parcel_checks() -> Checks:
    """Rule id → its comparison, for the subject `parcel`."""
    several = _col("order_declarations") > 1
    small = (_col("customs_value") <= DUTY_FREE) & (_col("customs_value_currency") == "JPY")
    return {
        "parcel.price_gap": Check(
            TRUE,
            (need("c_price"), need("declared_price")),
            _col("declared_price") < _col("c_price") - CENT,
        ),
        "parcel.platform_differs": Check(
            _col("c_platform").known(),
            (need("platform_code"),),
            _col("platform_code") != _col("c_platform"),
        ),
        "parcel.order_split": Check(
            several & small.or_else(True),
            (need("order_total", "order_values"),),
            small & (_col("order_total") > DUTY_FREE) & (_col("order_largest") <= DUTY_FREE),
        ),
    }
