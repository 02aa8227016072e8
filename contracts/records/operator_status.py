"""Kind 11: the status of an operator: authorised economic operator, approved or registered exporter."""

from typing import Literal

from contracts.records.origin_certificate import AgreementCode
from contracts.records.parts import Classification, Code, Date, Identifier, Party, Record, Text


class OperatorStatus(Record):
    """A status from a day, until a day if one is known, for named goods if it is limited to some."""

    number: Text
    operator: Party
    identifier: Identifier
    status: Literal["aeo", "approved_exporter", "registered_exporter"]
    aeo_type: Code | None = None
    agreement: AgreementCode | None = None
    goods: tuple[Classification, ...] = ()
    valid_from: Date
    valid_until: Date | None = None
    mutual_recognition: Text | None = None
