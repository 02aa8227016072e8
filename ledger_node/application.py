"""The ledger as one object that any consensus engine can drive: check, propose, process, finalize, commit.

It knows no engine, no clock and no network. A block's time comes in with its proposal; what is durable
changes in `commit` only, and there all at once. `process` keeps one overlay for each candidate block, and
`finalize` takes the one that was decided, so that nothing is executed twice.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from contracts.calls import Misdeed
from contracts.errors import TegataError
from contracts.ids import Address, BlockHeight, UnixTime, hex0x
from contracts.keccak import keccak
from ledger_node import rlp
from ledger_node.admission import BlockAdmission, Directory, NotNow, check_content, check_member
from ledger_node.blocks import ExecutedBlock, Proposal
from ledger_node.errors import BlockRejected, NonceRefused, StoreInvalid, TransactionRefused
from ledger_node.executor import execute, open_vm, seal
from ledger_node.genesis import ChainSpec, make_genesis
from ledger_node.governing import Overlay, check_version, consortium_words, decided_in, parameters_at
from ledger_node.headers import Header, decode_header, open_header
from ledger_node.misbehaviour import recording_calls, root_of_misdeeds
from ledger_node.state import StateView
from ledger_node.storage import Commit, CrashPoint, Head, Snapshot, Store
from ledger_node.transactions import Transaction, decode_transaction
from ledger_node.usage import Usage, decode_usage

DirectoryOf = Callable[[StateView], Directory]
"""How the admission rule reads members and keys out of a state; the contracts' slot layout decides."""


@dataclass(frozen=True, slots=True)
class Tip:
    """The last durable block and what the admission rule knows after it."""

    header: Header
    hash: bytes
    usage: Usage

    @property
    def height(self) -> BlockHeight:
        """The block's number."""
        return BlockHeight(self.header.block_number)


@dataclass(frozen=True, slots=True)
class Selection:
    """What `propose` made of the transactions that wait: a block, and those that can't be in any."""

    proposal: Proposal
    refused: tuple[tuple[Transaction, TransactionRefused], ...]


@dataclass(frozen=True, slots=True)
class _Candidate:
    block: ExecutedBlock
    usage: Usage


