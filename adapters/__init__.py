"""The trade's own document formats, read into drafts of records, field by field, with provenance.

Owns the meaning of each format's elements. Never guesses: wrong input is refused with its position, a
default is marked as one, what has no field is listed as unmapped. Does no I/O and knows neither gateway
nor node.
"""

from adapters.drafts import (
    IMPORT_DECLARATION,
    Draft,
    DraftKind,
    Drafts,
    Expectation,
    Remark,
    Source,
    Unmapped,
)
from adapters.errors import DocumentRefused
from adapters.reading import read
from adapters.report import convert_report

__all__ = [
    "IMPORT_DECLARATION",
    "DocumentRefused",
    "Draft",
    "DraftKind",
    "Drafts",
    "Expectation",
    "Remark",
    "Source",
    "Unmapped",
    "convert_report",
    "read",
]
