"""Hearing of new blocks over WebSocket (`eth_subscribe` newHeads), again and again however often it
breaks.
"""

import json
import logging
from collections.abc import Callable
from threading import Event, Thread

from websockets.exceptions import WebSocketException
from websockets.sync.client import ClientConnection, connect

_log = logging.getLogger(__name__)

_SUBSCRIBE = json.dumps({"jsonrpc": "2.0", "id": 1, "method": "eth_subscribe", "params": ["newHeads"]})
_AGAIN_AFTER = 0.5


class HeadSubscription:
    """A thread that rings for every message of the subscription, and once whenever it (re)connects."""

    def __init__(self, http_url: str, token: str | None, ring: Callable[[], None]) -> None:
        self._url = "ws" + http_url.removeprefix("http")
        self._headers = {"Authorization": f"Bearer {token}"} if token else None
        self._ring = ring
        self._stopping = Event()
        self._socket: ClientConnection | None = None
        self._thread = Thread(target=self._run, name="tegata-heads", daemon=True)

    def start(self) -> None:
        self._thread.start()

    def stop(self) -> None:
        self._stopping.set()
        if self._socket is not None:
            self._socket.close()
        self._thread.join()

    def _run(self) -> None:
        while not self._stopping.is_set():
            try:
                self._listen()
            except (OSError, WebSocketException) as error:
                _log.info("subscription to %s broke: %s", self._url, error)
            self._stopping.wait(_AGAIN_AFTER)
            self._ring()

    def _listen(self) -> None:
        with connect(self._url, additional_headers=self._headers) as socket:
            self._socket = socket
            if self._stopping.is_set():
                return
            socket.send(_SUBSCRIBE)
            for _message in socket:
                self._ring()
