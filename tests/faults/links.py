"""The wires between members' engines: a TCP proxy for each direction, which can be cut and slowed.

What is sent over a cut wire waits, as TCP would send it again; a connection that is asked for waits too. So
neither end is told that anything is wrong.
"""

import asyncio
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from itertools import product
from threading import Thread
from typing import Self

from ledger_node.operations.settings import FILE, Peer, render_settings
from tests.faults.cluster import Member

_PIECE = 1 << 16
Pair = tuple[str, str]


class Wire:
    """One direction in which one engine dials another."""

    def __init__(self, target: int) -> None:
        self.target = target
        self.port = 0
        self.whole = asyncio.Event()
        self.delay = 0.0
        self.whole.set()

    async def serve(self) -> asyncio.Server:
        """Listen at a free port."""
        server = await asyncio.start_server(self._join, "127.0.0.1", 0)
        self.port = server.sockets[0].getsockname()[1]
        return server

    async def _join(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        await self.whole.wait()
        with suppress(OSError):
            there_reader, there_writer = await asyncio.open_connection("127.0.0.1", self.target)
            await asyncio.gather(self._carry(reader, there_writer), self._carry(there_reader, writer))
        writer.close()

    async def _carry(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        """Pass on what comes, each piece `delay` seconds after it came."""
        pieces: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue()
        delivery = asyncio.create_task(self._deliver(pieces, writer))
        clock = asyncio.get_running_loop().time
        piece = b"-"
        while piece:
            try:
                piece = await reader.read(_PIECE)
            except OSError:
                piece = b""
            pieces.put_nowait((clock() + self.delay, piece))
        await delivery

    async def _deliver(
        self, pieces: asyncio.Queue[tuple[float, bytes]], writer: asyncio.StreamWriter
    ) -> None:
        clock = asyncio.get_running_loop().time
        while True:
            due, piece = await pieces.get()
            await asyncio.sleep(max(0.0, due - clock()))
            await self.whole.wait()
            if not piece:
                writer.close()
                return
            with suppress(OSError):
                writer.write(piece)
                await writer.drain()


class Links:
    """All wires of a network whose members were routed over them."""

    def __init__(self) -> None:
        self._loop = asyncio.new_event_loop()
        self._thread = Thread(target=self._loop.run_forever, name="links", daemon=True)
        self._wires: dict[Pair, Wire] = {}
        self._servers: list[asyncio.Server] = []

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        asyncio.run_coroutine_threadsafe(self._end(), self._loop).result()
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()

    def route(self, member: Member) -> None:
        """Rewrite a member's settings so that it reaches every peer over a wire of its own."""
        peers = tuple(self._over_wire(member.name, peer) for peer in member.settings.peers)
        member.settings = member.settings.model_copy(update={"peers": peers})
        (member.folder / FILE).write_text(render_settings(member.settings), encoding="utf-8")

    @contextmanager
    def cut(self, one: Iterable[Member], other: Iterable[Member]) -> Iterator[None]:
        """No byte passes between two sides."""
        wires = self._between(one, other)
        self._each(wires, lambda wire: wire.whole.clear())
        try:
            yield
        finally:
            self._each(wires, lambda wire: wire.whole.set())

    @contextmanager
    def slowed(self, seconds: float) -> Iterator[None]:
        """Every byte takes `seconds` longer, each way."""
        self._each(self._wires.values(), lambda wire: setattr(wire, "delay", seconds))
        try:
            yield
        finally:
            self._each(self._wires.values(), lambda wire: setattr(wire, "delay", 0.0))

    def _over_wire(self, name: str, peer: Peer) -> Peer:
        wire = Wire(peer.port)
        server = asyncio.run_coroutine_threadsafe(wire.serve(), self._loop).result()
        self._servers.append(server)
        self._wires[name, peer.name] = wire
        return peer.model_copy(update={"port": wire.port})

    def _between(self, one: Iterable[Member], other: Iterable[Member]) -> list[Wire]:
        pairs = product([member.name for member in one], [member.name for member in other])
        return [self._wires[way] for here, there in pairs for way in ((here, there), (there, here))]

    def _each(self, wires: Iterable[Wire], change: Callable[[Wire], None]) -> None:
        async def change_all() -> None:
            for wire in wires:
                change(wire)

        asyncio.run_coroutine_threadsafe(change_all(), self._loop).result()

    async def _end(self) -> None:
        for server in self._servers:
            server.close()
        tasks = [task for task in asyncio.all_tasks() if task is not asyncio.current_task()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
