"""Whom each agreement lets customs ask, and its clocks: a table, and properties."""

from datetime import UTC, date, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from contracts.acts import Addressee, CaseRequest, StepKind
from contracts.ids import MemberId, UnixTime
from contracts.scopes import AGREEMENT_NUMBERS
from contracts.slots import CaseState
from contracts.terms import DAY, Start, end_of_term
from gateway.cases.clocks import REQUEST, Moment, Running, Standing, dues_of, may_deny, tasks_of
from gateway.cases.errors import CaseRefused
from gateway.cases.reminding import reminder_of
from gateway.cases.terms import Terms, check_request, default_terms
from gateway.reconciliation.agreements import load_agreements

TODAY = date(2026, 11, 27)
ASKER, ASKED = MemberId(1), MemberId(3)
PARTNER = {"RCEP": "VN", "CPTPP": "VN", "JP-EU": "DE", "JP-UK": "GB", "JP-TH": "TH", "JP-ID": "ID"} | {
    "JP-CL": "CL",
    "JP-PH": "PH",
    "JP-MN": "MN",
    "JP-VN": "VN",
}
TABLE = [
    ("RCEP", Addressee.ISSUING_BODY, Terms(Start.RECEIVED, False, 30, 60)),
    ("RCEP", Addressee.EXPORTER, Terms(Start.RECEIVED, False, 30, 60)),
    ("CPTPP", Addressee.PRODUCER, Terms(Start.RECEIVED, False, 30, 0)),
    ("JP-EU", Addressee.AUTHORITY, Terms(Start.SENT, True, 10, 0)),
    ("JP-EU", Addressee.IMPORTER, Terms(Start.SENT, True, 3, 0)),
    ("JP-UK", Addressee.AUTHORITY, Terms(Start.SENT, True, 10, 0)),
    ("JP-TH", Addressee.AUTHORITY, Terms(Start.RECEIVED, True, 3, 0)),
    ("JP-CL", Addressee.AUTHORITY, Terms(Start.RECEIVED, True, 3, 0)),
    ("JP-PH", Addressee.ISSUING_BODY, Terms(Start.RECEIVED, True, 3, 0)),
    ("JP-MN", Addressee.AUTHORITY, Terms(Start.RECEIVED, True, 4, 0)),
    ("JP-ID", Addressee.AUTHORITY, Terms(Start.RECEIVED, True, 6, 0)),
]


def asked(code: str, addressee: Addressee, terms: Terms, **changed: Any) -> CaseRequest:
    fields: dict[str, Any] = {
        "member": ASKER,
        "respondent": ASKED,
        "addressee": int(addressee),
        "scope": AGREEMENT_NUMBERS[code],
        "content": bytes(32),
        "start": int(terms.start),
        "months": int(terms.months),
        "reply": terms.reply,
        "extension": terms.extension,
        "valid_until": UnixTime(2**39),
        **changed,
    }
    return CaseRequest(**fields)


def check(code: str, addressee: Addressee, act: CaseRequest) -> Any:
    country = "JP" if addressee is Addressee.IMPORTER else PARTNER[code]
    return check_request(act, load_agreements()[code], TODAY, "JP", country)


@pytest.mark.parametrize(("code", "addressee", "terms"), TABLE)
def test_the_clock_of_each_agreement(code: str, addressee: Addressee, terms: Terms) -> None:
    clock = load_agreements()[code].on("clock", TODAY)
    assert default_terms(clock, addressee) == terms
    assert check(code, addressee, asked(code, addressee, terms)) is clock
    other = Start.SENT if terms.start is Start.RECEIVED else Start.RECEIVED
    for wrong in (
        {"reply": terms.reply - 1},
        {"extension": 400},
        {"start": int(other)},
        {"months": int(not terms.months)},
    ):
        with pytest.raises(CaseRefused):
            check(code, addressee, asked(code, addressee, terms, **wrong))


@pytest.mark.parametrize(
    ("code", "addressee"),
    [
        ("CPTPP", Addressee.AUTHORITY),
        ("CPTPP", Addressee.ISSUING_BODY),
        ("JP-EU", Addressee.EXPORTER),
        ("JP-UK", Addressee.ISSUING_BODY),
        ("JP-TH", Addressee.PRODUCER),
        ("JP-ID", Addressee.EXPORTER),
    ],
)
def test_whom_an_agreement_does_not_name_is_not_asked(code: str, addressee: Addressee) -> None:
    terms = default_terms(load_agreements()[code].on("clock", TODAY), addressee)
    with pytest.raises(CaseRefused, match="whom"):
        check(code, addressee, asked(code, addressee, terms))


