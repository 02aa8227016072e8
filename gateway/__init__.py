"""A member's gateway: intake, outbox, indexer, consignments, reconciliation, findings, portal.

Owns the promises made to users: what was acknowledged is on disk, and will be anchored or reported as
failed. Never signs for a member, never imports the node (it speaks JSON-RPC to it), and its stages meet
only in the store.
"""

from gateway.ledger import HttpTransport, InProcessTransport, Transport
from gateway.running import Gateway
from gateway.settings import Limits, Settings

__all__ = ["Gateway", "HttpTransport", "InProcessTransport", "Limits", "Settings", "Transport"]
