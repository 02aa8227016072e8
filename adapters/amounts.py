"""Amounts of documents that state one currency for all: an amount's own, else the document's."""

from decimal import Decimal, localcontext

from adapters.drafting import Drafting
from adapters.errors import ValueRefused
from adapters.mapping import By, below, first_value
from adapters.sources.tree import Node
from adapters.values import Convert, Noted
from adapters.values.codes import currency
from adapters.values.numbers import decimal
from contracts.records.parts import render_decimal

_DECIMALS = 9
"""What a record's decimals may have after the point."""


def put_amount(
    drafting: Drafting, value: Node, named: Node | None, path: str, convert: Convert = decimal
) -> None:
    """The amount at `path`: in its own currency, or in the document's, which is then marked as a default.

    The document's currency is the draft's field `currency`; it has to be there before.
    """
    drafting.convert(f"{path}/value", value, convert)
    if named is not None and named.text and named.text.strip():
        drafting.convert(f"{path}/currency", named, currency)
        return
    common = drafting.values.get("currency")
    if common is None:
        raise ValueRefused(value.place, expected="a currency of this amount or of the document", found="none")
    drafting.put_default(f"{path}/currency", common, "the currency of the document")


def price_of_one(drafting: Drafting, price: Node, base: Node, convert: Convert = decimal) -> Convert | None:
    """The conversion of a price of `base` units to that of one, which is exact.

    None where the division has no end within nine decimals (or is by zero): the price then stays unmapped,
    with a warning.
    """
    units = convert((base.text or "").strip(), base)
    if units == "1":
        _mark_units(drafting, base, "says that the price is of one unit")
        return convert
    if _divided(str(convert((price.text or "").strip(), price)), str(units)) is None:
        drafting.warn("price.base_quantity", price, f"a price of {base.text} units is left unmapped")
        drafting.reading.leave(price, "a price of several units")
        return None
    _mark_units(drafting, base, "says how many units the price is of")

    def of_one(value: str, node: Node) -> Noted:
        said = f"stated for {units} units"
        quotient = _divided(str(convert(value, node)), str(units)) or value
        return Noted(quotient, "price.base_quantity", f"{said}; {quotient} is the price of one", said)

    return of_one


def _divided(price: str, units: str) -> str | None:
    with localcontext(prec=60):
        if Decimal(units) == 0:
            return None
        quotient = Decimal(price) / Decimal(units)
        exact = quotient * Decimal(units) == Decimal(price)
        fits = quotient == round(quotient, _DECIMALS)
    return render_decimal(quotient) if exact and fits else None


def _mark_units(drafting: Drafting, base: Node, what: str) -> None:
    for node in (base, *base.named("@unitCode")):
        drafting.reading.mark_structural(node, what)


def amount_of(
    sources: str | tuple[str, ...], target: str, named: str = "@currencyID", *, required: bool = False
) -> By:
    """A rule: the amount of the first of `sources`; `named` is its currency, a path from it or beside it."""
    paths = (sources,) if isinstance(sources, str) else sources

    def apply(drafting: Drafting, node: Node, at: str) -> None:
        found = first_value(node, paths)
        if found is not None:
            own = first_value(found, named) or first_value(node, named)
            put_amount(drafting, found, own, below(at, target))
        elif required:
            raise ValueRefused(node.place, expected=" or ".join(paths), found="nothing there")

    reads = [(path, f"{target}/value") for path in paths]
    return By(apply, (*reads, (named, f"{target}/currency")))
