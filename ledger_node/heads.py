"""Who is told of new blocks and of waiting transactions."""

from collections.abc import Callable
from threading import Lock

from ledger_node.blocks import ExecutedBlock
from ledger_node.transactions import Transaction

BlockListener = Callable[[ExecutedBlock], None]
PendingListener = Callable[[Transaction], None]


class Heads:
    """Listeners, called in the thread where the news arises: each must return at once and never raise."""

    def __init__(self) -> None:
        self._lock = Lock()
        self._blocks: tuple[BlockListener, ...] = ()
        self._pending: tuple[PendingListener, ...] = ()

    def on_block(self, listener: BlockListener) -> Callable[[], None]:
        """Tell `listener` of each block once it is durable; returns what ends that."""
        with self._lock:
            self._blocks = (*self._blocks, listener)
        return lambda: self._forget_block(listener)

    def on_pending(self, listener: PendingListener) -> Callable[[], None]:
        """Tell `listener` of each transaction let into the pool; returns what ends that."""
        with self._lock:
            self._pending = (*self._pending, listener)
        return lambda: self._forget_pending(listener)

    def announce_block(self, block: ExecutedBlock) -> None:
        """Tell the listeners of a durable block."""
        for listener in self._blocks:
            listener(block)

    def announce_pending(self, transaction: Transaction) -> None:
        """Tell the listeners of a waiting transaction."""
        for listener in self._pending:
            listener(transaction)

    def _forget_block(self, listener: BlockListener) -> None:
        with self._lock:
            self._blocks = tuple(each for each in self._blocks if each is not listener)

    def _forget_pending(self, listener: PendingListener) -> None:
        with self._lock:
            self._pending = tuple(each for each in self._pending if each is not listener)
