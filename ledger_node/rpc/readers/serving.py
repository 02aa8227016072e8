"""One reader: it serves the listening socket from the store, until the node that began it is gone."""

import gc
import os
import signal
import socket
import time
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path
from threading import Thread

import uvicorn
from starlette.websockets import WebSocket

from ledger_node.chain import Chain
from ledger_node.rpc.dispatch import Dispatcher
from ledger_node.rpc.readers.asking import NodeAsker, reading_ledger
from ledger_node.rpc.readers.passing import pass_on
from ledger_node.rpc.server import configured, create_app
from ledger_node.storage import ReadStore


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader serves: a chain, from a store, on a socket that listens; and where the node is asked."""

    chain: Chain
    store: Path
    listener: socket.socket
    node: Path
    token: str | None


def read_and_serve(reading: Reading, alive: Connection) -> None:
    """Serve until `alive` is closed at its other end: the node holds it, however it ends."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    Thread(target=_end_with, args=(alive,), name="alive", daemon=True).start()
    gc.freeze()
    store = ReadStore(reading.store)
    asker = NodeAsker(reading.node)
    dispatcher = Dispatcher(reading_ledger(reading.chain, store, time.monotonic), asker.ask)

    async def websocket(connection: WebSocket) -> None:
        await pass_on(connection, reading.node)

    app = create_app(dispatcher.answer_text, websocket, reading.token)
    uvicorn.Server(configured(app)).run(sockets=[reading.listener])


def _end_with(alive: Connection) -> None:
    try:
        alive.recv()
    except (EOFError, OSError):
        os._exit(0)
