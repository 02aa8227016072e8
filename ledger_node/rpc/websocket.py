"""One WebSocket connection: requests answered in turn, subscriptions pushed."""

import asyncio
import json
import secrets
from collections.abc import Callable
from contextlib import suppress

from starlette.concurrency import run_in_threadpool
from starlette.websockets import WebSocket, WebSocketDisconnect

from ledger_node.rpc.dispatch import Dispatcher
from ledger_node.rpc.outbox import Outbox
from ledger_node.rpc.render import Json
from ledger_node.rpc.subscriptions import Subscriptions

_TOO_SLOW = 1013
_CLOSING_SECONDS = 1.0
"""How long a reader too slow for its notifications has left to hear that it is cut off."""


async def serve_websocket(
    dispatcher: Dispatcher, connection: WebSocket, make_outbox: Callable[[], Outbox] = Outbox
) -> None:
    """Serve a connection until either side ends it, or its reader is too slow for what it subscribed to."""
    await connection.accept()
    outbox = make_outbox()
    push = _pusher(outbox, asyncio.get_running_loop())
    subscriptions = Subscriptions(dispatcher.ledger, push, lambda: "0x" + secrets.token_hex(16))
    tasks = [
        asyncio.create_task(_answer(dispatcher, connection, subscriptions, outbox)),
        asyncio.create_task(_send(connection, outbox)),
        asyncio.create_task(outbox.overflowed.wait()),
    ]
    try:
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        subscriptions.close()
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    if outbox.overflowed.is_set():
        with suppress(TimeoutError):
            await asyncio.wait_for(connection.close(_TOO_SLOW), _CLOSING_SECONDS)


def _pusher(outbox: Outbox, loop: asyncio.AbstractEventLoop) -> Callable[[Json], None]:
    """What puts a notification into the outbox from any thread."""

    def push(notification: Json) -> None:
        if not loop.is_closed():
            loop.call_soon_threadsafe(outbox.notify, json.dumps(notification, separators=(",", ":")).encode())

    return push


async def _answer(
    dispatcher: Dispatcher, connection: WebSocket, subscriptions: Subscriptions, outbox: Outbox
) -> None:
    while (request := await _receive(connection)) is not None:
        answer = await run_in_threadpool(dispatcher.answer_text, request, subscriptions.answer)
        if answer is not None:
            await outbox.answer(answer)


async def _receive(connection: WebSocket) -> bytes | str | None:
    """The next message, whether it came as text or as binary; None when the client has gone."""
    message = await connection.receive()
    if message["type"] == "websocket.disconnect":
        return None
    found: bytes | str = message.get("text") or message.get("bytes") or b""
    return found


async def _send(connection: WebSocket, outbox: Outbox) -> None:
    with suppress(WebSocketDisconnect):
        while True:
            await connection.send_text((await outbox.take()).decode())
