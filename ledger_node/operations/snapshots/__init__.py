"""The ledger as of one block in chunks that peers can check: how a new node joins without executing them all.

Owns the chunks' format, their files, and the checks of what a peer sends. Every header up to the block stands
in them with its transactions and receipts, and the state after it; older states do not.
"""

from ledger_node.operations.snapshots.calls import Snapshots

__all__ = ["Snapshots"]
