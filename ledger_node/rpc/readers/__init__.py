"""JSON-RPC in processes of its own: they read the store themselves, and ask the node for what only it knows.

While a block executes, Python gives no other thread of the process its turn for milliseconds on end. So the
processes here hold the listening socket, answer from LMDB, and pass on what is about the pool, filters,
subscriptions or finality. Owns those processes and the way to the node; never writes, never executes a block.
"""

from ledger_node.rpc.readers.supervising import Readers, start_readers

__all__ = ["Readers", "start_readers"]
