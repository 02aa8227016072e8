"""A member's gateway: intake, outbox, indexer, consignments, reconciliation, findings, portal.

Owns the promises made to users: what was acknowledged is on disk, and will be anchored or reported as
failed. Never signs for a member, never imports the node (it speaks JSON-RPC to it), and its stages meet
only in the store.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from gateway.ledger import HttpTransport, InProcessTransport, Transport
    from gateway.running import Gateway
    from gateway.settings import Limits, Settings

__all__ = ["Gateway", "HttpTransport", "InProcessTransport", "Limits", "Settings", "Transport"]

_HOMES = {
    "Gateway": "gateway.running",
    "HttpTransport": "gateway.ledger",
    "InProcessTransport": "gateway.ledger",
    "Limits": "gateway.settings",
    "Settings": "gateway.settings",
    "Transport": "gateway.ledger",
}


def __getattr__(name: str) -> Any:
    """A public name, from its home: a process that works for one stage does not load the others."""
    if name not in _HOMES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)
