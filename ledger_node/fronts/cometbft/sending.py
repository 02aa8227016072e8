"""Transactions on their way from the pool to the engine, in a thread of its own."""

import logging
from collections.abc import Callable
from queue import Empty, Queue
from threading import Event, Thread

from contracts.ids import hex0x
from ledger_node.fronts.cometbft.engine import BATCH, EngineClient, EngineSilent
from ledger_node.transactions import Transaction

RETRY_SECONDS = 0.25

log = logging.getLogger("tegata.node.mempool")


class Sender:
    """Hands over what it is given, in order, a few at a time; while the engine is silent it tries again."""

    def __init__(self, engine: EngineClient) -> None:
        self._engine = engine
        self._queue: Queue[Transaction | None] = Queue()
        self._stopping = Event()
        self._thread: Thread | None = None

    def start(self, refused: Callable[[Transaction], None]) -> None:
        """Begin to hand over; `refused` is told of each transaction that the engine does not take."""
        self._thread = Thread(target=self._run, args=(refused,), name="engine-sender", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """End the thread; what is left is in the pool still."""
        self._stopping.set()
        self._queue.put(None)
        if self._thread is not None:
            self._thread.join()

    def send(self, transaction: Transaction) -> None:
        """Hand `transaction` over soon."""
        self._queue.put(transaction)

    def _run(self, refused: Callable[[Transaction], None]) -> None:
        while some := self._take():
            while not self._handed_over(some, refused):
                if self._stopping.wait(RETRY_SECONDS):
                    return

    def _take(self) -> list[Transaction]:
        """What is to be handed over next; nothing when this ends."""
        taken: list[Transaction] = []
        first = self._queue.get()
        while first is not None and not self._stopping.is_set():
            taken.append(first)
            if len(taken) == BATCH:
                break
            try:
                first = self._queue.get_nowait()
            except Empty:
                break
        return taken

    def _handed_over(self, some: list[Transaction], refused: Callable[[Transaction], None]) -> bool:
        try:
            refusals = self._engine.broadcast([each.raw for each in some])
        except EngineSilent:
            return False
        for transaction, refusal in zip(some, refusals, strict=True):
            if refusal is not None:
                log.warning("the engine does not take %s: %s", hex0x(transaction.hash), refusal)
                refused(transaction)
        return True
