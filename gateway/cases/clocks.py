"""The clocks of a case: what is due, by whom, by when. Pure: steps and a time in, dues out."""

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from contracts.acts import StepKind
from contracts.ids import MemberId, UnixTime
from contracts.slots import CaseState
from contracts.terms import end_of_term
from gateway.reconciliation.agreements import Clock

REQUEST = 0
"""The number that stands for a request where kinds of steps are listed."""


class Running(StrEnum):
    """How a clock stands."""

    RUNNING = "running"
    MET = "met"
    OVER = "over"
    WAITING = "waiting"
    """It has not started: the request was not received yet."""


@dataclass(frozen=True, slots=True)
class Moment:
    """A step of a case as the ledger took it; `kind` is REQUEST for the first."""

    kind: int
    time: UnixTime


@dataclass(frozen=True, slots=True)
class Standing:
    """How a case stands on the ledger; `due` is 0 while the clock of the reply has not started."""

    member: MemberId
    respondent: MemberId
    state: CaseState
    due: UnixTime
    moments: tuple[Moment, ...]


@dataclass(frozen=True, slots=True)
class Due:
    """Something that a member has to do before `at` (exclusive; None while its clock waits)."""

    name: str
    whose: MemberId
    at: UnixTime | None
    running: Running


def dues_of(case: Standing, clock: Clock | None, now: UnixTime) -> list[Due]:
    """What was, is or will be due in a case, by the agreement's clock; without one, the reply only.

    `denial_earliest` is met from its time on: before it nothing may be denied.
    """
    found = [_reply(case, now)]
    if clock is None:
        return found
    visit = _last(case.moments, StepKind.VISIT_ASKED)
    if visit is not None and clock.visit_consent_days is not None:
        done = _after(case.moments, visit, {StepKind.VISIT_ACCEPTED, StepKind.VISIT_DECLINED})
        found.append(_due("visit_consent", case.respondent, visit, clock.visit_consent_days, done, now))
    ended = case.state >= CaseState.CLOSED
    answered = _last(case.moments, StepKind.FULLY_ANSWERED)
    if answered is not None and clock.determination_days is not None:
        found.append(_due("determination", case.member, answered, clock.determination_days, ended, now))
    if clock.overall_days is not None:
        found.append(_due("overall", case.member, case.moments[0].time, clock.overall_days, ended, now))
    announced = _last(case.moments, StepKind.DENIAL_ANNOUNCED)
    if announced is not None and clock.denial_notice_days is not None:
        at = end_of_term(announced, clock.denial_notice_days)
        found.append(Due("denial_earliest", case.member, at, Running.MET if now >= at else Running.RUNNING))
    return found


def tasks_of(case: Standing, clock: Clock | None, now: UnixTime) -> list[str]:
    """What an officer of the asking customs has to do now: nothing of it happens by itself."""
    tasks = {
        "reply": "note_lapse",
        "visit_consent": "decide_without_visit",
        "determination": "determine",
        "overall": "determine",
    }
    found = [tasks[due.name] for due in dues_of(case, clock, now) if due.running is Running.OVER]
    if case.state in (CaseState.ANSWERED, CaseState.LAPSED):
        found.append("tell_outcome")
    return list(dict.fromkeys(found))


def may_deny(case: Standing, clock: Clock | None, now: UnixTime) -> UnixTime | None:
    """None where a denial may be told now; otherwise the first second at which it may (0: once announced)."""
    if clock is None or clock.denial_notice_days is None:
        return None
    announced = _last(case.moments, StepKind.DENIAL_ANNOUNCED)
    if announced is None:
        return UnixTime(0)
    at = end_of_term(announced, clock.denial_notice_days)
    return None if now >= at else at


def _reply(case: Standing, now: UnixTime) -> Due:
    if case.state not in (CaseState.SENT, CaseState.RECEIVED):
        how = Running.OVER if case.state is CaseState.LAPSED else Running.MET
        return Due("reply", case.respondent, case.due or None, how if case.due else Running.MET)
    if not case.due:
        return Due("reply", case.respondent, None, Running.WAITING)
    return Due("reply", case.respondent, case.due, Running.OVER if now >= case.due else Running.RUNNING)


def _due(name: str, whose: MemberId, start: UnixTime, days: int, done: bool, now: UnixTime) -> Due:
    at = end_of_term(start, days)
    running = Running.MET if done else Running.OVER if now >= at else Running.RUNNING
    return Due(name, whose, at, running)


def _last(moments: Sequence[Moment], kind: StepKind) -> UnixTime | None:
    return next((one.time for one in reversed(moments) if one.kind == kind), None)


def _after(moments: Sequence[Moment], start: UnixTime, kinds: set[StepKind]) -> bool:
    return any(one.kind in kinds and one.time >= start for one in moments)
