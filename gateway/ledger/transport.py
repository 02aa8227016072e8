"""Carrying a JSON-RPC request to the node and its response back."""

from collections.abc import Callable
from typing import Any, Protocol

import httpx

from gateway.errors import LedgerUnavailable
from gateway.ledger.heads import HeadSubscription


class Transport(Protocol):
    """Sends one JSON-RPC object, or a list of them, and returns what the node answers."""

    def send(self, request: Any) -> Any: ...

    def watch(self, ring: Callable[[], None]) -> Callable[[], None]:
        """Calls `ring` whenever there is a new block; returns what ends that."""
        ...

    def close(self) -> None: ...


class InProcessTransport:
    """A node in the same process: its dispatcher is called directly.

    `on_block` takes a listener, which is called with each new block, and returns what ends that.
    """

    def __init__(
        self, dispatch: Callable[[Any], Any], on_block: Callable[[Callable[[Any], None]], Callable[[], None]]
    ) -> None:
        self._dispatch = dispatch
        self._on_block = on_block

    def send(self, request: Any) -> Any:
        return self._dispatch(request)

    def watch(self, ring: Callable[[], None]) -> Callable[[], None]:
        return self._on_block(lambda _block: ring())

    def close(self) -> None:
        """Nothing is held open."""


class HttpTransport:
    """A node behind HTTP. `token` is its read token, where it asks for one."""

    def __init__(self, url: str, *, token: str | None = None, timeout: float = 30.0) -> None:
        headers = {"Authorization": f"Bearer {token}"} if token else {}
        self._url = url
        self._token = token
        self._client = httpx.Client(headers=headers, timeout=timeout)

    def send(self, request: Any) -> Any:
        try:
            response = self._client.post(self._url, json=request)
            response.raise_for_status()
            return response.json()
        except (httpx.HTTPError, ValueError) as error:
            raise LedgerUnavailable(self._url, expected="a JSON-RPC response", found=str(error)) from error

    def watch(self, ring: Callable[[], None]) -> Callable[[], None]:
        watch = HeadSubscription(self._url, self._token, ring)
        watch.start()
        return watch.stop

    def close(self) -> None:
        self._client.close()
