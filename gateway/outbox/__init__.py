"""Outbox: what was acknowledged goes to the ledger, in one nonce sequence, and its outcome is told.

Owns packing, the relay's transactions and their receipts, and signed notices of failure. Never decides what
may be stated, and never loses an item: one that can't be written is set aside and reported, and blocks
nothing.
"""

from gateway.outbox.stage import make_stage

__all__ = ["make_stage"]
