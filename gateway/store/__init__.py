"""The one place where the gateway's stages meet: tables, one writer, readers, and the feed of what happened.

Owns the schema, the connection to the database, group commit and the waking of stages. Decides nothing about
records, declarations or ledgers: a stage brings its change, the store makes it durable, and says so.
"""

from gateway.store.bell import Bell
from gateway.store.store import Store, open_store
from gateway.store.writer import Change

__all__ = ["Bell", "Change", "Store", "open_store"]
