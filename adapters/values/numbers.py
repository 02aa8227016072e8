"""Numbers, exactly: decimals without a float in between, and counts."""

import re
from decimal import Decimal

from adapters.errors import ValueRefused
from adapters.sources.tree import Node
from contracts.errors import brief
from contracts.records.parts import render_decimal

_DECIMAL = re.compile(r"[+-]?(?:[0-9]+(?:\.[0-9]*)?|\.[0-9]+)\Z")
_JSON_NUMBER = re.compile(r"-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]{1,3})?\Z")
_DIGITS_BEFORE, _DIGITS_AFTER = 20, 9


def decimal(value: str, node: Node) -> str:
    """A decimal in the record's spelling: "1500.00" becomes "1500".

    An exponent is read in a JSON number only. Thousands separators are refused: "1,234" has two readings.
    More than 9 decimals are refused, never rounded.
    """
    pattern = _JSON_NUMBER if node.type == "number" else _DECIMAL
    if len(value) > 64 or pattern.match(value) is None:
        raise ValueRefused(
            node.place,
            expected='a decimal such as 1234.5, with "." before the fraction and no separators',
            found=brief(value),
        )
    number = Decimal(value)
    spelled = render_decimal(number)
    whole, _, fraction = spelled.lstrip("-").partition(".")
    if len(whole) > _DIGITS_BEFORE or len(fraction) > _DIGITS_AFTER:
        raise ValueRefused(
            node.place,
            expected=f"at most {_DIGITS_BEFORE} digits before and {_DIGITS_AFTER} after the point",
            found=brief(value),
        )
    return spelled


def count(value: str, node: Node) -> int:
    """A whole number from 0 to 10¹²; "12.0" is one, "12.5" is refused."""
    spelled = decimal(value, node)
    if not spelled.isdigit() or len(spelled) > 12:
        raise ValueRefused(node.place, expected="a whole number below 10¹²", found=brief(value))
    return int(spelled)
