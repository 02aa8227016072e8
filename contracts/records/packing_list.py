"""Kind 6: a packing list (UNTDID 1001: 271)."""

from typing import Annotated

from pydantic import Field

from contracts.records.parts import Code, Count, Date, Measure, Packages, Part, Party, Record, Text


class PackageContent(Part):
    """What of which invoice line lies in a package."""

    invoice_line: Count
    quantity: Measure


class Package(Part):
    """A package: SSCC or own number, Rec 21 type, marks, masses, contents."""

    id: Text
    type_code: Code | None = None
    marks: Text | None = None
    gross_mass: Measure | None = None
    net_mass: Measure | None = None
    container: Text | None = None
    contents: tuple[PackageContent, ...] = ()


class PackingList(Record):
    """A packing list."""

    number: Text
    date: Date
    invoice: Text | None = None
    """The invoice of these goods, where one is named: a despatch advice is sent before it is written."""
    seller: Party | None = None
    buyer: Party | None = None
    totals: Packages | None = None
    gross_mass: Measure | None = None
    net_mass: Measure | None = None
    packages: Annotated[tuple[Package, ...], Field(min_length=1, max_length=5_000)]
