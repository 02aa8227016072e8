"""The rules of Registry and Consortium once more, in plain Python over dictionaries."""

from dataclasses import dataclass, field
from hashlib import sha256

from contracts.acts import Batch, Revoke, State, StatusAct, Supersede, Withdraw
from contracts.calls import Position
from contracts.errors import ProofInvalid
from contracts.ids import Address, MemberId
from contracts.merkle import root_from_proof
from contracts.refusals import Refusal
from contracts.roles import AUTHOR_ROLES, Purpose, Role
from contracts.slots import FOREVER, BatchEntry


@dataclass
class ModelKey:
    member: MemberId
    purposes: Purpose
    valid_from: int = 0
    valid_until: int = FOREVER
    compromised_since: int = FOREVER


@dataclass
class ModelMember:
    roles: set[Role]
    agreements: set[int] = field(default_factory=set)
    active: bool = True


@dataclass(frozen=True)
class ModelEnd:
    state: State
    reason: int
    time: int
    key: Address
    successor: bytes


@dataclass
class Model:
    """A ledger as its rules describe it. Acts answer why they are refused, or None and change the model."""

    time: int
    keys: dict[Address, ModelKey]
    members: dict[MemberId, ModelMember]
    batches: dict[tuple[MemberId, bytes], BatchEntry] = field(default_factory=dict)
    ends: dict[tuple[MemberId, bytes], ModelEnd] = field(default_factory=dict)
    lineages: dict[tuple[MemberId, bytes], bytes] = field(default_factory=dict)

    def anchor(self, batch: Batch, signer: Address) -> Refusal | None:
        """A signature by `signer` over `batch`."""
        if not 1 <= batch.count <= 65_536:
            return Refusal.COUNT_OUT_OF_RANGE
        present = self.batches.get((batch.member, batch.root))
        if present:
            same = (present.count, present.kind, present.scope) == (batch.count, batch.kind, batch.scope)
            return None if same else Refusal.BATCH_DIFFERS
        refusal = self._judge_key(batch.member, batch.valid_until, signer) or self._judge_author(batch)
        if refusal is None:
            entry = BatchEntry(signer, self.time, batch.count, batch.kind, batch.scope)
            self.batches[batch.member, batch.root] = entry
        return refusal

    def end(self, act: StatusAct, signer: Address, place: Position, successor: Position) -> Refusal | None:
        """A signature by `signer` over `act`, with the places of target and successor."""
        refusal = self._judge_key(act.member, act.valid_until, signer) or self._judge_target(act, place)
        if refusal is None and isinstance(act, Supersede):
            refusal = self._judge_successor(act, successor)
        if refusal is None:
            replaced = act.successor if isinstance(act, Supersede) else bytes(32)
            state = {Revoke: State.REVOKED, Withdraw: State.WITHDRAWN, Supersede: State.SUPERSEDED}[type(act)]
            self.ends[act.member, act.target] = ModelEnd(state, act.reason, self.time, signer, replaced)
            if isinstance(act, Supersede):
                first = self.lineages.get((act.member, act.target), act.target)
                self.lineages[act.member, act.successor] = first
        return refusal

    def _judge_key(self, member: MemberId, valid_until: int, signer: Address) -> Refusal | None:
        key = self.keys.get(signer)
        judgements = (
            (self.time > valid_until, Refusal.EXPIRED),
            (key is None, Refusal.KEY_UNKNOWN),
            (key and key.member != member, Refusal.KEY_OF_ANOTHER_MEMBER),
            (key and Purpose.AUTHOR not in key.purposes, Refusal.KEY_NOT_FOR_THIS),
            (key and self.time >= key.compromised_since, Refusal.KEY_COMPROMISED),
            (key and self.time < key.valid_from, Refusal.KEY_NOT_YET_VALID),
            (key and self.time >= key.valid_until, Refusal.KEY_NO_LONGER_VALID),
            (not self.members[member].active, Refusal.MEMBER_INACTIVE),
        )
        return next((refusal for fails, refusal in judgements if fails), None)

    def _judge_author(self, batch: Batch) -> Refusal | None:
        member = self.members[batch.member]
        if batch.kind not in AUTHOR_ROLES:
            return Refusal.KIND_UNKNOWN
        if (batch.kind in (1, 2)) != (batch.scope != 0):
            return Refusal.SCOPE_MISMATCH
        if not member.roles & set(AUTHOR_ROLES[batch.kind]):
            return Refusal.ROLE_MISSING
        if batch.kind == 1 and batch.scope not in member.agreements:
            return Refusal.AGREEMENT_MISSING
        return None

    def _judge_target(self, act: StatusAct, place: Position) -> Refusal | None:
        entry = self.batches.get((act.member, act.root))
        if entry is None:
            return Refusal.BATCH_UNKNOWN
        if not _holds(entry, act.root, act.target, place):
            return Refusal.NOT_INCLUDED
        return None if self._stands(act.member, act.root, act.target) else Refusal.STATUS_TERMINAL

    def _judge_successor(self, act: Supersede, place: Position) -> Refusal | None:
        if act.successor == act.target:
            return Refusal.SUCCESSOR_IS_PREDECESSOR
        old = self.batches[act.member, act.root]
        new = self.batches.get((act.member, act.successor_root))
        if new is None:
            return Refusal.SUCCESSOR_UNKNOWN
        same_extent = (act.target == act.root) == (act.successor == act.successor_root)
        if (old.kind, old.scope) != (new.kind, new.scope) or not same_extent:
            return Refusal.SUCCESSOR_DIFFERS
        if new.kind in (1, 2) and act.target == act.root:
            return Refusal.PROOF_REPLACED_WHOLE
        if new.kind in (1, 2) and (act.member, act.successor) in self.lineages:
            return Refusal.SUCCESSOR_TAKEN
        if not _holds(new, act.successor_root, act.successor, place):
            return Refusal.SUCCESSOR_NOT_INCLUDED
        if not self._stands(act.member, act.successor_root, act.successor):
            return Refusal.SUCCESSOR_INACTIVE
        return None

    def _stands(self, member: MemberId, root: bytes, target: bytes) -> bool:
        return (member, root) not in self.ends and (member, target) not in self.ends


def _holds(entry: BatchEntry, root: bytes, target: bytes, place: Position) -> bool:
    if target == root:
        return place == Position(0, ())
    try:
        return root_from_proof(sha256(b"\0" + target).digest(), place.index, entry.count, place.path) == root
    except ProofInvalid:
        return False
