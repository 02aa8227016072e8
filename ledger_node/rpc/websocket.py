"""One WebSocket connection: requests answered in turn, subscriptions pushed."""

import asyncio
import json
import secrets
from collections.abc import Callable

from starlette.concurrency import run_in_threadpool
from starlette.websockets import WebSocket

from ledger_node.rpc.dispatch import Dispatcher
from ledger_node.rpc.render import Json
from ledger_node.rpc.subscriptions import Subscriptions

MAX_UNSENT = 10_000
"""Messages that wait for a slow reader; one more, and the connection is closed."""

_TOO_SLOW = 1013


async def serve_websocket(dispatcher: Dispatcher, connection: WebSocket) -> None:
    """Serve a connection until either side ends it."""
    await connection.accept()
    outbox: asyncio.Queue[bytes | None] = asyncio.Queue()
    push = _pusher(outbox, asyncio.get_running_loop())
    subscriptions = Subscriptions(dispatcher.ledger, push, lambda: "0x" + secrets.token_hex(16))
    sender = asyncio.create_task(_send(connection, outbox))
    try:
        while not sender.done() and (request := await _receive(connection)) is not None:
            answer = await run_in_threadpool(dispatcher.answer_text, request, subscriptions.answer)
            if answer is not None:
                outbox.put_nowait(answer)
    finally:
        subscriptions.close()
        sender.cancel()


def _pusher(outbox: "asyncio.Queue[bytes | None]", loop: asyncio.AbstractEventLoop) -> Callable[[Json], None]:
    """What puts a notification into the outbox from any thread; None when the reader is too slow."""

    def put(message: bytes) -> None:
        outbox.put_nowait(message if outbox.qsize() < MAX_UNSENT else None)

    def push(notification: Json) -> None:
        if not loop.is_closed():
            loop.call_soon_threadsafe(put, json.dumps(notification, separators=(",", ":")).encode())

    return push


async def _receive(connection: WebSocket) -> bytes | str | None:
    """The next message, whether it came as text or as binary; None when the client has gone."""
    message = await connection.receive()
    if message["type"] == "websocket.disconnect":
        return None
    found: bytes | str = message.get("text") or message.get("bytes") or b""
    return found


async def _send(connection: WebSocket, outbox: "asyncio.Queue[bytes | None]") -> None:
    while (message := await outbox.get()) is not None:
        await connection.send_text(message.decode())
    await connection.close(_TOO_SLOW)
