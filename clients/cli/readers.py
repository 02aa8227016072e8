"""A node's JSON-RPC, answered by processes beside it."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from contracts.genesis import Genesis
from ledger_node import Node
from ledger_node.chain import LedgerChain
from ledger_node.genesis import spec_of
from ledger_node.rpc.readers import Readers, start_readers
from ledger_node.rpc.server import listen

PATIENCE_SECONDS = 20.0
"""How long the port is waited for: readers of a node that was killed let go of it a moment later."""


class Serving:
    """Readers that have the address, and wait for their node."""

    def __init__(self, readers: Readers, socket: Path) -> None:
        self._readers = readers
        self._socket = socket
        host, port = readers.address
        self.url = f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}"

    def begin(self, node: Node) -> None:
        """Let them serve what `node` writes, and ask it for what only it knows."""
        node.serve_locally(self._socket)
        self._readers.begin()

    def end(self) -> None:
        """End them: before the node that they ask."""
        self._readers.close()


@contextmanager
def serving_by_readers(
    count: int, store: Path, genesis: Genesis, where: tuple[str, int], token: str | None
) -> Iterator[Serving]:
    """Readers for a node that is not open yet; to be called before anything starts a thread.

    Raises ServingRefused.
    """
    folder = Path(tempfile.mkdtemp(prefix="tegata-"))
    socket = folder / "node.sock"
    listener = listen(*where, token, PATIENCE_SECONDS)
    serving = Serving(
        start_readers(count, LedgerChain(spec_of(genesis)), store, listener, socket, token), socket
    )
    try:
        yield serving
    finally:
        serving.end()
        shutil.rmtree(folder, ignore_errors=True)
