"""The subject `parcel`: a declaration beside the parcels of e-commerce that it names by their numbers."""

from decimal import Decimal
from typing import Any

from gateway.reconciliation.facts import Facts
from gateway.reconciliation.projected import Projected, Row


def parcels(trade: Projected, _facts: Facts) -> list[dict[str, Any]]:
    """A row for each declaration with parcels; columns `c_…` of them together, `order_…` of every
    declaration that shares an order with it.
    """
    if not trade.rows("parcels"):
        return []
    named = [(head, found) for head in trade.heads() if (found := parcels_of(trade, head))]
    orders: dict[str, dict[str, Row]] = {}
    for head, found in named:
        for parcel in found:
            orders.setdefault(parcel["order_norm"], {})[head["declaration"]] = head
    return [
        {
            **head,
            **together,
            **_declared(trade, head, together),
            **_order(found, orders),
        }
        for head, found in named
        for together in (_together(found),)
    ]


def parcels_of(trade: Projected, head: Row) -> list[Row]:
    """The standing parcels whose numbers a declaration names among its transport documents."""
    numbers = dict.fromkeys(named["number_norm"] for named in trade.of(head, "declaration_transports"))
    found = [row for number in numbers for row in trade.standing("parcels", "number_norm", number)]
    return sorted(found, key=lambda row: (row["number_norm"], row["record_id"]))


def _together(found: list[Row]) -> dict[str, Any]:
    prices = [row["price"] for row in found]
    currencies = {row["price_currency"] for row in found}
    platforms = {row["platform_code"] for row in found}
    one_price = None not in prices and len(currencies) == 1
    return {
        "c_record_id": found[0]["record_id"],
        "c_record_ids": " ".join(row["record_id"] for row in found),
        "c_numbers": ", ".join(row["number"] for row in found),
        "c_orders": ", ".join(dict.fromkeys(row["order_number"] for row in found)),
        "c_price": sum(prices) if one_price else None,
        "c_currency": currencies.pop() if one_price else None,
        "c_platform": platforms.pop() if len(platforms) == 1 else None,
    }


def _declared(trade: Projected, head: Row, together: dict[str, Any]) -> dict[str, Any]:
    """The invoices' amounts where all are in the currency paid. The customs value is no measure: by law it
    may be less than the retail price, or hold the carriage as well.
    """
    mentions = trade.of(head, "declaration_invoices")
    same = [m["amount"] for m in mentions if m["currency"] == together["c_currency"]]
    known = bool(same) and len(same) == len(mentions) and None not in same
    return {"declared_price": sum(same) if known else None}


def _order(found: list[Row], orders: dict[str, dict[str, Row]]) -> dict[str, Any]:
    """The declarations that share the most widely spread of the orders."""
    sharing = max((orders[row["order_norm"]] for row in found), key=len)
    values = [
        head["customs_value"] if head["customs_value_currency"] == "JPY" else None
        for head in sharing.values()
    ]
    known = [value for value in values if value is not None]
    whole = len(known) == len(values)
    return {
        "order_declarations": len(sharing),
        "order_total": sum(known, Decimal(0)) if whole else None,
        "order_largest": max(known) if whole else None,
    }
