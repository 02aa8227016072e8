"""Any order of acts, by any keys, at any time: the contracts do what the model says, and forget nothing."""

from dataclasses import replace
from functools import cache

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, precondition, rule

from contracts import calls, slots
from contracts.acts import Batch, Revoke, StatusAct, Supersede, Withdraw, address_of
from contracts.addresses import REGISTRY, STATUS
from contracts.batches import BatchTree
from contracts.calls import WHOLE_BATCH, Position
from contracts.genesis import Genesis
from contracts.ids import BatchRoot, MemberId, UnixTime
from contracts.refusals import Refusal
from contracts.roles import Purpose, Role
from contracts.slots import BatchEntry
from tests.contracts.vyper.harness import (
    BODY,
    DAY,
    JP_VN,
    NOW,
    RCEP,
    RIVAL,
    TRADER,
    Chain,
    Outcome,
    genesis_document,
    ids,
    secret,
    signature_of,
    signed,
)
from tests.contracts.vyper.model import Model, ModelEnd, ModelKey, ModelMember

MEMBERS = (BODY, TRADER, RIVAL)
SIGNERS = (
    "body",
    "trader",
    "trader's second",
    "trader's reader",
    "trader's next",
    "trader's last",
    "rival",
    "stranger",
)
POOL = ids("record", 12)
TREES = (
    BatchTree(POOL[:1]),
    BatchTree(POOL[1:4]),
    BatchTree(POOL[2:9]),
    BatchTree(POOL[5:]),
    BatchTree([*POOL[:5], POOL[11]]),
)
mostly_the_trader = st.sampled_from([(TRADER, "trader"), (TRADER, "trader"), (BODY, "body")])
TARGETS = (*POOL, *(tree.root for tree in TREES))


@cache
def founded_chain() -> Chain:
    return Chain(Genesis.model_validate(genesis_document()))


def model_of_genesis() -> Model:
    author, reader = Purpose.AUTHOR, Purpose.ACCESS | Purpose.RELAY | Purpose.GOVERN
    keys = {
        "body": ModelKey(BODY, author),
        "trader": ModelKey(TRADER, author),
        "trader's second": ModelKey(TRADER, author | Purpose.RELAY),
        "trader's reader": ModelKey(TRADER, reader),
        "trader's next": ModelKey(TRADER, author, valid_from=NOW + DAY),
        "trader's last": ModelKey(TRADER, author, valid_until=NOW),
        "rival": ModelKey(RIVAL, author),
    }
    return Model(
        time=NOW - 60,
        keys={address_of(secret(name)): key for name, key in keys.items()},
        members={
            BODY: ModelMember({Role.ISSUING_BODY}, {JP_VN, RCEP}),
            TRADER: ModelMember({Role.EXPORTER, Role.TRADER}),
            RIVAL: ModelMember({Role.EXPORTER}),
        },
    )


trees = st.sampled_from(TREES)
members = st.sampled_from(MEMBERS)
signers = st.sampled_from(SIGNERS)
lifetimes = st.sampled_from([60, 60, 60, 0, 3 * DAY, -1])
usual_terms = st.sampled_from([(3, 0), (2, RCEP), (1, RCEP)])
any_terms = st.tuples(st.sampled_from([0, 1, 2, 3, 5, 6, 12]), st.sampled_from([0, JP_VN, RCEP, 16]))
mostly_invoices = st.sampled_from([(3, 0), (3, 0), (3, 0), (2, RCEP)])
errors_of_count = st.sampled_from([0, 0, 0, 0, 1, -1, 65_536])
OWN_KEY = {BODY: "body", TRADER: "trader", RIVAL: "rival"}


@st.composite
def items(draw: st.DrawFn) -> tuple[Batch, str, int]:
    """A batch, who signs it, and how long it lives; as often as not one that a member would really send."""
    tree, member = draw(trees), draw(members)
    if draw(st.sampled_from([True, True, False])):
        kind, scope = (1, RCEP) if member == BODY else draw(st.sampled_from([(2, RCEP), (3, 0)]))
        return Batch(tree.root, len(tree.ids), kind, scope, member, UnixTime(0)), OWN_KEY[member], 60
    kind, scope = draw(st.one_of(usual_terms, any_terms))
    count = max(0, len(tree.ids) + draw(errors_of_count))
    return Batch(tree.root, count, kind, scope, member, UnixTime(0)), draw(signers), draw(lifetimes)


