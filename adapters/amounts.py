"""Amounts of documents that state one currency for all: an amount's own, else the document's."""

from adapters.drafting import Drafting
from adapters.errors import ValueRefused
from adapters.mapping import By, below, first_value
from adapters.sources.tree import Node
from adapters.values import Convert
from adapters.values.codes import currency
from adapters.values.numbers import decimal


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
