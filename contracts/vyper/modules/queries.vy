# pragma version ==0.4.3
"""
@title What is signed to ask about origin, and to go on with a case
@license Apache-2.0
@author Tegata
@notice The EIP-712 types of verification cases.
        `contracts/acts/verification.py` holds the same types.
"""


# @dev Customs `member` ask `respondent`, in its capacity `addressee`, under
#      the agreement `scope`. `content` is a salted commitment to what is
#      asked. The clock starts when it is sent (1) or received (2); `reply`
#      and `extension` are days or months.
struct Request:
    member: uint16
    respondent: uint16
    addressee: uint8
    scope: uint16
    content: bytes32
    start: uint8
    months: uint8
    reply: uint16
    extension: uint16
    validUntil: uint64


# @dev The next step of a case, number `number` of it; `content` is a salted
#      commitment to what is said. `due` is an extension's new end, else 0.
struct Step:
    member: uint16
    caseId: bytes32
    kind: uint8
    number: uint16
    content: bytes32
    due: uint64
    validUntil: uint64


REQUEST_TYPE: constant(bytes32) = keccak256(
    "Request(uint16 member,uint16 respondent,uint8 addressee,uint16 scope,bytes32 content,uint8 start,uint8 months,uint16 reply,uint16 extension,uint64 validUntil)"
)
STEP_TYPE: constant(bytes32) = keccak256(
    "Step(uint16 member,bytes32 caseId,uint8 kind,uint16 number,bytes32 content,uint64 due,uint64 validUntil)"
)
