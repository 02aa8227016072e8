"""A member's ledger node: admission, execution (py-evm), storage, consensus fronts, JSON-RPC.

Owns the chain: one application object, pure of any consensus engine, and the fronts that drive it. Never
reads a payload, never speaks for a member, and imports nothing from the gateway, the adapters or the
clients.
"""

from ledger_node.fronts.embedded import SequencerKey, load_key, load_or_create_key
from ledger_node.node import Node, open_node
from ledger_node.rpc import Served

__all__ = ["Node", "Served", "SequencerKey", "load_key", "load_or_create_key", "open_node"]