class Application:
    """The ledger's state machine over a store. `check` may be called from any thread, the rest from one."""

    def __init__(
        self,
        store: Store,
        spec: ChainSpec,
        directory_of: DirectoryOf,
        reached: CrashPoint = lambda _point: None,
    ) -> None:
        self.spec = spec
        self._store = store
        self._directory_of = directory_of
        self._reached = reached
        self._candidates: dict[tuple[object, ...], _Candidate] = {}
        self._decided: _Candidate | None = None
        self.executions = 0
        """Blocks executed since the start, candidates that were not decided included."""
        self.tip, self.mark = self._open(), b""
        """The last durable block; where the front stood at the last commit, as it was told then."""
        self.reload()

    def check(self, raw: bytes, time: UnixTime) -> Transaction:
        """The transaction that `raw` spells, if a block at `time` on top of the tip could hold it.

        Raises TransactionRefused. A nonce ahead of the sender's is let through: order is the pool's matter.
        """
        transaction = decode_transaction(raw, self.spec.chain_id)
        check_content(transaction, self.spec.limits)
        tip = self.tip
        with self._store.snapshot() as snapshot:
            directory = self._directory_of(StateView(snapshot, tip.header.state_root))
            check_member(transaction, directory, tip.usage, time, self.spec.limits)
            nonce = directory.nonce(transaction.sender)
        if transaction.nonce < nonce:
            raise NonceRefused("transaction.nonce", expected=f"{nonce} or more", found=str(transaction.nonce))
        return transaction

    def nonce(self, sender: Address) -> int:
        """The nonce of the next transaction of `sender` after the tip."""
        with self._store.snapshot() as snapshot:
            return self._directory_of(StateView(snapshot, self.tip.header.state_root)).nonce(sender)

    def next_parameters(self) -> Mapping[str, int]:
        """What the consortium decided for the next block; 0 where the software's own value holds."""
        with self._store.snapshot() as snapshot:
            words = consortium_words(snapshot, self.tip.header.state_root)
            return parameters_at(BlockHeight(self.tip.height + 1), words)

    def propose(
        self, waiting: Iterable[Transaction], time: UnixTime, misdeeds: Sequence[Misdeed] = ()
    ) -> Selection:
        """The block that the rule makes of `waiting`, in its order, at `time` (never before the parent's).

        Transactions that a later block could take are left out; those that none could are named.
        """
        time = UnixTime(max(time, self.tip.header.timestamp))
        chosen: list[Transaction] = []
        refused: list[tuple[Transaction, TransactionRefused]] = []
        with self._store.snapshot() as snapshot:
            admission = self._admission(snapshot, time)
            for transaction in waiting:
                try:
                    admission.admit(transaction)
                except NotNow:
                    continue
                except TransactionRefused as refusal:
                    refused.append((transaction, refusal))
                else:
                    chosen.append(transaction)
        height = BlockHeight(self.tip.height + 1)
        return Selection(Proposal(height, time, tuple(chosen), tuple(misdeeds)), tuple(refused))

    def process(self, proposal: Proposal) -> ExecutedBlock:
        """Execute a proposed block beside the others of its height and keep the result.

        Raises BlockRejected when it breaks the admission rule or the protocol.
        """
        key = _key(proposal)
        if key not in self._candidates:
            self._candidates[key] = self._execute(proposal)
        return self._candidates[key].block

    def finalize(self, proposal: Proposal) -> ExecutedBlock:
        """The block that consensus decided, executed unless `process` has done it; its hash is the app hash.

        Nothing is durable yet. Raises BlockRejected.
        """
        self.process(proposal)
        self._decided = self._candidates[_key(proposal)]
        self._reached("finalized")
        return self._decided.block

    def commit(self, front: bytes = b"", mark: bytes = b"") -> Head:
        """Make the decided block durable, with what the front keeps beside it, in one synced transaction.

        `mark` says where the front stands with it; without one it stays where it was.
        """
        decided = self._decided
        if decided is None:
            raise BlockRejected("commit", expected="a finalized block", found="none")
        block = decided.block
        head = Head(block.height, block.hash)
        self._reached("before_commit")
        self._store.commit(_as_commit(head, block, decided.usage, front, mark), self._reached)
        self._reached("after_commit")
        self.tip = Tip(block.header, block.hash, decided.usage)
        self.mark = mark or self.mark
        self._forget()
        return head

    def advance(self, mark: bytes) -> None:
        """Note durably that the front went on without a block: nothing that was processed is decided."""
        self._reached("before_commit")
        self._store.advance(mark, self._reached)
        self._reached("after_commit")
        self.mark = mark
        self._forget()

    def reload(self) -> None:
        """Stand on what the store has now: it was filled, or emptied, from elsewhere."""
        self._forget()
        self.tip = self._open()
        with self._store.snapshot() as snapshot:
            self.mark = snapshot.mark()

    def _forget(self) -> None:
        self._decided = None
        self._candidates.clear()

    def _open(self) -> Tip:
        self._store.bind(self.spec.identity)
        with self._store.snapshot() as snapshot:
            if snapshot.head() is not None:
                return self._tip_of(snapshot)
            genesis = make_genesis(self.spec, snapshot)
        usage = Usage(self.spec.limits.period_seconds)
        self._store.commit(_as_commit(Head(BlockHeight(0), genesis.hash), genesis, usage, b"", b""))
        return Tip(genesis.header, genesis.hash, usage)

    def _tip_of(self, snapshot: Snapshot) -> Tip:
        head = snapshot.head()
        encoded = None if head is None else snapshot.header(head.height)
        if head is None or encoded is None:
            raise StoreInvalid("store", expected="the header of its own head", found="none")
        if keccak(encoded) != head.hash:
            raise StoreInvalid("head", expected=hex0x(head.hash), found=hex0x(keccak(encoded)))
        usage = decode_usage(snapshot.usage(), self.spec.limits.period_seconds)
        header = decode_header(encoded)
        if snapshot.node(header.state_root) is None:
            raise StoreInvalid("state", expected=f"the root {hex0x(header.state_root)}", found="nothing")
        if head.height and usage.digest() != header.extra_data:
            raise StoreInvalid("usage table", expected=hex0x(header.extra_data), found=hex0x(usage.digest()))
        return Tip(header, head.hash, usage)

    def _admission(self, snapshot: Snapshot, time: UnixTime) -> BlockAdmission:
        directory = self._directory_of(StateView(snapshot, self.tip.header.state_root))
        return BlockAdmission(directory, self.tip.usage, time, self.spec.limits)

    def _execute(self, proposal: Proposal) -> _Candidate:
        tip = self.tip
        self.executions += 1
        if proposal.height != tip.height + 1:
            raise BlockRejected("height", expected=str(tip.height + 1), found=str(proposal.height))
        if proposal.time < tip.header.timestamp:
            raise BlockRejected("time", expected=f"{tip.header.timestamp} or later", found=str(proposal.time))
        with self._store.snapshot() as snapshot:
            before = consortium_words(snapshot, tip.header.state_root)
            check_version(parameters_at(proposal.height, before))
            admission = self._admission(snapshot, proposal.time)
            try:
                members = [admission.admit(transaction) for transaction in proposal.transactions]
            except StoreInvalid:
                raise
            except TegataError as refusal:
                raise BlockRejected(
                    "block", expected="admissible transactions", found=refusal.message
                ) from refusal
            header = open_header(
                tip.hash,
                proposal.height,
                proposal.time,
                self.spec.gas_limit,
                tip.header.state_root,
                root_of_misdeeds(proposal.misdeeds),
            )
            vm = open_vm(header, snapshot, self.spec.chain_id)
            protocol_calls = [
                *self.spec.founding_calls(proposal.height),
                *recording_calls(proposal.misdeeds),
            ]
            execution = execute(vm, header, proposal.transactions, protocol_calls)
            decided = decided_in(
                proposal.height,
                before,
                consortium_words(Overlay(execution.nodes, snapshot), execution.header.state_root),
            )
        usage = tip.usage.after(proposal.time, zip(members, execution.spent, strict=True))
        return _Candidate(seal(execution, usage.digest(), decided), usage)


def _key(proposal: Proposal) -> tuple[object, ...]:
    hashes = (transaction.hash for transaction in proposal.transactions)
    return proposal.height, proposal.time, proposal.misdeeds, *hashes


def _as_commit(head: Head, block: ExecutedBlock, usage: Usage, front: bytes, mark: bytes) -> Commit:
    return Commit(
        head=head,
        header=block.encoded,
        body=rlp.encode([transaction.raw for transaction in block.transactions]),
        receipts=rlp.encode([receipt.encode() for receipt in block.receipts]),
        transactions=[transaction.hash for transaction in block.transactions],
        nodes=block.nodes,
        usage=usage.encode(),
        front=front,
        mark=mark,
    )
