"""JSON-RPC over HTTP (POST /) and WebSocket (the same path), in a thread of its own."""

import errno
import hmac
import ipaddress
import logging
import re
import socket
import time
from collections.abc import Awaitable, Callable
from pathlib import Path
from threading import Thread
from types import TracebackType
from typing import Self

import uvicorn
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route, WebSocketRoute
from starlette.types import ASGIApp, Receive, Scope, Send
from starlette.websockets import WebSocket

from ledger_node.errors import ServingRefused
from ledger_node.rpc.dispatch import Dispatcher
from ledger_node.rpc.websocket import serve_websocket

BACKLOG = 2_048
_PAUSE_SECONDS = 0.05

MAX_BODY_BYTES = 4 * 1024 * 1024
"""Bytes of one HTTP body or WebSocket message, at most."""

_LOCAL_NAMES = ("localhost", "127.0.0.1", "[::1]")

log = logging.getLogger("tegata.node.rpc")


AnswerText = Callable[[bytes], bytes | None]
ServeWebSocket = Callable[[WebSocket], Awaitable[None]]


def create_app(answer_text: AnswerText, websocket: ServeWebSocket, token: str | None) -> Starlette:
    """The ASGI application. Requests bear `token`; where there is none, their Host is this machine."""

    async def post(request: Request) -> Response:
        if request.headers.get("content-type", "").partition(";")[0] != "application/json":
            return PlainTextResponse("only application/json is taken\n", status_code=415)
        body = await _read_body(request)
        if body is None:
            return PlainTextResponse(f"content too large: at most {MAX_BODY_BYTES} bytes\n", status_code=413)
        answer = await run_in_threadpool(answer_text, body)
        if answer is None:
            return Response(status_code=204)
        return Response(answer, media_type="application/json")

    app = Starlette(routes=[Route("/", post, methods=["POST"]), WebSocketRoute("/", websocket)])
    app.add_middleware(_Guard, token=token)
    return app


class _Guard:
    """Lets a request through if it bears the token; where there is none, if it is from and for this machine.

    A page from elsewhere can make a browser ask 127.0.0.1, under a name of its own too (DNS rebinding): Host
    and Origin tell.
    """

    def __init__(self, app: ASGIApp, token: str | None) -> None:
        self._app = app
        self._token = token

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] in ("http", "websocket") and not self._allows(scope):
            if scope["type"] == "websocket":
                await receive()
                await send({"type": "websocket.close", "code": 1008})
                return
            await Response(status_code=401 if self._token else 403)(scope, receive, send)
            return
        await self._app(scope, receive, send)

    def _allows(self, scope: Scope) -> bool:
        headers = dict(scope["headers"])
        if self._token is not None:
            given = headers.get(b"authorization", b"")
            return hmac.compare_digest(given, b"Bearer " + self._token.encode())
        origin = headers.get(b"origin")
        return _is_local(headers.get(b"host", b"")) and (origin is None or _is_local(origin))


def _is_local(value: bytes) -> bool:
    """Whether a Host or an Origin names this machine."""
    authority = value.decode("latin-1").rpartition("//")[2]
    return re.sub(r":\d+$", "", authority) in _LOCAL_NAMES


async def _read_body(request: Request) -> bytes | None:
    """The body, or None as soon as it is known to be too large."""
    if int(request.headers.get("content-length", "0") or 0) > MAX_BODY_BYTES:
        return None
    body = bytearray()
    async for chunk in request.stream():
        body += chunk
        if len(body) > MAX_BODY_BYTES:
            return None
    return bytes(body)


class Served:
    """A server that is up. Close it, or use it as a context manager."""

    def __init__(self, server: uvicorn.Server, thread: Thread, address: tuple[str, int]) -> None:
        self._server = server
        self._thread = thread
        self.host, self.port = address

    @property
    def url(self) -> str:
        """Where HTTP is served; WebSocket is at the same place with `ws://`."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"http://{host}:{self.port}"

    def close(self) -> None:
        """Stop serving; open connections are closed."""
        self._server.should_exit = True
        self._thread.join()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def serve(dispatcher: Dispatcher, host: str, port: int, token: str | None) -> Served:
    """Serve on `host` and `port` (0 for a free one) and return once connections are accepted.

    Raises ServingRefused for an address other than loopback without a token.
    """
    return _serve_on(listen(host, port, token), dispatcher, token)


def serve_locally(dispatcher: Dispatcher, path: Path) -> Served:
    """Serve on a Unix socket, which stands in a folder that only its owner may enter."""
    listener = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    listener.bind(str(path))
    return _serve_on(listener, dispatcher, None)


def listen(host: str, port: int, token: str | None, seconds: float = 0) -> socket.socket:
    """A socket that listens, once the address is free, which is waited for so long.

    Raises ServingRefused for an address other than loopback without a token, and for one that is taken.
    """
    if token is None and not _is_loopback(host):
        raise ServingRefused("JSON-RPC", expected="a token, or an address of loopback", found=host)
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio turns Nagle's algorithm off only where the protocol is named: left on, it costs 40 ms an answer
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    deadline = time.monotonic() + seconds
    while True:
        try:
            listener.bind((host, port))
            listener.listen(BACKLOG)
        except OSError as error:
            if error.errno == errno.EADDRINUSE and time.monotonic() < deadline:
                time.sleep(_PAUSE_SECONDS)
                continue
            listener.close()
            raise ServingRefused(f"{host}:{port}", expected="a free address", found=str(error)) from error
        return listener


def configured(app: Starlette) -> uvicorn.Config:
    """How uvicorn serves the application."""
    return uvicorn.Config(
        app,
        backlog=BACKLOG,
        log_config=None,
        log_level="warning",
        access_log=False,
        ws="websockets-sansio",
        ws_max_size=MAX_BODY_BYTES,
        lifespan="off",
        timeout_graceful_shutdown=5,
    )


def _serve_on(listener: socket.socket, dispatcher: Dispatcher, token: str | None) -> Served:
    async def websocket(connection: WebSocket) -> None:
        await serve_websocket(dispatcher, connection)

    server = uvicorn.Server(configured(create_app(dispatcher.answer_text, websocket, token)))
    listener.listen(BACKLOG)
    address = listener.getsockname()[:2] if listener.family != socket.AF_UNIX else ("localhost", 0)
    thread = Thread(target=server.run, args=([listener],), name="json-rpc", daemon=True)
    thread.start()
    return Served(server, thread, address)


def _is_loopback(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
