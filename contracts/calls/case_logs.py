"""The events of verification cases, from the topics and data of their logs."""

from collections.abc import Callable
from dataclasses import dataclass

from contracts.acts.verification import CaseRequest, CaseStep
from contracts.ids import Address, CaseId, MemberId, UnixTime
from contracts.slots import CaseState


@dataclass(frozen=True, slots=True)
class CaseOpened:
    """Verification: customs asked about origin; `due` is 0 while the clock has not started."""

    case: CaseId
    act: CaseRequest
    due: UnixTime
    key: Address


@dataclass(frozen=True, slots=True)
class CaseStepped:
    """Verification: a case went on; `due` and `state` are as they are after it."""

    case: CaseId
    act: CaseStep
    due: UnixTime
    state: CaseState
    key: Address


CaseEvent = CaseOpened | CaseStepped

_Words = list[bytes]


def _int(word: bytes) -> int:
    return int.from_bytes(word, "big")


def _member(word: bytes) -> MemberId:
    return MemberId(_int(word))


def _time(word: bytes) -> UnixTime:
    return UnixTime(_int(word))


def _address(word: bytes) -> Address:
    return Address(word[12:])


def _case_opened(t: _Words, d: _Words) -> CaseEvent:
    addressee, scope = _int(d[0]), _int(d[1])
    start, months, reply, extension, valid_until, due = map(_int, d[3:9])
    act = CaseRequest(
        member=_member(t[1]),
        respondent=_member(t[2]),
        addressee=addressee,
        scope=scope,
        content=d[2],
        start=start,
        months=months,
        reply=reply,
        extension=extension,
        valid_until=UnixTime(valid_until),
    )
    return CaseOpened(CaseId(t[0]), act, UnixTime(due), _address(d[9]))


def _case_stepped(t: _Words, d: _Words) -> CaseEvent:
    act = CaseStep(
        member=_member(t[1]),
        case_id=t[0],
        kind=_int(d[0]),
        number=_int(d[1]),
        content=d[2],
        due=_time(d[3]),
        valid_until=_time(d[4]),
    )
    return CaseStepped(CaseId(t[0]), act, _time(d[5]), CaseState(_int(d[6])), _address(d[7]))


CASE_EVENTS: tuple[
    tuple[type[CaseEvent], str, int, int | None, Callable[[_Words, _Words], CaseEvent]], ...
] = (
    (
        CaseOpened,
        "CaseOpened(bytes32,uint16,uint16,uint8,uint16,bytes32,uint8,uint8,uint16,uint16,uint64,uint64,address)",
        4,
        10,
        _case_opened,
    ),
    (
        CaseStepped,
        "CaseStepped(bytes32,uint16,uint8,uint16,bytes32,uint64,uint64,uint64,uint8,address)",
        3,
        8,
        _case_stepped,
    ),
)
"""Event, its signature, topics, words of data, and what reads them."""
