"""The Verification contract: who asks whom, in which order, and when it is too late."""

from collections.abc import Iterator

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from contracts import calls
from contracts.acts import StepKind, address_of
from contracts.cases import Taken, head_of
from contracts.ids import CaseId, MemberId, UnixTime
from contracts.refusals import Refusal
from contracts.slots import CaseState
from contracts.terms import end_of_term
from tests.contracts.vyper.asking import id_of, request_of, send, stands, step_of
from tests.contracts.vyper.drawing import genesis_of_two_customs
from tests.contracts.vyper.harness import BODY, CARRIER, CUSTOMS, DAY, NOW, TRADER, Chain, Outcome, secret

ACK, PART, FULL, ASK_TIME, VISIT_OK, VISIT_NO, COMMENT = range(1, 8)
EXTEND, RECEIPT, VISIT, LAPSE, ANNOUNCE, OUTCOME, WITHDRAW = range(16, 23)


@pytest.fixture(scope="module")
def founded() -> Chain:
    return Chain(genesis_of_two_customs())


@pytest.fixture
def chain(founded: Chain) -> Iterator[Chain]:
    with founded.undone():
        yield founded
    founded.time = NOW


@pytest.fixture
def case(chain: Chain) -> CaseId:
    act = request_of()
    assert send(chain, act).refusal is None
    return id_of(act)


def refused(outcome: Outcome, reason: Refusal) -> None:
    assert outcome.reverted
    assert outcome.refusal is reason


def test_a_case_from_request_to_outcome(chain: Chain) -> None:
    act = request_of()
    (opened,) = send(chain, act).events
    case = id_of(act)
    assert opened == calls.CaseOpened(case, act, UnixTime(0), address_of(secret("customs")))
    taken = [Taken(act, address_of(secret("customs")), NOW)]
    for number, (kind, days) in enumerate([(ACK, 1), (PART, 10), (FULL, 20), (OUTCOME, 40)], start=1):
        chain.time = UnixTime(NOW + days * DAY)
        step = step_of(case, kind, number)
        (event,) = send(chain, step).events
        assert isinstance(event, calls.CaseStepped)
        assert (event.case, event.act, event.key) == (case, step, taken_key(kind))
        taken.append(Taken(step, event.key, chain.time))
    found = stands(chain, case)
    assert found is not None
    entry, head = found
    assert (entry.state, entry.steps) == (CaseState.CLOSED, 5)
    assert entry.due == end_of_term(UnixTime(NOW + DAY), 30)
    assert head == head_of(taken)
    refused(send(chain, step_of(case, COMMENT, 5)), Refusal.CASE_STANDS_OTHERWISE)


def taken_key(kind: int) -> bytes:
    return address_of(secret("body" if StepKind(kind).is_respondents else "customs"))


def test_only_customs_ask(chain: Chain) -> None:
    refused(send(chain, request_of(member=TRADER), "trader"), Refusal.ROLE_MISSING)
    refused(send(chain, request_of(), "trader"), Refusal.KEY_OF_ANOTHER_MEMBER)
    refused(send(chain, request_of(), "relay"), Refusal.KEY_NOT_FOR_THIS)
    refused(send(chain, request_of(valid_until=NOW - 1)), Refusal.EXPIRED)


@pytest.mark.parametrize(
    "asked",
    [
        {"respondent": CARRIER},
        {"respondent": TRADER},
        {"addressee": 2},
        {"addressee": 0},
        {"addressee": 6},
        {"scope": 16},
        {"respondent": MemberId(99)},
    ],
)
def test_who_may_not_be_asked_is_not_asked(chain: Chain, asked: dict[str, int]) -> None:
    refused(send(chain, request_of(**asked)), Refusal.NOT_TO_BE_ASKED)  # type: ignore[arg-type]  # members are numbers


def test_a_suspended_member_is_not_asked(chain: Chain) -> None:
    chain.change_member(BODY, state=2)
    refused(send(chain, request_of()), Refusal.NOT_TO_BE_ASKED)


def test_exporters_and_authorities_are_asked_in_their_role(chain: Chain) -> None:
    for number, (respondent, addressee) in enumerate([(TRADER, 3), (MemberId(6), 2)]):
        act = request_of(str(number), respondent=respondent, addressee=addressee)
        assert send(chain, act).refusal is None
    refused(send(chain, request_of("3", respondent=TRADER, addressee=4)), Refusal.NOT_TO_BE_ASKED)


@pytest.mark.parametrize(
    "terms",
    [
        {"reply": 0},
        {"reply": 1_097},
        {"months": 1, "reply": 37},
        {"months": 2},
        {"start": 0},
        {"start": 3},
        {"extension": 1_097},
        {"scope": 0},
        {"respondent": CUSTOMS},
    ],
)
def test_terms_that_no_treaty_has_are_refused(chain: Chain, terms: dict[str, int]) -> None:
    refused(send(chain, request_of(**terms)), Refusal.VALUE_OUT_OF_RANGE)  # type: ignore[arg-type]  # members are numbers


def test_a_copied_request_takes_nothing_from_its_owner(chain: Chain, case: CaseId) -> None:
    copied = request_of(member=MemberId(6))
    assert send(chain, copied, "other customs").refusal is None
    assert id_of(copied) != case
    refused(send(chain, request_of()), Refusal.CASE_EXISTS)


