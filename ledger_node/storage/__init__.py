"""What a node keeps on disk: state, blocks, receipts and their indexes, in one LMDB environment.

Owns the atomic commit: a block, its state, the height and the app hash become durable together or not at
all; and finds what the disk changed since. Never decides what is valid.
"""

from ledger_node.storage.reading import ReadStore, open_reader
from ledger_node.storage.store import Commit, CrashPoint, Head, Snapshot, Store, StoredParts

__all__ = ["Commit", "CrashPoint", "Head", "ReadStore", "Snapshot", "Store", "StoredParts", "open_reader"]
