"""The gateway's way to the ledger: standard Ethereum JSON-RPC, over HTTP or in process.

Owns requests, their errors, and reading the contracts' state. Never trusts an answer for more than it says:
what is anchored is read from blocks by the indexer.
"""

from gateway.ledger.client import Head, Ledger, RpcRefused
from gateway.ledger.transport import HttpTransport, InProcessTransport, Transport

__all__ = ["Head", "HttpTransport", "InProcessTransport", "Ledger", "RpcRefused", "Transport"]
