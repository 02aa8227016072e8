"""Members as votes change them, and what their own govern keys decide."""

from dataclasses import replace

import pytest

from contracts import calls, slots
from contracts.acts import address_of
from contracts.acts.governance import (
    ChangeMember,
    ListContract,
    MarkCompromised,
    ReinstateMember,
    RemoveMember,
    SuspendInEmergency,
    SuspendMember,
    VerifyIdentifier,
)
from contracts.acts.membership import AddServiceKey, BindIdentity, DisableKey, PlaceGateway, RegisterKey
from contracts.addresses import CONSORTIUM
from contracts.calls import GatewayChanged, IdentityBound, KeyChanged
from contracts.calls.words import left, selector, uint
from contracts.ids import Address, MemberId, UnixTime
from contracts.refusals import Refusal
from contracts.roles import Role
from contracts.slots import FOREVER, MemberState
from tests.contracts.vyper.council import CLOSES, GUEST, A, B, C, Council, D, govern, refused
from tests.contracts.vyper.harness import DAY, LATER, NOW, secret

NEW_KEY, TAKEN = address_of(secret("new key")), address_of(secret("author 5"))
REGISTRATION = RegisterKey(D, NEW_KEY, 1, NOW, FOREVER, 0, LATER)


def test_suspension_and_reinstatement(council: Council) -> None:
    council.decide(SuspendMember(A, D, CLOSES))
    assert council.member(D).state is MemberState.SUSPENDED
    refused(council.decide(SuspendMember(B, D, CLOSES), voters=(A, C)), Refusal.STATE_DIFFERS)
    council.decide(ReinstateMember(A, D, CLOSES))
    assert council.member(D).active_at(NOW)
    refused(council.decide(ReinstateMember(B, D, CLOSES), voters=(A, C)), Refusal.STATE_DIFFERS)


def test_reinstatement_ends_an_emergency_too(council: Council) -> None:
    council.decide(SuspendInEmergency(A, D, CLOSES))
    assert not council.member(D).active_at(NOW)
    council.decide(ReinstateMember(A, D, CLOSES))
    assert council.member(D).active_at(NOW)


def test_removal_is_for_ever(council: Council) -> None:
    council.decide(RemoveMember(A, D, GUEST, CLOSES))
    member = council.member(D)
    assert (member.state, member.voter, member.successor) == (MemberState.REMOVED, False, GUEST)
    assert council.voters() == {A, B, C}
    refused(council.decide(ReinstateMember(A, D, CLOSES), voters=(B,)), Refusal.MEMBER_INACTIVE)
    refused(council.decide(SuspendMember(A, D, CLOSES), voters=(B,)), Refusal.MEMBER_INACTIVE)
    refused(council.act(DisableKey(D, address_of(secret("author 4")), LATER)), Refusal.MEMBER_INACTIVE)
    refused(council.propose(SuspendMember(D, A, CLOSES)), Refusal.NO_VOTER)


@pytest.mark.parametrize("successor", [9, D])
def test_a_successor_is_another_active_member(council: Council, successor: int) -> None:
    refused(council.decide(RemoveMember(A, D, MemberId(successor), CLOSES)), Refusal.MEMBER_UNKNOWN)


def test_the_successor_of_a_removed_member_ends_what_it_stated(council: Council) -> None:
    def judged(name: str, member: int) -> int:
        key = address_of(secret(name))
        return council.read(selector("judgeKey(address,uint16)") + left(key) + uint(member))

    assert judged("author 5", D) == Refusal.KEY_OF_ANOTHER_MEMBER
    council.decide(RemoveMember(A, D, GUEST, CLOSES))
    assert judged("author 5", D) == 0
    assert judged("author 4", D) == Refusal.MEMBER_INACTIVE, "its own key no longer may"
    assert judged("author 2", D) == Refusal.KEY_OF_ANOTHER_MEMBER, "nor may a third member's"


def test_the_last_voter_keeps_its_vote(council: Council) -> None:
    for number, voters in ((D, (B, C)), (C, (B,)), (B, (B,))):
        assert not council.decide(RemoveMember(A, number, MemberId(0), CLOSES), voters=voters).reverted
    refused(
        council.decide(ChangeMember(A, A, 2, 0, False, bytes(32), CLOSES), voters=()),
        Refusal.VALUE_OUT_OF_RANGE,
    )
    assert council.voters() == {A}


def test_roles_agreements_and_vote_change_together(council: Council) -> None:
    council.decide(ChangeMember(A, GUEST, 1, 1 << 20, True, b"\x11" * 32, CLOSES))
    member = council.member(GUEST)
    assert (member.roles, member.agreements, member.voter) == ((Role.ISSUING_BODY,), (20,), True)
    assert member.country == "JP"
    assert council.voters() == {A, B, C, D, GUEST}
    assert council.chain.word(CONSORTIUM, slots.name_slot(GUEST)) == int.from_bytes(b"\x11" * 32, "big")


