"""Indexer: blocks become tables, each block in one transaction with the cursor.

Owns every table that says what the ledger holds, and fills the projections of the payloads that are here.
Trusts blocks only: what it wrote can be dropped, and comes out identical.
"""

from gateway.indexer.rebuilding import rebuild
from gateway.indexer.stage import make_stage

__all__ = ["make_stage", "rebuild"]
