"""The sequencer: takes what waits, drives the application through a block, signs it, tells listeners."""

import logging
from collections.abc import Callable, Iterable
from threading import Condition, Thread

from contracts.errors import TegataError
from contracts.ids import BlockHeight, UnixTime, hex0x
from contracts.proofs.finality import sequencer_message
from ledger_node.application import Application, Tip
from ledger_node.blocks import ExecutedBlock, Proposal
from ledger_node.errors import BlockRejected, NodeStopped, NonceRefused, TransactionRefused
from ledger_node.fronts.embedded.key import SequencerKey
from ledger_node.pool import CAPACITY, Pool
from ledger_node.transactions import Transaction

Clock = Callable[[], float]
"""Seconds since the Unix epoch."""

Listener = Callable[[ExecutedBlock], None]
"""Called with each block once it is durable, in the sequencer's thread: it must return at once."""

log = logging.getLogger("tegata.node.sequencer")


class Sequencer:
    """One thread that makes a block as soon as transactions wait, and sleeps when none do."""

    def __init__(
        self,
        application: Application,
        pool: Pool,
        key: SequencerKey,
        clock: Clock,
        listener: Listener,
    ) -> None:
        self._application = application
        self._pool = pool
        self._key = key
        self._clock = clock
        self._listener = listener
        self._wake = Condition()
        self._stopping = False
        self._signed_time = 0
        self._building: UnixTime | None = None
        self._group = CAPACITY
        self.failure: str | None = None
        """Why no block is made any more; None while all is well."""
        self._thread = Thread(target=self._run, name="sequencer", daemon=True)

    def start(self) -> None:
        """Begin to make blocks."""
        self._thread.start()

    def stop(self) -> None:
        """Finish the block under way and end the thread."""
        with self._wake:
            self._stopping = True
            self._wake.notify()
        if self._thread.ident is not None:
            self._thread.join()

    def submit(self, raw: bytes) -> Transaction:
        """Check a transaction and let it wait for the next block.

        Raises TransactionRefused, or NodeStopped when no block will be made any more.
        """
        if self.failure is not None or self._stopping:
            raise NodeStopped(
                "sequencer", expected="a running node", found=self.failure or "one that is stopping"
            )
        transaction = self._application.check(raw, self.now())
        self._pool.add(transaction, self._application.nonce(transaction.sender))
        with self._wake:
            self._wake.notify()
        return transaction

    def now(self) -> UnixTime:
        """The time that a block made now has: the clock's, but never before the tip or a freshness signed."""
        return UnixTime(max(int(self._clock()), self._application.tip.header.timestamp, self._signed_time))

    def sign_fresh(self) -> tuple[Tip, UnixTime, bytes]:
        """The tip, the time as of which it is the tip, and the sequencer's signature over both.

        No later block has an earlier time than one signed here.
        """
        with self._wake:
            tip = self._application.tip
            time = self.now() if self._building is None else self._building
            self._signed_time = max(self._signed_time, time)
        return tip, time, self._sign(tip.height, tip.hash, time)

    def _sign(self, height: BlockHeight, block_hash: bytes, time: UnixTime) -> bytes:
        return self._key.sign(sequencer_message(self._application.spec.network_id, height, block_hash, time))

    def _run(self) -> None:
        try:
            while self._wait():
                self._make_block()
        except Exception as error:  # the thread's edge: no block is made any more, and the node says why
            known = isinstance(error, TegataError)
            self.failure = str(error) if known else f"{type(error).__name__}: {error}"
            log.critical("the sequencer stopped: %s", self.failure, exc_info=not known)

    def _wait(self) -> bool:
        with self._wake:
            self._wake.wait_for(lambda: self._stopping or self._pool.has_ready())
            return not self._stopping

    def _make_block(self) -> None:
        application = self._application
        waiting = self._pool.ready(2 * application.spec.limits.block_gas)[: self._group]
        with self._wake:
            selection = application.propose(waiting, self.now())
            self._building = selection.proposal.time
        try:
            self._drop(selection.refused)
            if selection.proposal.transactions:
                self._commit(selection.proposal)
        finally:
            with self._wake:
                self._building = None

    def _drop(self, refused: Iterable[tuple[Transaction, TransactionRefused]]) -> None:
        for transaction, refusal in refused:
            log.warning("dropped %s: %s", hex0x(transaction.hash), refusal.message)
            if isinstance(refusal, NonceRefused):
                self._pool.remove([transaction])
            else:
                self._pool.drop(transaction)

    def _commit(self, proposal: Proposal) -> None:
        try:
            block = self._application.finalize(proposal)
        except BlockRejected as refusal:
            self._narrow_down(proposal, refusal)
            return
        self._group = CAPACITY
        self._application.commit(self._sign(block.height, block.hash, proposal.time))
        self._pool.remove(block.transactions)
        self._listener(block)

    def _narrow_down(self, proposal: Proposal, refusal: BlockRejected) -> None:
        """One transaction broke the block: halve the group until it stands alone, then drop it."""
        self._group = len(proposal.transactions) // 2
        if not self._group:
            (culprit,) = proposal.transactions
            log.error("dropped %s: %s", hex0x(culprit.hash), refusal.message)
            self._pool.drop(culprit)
            self._group = CAPACITY
