"""Dropping what can be rebuilt, so that the indexer reads the chain from its start and writes the same
again.
"""

from sqlalchemy import Connection, delete

from gateway.indexer.filing import forget_filed
from gateway.indexer.stage import Indexer
from gateway.services import Services
from gateway.store.metadata import DERIVED
from gateway.store.schema import metadata
from gateway.store.tables.events import cursors


def rebuild(services: Services) -> None:
    """Empties every derived table and fills it anew from blocks and payloads. Run it with the stages stopped.

    The feed of events stays as it is: nothing happened, it was only read again. Stages that fill derived
    tables from the feed start it over when they run next.
    """
    services.store.write(_forget)
    indexer = Indexer(services, silent=True)
    while indexer.work():
        pass


FILLED_FROM_THE_FEED = ("consignments",)
"""Stages whose tables are derived and filled from the feed of events."""


def _forget(connection: Connection) -> None:
    forget_filed(connection)
    connection.execute(delete(cursors).where(cursors.c.stage.in_(FILLED_FROM_THE_FEED)))
    for table in reversed(metadata.sorted_tables):
        if table.info.get("origin") == DERIVED:
            connection.execute(delete(table))
