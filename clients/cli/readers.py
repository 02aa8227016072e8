"""A node's JSON-RPC, answered by processes beside it."""

import shutil
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from contracts.genesis import Genesis
from ledger_node import Node
from ledger_node.chain import LedgerChain
from ledger_node.genesis import spec_of
from ledger_node.rpc.readers import start_readers
from ledger_node.rpc.server import listen

PATIENCE_SECONDS = 5.0
"""How long the port is waited for: readers of a node that was killed let go of it a moment later."""


@contextmanager
def serving_by_readers(
    count: int, store: Path, genesis: Genesis, where: tuple[str, int], token: str | None
) -> Iterator[tuple[str, Callable[[Node], None]]]:
    """The address where `count` readers will serve, and what lets them begin for a node; then they end.

    Call it before anything starts a thread. Raises ServingRefused.
    """
    folder = Path(tempfile.mkdtemp(prefix="tegata-"))
    listener = listen(*where, token, PATIENCE_SECONDS)
    readers = start_readers(
        count, LedgerChain(spec_of(genesis)), store, listener, folder / "node.sock", token
    )
    host, port = readers.address

    def begin(node: Node) -> None:
        node.serve_locally(folder / "node.sock")
        readers.begin()

    try:
        yield f"http://[{host}]:{port}" if ":" in host else f"http://{host}:{port}", begin
    finally:
        readers.close()
        shutil.rmtree(folder, ignore_errors=True)