@pytest.mark.parametrize(("roles", "agreements"), [(0, 0), (1 << 12, 0), (2, 1 << 20), (1, 1)])
def test_roles_that_nobody_has_are_refused(council: Council, roles: int, agreements: int) -> None:
    act = ChangeMember(A, GUEST, roles, agreements, False, bytes(32), CLOSES)
    refused(council.decide(act), Refusal.VALUE_OUT_OF_RANGE)


def test_a_govern_key_registers_another_that_shows_it_is_held(council: Council) -> None:
    outcome = council.act(REGISTRATION)
    assert outcome.events == (KeyChanged(NEW_KEY, D, 1, NOW, FOREVER, FOREVER),)  # type: ignore[arg-type] # a flag
    added_by = council.read(calls.added_by(NEW_KEY)).to_bytes(20, "big")
    assert added_by == address_of(secret(govern(D)))
    refused(council.act(REGISTRATION), Refusal.REVISION_DIFFERS)
    refused(council.act(replace(REGISTRATION, revision=1)), Refusal.ALREADY_REGISTERED)


@pytest.mark.parametrize(
    ("act", "name", "possession", "reason"),
    [
        (REGISTRATION, govern(D), govern(D), Refusal.POSSESSION_UNPROVED),
        (REGISTRATION, "author 4", "new key", Refusal.KEY_NOT_FOR_THIS),
        (REGISTRATION, govern(C), "new key", Refusal.KEY_OF_ANOTHER_MEMBER),
        (REGISTRATION, "new key", "new key", Refusal.KEY_UNKNOWN),
        (replace(REGISTRATION, revision=1), govern(D), "new key", Refusal.REVISION_DIFFERS),
        (replace(REGISTRATION, valid_until=NOW - 1), govern(D), "new key", Refusal.EXPIRED),
        (replace(REGISTRATION, purposes=0), govern(D), "new key", Refusal.VALUE_OUT_OF_RANGE),
        (replace(REGISTRATION, purposes=16), govern(D), "new key", Refusal.VALUE_OUT_OF_RANGE),
        (replace(REGISTRATION, key_until=NOW), govern(D), "new key", Refusal.VALUE_OUT_OF_RANGE),
        (
            replace(REGISTRATION, key=TAKEN),
            govern(D),
            "author 5",
            Refusal.ALREADY_REGISTERED,
        ),
    ],
)
def test_a_registration_that_is_wrong_in_one_point_is_refused_for_it(
    council: Council, act: RegisterKey, name: str, possession: str, reason: Refusal
) -> None:
    refused(council.act(act, name, possession), reason)


def test_govern_keys_rotate(council: Council) -> None:
    council.act(replace(REGISTRATION, purposes=4))
    assert not council.act(DisableKey(D, address_of(secret(govern(D))), LATER), "new key").reverted
    refused(council.propose(SuspendMember(D, A, CLOSES)), Refusal.KEY_NO_LONGER_VALID)
    assert not council.propose(SuspendMember(D, A, CLOSES), "new key").reverted


def test_a_key_is_disabled_at_once_and_forward_only(council: Council) -> None:
    author = address_of(secret("author 4"))
    council.chain.time = LATER
    council.act(DisableKey(D, author, LATER))
    entry = council.key("author 4")
    assert entry is not None
    assert entry.valid_until == LATER
    assert entry.valid_at(LATER - 1)
    council.chain.time = UnixTime(LATER + 1)
    again = council.act(DisableKey(D, author, UnixTime(LATER + 1)))
    assert (again.reverted, again.events) == (False, ())
    assert council.key("author 4") == entry


def test_a_suspended_member_disables_its_keys(council: Council) -> None:
    council.decide(SuspendMember(A, D, CLOSES))
    assert not council.act(DisableKey(D, address_of(secret("author 4")), LATER)).reverted


def test_nobody_disables_anothers_key(council: Council) -> None:
    refused(council.act(DisableKey(D, address_of(secret("author 5")), LATER)), Refusal.KEY_OF_ANOTHER_MEMBER)
    refused(council.act(DisableKey(D, NEW_KEY, LATER)), Refusal.KEY_UNKNOWN)


def test_a_compromise_moves_only_earlier(council: Council) -> None:
    key = address_of(secret("author 4"))
    council.decide(MarkCompromised(A, key, UnixTime(NOW - 100), CLOSES))
    entry = council.key("author 4")
    assert entry is not None
    assert entry.compromised_since == NOW - 100
    for since in (NOW - 100, NOW):
        refused(
            council.decide(MarkCompromised(B, key, UnixTime(since), CLOSES), voters=(A, C)),
            Refusal.COMPROMISE_ONLY_EARLIER,
        )
    assert not council.decide(MarkCompromised(A, key, UnixTime(NOW - 200), CLOSES)).reverted
    refused(council.decide(MarkCompromised(A, NEW_KEY, NOW, CLOSES)), Refusal.KEY_UNKNOWN)


