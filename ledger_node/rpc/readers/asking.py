"""What a reader does not know: the node's pool, front, heads and filters; and how the node is asked."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn, cast

import httpx

from ledger_node.chain import Chain
from ledger_node.rpc.dispatch import AskTheNode, Response
from ledger_node.rpc.errors import SERVER_ERROR, RpcError
from ledger_node.rpc.ledger import Ledger
from ledger_node.storage import ReadStore

SECONDS = 30.0
"""How long the node may take to answer a reader."""

_KEPT_SECONDS = 2.0
"""A connection is not used again after so long without a request: the node closes it after five."""


class _WithTheNode:
    """Stands for a part that only the node has: whatever is asked of it, the node is to be asked."""

    def __getattr__(self, name: str) -> NoReturn:
        raise AskTheNode(name)

    def __len__(self) -> NoReturn:
        raise AskTheNode("len")

    def __call__(self, *_arguments: object) -> NoReturn:
        raise AskTheNode("call")


def reading_ledger(chain: Chain, store: ReadStore, monotonic: Callable[[], float]) -> Ledger:
    """A ledger that answers from the store alone, and raises AskTheNode for all else."""
    absent = cast(Any, _WithTheNode())
    return Ledger(chain, store, absent, absent, absent, absent, absent, monotonic)


class NodeAsker:
    """Passes requests on to the node's own socket. For any thread."""

    def __init__(self, socket: Path) -> None:
        limits = httpx.Limits(
            max_connections=64, max_keepalive_connections=16, keepalive_expiry=_KEPT_SECONDS
        )
        self._client = httpx.Client(
            transport=httpx.HTTPTransport(uds=str(socket), limits=limits), timeout=SECONDS, trust_env=False
        )

    def ask(self, request: dict[str, Any]) -> Response:
        """The node's response to one request; an error where it does not answer."""
        try:
            text = json.dumps({**request, "id": request.get("id", 0)})
            answer = self._client.post(
                "http://localhost/", content=text, headers={"Content-Type": "application/json"}
            )
            return dict(answer.raise_for_status().json())
        except (httpx.HTTPError, ValueError) as error:
            refusal = RpcError(SERVER_ERROR, f"the node does not answer: {type(error).__name__}")
            return {"jsonrpc": "2.0", "id": request.get("id"), "error": refusal.to_json()}
