"""The code lists that a record's fields are checked against: frozen here, since every member must agree.

Owns the lists and their dates. A code that a later edition adds is an upgrade of a list; a code that one
withdraws stays, because old records carry it. Sources: ISO 3166-1 alpha-2 and ISO 4217 as the packages
pycountry 26.2.16 and iso4217 1.16 (edition of 2026-01-01) publish them; UN/ECE Recommendation 20 as the open
data table `unece-units-of-measure` (PDDL) does.
"""

from importlib.resources import files


def _codes(name: str) -> frozenset[str]:
    return frozenset((files(__package__) / f"{name}.txt").read_text(encoding="ascii").split())


COUNTRIES = _codes("countries")
"""ISO 3166-1 alpha-2, and XK (user-assigned, in customs use for Kosovo)."""

CURRENCIES = _codes("currencies")
"""ISO 4217 alphabetic codes."""

UNITS = _codes("units")
"""UN/ECE Rec 20 common codes, withdrawn ones included."""

HS_EDITIONS: tuple[str, ...] = ("HS1996", "HS2002", "HS2007", "HS2012", "HS2017", "HS2022")
"""Editions of the WCO Harmonized System that an agreement or a tariff refers to, oldest first."""
