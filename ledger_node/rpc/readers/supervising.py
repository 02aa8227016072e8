"""Readers are forked before the node has threads, and again when one ends: by a process for that alone."""

import logging
import multiprocessing
import os
import signal
import socket
import time
from multiprocessing.connection import Connection, wait
from multiprocessing.context import ForkProcess
from pathlib import Path

from ledger_node.chain import Chain
from ledger_node.rpc.readers.serving import Reading, read_and_serve

WAIT_SECONDS = 0.5
"""Between the end of a reader and the start of the next."""

_FORK = multiprocessing.get_context("fork")

log = logging.getLogger("tegata.node.readers")


class Readers:
    """The readers of a node. They begin to serve when the node is ready for them, and end with it."""

    def __init__(self, alive: Connection, process: ForkProcess, listener: socket.socket) -> None:
        self._alive = alive
        self._process = process
        self.address: tuple[str, int] = listener.getsockname()[:2]

    def begin(self) -> None:
        """Let them serve: the store is there, and the node listens on its own socket."""
        self._alive.send("begin")

    def close(self) -> None:
        """End them; once is enough."""
        if not self._alive.closed:
            self._alive.close()
            self._process.join()


def start_readers(
    count: int, chain: Chain, store: Path, listener: socket.socket, node: Path, token: str | None
) -> Readers:
    """Fork what will serve `listener` by `count` readers. Before the process has any threads."""
    ours, theirs = _FORK.Pipe()
    reading = Reading(chain, store, listener, node, token)
    process = _FORK.Process(target=_supervise, args=(reading, count, theirs, ours), name="readers")
    process.start()
    theirs.close()
    readers = Readers(ours, process, listener)
    listener.close()
    return readers


def _supervise(reading: Reading, count: int, alive: Connection, others: Connection) -> None:
    """Keep `count` readers running until the node closes its end of the pipe."""
    others.close()
    os.setsid()
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    try:
        alive.recv()
    except EOFError:
        return
    readers = [_fork(reading, alive) for _ in range(count)]
    while alive not in wait([alive, *(reader.sentinel for reader in readers)]):
        for at, reader in enumerate(readers):
            if not reader.is_alive():
                log.error("a reader ended with %s, and is started again", reader.exitcode)
                time.sleep(WAIT_SECONDS)
                readers[at] = _fork(reading, alive)
    for reader in readers:
        reader.kill()
    os._exit(0)


def _fork(reading: Reading, alive: Connection) -> ForkProcess:
    process = _FORK.Process(target=read_and_serve, args=(reading, alive), name="reader", daemon=True)
    process.start()
    return process
