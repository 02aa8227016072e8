"""Filters that a client polls: each remembers how far it has looked, and is forgotten when nobody asks."""

from collections.abc import Callable
from dataclasses import dataclass, field
from itertools import count
from threading import Lock

from ledger_node.rpc.errors import LIMIT_EXCEEDED, SERVER_ERROR, RpcError
from ledger_node.rpc.matching import LogFilter
from ledger_node.transactions import Transaction

IDLE_SECONDS = 300.0
"""After this long without a question a filter is forgotten, as in other clients."""

MAX_FILTERS = 1_024
MAX_PENDING = 10_000


@dataclass(slots=True)
class Filter:
    """One client's question, and where the next answer begins."""

    next_height: int
    logs: LogFilter | None = None
    """None for a filter of blocks or of waiting transactions."""
    last: int | None = None
    first: int = 0
    pending: list[bytes] | None = None
    """Hashes that the next answer holds; None unless it is a filter of waiting transactions."""
    asked: float = field(default=0.0)


class Filters:
    """All filters of a node, by number. For any thread."""

    def __init__(self, monotonic: Callable[[], float]) -> None:
        self._monotonic = monotonic
        self._lock = Lock()
        self._numbers = count(1)
        self._filters: dict[int, Filter] = {}

    def add(self, new: Filter) -> int:
        """Keep a filter; returns its number."""
        with self._lock:
            self._forget_idle()
            if len(self._filters) >= MAX_FILTERS:
                raise RpcError(LIMIT_EXCEEDED, f"more than {MAX_FILTERS} filters")
            number = next(self._numbers)
            new.asked = self._monotonic()
            self._filters[number] = new
            return number

    def get(self, number: int) -> Filter:
        """The filter with this number. Raises RpcError when there is none, or no more."""
        with self._lock:
            self._forget_idle()
            found = self._filters.get(number)
            if found is None:
                raise RpcError(SERVER_ERROR, "filter not found")
            found.asked = self._monotonic()
            return found

    def remove(self, number: int) -> bool:
        """Forget a filter; whether there was one."""
        with self._lock:
            return self._filters.pop(number, None) is not None

    def note_pending(self, transaction: Transaction) -> None:
        """Put a waiting transaction into the next answer of the filters that ask for them."""
        with self._lock:
            for each in self._filters.values():
                if each.pending is not None and len(each.pending) < MAX_PENDING:
                    each.pending.append(transaction.hash)

    def take_pending(self, asked: Filter) -> list[bytes]:
        """The hashes since the last answer."""
        with self._lock:
            taken, asked.pending = asked.pending or [], []
            return taken

    def _forget_idle(self) -> None:
        oldest = self._monotonic() - IDLE_SECONDS
        self._filters = {number: each for number, each in self._filters.items() if each.asked >= oldest}
