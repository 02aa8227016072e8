"""Calldata of the Verification contract, and what it answers: questions about origin."""

from contracts.acts.verification import CaseAct, CaseRequest, CaseStep
from contracts.calls.words import selector, signature_words, uint, words
from contracts.ids import CaseId, MemberId, Signature, UnixTime
from contracts.slots import CaseEntry, CaseState

_SIGNATURE = "(bytes32,bytes32,uint8)"
REQUEST = selector(
    f"request((uint16,uint16,uint8,uint16,bytes32,uint8,uint8,uint16,uint16,uint64),{_SIGNATURE})"
)
STEP = selector(f"step((uint16,bytes32,uint8,uint16,bytes32,uint64,uint64),{_SIGNATURE})")
_CASE_OF = selector("caseOf(bytes32)")


def case_request(act: CaseRequest, signature: Signature) -> bytes:
    """Calldata that opens a case."""
    return REQUEST + act.words() + signature_words(signature)


def case_step(act: CaseStep, signature: Signature) -> bytes:
    """Calldata that goes on with a case."""
    return STEP + act.words() + signature_words(signature)


def case_act(act: CaseAct, signature: Signature) -> bytes:
    """Calldata of whichever act of a case this is."""
    return case_request(act, signature) if isinstance(act, CaseRequest) else case_step(act, signature)


def case_of(case: CaseId) -> bytes:
    """Verification: how a case stands."""
    return _CASE_OF + case


def decode_case_of(result: bytes) -> tuple[CaseEntry, bytes] | None:
    """The answer to `case_of`: the case, and the chain of its steps; None if there is no such case."""
    member, respondent, scope, addressee, state, steps, visit, due, longest, head = words(
        result, 10, "caseOf"
    )
    if not state:
        return None
    entry = CaseEntry(
        MemberId(member),
        MemberId(respondent),
        scope,
        addressee,
        CaseState(state),
        steps,
        visit,
        UnixTime(due),
        UnixTime(longest),
    )
    return entry, uint(head)
