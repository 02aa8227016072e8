"""The acts of the Verification contract: asking about origin, and going on with a case (formats §4)."""

from dataclasses import dataclass
from enum import IntEnum

from contracts.acts.eip712 import Act
from contracts.ids import MemberId, UnixTime


class Addressee(IntEnum):
    """In which capacity a member is asked."""

    ISSUING_BODY = 1
    AUTHORITY = 2
    EXPORTER = 3
    PRODUCER = 4
    IMPORTER = 5


class StepKind(IntEnum):
    """What a step of a case is. Up to COMMENTED they are the respondent's, from EXTENDED on the asker's."""

    ACKNOWLEDGED = 1
    PARTLY_ANSWERED = 2
    FULLY_ANSWERED = 3
    TIME_ASKED = 4
    VISIT_ACCEPTED = 5
    VISIT_DECLINED = 6
    COMMENTED = 7
    EXTENDED = 16
    RECEIPT_SHOWN = 17
    VISIT_ASKED = 18
    LAPSE_NOTED = 19
    DENIAL_ANNOUNCED = 20
    OUTCOME_TOLD = 21
    CASE_WITHDRAWN = 22

    @property
    def is_respondents(self) -> bool:
        """Whether the step is the respondent's to take."""
        return self < StepKind.EXTENDED


@dataclass(frozen=True)
class CaseRequest(Act):
    """Customs `member` ask `respondent`, as `addressee`, under the agreement `scope`.

    `content` is a salted commitment to what is asked. The clock starts when it is sent (1) or received (2);
    `reply` and `extension` are days, or months where `months` is 1.
    """

    TYPE = (
        "Request(uint16 member,uint16 respondent,uint8 addressee,uint16 scope,bytes32 content,uint8 start,"
        "uint8 months,uint16 reply,uint16 extension,uint64 validUntil)"
    )
    member: MemberId
    respondent: MemberId
    addressee: int
    scope: int
    content: bytes
    start: int
    months: int
    reply: int
    extension: int
    valid_until: UnixTime


@dataclass(frozen=True)
class CaseStep(Act):
    """The step `number` of a case; `content` is a salted commitment to what is said.

    The request is number 0. `due` is the new end (exclusive, seconds) that an extension sets, otherwise 0.
    """

    TYPE = (
        "Step(uint16 member,bytes32 caseId,uint8 kind,uint16 number,bytes32 content,uint64 due,"
        "uint64 validUntil)"
    )
    member: MemberId
    case_id: bytes
    kind: int
    number: int
    content: bytes
    due: UnixTime
    valid_until: UnixTime


CaseAct = CaseRequest | CaseStep
"""An act of a verification case."""
