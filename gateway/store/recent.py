"""What was made ready in this process a moment ago, so that the indexer need not read and prepare it again.

A cache and nothing else: an id names one record for ever, and what is not here is prepared from its payload.
"""

from collections import OrderedDict
from collections.abc import Iterable
from threading import Lock

from contracts.ids import RecordId
from gateway.store.projections.prepared import Prepared

MOST = 8_192
"""Records that are kept: a batch of more is prepared when it is indexed."""


class RecentlyPrepared:
    """What is to be written of the last records that were handed in, by id."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._lock = Lock()
        self._prepared: OrderedDict[RecordId, Prepared] = OrderedDict()

    def keep(self, prepared: Iterable[tuple[RecordId, Prepared]]) -> None:
        """Remembers `prepared`, and forgets the oldest."""
        with self._lock:
            self._prepared.update(prepared)
            while len(self._prepared) > self._most:
                self._prepared.popitem(last=False)

    def take(self, record_ids: Iterable[RecordId]) -> list[Prepared | None]:
        """What is still here of each of `record_ids`; it is not kept any longer."""
        with self._lock:
            return [self._prepared.pop(record_id, None) for record_id in record_ids]
