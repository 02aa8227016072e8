"""A node of an Ethereum chain that is not the ledger: for trying contracts and tools, and for tests.

It founds a chain from a genesis file as go-ethereum reads it, imports the blocks of another client, lets in
what Ethereum lets in (any sender, contract creation, value, fees), and makes a block of each transaction. It
answers the same JSON-RPC, from the same store, as a member's node. Never part of a consortium's network.
"""

from ledger_node.development.genesis import EthereumGenesis, read_genesis
from ledger_node.development.node import DevelopmentNode, open_development_node

__all__ = ["DevelopmentNode", "EthereumGenesis", "open_development_node", "read_genesis"]
