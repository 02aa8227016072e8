"""A WebSocket connection passed on to the node, which pushes what was subscribed to."""

import asyncio
from pathlib import Path

from starlette.websockets import WebSocket
from websockets.asyncio.client import ClientConnection, unix_connect
from websockets.exceptions import ConnectionClosed

_GOING_AWAY = 1001


async def pass_on(connection: WebSocket, socket: Path) -> None:
    """Pass messages on, both ways, until either side ends the connection."""
    await connection.accept()
    try:
        node = await unix_connect(str(socket), "ws://localhost/", max_size=None, compression=None)
    except OSError:
        await connection.close(_GOING_AWAY)
        return
    async with node:
        tasks = [
            asyncio.create_task(_to_the_node(connection, node)),
            asyncio.create_task(_to_the_client(connection, node)),
        ]
        await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    if connection.client_state.name == "CONNECTED" and connection.application_state.name == "CONNECTED":
        await connection.close(node.close_code or _GOING_AWAY)


async def _to_the_node(connection: WebSocket, node: ClientConnection) -> None:
    while (message := await connection.receive())["type"] != "websocket.disconnect":
        await node.send(message.get("text") or message.get("bytes") or "")


async def _to_the_client(connection: WebSocket, node: ClientConnection) -> None:
    try:
        async for message in node:
            await connection.send_text(message if isinstance(message, str) else message.decode())
    except ConnectionClosed:
        return
