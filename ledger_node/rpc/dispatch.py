"""From a JSON-RPC request to its response: one dispatcher for in-process calls, HTTP and WebSocket."""

import json
import logging
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

from contracts import strict_json
from contracts.errors import TegataError
from contracts.strict_json import JsonInvalid
from ledger_node.rpc import (
    debug,
    eth_accounts,
    eth_blocks,
    eth_chain,
    eth_config,
    eth_execution,
    eth_logs,
    eth_raw,
    eth_simulation,
    eth_state,
    eth_transactions,
    net,
    tegata,
    txpool,
    web3,
)
from ledger_node.rpc.errors import (
    INTERNAL_ERROR,
    INVALID_PARAMS,
    INVALID_REQUEST,
    LIMIT_EXCEEDED,
    METHOD_NOT_FOUND,
    PARSE_ERROR,
    RpcError,
    from_refusal,
)
from ledger_node.rpc.ledger import Ledger
from ledger_node.rpc.methods import Method
from ledger_node.rpc.view import View

MAX_BATCH = 256
"""Requests in one batch, at most."""

MAX_BATCH_SECONDS = 10.0
MAX_BATCH_BYTES = 25 * 1024 * 1024
"""What the answers to one batch may take; the requests after that are refused."""

NAMESPACES = (
    web3,
    net,
    eth_chain,
    eth_config,
    eth_accounts,
    eth_blocks,
    eth_transactions,
    eth_state,
    eth_execution,
    eth_simulation,
    eth_logs,
    eth_raw,
    debug,
    txpool,
    tegata,
)

Response = dict[str, Any]

Subscriber = Callable[[str, object], object]
"""Answers `eth_subscribe` and `eth_unsubscribe`, on a connection that can be pushed to. Raises RpcError."""

_SUBSCRIBING = ("eth_subscribe", "eth_unsubscribe")

log = logging.getLogger("tegata.node.rpc")


class AskTheNode(Exception):
    """A request is about something that is not in the store: the node's own process knows it."""


Elsewhere = Callable[[dict[str, Any]], Response]
"""Gives the response to a request, from another process."""


