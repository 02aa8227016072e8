"""Whether a certificate is the one that was asked for: pure. The number alone opens nothing."""

from decimal import Decimal, InvalidOperation
from typing import Any

from gateway.store.projections.names import normalise_name, normalise_reference

FIELDS = ("hs", "description", "quantity", "date", "exporter")


def matches(body: dict[str, Any], number: str, given: dict[str, str]) -> bool:
    """Whether `body` (an origin certificate as JSON) has that number and every field in `given`.

    All fields are compared, whatever came out before, so that the work does not tell where it ended.
    """
    verdicts = [normalise_reference(str(body.get("number", ""))) == normalise_reference(number)]
    verdicts += [_matches(body, name, given[name]) if name in given else True for name in FIELDS]
    return all(verdicts)


def _matches(body: dict[str, Any], name: str, wanted: str) -> bool:
    lines = body.get("lines", [])
    if name == "date":
        return str(body.get("issue_date", "")) == wanted
    if name == "exporter":
        exporter = body.get("exporter", {})
        names = [exporter.get("name"), exporter.get("name_local")]
        return normalise_name(wanted) in [normalise_name(each) for each in names if each]
    if name == "description":
        return normalise_name(wanted) in [normalise_name(str(line.get("description", ""))) for line in lines]
    if name == "hs":
        codes = [str(line.get("classification", {}).get("code", "")) for line in lines]
        return len(wanted) >= 6 and any(code[:6] == wanted[:6] for code in codes)
    return any(_same_quantity(line.get("quantity", {}), wanted) for line in lines)


def _same_quantity(quantity: dict[str, Any], wanted: str) -> bool:
    """Whether `120.5 KGM` is a line's quantity; a unit that is not given is not compared."""
    number, _, unit = wanted.partition(" ")
    try:
        same = Decimal(number) == Decimal(str(quantity.get("value", "NaN")))
    except InvalidOperation:
        return False
    return same and unit in ("", quantity.get("unit"))