def test_only_parties_ask_and_are_asked_across_the_border() -> None:
    terms = Terms(Start.RECEIVED, False, 30, 60)
    act = asked("RCEP", Addressee.ISSUING_BODY, terms)
    agreement = load_agreements()["RCEP"]
    assert check_request(act, agreement, TODAY, "VN", "JP") is not None  # either country may ask
    for asker, other in (("JP", "MM"), ("US", "VN"), ("JP", "JP")):
        with pytest.raises(CaseRefused):
            check_request(act, agreement, TODAY, asker, other)
    importer = asked("RCEP", Addressee.IMPORTER, terms)
    with pytest.raises(CaseRefused):
        check_request(importer, agreement, TODAY, "JP", "VN")


def test_without_a_row_of_a_clock_the_request_says_its_own_terms() -> None:
    terms = Terms(Start.RECEIVED, True, 5, 1)
    assert check("JP-VN", Addressee.AUTHORITY, asked("JP-VN", Addressee.AUTHORITY, terms)) is None


def at(text: str) -> UnixTime:
    return UnixTime(int(datetime.fromisoformat(text).replace(tzinfo=UTC).timestamp()))


def standing(state: CaseState, *moments: tuple[int, str], due: int = 0) -> Standing:
    return Standing(
        ASKER, ASKED, state, UnixTime(due), tuple(Moment(kind, at(text)) for kind, text in moments)
    )


def test_the_clocks_of_cptpp() -> None:
    clock = load_agreements()["CPTPP"].on("clock", TODAY)
    sent = (REQUEST, "2026-03-01T09:00:00")
    answered = (int(StepKind.FULLY_ANSWERED), "2026-03-20T09:00:00")
    case = standing(CaseState.ANSWERED, sent, answered, due=at("2026-04-01"))
    found = {due.name: due for due in dues_of(case, clock, at("2026-06-18T23:59:59"))}
    assert found["determination"].at == at("2026-06-19")
    assert found["determination"].running is Running.RUNNING
    assert found["overall"].at == at("2027-03-02")
    assert tasks_of(case, clock, at("2026-06-18T23:59:59")) == ["tell_outcome"]
    assert tasks_of(case, clock, at("2026-06-19")) == ["determine", "tell_outcome"]
    assert may_deny(case, clock, at("2026-06-19")) == 0
    announced = (int(StepKind.DENIAL_ANNOUNCED), "2026-05-01T00:00:00")
    case = standing(CaseState.ANSWERED, sent, answered, announced)
    assert may_deny(case, clock, at("2026-05-31T23:59:59")) == at("2026-06-01")
    assert may_deny(case, clock, at("2026-06-01")) is None


def test_a_visit_waits_for_consent_under_rcep() -> None:
    clock = load_agreements()["RCEP"].on("clock", TODAY)
    sent, visit = (REQUEST, "2026-03-01"), (int(StepKind.VISIT_ASKED), "2026-03-10")
    case = standing(CaseState.ANSWERED, sent, visit, due=at("2026-04-01"))
    assert tasks_of(case, clock, at("2026-04-09")) == ["tell_outcome"]
    assert tasks_of(case, clock, at("2026-04-10")) == ["decide_without_visit", "tell_outcome"]
    declined = (int(StepKind.VISIT_DECLINED), "2026-03-12")
    case = standing(CaseState.ANSWERED, sent, visit, declined, due=at("2026-04-01"))
    assert tasks_of(case, clock, at("2026-05-01")) == ["tell_outcome"]
    assert may_deny(case, clock, at("2026-05-01")) is None  # RCEP's row has no notice before denial


def test_a_lapse_is_a_task_and_denies_nothing() -> None:
    clock = load_agreements()["RCEP"].on("clock", TODAY)
    due = at("2026-04-01")
    waiting = standing(CaseState.SENT, (REQUEST, "2026-03-01"))
    assert dues_of(waiting, clock, at("2027-03-01"))[0].running is Running.WAITING
    assert tasks_of(waiting, clock, at("2027-03-01")) == []
    case = standing(CaseState.RECEIVED, (REQUEST, "2026-03-01"), due=due)
    assert tasks_of(case, clock, UnixTime(due - 1)) == []
    assert tasks_of(case, clock, due) == ["note_lapse"]


@given(st.integers(1_700_000_000, 3_000_000_000), st.integers(0, 60 * DAY))
def test_a_reply_runs_until_its_second_and_is_reminded_of_as_it_comes_near(start: int, later: int) -> None:
    due = end_of_term(UnixTime(start), 30)
    case = Standing(
        ASKER, ASKED, CaseState.RECEIVED, due, (Moment(REQUEST, UnixTime(start)), Moment(1, UnixTime(start)))
    )
    now = UnixTime(start + later)
    (reply, *_) = dues_of(case, None, now)
    assert (reply.running is Running.OVER) == (now >= due)
    left = due - now
    expected = (
        "reply/over" if left <= 0 else "reply/1" if left <= DAY else "reply/7" if left <= 7 * DAY else None
    )
    assert reminder_of(reply, now) == expected
