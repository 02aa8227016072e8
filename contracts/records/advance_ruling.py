"""Kind 9: an advance ruling on classification, origin or value (WTO TFA Art. 3)."""

from typing import Literal

from contracts.records.parts import Amount, Classification, Country, Date, Party, Record, Text


class AdvanceRuling(Record):
    """A ruling that binds customs for its holder and goods while it is valid."""

    number: Text
    holder: Party
    subject: Literal["classification", "origin", "value"]
    goods: Text
    classification: Classification | None = None
    origin_country: Country | None = None
    customs_value: Amount | None = None
    result: Text
    legal_basis: Text
    valid_from: Date
    valid_until: Date | None = None
