"""A price under some terms of delivery as a price under others, where the charges between them are known.

Source: ICC Incoterms 2020. Only main carriage and insurance are brought in or taken out. EXW and the D terms
divide other costs as well (loading, duties, delivery), which no document states: each equals only itself.
"""

from collections.abc import Mapping
from decimal import Decimal

_INCLUDED: Mapping[str, frozenset[str]] = {
    "FCA": frozenset(),
    "FAS": frozenset(),
    "FOB": frozenset(),
    "CFR": frozenset({"freight"}),
    "CPT": frozenset({"freight"}),
    "CIF": frozenset({"freight", "insurance"}),
    "CIP": frozenset({"freight", "insurance"}),
}
"""Rule → the charges in a price under it."""

Charges = Mapping[str, Decimal | None]
"""`freight` and `insurance` in the currency of the price; None where it is not known."""


def steps(terms: str | None, wanted: str | None, charges: Charges) -> tuple[Decimal, ...] | None:
    """What to add to a price under `terms` (negative: to take off) to have it under `wanted`.

    Nothing where they are the same, or one is not stated: then prices compare as they stand. None where it
    takes a charge that is not known, or a rule that can't be converted.
    """
    if terms is None or wanted is None or terms == wanted:
        return ()
    has, needs = _INCLUDED.get(terms), _INCLUDED.get(wanted)
    if has is None or needs is None:
        return None
    added = [charges[name] for name in sorted(needs - has)]
    taken = [charges[name] for name in sorted(has - needs)]
    known = [value for value in added if value is not None]
    known += [-value for value in taken if value is not None]
    return tuple(known) if len(known) == len(added) + len(taken) else None