def test_a_compromise_reaches_the_keys_that_were_added_after_it_and_theirs(council: Council) -> None:
    council.act(replace(REGISTRATION, key=address_of(secret("before"))), possession="before")
    council.chain.time = UnixTime(NOW + 100)
    during = replace(
        REGISTRATION, key=address_of(secret("during")), purposes=4, revision=1, key_from=UnixTime(NOW + 100)
    )
    assert not council.act(during, possession="during").reverted
    council.chain.time = UnixTime(NOW + 200)
    theirs = replace(REGISTRATION, key=address_of(secret("theirs")), revision=2)
    assert not council.act(theirs, "during", "theirs").reverted
    council.decide(MarkCompromised(A, address_of(secret(govern(D))), UnixTime(NOW + 50), CLOSES))
    found = {name: council.key(name) for name in ("before", "during", "theirs", "author 4")}
    since = {name: entry.compromised_since for name, entry in found.items() if entry}
    assert since == {"before": FOREVER, "during": NOW + 100, "theirs": NOW + 200, "author 4": FOREVER}


def test_a_gateway_moves_and_its_keys_follow(council: Council) -> None:
    place = PlaceGateway(D, b"\x22" * 32, 0, LATER)
    assert council.act(place).events == (GatewayChanged(D, b"\x22" * 32),)
    refused(council.act(place), Refusal.REVISION_DIFFERS)
    service = AddServiceKey(D, 2, b"\x33" * 32, NOW, FOREVER, 1, LATER)
    assert not council.act(service).reverted
    view = calls.decode_gateway_of(council.chain.view(CONSORTIUM, calls.gateway_of(D)))
    assert (view.url_hash, view.payload.key) == (b"\x22" * 32, b"\x33" * 32)
    refused(council.act(replace(service, service=3, revision=2)), Refusal.VALUE_OUT_OF_RANGE)
    refused(council.act(replace(service, key_until=NOW, revision=2)), Refusal.VALUE_OUT_OF_RANGE)
    refused(council.act(replace(service, revision=2), govern(C)), Refusal.KEY_OF_ANOTHER_MEMBER)
    assert council.read(calls.revision_of(D)) == 2


def test_identity_statements_are_appended(council: Council) -> None:
    key = address_of(secret("author 4"))
    for revision, statement in enumerate((b"\x44" * 32, b"\x55" * 32)):
        outcome = council.act(BindIdentity(D, key, statement, revision, LATER))
        assert outcome.events == (IdentityBound(key, D, statement),)
    assert council.read(calls.identity_count(key)) == 2
    found = council.chain.view(CONSORTIUM, calls.identity_at(key, 1))
    assert found == b"\x55" * 32 + NOW.to_bytes(32, "big")
    refused(council.act(BindIdentity(D, NEW_KEY, b"\x44" * 32, 2, LATER)), Refusal.KEY_UNKNOWN)
    stranger = BindIdentity(D, address_of(secret("author 5")), b"\x44" * 32, 2, LATER)
    refused(council.act(stranger), Refusal.KEY_OF_ANOTHER_MEMBER)


def test_an_identifier_names_one_member_at_a_time(council: Council) -> None:
    identifier = b"\x66" * 32
    until = UnixTime(NOW + DAY)
    council.decide(VerifyIdentifier(A, identifier, D, until, CLOSES))
    assert council.read(calls.identifier_owner(identifier)) == D
    other = VerifyIdentifier(A, identifier, C, until, CLOSES)
    refused(council.decide(other), Refusal.ALREADY_REGISTERED)
    council.chain.time = until
    assert council.read(calls.identifier_owner(identifier)) == 0
    assert not council.decide(replace(other, until=FOREVER)).reverted
    assert council.read(calls.identifier_owner(identifier)) == C
    council.decide(VerifyIdentifier(B, identifier, C, UnixTime(0), CLOSES), voters=(A, C))
    assert council.read(calls.identifier_owner(identifier)) == 0
    refused(council.decide(replace(other, number=MemberId(9))), Refusal.MEMBER_UNKNOWN)


def test_a_contract_is_opened_to_transactions_and_closed(council: Council) -> None:
    target = Address(b"\x77" * 20)
    council.decide(ListContract(A, target, True, CLOSES))
    assert council.read(calls.is_listed(target)) == 1
    assert council.chain.word(CONSORTIUM, slots.listed_contract_slot(target)) == 1
    refused(council.decide(ListContract(B, target, True, CLOSES), voters=(A, C)), Refusal.STATE_DIFFERS)
    council.decide(ListContract(A, target, False, CLOSES))
    assert council.read(calls.is_listed(target)) == 0


@pytest.mark.parametrize("number", [0, 1, 17, 2**16 - 1])
def test_a_precompile_is_never_opened(council: Council, number: int) -> None:
    act = ListContract(A, Address(number.to_bytes(20, "big")), True, CLOSES)
    refused(council.decide(act), Refusal.VALUE_OUT_OF_RANGE)