class Dispatcher:
    """Answers requests over a ledger. Every method may be called from any thread.

    What the ledger's parts raise AskTheNode for is answered by `elsewhere`.
    """

    def __init__(self, ledger: Ledger, elsewhere: Elsewhere | None = None) -> None:
        self.ledger = ledger
        self._elsewhere = elsewhere
        self._methods: dict[str, Method] = {
            method.name: method for module in NAMESPACES for method in module.namespace.methods
        }

    def answer_text(self, text: bytes | str, subscriber: Subscriber | None = None) -> bytes | None:
        """The response to a request or a batch as JSON text; None when nothing is to be answered."""
        try:
            request = strict_json.loads(text, "request")
        except (JsonInvalid, ValueError):  # ValueError: a number with too many digits
            return _dump(_failure(None, RpcError(PARSE_ERROR, "parse error")))
        if isinstance(request, list) and 0 < len(request) <= MAX_BATCH:
            return self._answer_batch_text(request, subscriber)
        answer = self.answer(request, subscriber)
        return None if answer is None else _dump(answer)

    def answer(
        self, request: object, subscriber: Subscriber | None = None
    ) -> Response | list[Response] | None:
        """The response to a decoded request or batch; None when it holds notifications only."""
        if isinstance(request, list):
            return self._answer_batch(request, subscriber)
        return self._answer_one(request, subscriber)

    def _answer_one(self, request: object, subscriber: Subscriber | None) -> Response | None:
        if not isinstance(request, dict) or not _is_request(request):
            identity = request.get("id") if isinstance(request, dict) else None
            return _failure(_plain_id(identity), RpcError(INVALID_REQUEST, "invalid request"))
        identity = request.get("id")
        try:
            name, params = request["method"], request.get("params", [])
            result = (
                subscriber(name, params) if subscriber and name in _SUBSCRIBING else self.call(name, params)
            )
        except RpcError as error:
            return _failure(identity, error) if "id" in request else None
        except AskTheNode:
            return self._pass_on(request)
        return {"jsonrpc": "2.0", "id": identity, "result": result} if "id" in request else None

    def _pass_on(self, request: dict[str, Any]) -> Response | None:
        assert self._elsewhere is not None, "only a ledger without a node asks for one"
        answer = self._elsewhere(request)
        return {**answer, "id": request["id"]} if "id" in request else None

    def call(self, name: str, params: object) -> object:
        """The result of one method. Raises RpcError, and nothing else."""
        method = self._methods.get(name)
        if method is None:
            raise RpcError(METHOD_NOT_FOUND, f"the method {name} does not exist/is not available")
        if params is None:
            params = []
        if not isinstance(params, Sequence) or isinstance(params, str | bytes):
            raise RpcError(INVALID_PARAMS, "params must be a list")
        try:
            with self.ledger.store.snapshot() as snapshot:
                return method.call(View(self.ledger, snapshot), params)
        except (RpcError, AskTheNode):
            raise
        except TegataError as refusal:
            raise from_refusal(refusal) from refusal
        except Exception as error:  # the edge: a client gets the standard error, the log the cause
            log.exception("%s failed", name)
            raise RpcError(INTERNAL_ERROR, "internal error") from error

    def _answer_batch(
        self, requests: list[object], subscriber: Subscriber | None
    ) -> Response | list[Response] | None:
        if not requests:
            return _failure(None, RpcError(INVALID_REQUEST, "empty batch"))
        if len(requests) > MAX_BATCH:
            return _failure(None, RpcError(INVALID_REQUEST, f"batch too large: at most {MAX_BATCH} requests"))
        return list(self._answers(requests, subscriber, _Spent())) or None

    def _answer_batch_text(self, requests: list[object], subscriber: Subscriber | None) -> bytes | None:
        spent = _Spent()
        parts: list[bytes] = []
        for answer in self._answers(requests, subscriber, spent):
            parts.append(_dump(answer))
            spent.bytes += len(parts[-1])
        return b"[" + b",".join(parts) + b"]" if parts else None

    def _answers(
        self, requests: list[object], subscriber: Subscriber | None, spent: "_Spent"
    ) -> Iterator[Response]:
        """The answers to a batch, in order; an error to each request once they take too long or too much."""
        deadline = self.ledger.monotonic() + MAX_BATCH_SECONDS
        for request in requests:
            if spent.bytes > MAX_BATCH_BYTES:
                answer = _unanswered(request, f"the answers take more than {MAX_BATCH_BYTES} bytes")
            elif self.ledger.monotonic() > deadline:
                answer = _unanswered(request, f"the batch took more than {MAX_BATCH_SECONDS:.0f} seconds")
            else:
                answer = self._answer_one(request, subscriber)
            if answer is not None:
                yield answer


@dataclass
class _Spent:
    """How large the answers to a batch have become."""

    bytes: int = 0


def _unanswered(request: object, reason: str) -> Response | None:
    """The error that a request gets which is not looked at any more; None for a notification."""
    if isinstance(request, dict) and "id" not in request:
        return None
    identity = request["id"] if isinstance(request, dict) else None
    return _failure(_plain_id(identity), RpcError(LIMIT_EXCEEDED, reason))


def _is_request(request: dict[str, object]) -> bool:
    return (
        request.get("jsonrpc") == "2.0"
        and isinstance(request.get("method"), str)
        and _plain_id(request.get("id")) == request.get("id")
    )


def _plain_id(identity: object) -> str | int | float | None:
    plain = isinstance(identity, str | int | float) and not isinstance(identity, bool)
    return identity if plain else None  # type: ignore[return-value] # narrowed by `plain`


def _failure(identity: object, error: RpcError) -> Response:
    return {"jsonrpc": "2.0", "id": identity, "error": error.to_json()}


def _dump(answer: object) -> bytes:
    return json.dumps(answer, separators=(",", ":")).encode()
