"""Any order of proposals, votes, key changes and suspensions, against a model in plain Python."""

from dataclasses import dataclass, field

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from contracts.acts import Choice, Proposal
from contracts.acts.governance import (
    ChangeMember,
    ChangeValidators,
    MarkCompromised,
    ReinstateMember,
    SuspendInEmergency,
    SuspendMember,
)
from contracts.acts.signing import address_of
from contracts.ids import MemberId, UnixTime
from contracts.refusals import Refusal
from contracts.slots import MemberState
from tests.contracts.vyper.council import (
    CLOSES,
    GUEST,
    VOTERS,
    Council,
    council_genesis,
    engine_key,
    govern,
    validator,
)
from tests.contracts.vyper.harness import NOW, Chain, secret

NUMBERS = st.sampled_from((*VOTERS, GUEST))
NEVER = 2**40


@dataclass
class Open:
    """A proposal in the model."""

    act: Proposal
    ballots: dict[int, tuple[Choice, int, int]] = field(default_factory=dict)
    """Member → its choice, when, and how often it voted."""
    executed: bool = False


class Governance(RuleBasedStateMachine):
    """The contract does what the model says, and nothing else moves."""

    @initialize()
    def found(self) -> None:
        self.chain = Chain(council_genesis())
        self.council = Council(self.chain)
        self.time = int(NOW)
        self.voters = set(VOTERS)
        self.suspended: set[int] = set()
        self.until: dict[int, int] = {}
        self.emergencies: dict[int, int] = {}
        self.compromised: dict[int, int] = {}
        self.validators = {engine_key(number): 10 for number in VOTERS}
        self.changeable = 0
        self.proposals: list[Open] = []

    def may_vote(self, member: int) -> bool:
        return member in self.voters and self.time < self.compromised.get(member, NEVER)

    def active(self, member: int) -> bool:
        return member not in self.suspended and self.time >= self.until.get(member, 0)

    def approvals(self, proposal: Open) -> int:
        return sum(
            choice is Choice.APPROVE and when < self.compromised.get(member, NEVER)
            for member, (choice, when, _) in proposal.ballots.items()
            if member in self.voters
        )

    def needed(self, act: Proposal) -> int:
        count = len(self.voters)
        return count // 3 + 1 if isinstance(act, SuspendInEmergency) else -(-2 * count // 3)

    @rule(seconds=st.sampled_from((1, 3_600, 3 * 86_400)))
    def wait(self, seconds: int) -> None:
        self.time += seconds
        self.chain.time = UnixTime(self.time)
        self.chain.pass_blocks(1)

    @rule(
        proposer=NUMBERS,
        number=NUMBERS,
        kind=st.integers(0, 5),
        back=st.integers(0, 9_000),
        power=st.integers(0, 12),
    )
    def propose(self, proposer: int, number: int, kind: int, back: int, power: int) -> None:
        by, named = MemberId(proposer), MemberId(number)
        act: Proposal = (
            SuspendMember(by, named, CLOSES),
            ReinstateMember(by, named, CLOSES),
            SuspendInEmergency(by, named, CLOSES),
            MarkCompromised(by, address_of(secret(govern(number))), UnixTime(self.time - back), CLOSES),
            ChangeMember(by, named, 2, 0, back % 2 == 0, bytes(32), CLOSES),
            ChangeValidators(by, (validator(number, power),), CLOSES),
        )[kind]
        known = any(each.act == act for each in self.proposals)
        allowed = self.time <= CLOSES and self.may_vote(proposer) and not known
        assert self.council.propose(act).reverted is not allowed
        if allowed:
            self.proposals.append(Open(act, {proposer: (Choice.APPROVE, self.time, 1)}))

    @rule(data=st.data(), member=NUMBERS, choice=st.sampled_from(Choice))
    def vote(self, data: st.DataObject, member: int, choice: Choice) -> None:
        if not self.proposals:
            return
        index = data.draw(st.integers(0, len(self.proposals) - 1))
        proposal = self.proposals[index]
        last, _, revision = proposal.ballots.get(member, (None, 0, 0))
        outcome = self.council.vote(
            index + 1, proposal.act, member, choice=choice, revision=revision, valid_until=NEVER
        )
        allowed = (
            not proposal.executed and self.time <= CLOSES and self.may_vote(member) and choice is not last
        )
        assert outcome.reverted is not allowed
        if allowed:
            proposal.ballots[member] = (choice, self.time, revision + 1)

    @rule(data=st.data())
    def execute(self, data: st.DataObject) -> None:
        if not self.proposals:
            return
        index = data.draw(st.integers(0, len(self.proposals) - 1))
        proposal = self.proposals[index]
        outcome = self.council.execute(index + 1, proposal.act)
        if proposal.executed:
            assert outcome.refusal is Refusal.PROPOSAL_EXECUTED
        elif self.time > CLOSES:
            assert outcome.refusal is Refusal.PROPOSAL_EXPIRED
        elif self.approvals(proposal) < self.needed(proposal.act):
            assert outcome.refusal is Refusal.VOTES_MISSING
        else:
            proposal.executed = not outcome.reverted
            assert outcome.reverted is not self.enact(proposal.act)

    def enact(self, act: Proposal) -> bool:
        """What the act does in the model; False if it can't be done."""
        if isinstance(act, SuspendMember):
            done = act.number not in self.suspended
            self.suspended.add(act.number)
            return done
        if isinstance(act, ReinstateMember):
            done = not self.active(act.number)
            self.suspended.discard(act.number)
            self.until.pop(act.number, None)
            return done
        if isinstance(act, SuspendInEmergency):
            last = self.emergencies.get(act.number)
            if act.number in self.suspended or (last is not None and self.time < last + 30 * 86_400):
                return False
            self.emergencies[act.number] = self.time
            self.until[act.number] = self.time + 72 * 3_600
            return True
        if isinstance(act, MarkCompromised):
            member = next(n for n in (*VOTERS, GUEST) if address_of(secret(govern(n))) == act.key)
            if act.since >= self.compromised.get(member, 2**40 - 1):
                return False
            self.compromised[member] = act.since
            return True
        if isinstance(act, ChangeMember):
            return self.enact_vote(act)
        assert isinstance(act, ChangeValidators)
        return self.enact_validators(act)

    def enact_vote(self, act: ChangeMember) -> bool:
        if act.voter:
            self.voters.add(act.number)
        elif act.number in self.voters:
            if len(self.voters) == 1:
                return False
            self.voters.discard(act.number)
        return True

    def enact_validators(self, act: ChangeValidators) -> bool:
        (change,) = act.changes
        after = {**self.validators, change.key: change.power}
        after = {key: power for key, power in after.items() if power}
        old, new = self.validators.get(change.key, 0), change.power
        gone, come = max(0, old - new), max(0, new - old)
        if (
            self.chain.height < self.changeable
            or old == new
            or (len(after) < 4 and len(after) < len(self.validators))
            or 3 * gone >= sum(self.validators.values())
            or 3 * come >= sum(after.values())
        ):
            return False
        self.validators, self.changeable = after, self.chain.height + 2
        return True

    @invariant()
    def all_is_as_the_model_has_it(self) -> None:
        if not hasattr(self, "council"):
            return
        assert self.council.voters() == self.voters
        assert self.council.validators() == self.validators
        for number in (*VOTERS, GUEST):
            member = self.council.member(number)
            assert member.active_at(self.time) == self.active(number)
            assert member.voter == (number in self.voters)
            suspended = MemberState.SUSPENDED if number in self.suspended else MemberState.ACTIVE
            assert member.state is suspended
        for index, proposal in enumerate(self.proposals):
            view = self.council.proposal(index + 1)
            assert view.approvals == self.approvals(proposal)
            assert (view.executed_at is not None) == proposal.executed


Governance.TestCase.settings = settings(max_examples=6, stateful_step_count=25, deadline=None)
TestGovernance = Governance.TestCase
