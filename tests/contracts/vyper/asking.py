"""Verification cases on the chain under test: requests and steps, signed by the tests' actors."""

from hashlib import sha256

from contracts import calls, slots
from contracts.acts import CaseAct, CaseRequest, CaseStep, Domain, sign
from contracts.addresses import VERIFICATION
from contracts.cases import case_id
from contracts.ids import CaseId, MemberId, UnixTime
from contracts.slots import CaseEntry
from tests.contracts.vyper.harness import (
    BODY,
    CHAIN_ID,
    CUSTOMS,
    LATER,
    NETWORK,
    RCEP,
    Chain,
    Outcome,
    secret,
)

QUESTIONS = Domain(CHAIN_ID, VERIFICATION, NETWORK)
NAMES = {CUSTOMS: "customs", BODY: "body"}


def content(text: str) -> bytes:
    """A commitment of which only the difference matters."""
    return sha256(text.encode()).digest()


def request_of(
    text: str = "first",
    *,
    member: MemberId = CUSTOMS,
    respondent: MemberId = BODY,
    addressee: int = 1,
    scope: int = RCEP,
    start: int = 2,
    months: int = 0,
    reply: int = 30,
    extension: int = 60,
    valid_until: int = LATER,
) -> CaseRequest:
    """What customs ask the issuing body."""
    return CaseRequest(
        member,
        respondent,
        addressee,
        scope,
        content(text),
        start,
        months,
        reply,
        extension,
        UnixTime(valid_until),
    )


def id_of(act: CaseRequest) -> CaseId:
    return case_id(act.member, act.content)


def step_of(
    case: CaseId, kind: int, number: int, *, member: MemberId | None = None, due: int = 0, until: int = 2**39
) -> CaseStep:
    """The next step of a case, of the member whose it is unless another is named."""
    whose = member or (BODY if kind < 16 else CUSTOMS)
    return CaseStep(whose, case, kind, number, content(f"step {number}"), UnixTime(due), UnixTime(until))


def send(chain: Chain, act: CaseAct, name: str | None = None, domain: Domain = QUESTIONS) -> Outcome:
    """Sends an act, signed by its member's actor unless another is named."""
    signature = sign(act, domain, secret(name or NAMES[act.member]))
    return chain.send(VERIFICATION, calls.case_act(act, signature))


def stands(chain: Chain, case: CaseId) -> tuple[CaseEntry, bytes] | None:
    """A case by its view and by its slots, which must agree."""
    viewed = calls.decode_case_of(chain.view(VERIFICATION, calls.case_of(case)))
    slot = slots.case_slot(case)
    stored = slots.decode_case(chain.word(VERIFICATION, slot))
    if viewed is None or stored is None:
        assert viewed is stored is None
        return None
    assert viewed == (stored, chain.word(VERIFICATION, slot + 1).to_bytes(32, "big"))
    return viewed
