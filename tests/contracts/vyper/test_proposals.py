"""Proposals and votes: who may, what counts, and when something may be done."""

from dataclasses import replace
from typing import Any

import pytest

from contracts import calls
from contracts.acts import Choice, address_of
from contracts.acts.governance import (
    AddMemberKey,
    ChangeMember,
    MarkCompromised,
    SuspendInEmergency,
    SuspendMember,
)
from contracts.acts.membership import DisableKey
from contracts.addresses import CONSORTIUM
from contracts.calls import Executed, Proposed, Voted
from contracts.ids import MemberId, UnixTime
from contracts.refusals import Refusal
from contracts.slots import FOREVER, MemberState
from tests.contracts.vyper.council import CLOSES, GUEST, A, B, C, Council, D, admission, govern, refused
from tests.contracts.vyper.harness import DAY, LATER, NOW, secret

SUSPENSION = SuspendMember(A, D, CLOSES)


def test_what_is_proposed_can_be_read_from_its_event_and_voted_on_by_its_hash(council: Council) -> None:
    outcome = council.propose(SUSPENSION)
    proposed, voted = outcome.events
    assert proposed == Proposed(1, A, 3, SUSPENSION.struct_hash(), CLOSES, SUSPENSION.words())
    assert voted == Voted(1, A, Choice.APPROVE, address_of(secret(govern(A))))
    assert council.proposal(1) == calls.ProposalView(
        SUSPENSION.struct_hash(), A, SuspendMember, NOW, CLOSES, None, 1, 3, 4
    )


def test_two_thirds_of_the_voters_decide_and_one_fewer_does_not(council: Council) -> None:
    council.propose(SUSPENSION)
    council.vote(1, SUSPENSION, B)
    refused(council.execute(1, SUSPENSION), Refusal.VOTES_MISSING)
    council.vote(1, SUSPENSION, C)
    assert Executed(1, 3, SUSPENSION.struct_hash()) in council.execute(1, SUSPENSION).events
    assert council.member(D).state is MemberState.SUSPENDED


def test_nothing_is_done_twice(council: Council) -> None:
    council.decide(SUSPENSION)
    refused(council.execute(1, SUSPENSION), Refusal.PROPOSAL_EXECUTED)
    refused(council.vote(1, SUSPENSION, D), Refusal.PROPOSAL_EXECUTED)
    refused(council.propose(SUSPENSION), Refusal.ALREADY_REGISTERED)


def test_a_suspended_member_keeps_its_vote(council: Council) -> None:
    council.decide(SUSPENSION)
    assert council.read(calls.voter_count()) == 4
    other = SuspendMember(D, A, CLOSES)
    assert not council.propose(other).reverted
    assert council.proposal(2).approvals == 1


def test_the_same_vote_twice_is_refused_and_a_change_of_mind_counts(council: Council) -> None:
    council.propose(SUSPENSION)
    council.vote(1, SUSPENSION, B)
    refused(council.vote(1, SUSPENSION, B), Refusal.ALREADY_VOTED)
    refused(council.vote(1, SUSPENSION, B, revision=1), Refusal.ALREADY_VOTED)
    assert not council.vote(1, SUSPENSION, B, choice=Choice.REJECT, revision=1).reverted
    assert council.proposal(1).approvals == 1
    refused(council.vote(1, SUSPENSION, B), Refusal.REVISION_DIFFERS)
    assert not council.vote(1, SUSPENSION, B, revision=2).reverted
    ballot = calls.decode_ballot_of(council.chain.view(CONSORTIUM, calls.ballot_of(1, B)))
    assert ballot == calls.BallotView(1, address_of(secret(govern(B))), NOW, 3)