@st.composite
def places(draw: st.DrawFn) -> tuple[BatchRoot, bytes, Position]:
    """A root, a target and its place: a record with its proof, a whole batch, or something else."""
    tree = draw(trees)
    index = draw(st.integers(0, len(tree.ids) - 1))
    proved = Position(index, tree.proof(index))
    shape = draw(st.sampled_from([*["record"] * 9, "whole", "wrong index", "wrong id", "no proof"]))
    if shape == "whole":
        return tree.root, tree.root, WHOLE_BATCH
    if shape == "wrong index":
        return tree.root, tree.ids[index], replace(proved, index=draw(st.integers(0, 9)))
    if shape == "wrong id":
        return tree.root, draw(st.sampled_from([*POOL, tree.root])), proved
    if shape == "no proof":
        return tree.root, tree.ids[index], WHOLE_BATCH
    return tree.root, tree.ids[index], proved


class RegistryMachine(RuleBasedStateMachine):
    """Acts go to the contracts and to the model; both must answer alike and hold the same."""

    def __init__(self) -> None:
        super().__init__()
        self.chain = founded_chain()
        self.undone = self.chain.undone()
        self.undone.__enter__()
        self.model = model_of_genesis()
        self.seen: dict[tuple[MemberId, bytes], BatchEntry] = {}
        self.over: dict[tuple[MemberId, bytes], ModelEnd] = {}

    def teardown(self) -> None:
        """Views cost a call each: once at the end, they too must tell what the slots hold."""
        for member, root in self.model.batches:
            self.chain.batch(member, BatchRoot(root))
        for member, target in self.model.ends:
            self.chain.end(member, target)
        self.undone.__exit__(None, None, None)

    @initialize(honest=st.lists(st.tuples(trees, mostly_invoices), min_size=2, max_size=6))
    def some_batches_stand_already(self, honest: list[tuple[BatchTree, tuple[int, int]]]) -> None:
        self.chain.time = self.model.time
        for tree, (kind, scope) in honest:
            batch = Batch(tree.root, len(tree.ids), kind, scope, TRADER, UnixTime(0))
            self._anchor((batch, "trader", 60))

    @rule(seconds=st.sampled_from([0, 1, 59, 60, DAY]))
    def time_passes(self, seconds: int) -> None:
        self.model.time += seconds
        self.chain.time = self.model.time

    @rule(item=items())
    def anchor(self, item: tuple[Batch, str, int]) -> None:
        self._anchor(item)

    @rule(several=st.lists(items(), min_size=1, max_size=4))
    def anchor_many(self, several: list[tuple[Batch, str, int]]) -> None:
        timed = [self._timed(item) for item in several]
        outcome = self.chain.send(REGISTRY, calls.anchor_many([signed(b, signer) for b, signer in timed]))
        assert not outcome.reverted
        for (batch, signer), event in zip(timed, outcome.events, strict=True):
            refusal = self.model.anchor(batch, address_of(secret(signer)))
            assert (event.reason if isinstance(event, calls.AnchorRefused) else None) == refusal

    @rule(
        act_type=st.sampled_from([Revoke, Withdraw]),
        victim=places(),
        who=st.sampled_from(
            [(TRADER, "trader"), (BODY, "body"), (RIVAL, "rival"), (TRADER, "trader's second")]
        ),
        lifetime=lifetimes,
        reason=st.integers(0, 255),
    )
    def revoke_or_withdraw(
        self,
        act_type: type[Revoke] | type[Withdraw],
        victim: tuple[BatchRoot, bytes, Position],
        who: tuple[MemberId, str],
        lifetime: int,
        reason: int,
    ) -> None:
        root, ended, place = victim
        act = act_type(who[0], root, ended, reason, UnixTime(self.model.time + lifetime))
        self._end(act, who[1], place)

    @rule(
        victim=places(),
        successor=places(),
        who=st.sampled_from([(TRADER, "trader"), (TRADER, "trader"), (BODY, "body")]),
    )
    def supersede(
        self,
        victim: tuple[BatchRoot, bytes, Position],
        successor: tuple[BatchRoot, bytes, Position],
        who: tuple[MemberId, str],
    ) -> None:
        root, ended, place = victim
        new_root, replacing, new_place = successor
        act = Supersede(who[0], root, ended, new_root, replacing, 2, UnixTime(self.model.time))
        self._end(act, who[1], place, new_place)

    @rule(victim=places(), member=members, signer=signers)
    def anyone_tries_to_revoke(
        self, victim: tuple[BatchRoot, bytes, Position], member: MemberId, signer: str
    ) -> None:
        root, ended, place = victim
        self._end(Revoke(member, root, ended, 1, UnixTime(self.model.time)), signer, place)

    @precondition(lambda self: self.model.time > NOW)
    @rule(signer=st.sampled_from(["trader's second", "rival"]), ago=st.sampled_from([0, 60, DAY]))
    def a_key_is_found_to_be_compromised(self, signer: str, ago: int) -> None:
        key = self.model.keys[address_of(secret(signer))]
        key.compromised_since = min(key.compromised_since, self.model.time - ago)
        self.chain.compromise(signer, key.compromised_since)

    @rule(member=st.sampled_from([BODY, RIVAL]), active=st.booleans())
    def a_member_is_suspended_or_taken_back(self, member: MemberId, active: bool) -> None:
        self.model.members[member].active = active
        self.chain.change_member(member, state=1 if active else 2)

    @invariant()
    def the_slots_hold_what_the_model_holds(self) -> None:
        for member in MEMBERS:
            for tree in TREES:
                word = self.chain.word(REGISTRY, slots.batch_slot(member, tree.root))
                assert slots.decode_batch(word) == self.model.batches.get((member, tree.root))
            for target in TARGETS:
                assert self._stored_end(member, target) == self.model.ends.get((member, target))
                first = self.chain.word(STATUS, slots.lineage_slot(member, target)).to_bytes(32, "big")
                assert first == self.model.lineages.get((member, target), bytes(32))

    @invariant()
    def what_is_written_never_changes(self) -> None:
        assert self.seen.items() <= self.model.batches.items()
        assert self.over.items() <= self.model.ends.items()
        self.seen, self.over = dict(self.model.batches), dict(self.model.ends)

    @invariant()
    def batches_are_of_keys_that_were_authors_then(self) -> None:
        for (member, _), entry in self.model.batches.items():
            key = self.model.keys[entry.author]
            assert key.member == member
            assert Purpose.AUTHOR in key.purposes
            assert key.valid_from <= entry.time < key.valid_until

    def _anchor(self, item: tuple[Batch, str, int]) -> None:
        batch, signer = self._timed(item)
        refusal = self.model.anchor(batch, address_of(secret(signer)))
        self._agrees(self.chain.send(REGISTRY, calls.anchor(signed(batch, signer))), refusal)

    def _timed(self, item: tuple[Batch, str, int]) -> tuple[Batch, str]:
        batch, signer, lifetime = item
        return replace(batch, valid_until=UnixTime(self.model.time + lifetime)), signer

    def _end(self, act: StatusAct, signer: str, place: Position, successor: Position = WHOLE_BATCH) -> None:
        data = calls.status_act(act, signature_of(act, signer), place, successor)
        refusal = self.model.end(act, address_of(secret(signer)), place, successor)
        self._agrees(self.chain.send(REGISTRY, data), refusal)

    def _agrees(self, outcome: Outcome, refusal: Refusal | None) -> None:
        assert outcome.refusal is refusal
        assert outcome.reverted == (refusal is not None)

    def _stored_end(self, member: MemberId, target: bytes) -> ModelEnd | None:
        stored = slots.decode_status(self.chain.word(STATUS, slots.status_slot(member, target)))
        successor = self.chain.word(STATUS, slots.successor_slot(member, target)).to_bytes(32, "big")
        if stored is None:
            assert not any(successor)
            return None
        return ModelEnd(stored.state, stored.reason, stored.time, stored.key, successor)


RegistryMachine.TestCase.settings = settings(
    max_examples=25,
    stateful_step_count=40,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow],
)
TestRegistryMachine = RegistryMachine.TestCase
