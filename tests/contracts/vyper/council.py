"""A consortium of four voters and one that has no vote, and what its govern keys sign."""

from dataclasses import replace
from hashlib import sha256
from typing import Any

from contracts import calls, slots
from contracts.acts import Act, Choice, Domain, MembershipAct, Proposal, Validator, Vote, address_of, sign
from contracts.acts.governance import AdmitMember
from contracts.acts.membership import RegisterKey
from contracts.addresses import CONSORTIUM, SYSTEM_CALLER
from contracts.genesis import Genesis
from contracts.ids import MemberId, UnixTime
from contracts.refusals import Refusal
from tests.contracts.vyper.harness import (
    CHAIN_ID,
    NETWORK,
    NOW,
    Chain,
    Outcome,
    genesis_document,
    key_entry,
    member_entry,
    secret,
)

DOMAIN = Domain(CHAIN_ID, CONSORTIUM, NETWORK)
CLOSES = UnixTime(NOW + 10 * 86_400)
A, B, C, D, GUEST = map(MemberId, (1, 2, 3, 4, 5))
VOTERS = (A, B, C, D)


def govern(number: int) -> str:
    """The name of a member's govern key."""
    return f"govern {number}"


def council_genesis() -> Genesis:
    """Members 1 to 4 vote and have a validator each; all five have a govern and an author key."""
    members = [
        member_entry(
            number,
            "JP",
            ["exporter"],
            key_entry(govern(number), "govern"),
            key_entry(f"author {number}", "author"),
            voter=number in VOTERS,
        )
        for number in (*VOTERS, GUEST)
    ]
    members[0]["keys"] = (*members[0]["keys"], key_entry("relay", "relay"))
    validators = [{"member": number, "public_key": "0x" + engine_key(number).hex()} for number in VOTERS]
    front = {"kind": "cometbft", "validators": validators}
    return Genesis.model_validate({**genesis_document(), "front": front, "members": members})


def engine_key(number: int) -> bytes:
    """An Ed25519 key, of which only the difference matters; in the order of the numbers."""
    return number.to_bytes(2, "big") + sha256(f"engine {number}".encode()).digest()[2:]


def validator(number: int, power: int = 10, member: int = A) -> Validator:
    return Validator(engine_key(number), MemberId(member), power)


class Council:
    """The chain, and its members' acts."""

    def __init__(self, chain: Chain) -> None:
        self.chain = chain

    def propose(self, act: Proposal, name: str | None = None) -> Outcome:
        return self.chain.send(CONSORTIUM, calls.propose(act, self.sign(act, name or govern(act.member))))

    def vote(self, number: int, act: Proposal, member: int, **changes: Any) -> Outcome:
        """A member's vote for it; `name` signs, and the other changes are to the vote's fields."""
        name = changes.pop("name", govern(member))
        cast = Vote(MemberId(member), number, act.struct_hash(), Choice.APPROVE, 0, CLOSES)
        cast = replace(cast, **changes)
        return self.chain.send(CONSORTIUM, calls.vote(cast, self.sign(cast, name)))

    def execute(self, proposal: int, act: Proposal, possession: str | None = None) -> Outcome:
        proof = None if possession is None else self.sign(act, possession)
        return self.chain.send(CONSORTIUM, calls.execute(proposal, act, proof))

    def decide(
        self, act: Proposal, possession: str | None = None, voters: tuple[int, ...] = (B, C)
    ) -> Outcome:
        """Propose, vote and execute; what executing did."""
        outcome = self.propose(act)
        assert not outcome.reverted, outcome
        number = int.from_bytes(outcome.output, "big")
        for member in voters:
            assert not self.vote(number, act, member).reverted
        return self.execute(number, act, possession)

    def act(self, act: MembershipAct, name: str | None = None, possession: str | None = None) -> Outcome:
        """An act of a member about itself, signed by its govern key or another."""
        signature = self.sign(act, name or govern(act.member))
        if isinstance(act, RegisterKey):
            data = calls.register_key(act, self.sign(act, possession or "new key"), signature)
        else:
            data = calls.membership_act(act, signature)
        return self.chain.send(CONSORTIUM, data)

    def sign(self, act: Act, name: str) -> Any:
        return sign(act, DOMAIN, secret(name))

    def protocol(self, data: bytes) -> Outcome:
        """A call by the protocol itself."""
        return self.chain.send(CONSORTIUM, data, SYSTEM_CALLER)

    def read(self, data: bytes) -> int:
        return int.from_bytes(self.chain.view(CONSORTIUM, data), "big")

    def proposal(self, number: int) -> calls.ProposalView:
        found = calls.decode_proposal_of(self.chain.view(CONSORTIUM, calls.proposal_of(number)))
        assert found is not None
        return found

    def member(self, number: int) -> slots.MemberEntry:
        found = slots.decode_member(self.chain.word(CONSORTIUM, slots.member_slot(MemberId(number))))
        assert found is not None
        return found

    def key(self, name: str) -> slots.KeyEntry | None:
        return slots.decode_key(self.chain.word(CONSORTIUM, slots.key_slot(address_of(secret(name)))))

    def validators(self) -> dict[bytes, int]:
        """Key → power."""
        listed = (
            calls.decode_validator_at(self.chain.view(CONSORTIUM, calls.validator_at(index)))
            for index in range(self.read(calls.validator_count()))
        )
        return {each.key: each.power for each in listed}

    def voters(self) -> set[int]:
        return {self.read(calls.voter_at(index)) for index in range(self.read(calls.voter_count()))}


def admission(number: int = 6, *, voter: bool = False, name: str = "new key") -> AdmitMember:
    """The proposal of member 1 to admit another."""
    key = address_of(secret(name))
    return AdmitMember(A, MemberId(number), b"VN", 2, 0, voter, bytes(32), key, CLOSES)


def refused(outcome: Outcome, reason: Refusal) -> None:
    """The act reverted for this reason."""
    assert outcome.reverted
    assert outcome.refusal is reason
