"""Any order of debits by two customs: never more is used than is covered, and what is released is free."""

from dataclasses import dataclass, field
from functools import cache

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from contracts import calls
from contracts.acts import CONFIRMED, Debit, DebitAct, Supersede, WholeDebit
from contracts.addresses import REGISTRY, UTILISATION
from contracts.ids import MemberId
from contracts.refusals import Refusal
from contracts.slots import DebitState
from tests.contracts.vyper.drawing import (
    OTHER_CUSTOMS,
    Certificate,
    balance,
    billionths,
    certificate_of,
    debit_of,
    draw,
    entry,
    genesis_of_two_customs,
    whole_of,
)
from tests.contracts.vyper.harness import (
    BODY,
    CUSTOMS,
    LATER,
    NOW,
    Chain,
    Outcome,
    revoke_of,
    secret,
    signature_of,
)

NAMES = ("one", "two", "three")
COVERED = {"original": "100", "corrected": "80"}


@dataclass
class ModelDebit:
    """What a declaration line uses; `quantity` is 0 for a release and for a whole line."""

    member: MemberId
    quantity: int
    expires: int
    revision: int
    state: DebitState
    whole: bool = False


@dataclass
class ModelLine:
    """A line as the rules describe it."""

    time: int = NOW
    proof: str = "original"
    opened: str | None = None
    disclosed: bool = False
    ended: bool = False
    last: str | None = None
    debits: dict[str, ModelDebit] = field(default_factory=dict)

    @property
    def used(self) -> int:
        return sum(debit.quantity for debit in self.debits.values())

    @property
    def holder(self) -> str | None:
        """The declaration line that holds the whole line."""
        held = (d for d, debit in self.debits.items() if debit.whole and debit.state != DebitState.RELEASED)
        return next(held, None)

    @property
    def covered(self) -> int:
        return billionths(COVERED[self.opened]) if self.opened and self.disclosed else 0

    def judge_terms(self, name: str, act: DebitAct) -> Refusal | None:
        """Owner, revision and state, in the contract's order."""
        before = self.debits.get(name)
        if before and before.member != act.member:
            return Refusal.DEBIT_OF_ANOTHER_MEMBER
        if act.revision != (before.revision if before else 0) + 1:
            return Refusal.REVISION_UNEXPECTED
        releases = isinstance(act, Debit) and act.quantity == 0
        if releases:
            gone = before is None or before.state == DebitState.RELEASED
            return Refusal.NOTHING_TO_RELEASE if gone else None
        if act.expires and before and before.state == DebitState.CONFIRMED:
            return Refusal.DEBIT_CONFIRMED
        return Refusal.VALUE_OUT_OF_RANGE if act.expires and act.expires <= self.time else None

    def judge_room(self, name: str, act: Debit) -> Refusal | None:
        """Whether the line has what a debit wants more."""
        if not self.disclosed:
            return Refusal.OVERDRAWN if self.holder else Refusal.LINE_NOT_OPEN
        before = self.debits[name].quantity if name in self.debits else 0
        if act.quantity <= before:
            return None
        if self.ended or self.opened != self.proof:
            return Refusal.STATUS_TERMINAL
        left = max(0, self.covered - self.used)
        return Refusal.OVERDRAWN if self.holder or act.quantity - before > left else None

    def write(self, name: str, act: DebitAct) -> None:
        """The debit as it stands afterwards."""
        whole = isinstance(act, WholeDebit)
        quantity = act.quantity if isinstance(act, Debit) else 0
        if not whole and quantity == 0:
            self.debits[name] = ModelDebit(act.member, 0, 0, act.revision, DebitState.RELEASED)
            return
        state = DebitState.RESERVED if act.expires else DebitState.CONFIRMED
        self.debits[name] = ModelDebit(act.member, quantity, act.expires, act.revision, state, whole)
        self.last = name


@cache
def chain_and_certificates() -> tuple[Chain, dict[str, Certificate]]:
    chain = Chain(genesis_of_two_customs())
    made = {name: Certificate(chain, certificate_of([kg]), name) for name, kg in COVERED.items()}
    return chain, made


names = st.sampled_from(NAMES)
quantities = st.sampled_from(["0", "0", "1", "19.5", "20", "40", "60", "80", "100", "100.000000001"])
customs = st.sampled_from([CUSTOMS, CUSTOMS, OTHER_CUSTOMS])
lifetimes = st.sampled_from([None, None, 60, 3_600, 0])
slips = st.sampled_from([0, 0, 0, 0, 0, 1, -1])