def test_a_third_party_takes_no_step(chain: Chain, case: CaseId) -> None:
    refused(send(chain, step_of(case, FULL, 1, member=TRADER), "trader"), Refusal.NOT_A_PARTY)
    refused(send(chain, step_of(case, FULL, 1), "trader"), Refusal.KEY_OF_ANOTHER_MEMBER)
    refused(send(chain, step_of(case, FULL, 1, member=CUSTOMS)), Refusal.NOT_A_PARTY)
    refused(send(chain, step_of(case, OUTCOME, 1, member=BODY)), Refusal.NOT_A_PARTY)
    refused(send(chain, step_of(CaseId(bytes(32)), ACK, 1)), Refusal.CASE_UNKNOWN)
    for kind in (0, 8, 15, 23, 255):
        refused(send(chain, step_of(case, kind, 1)), Refusal.VALUE_OUT_OF_RANGE)


def test_a_step_is_taken_once_and_in_its_order(chain: Chain, case: CaseId) -> None:
    refused(send(chain, step_of(case, FULL, 2)), Refusal.STEP_OUT_OF_ORDER)
    assert send(chain, step_of(case, FULL, 1)).refusal is None
    refused(send(chain, step_of(case, FULL, 1)), Refusal.STEP_OUT_OF_ORDER)
    refused(send(chain, step_of(case, FULL, 2)), Refusal.CASE_STANDS_OTHERWISE)
    refused(send(chain, step_of(case, COMMENT, 2, due=5)), Refusal.VALUE_OUT_OF_RANGE)


def test_an_answer_comes_before_its_term_ends(chain: Chain, case: CaseId) -> None:
    refused(send(chain, step_of(case, LAPSE, 1)), Refusal.TERM_RUNS)
    assert send(chain, step_of(case, ACK, 1)).refusal is None
    due = end_of_term(NOW, 30)
    chain.time = UnixTime(due - 1)
    refused(send(chain, step_of(case, LAPSE, 2)), Refusal.TERM_RUNS)
    assert send(chain, step_of(case, PART, 2)).refusal is None
    chain.time = due
    for kind in (PART, FULL, ASK_TIME):
        refused(send(chain, step_of(case, kind, 3)), Refusal.TERM_IS_OVER)
    assert send(chain, step_of(case, LAPSE, 3)).refusal is None
    refused(send(chain, step_of(case, FULL, 4)), Refusal.TERM_IS_OVER)
    assert send(chain, step_of(case, COMMENT, 4)).refusal is None
    assert send(chain, step_of(case, ANNOUNCE, 5)).refusal is None
    assert send(chain, step_of(case, OUTCOME, 6)).refusal is None


def test_an_extension_needs_a_basis(chain: Chain, case: CaseId) -> None:
    assert send(chain, step_of(case, RECEIPT, 1)).refusal is None
    due, longest = end_of_term(NOW, 30), end_of_term(NOW, 90)
    for wrong in (0, due, longest + 1):
        refused(send(chain, step_of(case, EXTEND, 2, due=wrong)), Refusal.EXTENSION_WITHOUT_BASIS)
    assert send(chain, step_of(case, EXTEND, 2, due=longest)).refusal is None
    chain.time = UnixTime(longest - 1)
    assert send(chain, step_of(case, FULL, 3)).refusal is None


def test_a_clock_that_starts_on_sending_does_not_wait(chain: Chain) -> None:
    act = request_of(start=1, months=1, reply=10, extension=0)
    assert send(chain, act).refusal is None
    case = id_of(act)
    due = end_of_term(NOW, 10, months=True)
    refused(send(chain, step_of(case, EXTEND, 1, due=due + DAY)), Refusal.EXTENSION_WITHOUT_BASIS)
    assert send(chain, step_of(case, ACK, 1)).refusal is None
    chain.time = due
    assert send(chain, step_of(case, LAPSE, 2)).refusal is None


def test_a_visit_is_answered_once_it_is_asked_for(chain: Chain, case: CaseId) -> None:
    refused(send(chain, step_of(case, VISIT_OK, 1)), Refusal.CASE_STANDS_OTHERWISE)
    assert send(chain, step_of(case, VISIT, 1)).refusal is None
    assert send(chain, step_of(case, VISIT_NO, 2)).refusal is None
    refused(send(chain, step_of(case, VISIT_OK, 3)), Refusal.CASE_STANDS_OTHERWISE)


def test_nothing_is_decided_while_an_answer_may_come(chain: Chain, case: CaseId) -> None:
    for kind in (ANNOUNCE, OUTCOME):
        refused(send(chain, step_of(case, kind, 1)), Refusal.CASE_STANDS_OTHERWISE)
    assert send(chain, step_of(case, WITHDRAW, 1)).refusal is None
    refused(send(chain, step_of(case, ACK, 2)), Refusal.CASE_STANDS_OTHERWISE)


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    at=st.integers(1_700_000_000, 4_000_000_000),
    reply=st.integers(1, 36),
    extension=st.integers(0, 36),
    months=st.integers(0, 1),
)
def test_the_contract_counts_as_the_calendar_does(
    chain: Chain, at: int, reply: int, extension: int, months: int
) -> None:
    with chain.undone():
        chain.time = UnixTime(at)
        act = request_of(start=1, reply=reply, extension=extension, months=months, valid_until=2**39)
        assert send(chain, act).refusal is None
        found = stands(chain, id_of(act))
        assert found is not None
        spelled = {"months": bool(months)}
        assert found[0].due == end_of_term(UnixTime(at), reply, **spelled)
        assert found[0].longest == end_of_term(UnixTime(at), reply + extension, **spelled)
