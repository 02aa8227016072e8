"""How the consortium stands: members, validators, proposals, parameters, evidence."""

from collections.abc import Iterator
from dataclasses import dataclass

from clients.consortium.node import ConsortiumNode
from contracts import calls
from contracts.acts import Proposal, Validator
from contracts.acts.governance import parameter_name, proposal_of_words
from contracts.calls import MemberView, MisdeedView, ParameterView, ProposalView, Proposed
from contracts.errors import TegataError
from contracts.ids import MemberId

PARAMETERS = ("app_version", "block_bytes", "evidence_blocks", "evidence_seconds")
"""What all nodes do alike, by name."""


class ProposalUnknown(TegataError):
    """There is no proposal of this number."""

    code = "consortium.proposal"
    default_remedy = "List them: tegata consortium proposals."


@dataclass(frozen=True, slots=True)
class Listed:
    """A proposal: its number, how it stands, and what it would do."""

    number: int
    view: ProposalView
    act: Proposal


def list_members(node: ConsortiumNode) -> Iterator[tuple[MemberId, MemberView]]:
    """Every member that was ever admitted, in that order."""
    for index in range(node.number(calls.member_count())):
        number = MemberId(node.number(calls.member_at(index)))
        member = calls.decode_member_of(node.view(calls.member_of(number)))
        if member is not None:
            yield number, member


def list_validators(node: ConsortiumNode) -> list[Validator]:
    """The validators, by key; changes that count in two heights included."""
    found = (
        calls.decode_validator_at(node.view(calls.validator_at(index)))
        for index in range(node.number(calls.validator_count()))
    )
    return sorted(found, key=lambda each: each.key)


def list_proposals(node: ConsortiumNode) -> Iterator[Listed]:
    """Every proposal, the latest first."""
    for number in range(node.number(calls.proposal_count()), 0, -1):
        yield find_proposal(node, number)


def find_proposal(node: ConsortiumNode, number: int) -> Listed:
    """A proposal, with what it would do as its event has it. Raises ProposalUnknown.

    The node is not believed: the fields must have the hash that stands under the number, and whoever votes
    signs that hash.
    """
    view = calls.decode_proposal_of(node.view(calls.proposal_of(number)))
    events = node.events(calls.topic_of(Proposed), number.to_bytes(32, "big"))
    payloads = [event.payload for event in events if isinstance(event, Proposed)]
    if view is None or not payloads:
        raise ProposalUnknown(f"proposal {number}", expected="one of this number", found="none")
    act = proposal_of_words(view.kind, payloads[0])
    if act.struct_hash() != view.action:
        raise ProposalUnknown(
            f"proposal {number}",
            expected="fields that have its hash",
            found="others",
            remedy="Ask another member's node: this one does not tell the truth.",
        )
    return Listed(number, view, act)


def list_parameters(node: ConsortiumNode) -> dict[str, ParameterView]:
    """Each parameter: its value in force, and what comes."""
    return {
        name: calls.decode_parameter_of(node.view(calls.parameter_of(parameter_name(name))))
        for name in PARAMETERS
    }


def list_misdeeds(node: ConsortiumNode) -> list[MisdeedView]:
    """What validators were proved to have done, in the order in which it was recorded."""
    return [
        calls.decode_misbehaviour_at(node.view(calls.misbehaviour_at(index)))
        for index in range(node.number(calls.misbehaviour_count()))
    ]
