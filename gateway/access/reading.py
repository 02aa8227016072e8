"""The one rule of who may read a record (design §8): its author, its audience, parties whose identifiers the
consortium verified, and customs of the importing side. For everyone else it does not exist.

The indexer works the readers out when a record is anchored; here they are asked.
"""

from sqlalchemy import ColumnElement, false, select

from gateway.access.principal import Principal
from gateway.store.tables.records import readers, records


def readable(principal: Principal) -> ColumnElement[bool]:
    """The condition on `records` that leaves what `principal` may read."""
    if principal.member is None:
        return false()
    return records.c.reader_set.in_(select(readers.c.set_no).where(readers.c.member == principal.member))