class UtilisationMachine(RuleBasedStateMachine):
    """Debits go to the contract and to the model; both must answer alike and hold the same."""

    def __init__(self) -> None:
        super().__init__()
        self.chain, self.certificates = chain_and_certificates()
        self.undone = self.chain.undone()
        self.undone.__enter__()
        self.line = ModelLine()
        self.lineage = self.certificates["original"].id

    def teardown(self) -> None:
        """Once at the end the views too must tell what the slots hold."""
        for name in NAMES:
            entry(self.chain, self.lineage, name)
        self.undone.__exit__(None, None, None)

    @rule(name=names, quantity=quantities, member=customs, lifetime=lifetimes, slip=slips)
    def draw_on_the_open_line(
        self, name: str, quantity: str, member: MemberId, lifetime: int | None, slip: int
    ) -> None:
        act = self._debit(name, quantity, member, lifetime, slip)
        refusal = self.line.judge_terms(name, act)
        if refusal is None and act.quantity:
            refusal = self.line.judge_room(name, act)
        self._agrees(draw(self.chain, act), refusal, name, act)

    @rule(name=names, quantity=quantities, member=customs, lifetime=lifetimes, slip=slips)
    def open_the_line_and_draw(
        self, name: str, quantity: str, member: MemberId, lifetime: int | None, slip: int
    ) -> None:
        act = self._debit(name, quantity, member, lifetime, slip)
        before = self.line.opened, self.line.disclosed
        refusal = Refusal.STATUS_TERMINAL if self.line.ended else None
        if refusal is None:
            self.line.opened, self.line.disclosed = self.line.proof, True
            refusal = self.line.judge_terms(name, act)
            if refusal is None and act.quantity:
                refusal = self.line.judge_room(name, act)
        outcome = draw(self.chain, act, self.certificates[self.line.proof])
        if outcome.reverted:
            self.line.opened, self.line.disclosed = before
        self._agrees(outcome, refusal, name, act)

    @rule(name=names, lifetime=lifetimes, slip=slips)
    def draw_the_whole_line(self, name: str, lifetime: int | None, slip: int) -> None:
        revision = max(0, self._revision(name) + slip)
        expires = CONFIRMED if lifetime is None else self.line.time + lifetime
        act = whole_of(self.lineage, revision, name=name, expires=expires)
        refusal = self.line.judge_terms(name, act)
        if refusal is None and self.line.ended:
            refusal = Refusal.STATUS_TERMINAL
        if refusal is None and (self.line.used or self.line.holder not in (None, name)):
            refusal = Refusal.OVERDRAWN
        outcome = draw(self.chain, act, self.certificates[self.line.proof])
        if refusal is None and self.line.opened != self.line.proof:
            self.line.opened, self.line.disclosed = self.line.proof, False
        self._agrees(outcome, refusal, name, act)

    @rule(name=names)
    def a_reservation_lapses(self, name: str) -> None:
        before = self.line.debits.get(name)
        lapsed = before and before.state == DebitState.RESERVED and before.expires <= self.line.time
        outcome = self.chain.send(UTILISATION, calls.expire(self.lineage, 0, secret(name)))
        assert outcome.refusal is (None if lapsed else Refusal.RESERVATION_RUNS)
        if before and lapsed:
            self.line.debits[name] = ModelDebit(before.member, 0, 0, before.revision + 1, DebitState.RELEASED)

    @rule(seconds=st.sampled_from([1, 60, 3_600]))
    def time_passes(self, seconds: int) -> None:
        self.line.time = min(LATER, self.line.time + seconds)
        self.chain.time = self.line.time

    @rule()
    def the_certificate_is_corrected(self) -> None:
        if self.line.ended or self.line.proof == "corrected":
            return
        old, new = self.certificates["original"], self.certificates["corrected"]
        act = Supersede(BODY, old.tree.root, old.id, new.tree.root, new.id, 2, LATER)
        places = old.proof.position, new.proof.position
        data = calls.status_act(act, signature_of(act, "body"), *places)
        assert not self.chain.send(REGISTRY, data).reverted
        self.line.proof = "corrected"

    @rule(often=st.sampled_from([False, False, False, True]))
    def the_certificate_is_revoked(self, often: bool) -> None:
        if not often or self.line.ended:
            return
        proof = self.certificates[self.line.proof]
        act = revoke_of(proof.id, proof.tree.root, member=BODY)
        data = calls.status_act(act, signature_of(act, "body"), proof.proof.position)
        assert not self.chain.send(REGISTRY, data).reverted
        self.line.ended = True

    @invariant()
    def the_line_holds_what_the_model_holds(self) -> None:
        stored = balance(self.chain, self.lineage)
        assert (stored.used if stored else 0) == self.line.used
        assert (stored.quantity if stored else 0) == self.line.covered
        assert (stored.whole if stored else False) == (self.line.holder is not None)
        for name in NAMES:
            found, expected = entry(self.chain, self.lineage, name), self.line.debits.get(name)
            assert (found is None) == (expected is None)
            if found and expected:
                assert (found.member, found.quantity, found.expires, found.revision, found.state) == (
                    expected.member,
                    expected.quantity,
                    expected.expires,
                    expected.revision,
                    expected.state,
                )

    @invariant()
    def never_overdrawn_and_never_used_twice(self) -> None:
        assert self.line.used <= billionths(COVERED["original"])
        assert not (self.line.holder and self.line.used)

    def _debit(self, name: str, quantity: str, member: MemberId, lifetime: int | None, slip: int) -> Debit:
        expires = CONFIRMED if lifetime is None or quantity == "0" else self.line.time + lifetime
        revision = max(0, self._revision(name) + slip)
        return debit_of(self.lineage, quantity, revision, name=name, expires=expires, member=member)

    def _revision(self, name: str) -> int:
        before = self.line.debits.get(name)
        return (before.revision if before else 0) + 1

    def _agrees(self, outcome: Outcome, refusal: Refusal | None, name: str, act: DebitAct) -> None:
        if any(isinstance(event, calls.DebitRepeated) for event in outcome.events):
            self._was_there(name, act)
            return
        assert outcome.refusal is refusal, outcome
        assert outcome.reverted == (refusal is not None)
        if refusal is None:
            self.line.write(name, act)

    def _was_there(self, name: str, act: DebitAct) -> None:
        before = self.line.debits[name]
        quantity = act.quantity if isinstance(act, Debit) else 0
        assert (before.member, before.quantity, before.revision) == (act.member, quantity, act.revision)


UtilisationMachine.TestCase.settings = settings(
    max_examples=20,
    stateful_step_count=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
TestUtilisationMachine = UtilisationMachine.TestCase
