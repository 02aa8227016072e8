"""The engine's mempool beside the node's pool: each holds what can be in a block, in the order of nonces.

The engine would make empty blocks without end over a transaction that no block can take yet. So one whose
nonce is ahead waits in the pool alone, and goes to the engine when those before it are there.
"""

from collections.abc import Callable, Iterable
from threading import Lock

from contracts.errors import TegataError
from contracts.ids import Address, UnixTime
from contracts.keccak import keccak
from ledger_node.application import Application
from ledger_node.fronts.cometbft.parts import CheckTxType
from ledger_node.fronts.cometbft.requests import RequestCheckTx
from ledger_node.fronts.cometbft.responses import ResponseCheckTx
from ledger_node.pool import Pool
from ledger_node.transactions import Transaction

REFUSED = 1
"""The code of a transaction that may not wait, or not in the engine."""

NONCE_AHEAD = "pool.nonce_ahead"
NO_LONGER = "pool.gone"


class Mempool:
    """What waits, here and in the engine. `send` hands a transaction to the engine, and returns at once.

    `check`, `committed` and `restarted` are for the engine's thread, the others for any.
    """

    def __init__(
        self,
        application: Application,
        pool: Pool,
        now: Callable[[], UnixTime],
        send: Callable[[Transaction], None],
    ) -> None:
        self._application = application
        self._pool = pool
        self._now = now
        self._send = send
        self._lock = Lock()
        self._held: set[bytes] = set()
        """By hash: what the engine holds, or is about to be handed."""

    def submit(self, raw: bytes) -> Transaction:
        """Check a raw transaction, let it wait, and hand it on when its turn is here. Raises TegataError."""
        transaction = self._admit(raw)
        self._hand_over(self._pool.ready_from(transaction.sender, transaction.nonce))
        return transaction

    def check(self, request: RequestCheckTx) -> ResponseCheckTx:
        """Whether the engine may hold a transaction. A recheck compares nonces only."""
        known = self._pool.find(request.tx)
        if request.type == CheckTxType.RECHECK:
            return self._recheck(known, request.tx)
        try:
            transaction = known or self._admit(request.tx)
        except TegataError as refusal:
            return ResponseCheckTx(REFUSED, refusal.message, codespace=refusal.code)
        if not self._pool.is_ready(transaction):
            self._let_go([transaction])
            return ResponseCheckTx(REFUSED, "a nonce before this one is missing", codespace=NONCE_AHEAD)
        with self._lock:
            self._held.add(transaction.hash)
        self._hand_over(self._pool.ready_from(transaction.sender, transaction.nonce + 1))
        return ResponseCheckTx(gas_wanted=transaction.gas)

    def drop(self, transaction: Transaction) -> None:
        """Forget a transaction that the engine does not take, or that no block can hold."""
        self._pool.drop(transaction)
        self._let_go([transaction])

    def committed(self, transactions: Iterable[Transaction]) -> None:
        """After a block: forget what it took, and hand on what waited for it."""
        taken = list(transactions)
        self._let_go(taken)
        for sender in dict.fromkeys(transaction.sender for transaction in taken):
            self._hand_over(self._pool.ready_from(sender))

    def restarted(self) -> None:
        """The engine has begun anew, with an empty mempool: hand it all that can be in a block."""
        with self._lock:
            self._held.clear()
        senders: dict[Address, None] = dict.fromkeys(each.sender for each in self._pool.waiting())
        for sender in senders:
            self._hand_over(self._pool.ready_from(sender))

    def _admit(self, raw: bytes) -> Transaction:
        transaction = self._application.check(raw, self._now())
        self._pool.add(transaction, self._application.nonce(transaction.sender))
        return transaction

    def _recheck(self, known: Transaction | None, raw: bytes) -> ResponseCheckTx:
        if known is not None and self._pool.is_ready(known):
            return ResponseCheckTx(gas_wanted=known.gas)
        with self._lock:
            self._held.discard(keccak(raw))
        return ResponseCheckTx(REFUSED, "it waits no more", codespace=NO_LONGER)

    def _hand_over(self, ready: Iterable[Transaction]) -> None:
        with self._lock:
            missing = [each for each in ready if each.hash not in self._held]
            self._held.update(each.hash for each in missing)
        for each in missing:
            self._send(each)

    def _let_go(self, transactions: Iterable[Transaction]) -> None:
        with self._lock:
            self._held.difference_update(each.hash for each in transactions)
