"""Transactions that wait for a block: decoded, checked once, in order, and never replaced."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from itertools import chain, zip_longest
from threading import Lock

from contracts.ids import Address, hex0x
from contracts.keccak import keccak
from ledger_node.errors import NonceRefused, PoolFull, TransactionKnown
from ledger_node.transactions import Transaction

CAPACITY = 16_384
"""Transactions that wait at most, of all senders."""

SENDER_CAPACITY = 4_096
"""Transactions that wait at most, of one sender; also how far ahead a nonce may be."""


@dataclass(slots=True)
class _Queue:
    nonce: int
    """The sender's next one after the tip."""
    waiting: dict[int, Transaction] = field(default_factory=dict)
    end: int = 0
    """The first nonce from `nonce` on that nothing waits under."""

    def ready(self) -> Iterator[Transaction]:
        return (self.waiting[nonce] for nonce in range(self.nonce, self.end))

    def add(self, transaction: Transaction) -> None:
        self.waiting[transaction.nonce] = transaction
        self._extend()

    def drop(self, nonce: int) -> None:
        self.waiting.pop(nonce)
        self.end = min(self.end, nonce)

    def advance(self, nonce: int) -> list[Transaction]:
        """Note that nonces below `nonce` are used; what waited under them."""
        self.nonce = max(self.nonce, nonce)
        used = [self.waiting.pop(each) for each in [each for each in self.waiting if each < self.nonce]]
        self._extend()
        return used

    def _extend(self) -> None:
        self.end = max(self.end, self.nonce)
        while self.end in self.waiting:
            self.end += 1


class Pool:
    """The waiting transactions of all senders. Every method may be called from any thread.

    What a sender has in blocks is remembered when nothing of it waits any more: who adds its next transaction
    may have looked at the tip a moment before the block was there.
    """

    def __init__(self, capacity: int = CAPACITY, sender_capacity: int = SENDER_CAPACITY) -> None:
        self._capacity = capacity
        self._sender_capacity = sender_capacity
        self._lock = Lock()
        self._queues: dict[Address, _Queue] = {}
        self._by_hash: dict[bytes, Transaction] = {}

    def __len__(self) -> int:
        return len(self._by_hash)

    def add(self, transaction: Transaction, nonce: int) -> None:
        """Let a checked transaction wait; `nonce` is its sender's next one after the tip.

        Raises TransactionKnown, NonceRefused (taken: nothing that waits is replaced) or PoolFull.
        """
        with self._lock:
            if transaction.hash in self._by_hash:
                raise TransactionKnown(
                    hex0x(transaction.hash), expected="a new transaction", found="one that waits"
                )
            queue = self._queues.setdefault(transaction.sender, _Queue(nonce))
            self._advance(queue, nonce)
            self._check_room(queue, transaction)
            queue.add(transaction)
            self._by_hash[transaction.hash] = transaction

    def _check_room(self, queue: _Queue, transaction: Transaction) -> None:
        last = queue.nonce + self._sender_capacity - 1
        if transaction.nonce in queue.waiting or not queue.nonce <= transaction.nonce <= last:
            found = f"{transaction.nonce}" + (", taken" if transaction.nonce in queue.waiting else "")
            raise NonceRefused(
                "transaction.nonce", expected=f"a free one of {queue.nonce} to {last}", found=found
            )
        if len(self._by_hash) >= self._capacity:
            raise PoolFull(
                "pool", expected=f"fewer than {self._capacity} waiting", found=str(len(self._by_hash))
            )

    def ready(self, gas: int) -> list[Transaction]:
        """Transactions whose predecessors are in blocks or before them here, up to `gas` of declared gas.

        Senders take turns, so that one relay's backlog doesn't starve the others.
        """
        with self._lock:
            return list(_up_to(gas, _in_turns(queue.ready() for queue in self._queues.values())))

    def is_ready(self, transaction: Transaction) -> bool:
        """Whether it waits here, and all its sender's before it are in blocks or wait here too."""
        with self._lock:
            queue = self._queues.get(transaction.sender)
            return queue is not None and transaction.hash in self._by_hash and transaction.nonce < queue.end

    def ready_from(self, sender: Address, nonce: int = 0) -> list[Transaction]:
        """What waits of one sender without a gap, in order, from `nonce` on."""
        with self._lock:
            queue = self._queues.get(sender)
            if queue is None:
                return []
            return [queue.waiting[each] for each in range(max(nonce, queue.nonce), queue.end)]

    def has_ready(self) -> bool:
        """Whether a block could be made of what waits."""
        with self._lock:
            return any(queue.nonce < queue.end for queue in self._queues.values())

    def remove(self, committed: Iterable[Transaction]) -> None:
        """Drop transactions whose nonces are used: those of a block that is durable."""
        with self._lock:
            for transaction in committed:
                queue = self._queues.setdefault(transaction.sender, _Queue(0))
                self._advance(queue, transaction.nonce + 1)

    def drop(self, transaction: Transaction) -> None:
        """Drop a transaction that no block can hold; later ones of its sender wait for its nonce."""
        with self._lock:
            if self._by_hash.pop(transaction.hash, None) is not None:
                self._queues[transaction.sender].drop(transaction.nonce)

    def get(self, transaction_hash: bytes) -> Transaction | None:
        """The waiting transaction with this hash."""
        return self._by_hash.get(transaction_hash)

    def find(self, raw: bytes) -> Transaction | None:
        """The waiting transaction that `raw` spells, decoded before."""
        return self._by_hash.get(keccak(raw))

    def next_nonce(self, sender: Address, nonce: int) -> int:
        """The nonce after what waits of `sender`, whose next one after the tip is `nonce`."""
        with self._lock:
            queue = self._queues.get(sender)
            return nonce if queue is None else max(nonce, queue.end)

    def waiting(self) -> list[Transaction]:
        """Everything that waits, oldest first."""
        with self._lock:
            return list(self._by_hash.values())

    def _advance(self, queue: _Queue, nonce: int) -> None:
        for used in queue.advance(nonce):
            self._by_hash.pop(used.hash, None)


def in_turns(waiting: Iterable[Transaction], gas: int) -> list[Transaction]:
    """`waiting` by nonce within each sender, senders taking turns, up to `gas` of declared gas."""
    queues: dict[Address, list[Transaction]] = {}
    for transaction in waiting:
        queues.setdefault(transaction.sender, []).append(transaction)
    ordered = (sorted(queue, key=lambda transaction: transaction.nonce) for queue in queues.values())
    return list(_up_to(gas, _in_turns(ordered)))


def _in_turns(queues: Iterable[Iterable[Transaction]]) -> Iterator[Transaction]:
    return (each for each in chain.from_iterable(zip_longest(*queues)) if each is not None)


def _up_to(gas: int, transactions: Iterable[Transaction]) -> Iterator[Transaction]:
    for transaction in transactions:
        gas -= transaction.gas
        if gas < 0:
            return
        yield transaction
