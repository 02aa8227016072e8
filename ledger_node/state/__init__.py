"""The ledger's state: accounts and slots under a root, read, proved, and changed by one block at a time.

Owns the tries and the journal of a block's changes. Never decides what a change means: py-evm does.
"""

from ledger_node.state.accounts import LedgerAccounts
from ledger_node.state.trie import root_of
from ledger_node.state.view import Account, NodeReader, StateView

__all__ = ["Account", "LedgerAccounts", "NodeReader", "StateView", "root_of"]
