"""What a conversion is: from a value with its place to a record's value, perhaps with a remark."""

from collections.abc import Callable
from dataclasses import dataclass

from adapters.sources.tree import Node

Value = str | int | bool
"""A leaf of a record in JSON; decimals, dates and times are text."""


@dataclass(frozen=True, slots=True)
class Noted:
    """A value that a person should look at: `code` and `message` become a warning.

    `default` says what of the value is not in the document, if anything.
    """

    value: Value
    code: str
    message: str
    default: str | None = None


Convert = Callable[[str, Node], Value | Noted]
"""Takes the value without surrounding white space, and its node; raises ValueRefused."""
