"""What was made ready in this process a moment ago, so that the indexer need not read and prepare it again.

A cache and nothing else: an id names one record for ever, and what is not here is prepared from its payload.
"""

from collections import OrderedDict
from collections.abc import Iterable
from threading import Lock

from contracts.ids import RecordId
from gateway.store.projections.prepared import Packed

MOST_BYTES = 64 * 1024 * 1024
"""What is kept, packed: some 90,000 certificates of 40 fields, so that intake may run ahead of the ledger."""


class RecentlyPrepared:
    """What is to be written of the last records that were handed in, by id."""

    def __init__(self, most_bytes: int = MOST_BYTES) -> None:
        self._most = most_bytes
        self._size = 0
        self._lock = Lock()
        self._packed: OrderedDict[RecordId, Packed] = OrderedDict()

    def keep(self, packed: Iterable[tuple[RecordId, Packed]]) -> None:
        """Remembers `packed`, and forgets the oldest."""
        with self._lock:
            for record_id, one in packed:
                self._size += len(one) - len(self._packed.get(record_id, b""))
                self._packed[record_id] = one
            while self._size > self._most:
                _, oldest = self._packed.popitem(last=False)
                self._size -= len(oldest)

    def take(self, record_ids: Iterable[RecordId]) -> list[Packed | None]:
        """What is still here of each of `record_ids`; it is not kept any longer."""
        with self._lock:
            taken = [self._packed.pop(record_id, None) for record_id in record_ids]
            self._size -= sum(map(len, filter(None, taken)))
        return taken
