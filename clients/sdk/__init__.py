"""The Python SDK: records to receipts, numbers to histories, ids to proofs, over a gateway's HTTP API.

Owns the client's side of every promise: seeds are on disk before they are sent, a retry changes nothing, and
what a gateway says can be verified without it. Never imports gateway or node.
"""

from clients.sdk.client import AsyncClient, Client
from clients.sdk.errors import GatewayRefused, GatewayUnreachable, NotAnchored
from clients.sdk.preparing import Author, Entry, PreparedBatch, prepare
from clients.sdk.promises import PromiseInvalid
from clients.sdk.seedbook import SeedBook
from clients.sdk.sources import RecordSource, source_of
from clients.sdk.workflow import AcceptedBatch, Means, Submitted

__all__ = [
    "AsyncClient",
    "Client",
    "GatewayRefused",
    "GatewayUnreachable",
    "NotAnchored",
    "Author",
    "Entry",
    "PreparedBatch",
    "prepare",
    "PromiseInvalid",
    "RecordSource",
    "source_of",
    "SeedBook",
    "AcceptedBatch",
    "Means",
    "Submitted",
]
