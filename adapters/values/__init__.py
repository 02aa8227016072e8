"""From a value as documents spell it to the one spelling that records have, or a refusal that says why not.

Owns conversions of text, numbers, times and codes. Reads no document and fills no record.
"""

from adapters.values.conversion import Convert, Noted, Value

__all__ = ["Convert", "Noted", "Value"]
