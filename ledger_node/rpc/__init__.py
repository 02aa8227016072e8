"""JSON-RPC as Ethereum's execution-apis define it, over a node's store, application and front.

Owns parsing, dispatching, rendering and the standard error codes; a file a namespace. Never writes to the
store, and reads through LMDB read transactions only, never through a block under way.
"""

from ledger_node.rpc.dispatch import Dispatcher
from ledger_node.rpc.filters import Filters
from ledger_node.rpc.ledger import Ledger
from ledger_node.rpc.server import Served, serve, serve_locally

__all__ = ["Dispatcher", "Filters", "Ledger", "Served", "serve", "serve_locally"]