def test_after_its_last_second_a_proposal_is_neither_voted_on_nor_executed(council: Council) -> None:
    council.propose(SUSPENSION)
    council.vote(1, SUSPENSION, B)
    council.chain.time = UnixTime(CLOSES)
    council.vote(1, SUSPENSION, C)
    council.chain.time = UnixTime(CLOSES + 1)
    refused(council.vote(1, SUSPENSION, D, valid_until=CLOSES + 9), Refusal.PROPOSAL_EXPIRED)
    refused(council.execute(1, SUSPENSION), Refusal.PROPOSAL_EXPIRED)
    refused(council.propose(replace(SUSPENSION, number=C)), Refusal.EXPIRED)


def test_a_proposal_is_open_for_ninety_days_at_most(council: Council) -> None:
    refused(
        council.propose(replace(SUSPENSION, valid_until=UnixTime(NOW + 90 * DAY + 1))),
        Refusal.VALUE_OUT_OF_RANGE,
    )
    assert not council.propose(replace(SUSPENSION, valid_until=UnixTime(NOW + 90 * DAY))).reverted


@pytest.mark.parametrize(
    ("changes", "reason"),
    [
        ({"proposal": 2}, Refusal.PROPOSAL_UNKNOWN),
        ({"action": bytes(32)}, Refusal.PROPOSAL_DIFFERS),
        ({"choice": 3}, Refusal.VALUE_OUT_OF_RANGE),
        ({"choice": 0}, Refusal.ALREADY_VOTED),
        ({"revision": 1}, Refusal.REVISION_DIFFERS),
        ({"valid_until": NOW - 1}, Refusal.EXPIRED),
        ({"member": GUEST, "name": govern(GUEST)}, Refusal.NO_VOTER),
        ({"name": govern(C)}, Refusal.KEY_OF_ANOTHER_MEMBER),
        ({"name": "author 2"}, Refusal.KEY_NOT_FOR_THIS),
        ({"name": "nobody"}, Refusal.KEY_UNKNOWN),
    ],
)
def test_a_vote_that_is_wrong_in_one_point_is_refused_for_it(
    council: Council, changes: dict[str, object], reason: Refusal
) -> None:
    council.propose(SUSPENSION)
    arguments: dict[str, Any] = {"member": B, **changes}
    refused(council.vote(1, SUSPENSION, **arguments), reason)
    assert council.proposal(1).approvals == 1


def test_only_voters_propose(council: Council) -> None:
    refused(council.propose(SuspendMember(GUEST, D, CLOSES)), Refusal.NO_VOTER)
    refused(council.propose(SUSPENSION, "author 1"), Refusal.KEY_NOT_FOR_THIS)
    refused(council.propose(SUSPENSION, govern(B)), Refusal.KEY_OF_ANOTHER_MEMBER)


def test_what_is_executed_is_what_was_voted_on(council: Council) -> None:
    council.propose(SUSPENSION)
    council.vote(1, SUSPENSION, B)
    council.vote(1, SUSPENSION, C)
    refused(council.execute(1, replace(SUSPENSION, number=B)), Refusal.PROPOSAL_DIFFERS)
    refused(council.execute(2, SUSPENSION), Refusal.PROPOSAL_UNKNOWN)


def test_a_payload_of_another_size_or_kind_is_no_proposal(council: Council) -> None:
    data = calls.propose(SUSPENSION, council.sign(SUSPENSION, govern(A)))
    other_kind = data[:4] + (5).to_bytes(32, "big") + data[36:]
    unknown = data[:4] + (13).to_bytes(32, "big") + data[36:]
    validators = data[:4] + (10).to_bytes(32, "big") + data[36:]
    for wrong in (other_kind, unknown, validators):
        refused(council.chain.send(CONSORTIUM, wrong), Refusal.VALUE_OUT_OF_RANGE)


def test_a_relay_is_no_authority(council: Council) -> None:
    council.propose(SUSPENSION)
    council.vote(1, SUSPENSION, B)
    council.vote(1, SUSPENSION, C)
    stranger = address_of(secret("nobody"))
    assert not council.chain.send(CONSORTIUM, calls.execute(1, SUSPENSION), stranger).reverted


