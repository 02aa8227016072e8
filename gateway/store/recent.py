"""Records that were verified in this process a moment ago, so that the indexer need not read them again.

A cache and nothing else: an id names one record for ever, and what is not here is read from its payload.
"""

from collections import OrderedDict
from collections.abc import Iterable
from threading import Lock

from contracts.ids import RecordId
from contracts.records import Record

MOST = 8_192


class RecentRecords:
    """The last records that were handed in, by id."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._lock = Lock()
        self._records: OrderedDict[RecordId, Record] = OrderedDict()

    def keep(self, records: Iterable[tuple[RecordId, Record]]) -> None:
        """Remembers `records`, and forgets the oldest."""
        with self._lock:
            self._records.update(records)
            while len(self._records) > self._most:
                self._records.popitem(last=False)

    def take(self, record_id: RecordId) -> Record | None:
        """The record, if it is still here; it is not kept any longer."""
        with self._lock:
            return self._records.pop(record_id, None)
