"""The engine's connections: a socket, messages with their length before them, answered one by one."""

import asyncio
import logging
from collections.abc import Callable
from pathlib import Path
from threading import Event, Thread

from contracts.errors import TegataError
from ledger_node.fronts.cometbft.requests import REQUESTS, RequestFlush
from ledger_node.fronts.cometbft.responses import RESPONSES, ResponseException
from ledger_node.fronts.cometbft.wire import (
    MAX_VARINT_BYTES,
    Message,
    WireInvalid,
    read_fields,
    read_varint,
    varint,
)

MAX_MESSAGE = 1 << 27
"""Bytes of one message, at most: a block's transactions, or a chunk of a snapshot, with room to spare."""

log = logging.getLogger("tegata.node.abci")

Answer = Callable[[Message], Message]


def decode_request(data: bytes) -> Message:
    """The request in an enveloped message. Raises WireInvalid."""
    for number, value in read_fields(data):
        kind = REQUESTS.get(number)
        if kind is not None and isinstance(value, bytes):
            return kind.decode(value)
    raise WireInvalid(
        "request", expected="a request of ABCI 2.0", found=f"{len(data)} bytes of something else"
    )


def encode_response(response: Message) -> bytes:
    """The response in its envelope, its length before it."""
    body = response.encode()
    envelope = varint(RESPONSES[type(response)] << 3 | 2) + varint(len(body)) + body
    return varint(len(envelope)) + envelope


class AbciServer:
    """Serves ABCI on a Unix socket, in a thread of its own. `failed` is told why the node can't go on."""

    def __init__(self, path: Path, answer: Answer, failed: Callable[[str], None]) -> None:
        self.path = path
        self._answer = answer
        self._failed = failed
        self._loop = asyncio.new_event_loop()
        self._listening = Event()
        self._connections: set[asyncio.Task[None]] = set()
        self._thread = Thread(target=self._run, name="abci", daemon=True)

    def start(self) -> None:
        """Listen; returns once the engine can connect."""
        self._thread.start()
        self._listening.wait()

    def stop(self) -> None:
        """Finish the request under way, close the connections and end the thread."""
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()

    def _run(self) -> None:
        loop = self._loop
        server = loop.run_until_complete(asyncio.start_unix_server(self._serve, str(self.path)))
        self._listening.set()
        loop.run_forever()
        server.close()
        for task in asyncio.all_tasks(loop):
            task.cancel()
        loop.run_until_complete(asyncio.sleep(0))
        loop.close()

    async def _serve(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        try:
            while await self._serve_one(reader, writer):
                pass
        except (asyncio.IncompleteReadError, ConnectionError, asyncio.CancelledError):
            log.info("the engine closed a connection")
        finally:
            writer.close()

    async def _serve_one(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> bool:
        """Answer one request; whether the connection goes on."""
        try:
            request = decode_request(await _read_message(reader))
            writer.write(encode_response(self._answer(request)))
        except (asyncio.IncompleteReadError, ConnectionError):
            raise
        except Exception as error:  # the process's edge: the engine is told, the operator too, and both stop
            reason = error.message if isinstance(error, TegataError) else f"{type(error).__name__}: {error}"
            log.critical("can't go on: %s", reason, exc_info=not isinstance(error, TegataError))
            if not isinstance(error, WireInvalid):
                self._failed(reason)
            writer.write(encode_response(ResponseException(reason)))
            await writer.drain()
            return False
        if isinstance(request, RequestFlush):
            await writer.drain()
        return True


async def _read_message(reader: asyncio.StreamReader) -> bytes:
    prefix = b""
    while not prefix or prefix[-1] > 0x7F:
        if len(prefix) == MAX_VARINT_BYTES:
            raise WireInvalid("message", expected="its length", found="more than ten bytes")
        prefix += await reader.readexactly(1)
    size, _ = read_varint(prefix, 0)
    if size > MAX_MESSAGE:
        raise WireInvalid("message", expected=f"at most {MAX_MESSAGE} bytes", found=str(size))
    return await reader.readexactly(size)