def test_a_ballot_of_a_key_that_was_compromised_then_is_not_counted(council: Council) -> None:
    council.propose(SUSPENSION)
    council.vote(1, SUSPENSION, B)
    council.vote(1, SUSPENSION, C)
    assert council.proposal(1).approvals == 3
    council.chain.time = LATER
    key = address_of(secret(govern(C)))
    council.decide(MarkCompromised(A, key, NOW, CLOSES), voters=(B, D))
    assert council.proposal(1).approvals == 2
    refused(council.execute(1, SUSPENSION), Refusal.VOTES_MISSING)
    refused(council.vote(1, SUSPENSION, C, choice=Choice.REJECT, revision=1), Refusal.KEY_COMPROMISED)


def test_a_disabled_key_does_not_vote_and_its_ballots_stand(council: Council) -> None:
    council.propose(SUSPENSION)
    council.vote(1, SUSPENSION, B)
    council.act(DisableKey(B, address_of(secret(govern(B))), LATER))
    assert council.proposal(1).approvals == 2
    refused(council.vote(1, SUSPENSION, B, choice=Choice.REJECT, revision=1), Refusal.KEY_NO_LONGER_VALID)


def test_ballots_are_those_of_who_votes_when_they_are_counted(council: Council) -> None:
    council.propose(SUSPENSION)
    council.vote(1, SUSPENSION, B)
    council.decide(ChangeMember(A, B, 2, 0, False, bytes(32), CLOSES))
    view = council.proposal(1)
    assert (view.approvals, view.needed, view.voters) == (1, 2, 3)
    council.decide(admission(6, voter=True), "new key", voters=(C,))
    assert council.proposal(1).needed == 3
    assert council.voters() == {A, C, D, 6}


def test_the_emergency_needs_more_than_a_third(council: Council) -> None:
    act = SuspendInEmergency(A, D, CLOSES)
    council.propose(act)
    assert council.proposal(1).needed == 2
    refused(council.execute(1, act), Refusal.VOTES_MISSING)
    council.vote(1, act, B)
    assert not council.execute(1, act).reverted
    member = council.member(D)
    assert not member.active_at(NOW + 72 * 3_600 - 1)
    assert member.active_at(NOW + 72 * 3_600)
    assert member.voter


def test_an_emergency_comes_once_in_thirty_days(council: Council) -> None:
    council.decide(SuspendInEmergency(A, D, CLOSES), voters=(B,))
    council.chain.time = UnixTime(NOW + 30 * DAY - 1)
    soon = SuspendInEmergency(A, D, UnixTime(NOW + 40 * DAY))
    council.propose(soon)
    council.vote(2, soon, B, valid_until=NOW + 40 * DAY)
    refused(council.execute(2, soon), Refusal.EMERGENCY_TOO_SOON)
    council.chain.time = UnixTime(NOW + 30 * DAY)
    assert not council.execute(2, soon).reverted


def test_a_key_that_was_lost_is_replaced_by_vote(council: Council) -> None:
    key = address_of(secret("new key"))
    act = AddMemberKey(A, D, key, 4, NOW, FOREVER, CLOSES)
    council.propose(act)
    council.vote(1, act, B)
    council.vote(1, act, C)
    refused(council.execute(1, act), Refusal.SIGNATURE_MALFORMED)
    refused(council.execute(1, act, govern(A)), Refusal.POSSESSION_UNPROVED)
    assert not council.execute(1, act, "new key").reverted
    assert not council.propose(SuspendMember(D, A, CLOSES), "new key").reverted


def test_admission_brings_the_first_govern_key(council: Council) -> None:
    refused(council.decide(admission(6)), Refusal.SIGNATURE_MALFORMED)
    refused(council.execute(1, admission(6), govern(A)), Refusal.POSSESSION_UNPROVED)
    assert not council.execute(1, admission(6), "new key").reverted
    entry = council.key("new key")
    assert entry is not None
    assert (entry.member, entry.purposes, entry.valid_from) == (MemberId(6), 4, NOW)
    assert council.member(6).country == "VN"
    refused(council.decide(admission(6, name="other key"), "other key"), Refusal.ALREADY_REGISTERED)
