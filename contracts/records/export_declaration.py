"""Kind 10: what the exporting country's customs released, as far as the law lets it be shared (830)."""

from typing import Annotated

from pydantic import Field

from contracts.records.parts import (
    Amount,
    Classification,
    Count,
    Country,
    Date,
    Measure,
    Part,
    Party,
    Record,
    Text,
)


class ExportLine(Part):
    """A line of an export declaration."""

    sequence: Count
    description: Text | None = None
    classification: Classification
    origin_country: Country | None = None
    quantity: Measure | None = None
    gross_mass: Measure | None = None
    statistical_value: Amount | None = None


class ExportDeclaration(Record):
    """An extract of an export declaration."""

    number: Text
    exporter: Party
    export_country: Country
    consignee_country: Country
    transport_document: Text | None = None
    release_date: Date
    office: Text
    gross_mass: Measure | None = None
    lines: Annotated[tuple[ExportLine, ...], Field(min_length=1, max_length=1_000)]
