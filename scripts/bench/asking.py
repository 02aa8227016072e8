"""Clients that ask JSON-RPC without a pause: many connections in one thread, so that asking costs little.

A library's client would take longer to ask than the fastest node to answer. Requests are made beforehand, and
of an answer only its end is looked for; what it says is checked before.
"""

import json
import selectors
import socket
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

import httpx

Question = tuple[str, list[Any]]
"""A method and its parameters."""

_TIMEOUT_SECONDS = 60.0
_HEADERS = {"Content-Type": "application/json"}
_CLIENT = httpx.Client(timeout=_TIMEOUT_SECONDS, limits=httpx.Limits(keepalive_expiry=2), trust_env=False)


@dataclass(frozen=True)
class Answered:
    """How many answers a second, and how long the median and the slowest hundredth took, in milliseconds."""

    a_second: float
    median: float
    slowest_hundredth: float


def ask(url: str, question: Question) -> Any:
    """The result of one question. Raises RuntimeError for an error."""
    answer = _CLIENT.post(url, content=_body(question), headers=_HEADERS).json()
    if "result" not in answer:
        raise RuntimeError(f"{url}: {question[0]}: {answer}")
    return answer["result"]


def measure(url: str, questions: Sequence[Question], clients: int, seconds: float) -> Answered:
    """Let so many clients ask in turn, each its next question once it has its answer."""
    place = urlsplit(url)
    requests = [_request(place.netloc, question) for question in questions]
    with selectors.DefaultSelector() as selector:
        connections = [_Client(place.hostname or "", place.port or 80, requests, n) for n in range(clients)]
        for client in connections:
            selector.register(client.socket, selectors.EVENT_READ, client)
        began = time.perf_counter()
        took = sorted(_turns(selector, connections, began + seconds))
        passed = time.perf_counter() - began
        for client in connections:
            client.socket.close()
    milliseconds = [1_000 * each for each in took]
    at = min(int(0.99 * len(milliseconds)), len(milliseconds) - 1)
    return Answered(len(took) / passed, milliseconds[len(took) // 2], milliseconds[at])


class _Client:
    """One connection, with one request on its way."""

    def __init__(self, host: str, port: int, requests: Sequence[bytes], first: int) -> None:
        self.socket = socket.create_connection((host, port), timeout=_TIMEOUT_SECONDS)
        self.socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        self._requests = requests
        self._next = first * 7_919
        self._received = bytearray()
        self._sent = 0.0

    def ask(self) -> None:
        """Send the next request."""
        self._received.clear()
        self._sent = time.perf_counter()
        self.socket.sendall(self._requests[self._next % len(self._requests)])
        self._next += 1

    def receive(self) -> float | None:
        """Seconds that the answer took, once it is whole. Raises RuntimeError for one that is refused."""
        part = self.socket.recv(1 << 18)
        if not part:
            raise RuntimeError("the node closed a connection")
        self._received += part
        if not _is_whole(self._received):
            return None
        if not self._received.startswith(b"HTTP/1.1 200"):
            raise RuntimeError(f"the node answers {bytes(self._received[:200])!r}")
        return time.perf_counter() - self._sent


def _turns(selector: selectors.BaseSelector, clients: Sequence[_Client], until: float) -> Iterator[float]:
    for client in clients:
        client.ask()
    asking = len(clients)
    while asking:
        ready = selector.select(_TIMEOUT_SECONDS)
        if not ready:
            raise RuntimeError(f"no answer within {_TIMEOUT_SECONDS:.0f} s")
        for key, _ in ready:
            took = key.data.receive()
            if took is None:
                continue
            yield took
            if time.perf_counter() < until:
                key.data.ask()
            else:
                asking -= 1


def _is_whole(answer: bytearray) -> bool:
    """Whether an HTTP answer has come to its end: as long as it says, or its last chunk."""
    end = answer.find(b"\r\n\r\n")
    if end < 0:
        return False
    head = bytes(answer[:end]).lower()
    if b"transfer-encoding: chunked" in head:
        return answer.endswith(b"\r\n0\r\n\r\n")
    _, _, rest = head.partition(b"content-length: ")
    return len(answer) >= end + 4 + int(rest.split(b"\r\n", 1)[0])


def _body(question: Question) -> bytes:
    method, params = question
    return json.dumps({"jsonrpc": "2.0", "id": 1, "method": method, "params": params}).encode()


def _request(netloc: str, question: Question) -> bytes:
    body = _body(question)
    lines = ["POST / HTTP/1.1", f"Host: {netloc}", "Content-Type: application/json"]
    return "\r\n".join([*lines, f"Content-Length: {len(body)}", "", ""]).encode() + body
