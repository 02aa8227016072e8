"""Kind 7: the outcome of a preference claim, as the importing party's customs state it (RCEP form, box 5)."""

from typing import Literal

from contracts.records.origin_certificate import AgreementCode
from contracts.records.parts import Code, Count, Date, Flag, Measure, Number, Record, Sha256Hex, Text

Stage = Literal[
    "preliminary", "main", "release_before_permit", "warehousing", "aeo_release", "special", "permit",
    "correction", "audit",
]  # fmt: skip
"""Stages of an import declaration in Japan (Customs Act Art. 67, 73, 7-2, 7-14)."""


class Outcome(Record):
    """Preference given, in part, or not given. `declaration` is a salted commitment, never the number."""

    number: Text
    declaration: Sha256Hex
    line: Count
    agreement: AgreementCode
    proof: Text
    result: Literal["given", "partial", "not_given"]
    quantity: Measure | None = None
    rate_percent: Number | None = None
    reason_code: Code | None = None
    reason: Text | None = None
    legal_basis: Text
    stage: Stage
    date: Date
    office: Text
    provisional: Flag = False
    secured: Flag = False
    review_deadline: Date | None = None
    reverses: Text | None = None
