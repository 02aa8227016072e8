"""What a member can state: a frozen model for every kind of record, a file each (formats §1).

Owns the fields and their spelling. Never knows how a record is hashed, signed, stored or where it came from.
"""

from contracts.records.kinds import (
    KINDS,
    Kind,
    KindInfo,
    kind_numbered,
    kind_of,
    parse_record,
    scope_of_record,
)
from contracts.records.parts import Amount, Measure, Party, Record, Reference

__all__ = [
    "KINDS",
    "Amount",
    "Kind",
    "KindInfo",
    "Measure",
    "Party",
    "Record",
    "Reference",
    "kind_numbered",
    "kind_of",
    "parse_record",
    "scope_of_record",
]
