"""A running development node: store, chain, front and JSON-RPC, put together."""

import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from contracts.errors import TegataError
from ledger_node.development.chain import EthereumChain
from ledger_node.development.front import DevelopmentFront
from ledger_node.development.genesis import EthereumGenesis
from ledger_node.development.importing import found_chain, import_blocks
from ledger_node.ethereum.forks import Fork
from ledger_node.heads import Heads
from ledger_node.pool import Pool
from ledger_node.rpc import Dispatcher, Filters, Ledger, Served, serve
from ledger_node.storage import Store


class MiningRefused(TegataError):
    """Blocks are made under Prague's rules only."""

    code = "development.mining"
    default_remedy = "Begin the chain with Prague, or make no blocks on it."


class DevelopmentNode:
    """A node of a chain of its own. Close it, or use it as a context manager."""

    def __init__(
        self,
        store: Store,
        genesis: EthereumGenesis,
        clock: Callable[[], float],
        mining: bool,
        heartbeat: float | None,
    ) -> None:
        self._store = store
        self.chain = EthereumChain(genesis)
        pool, heads = Pool(), Heads()
        self._front = DevelopmentFront(store, self.chain, pool, heads, clock, mining, heartbeat)
        filters = Filters(time.monotonic)
        heads.on_pending(filters.note_pending)
        self._dispatcher = Dispatcher(
            Ledger(self.chain, store, pool, heads, self._front, self._front.nonce, filters, time.monotonic)
        )
        self._served: list[Served] = []

    def rpc(self, request: object) -> Any:
        """The JSON-RPC response to a request, or a batch, given as decoded JSON. For any thread."""
        return self._dispatcher.answer(request)

    def serve(self, host: str = "127.0.0.1", port: int = 0, *, token: str | None = None) -> Served:
        """Serve JSON-RPC over HTTP and WebSocket, as a member's node does."""
        served = serve(self._dispatcher, host, port, token)
        self._served.append(served)
        return served

    def close(self) -> None:
        """Stop serving and making blocks, and release the data directory."""
        for served in self._served:
            served.close()
        self._front.close()
        self._store.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def open_development_node(
    data_dir: Path,
    genesis: EthereumGenesis,
    *,
    blocks: bytes = b"",
    mining: bool = True,
    heartbeat: float | None = None,
    clock: Callable[[], float] = time.time,
) -> DevelopmentNode:
    """Open a node on `data_dir`; an empty one is founded from `genesis` and `blocks` are imported into it.

    Nothing is synced to disk: such a chain is for trying things. Raises TegataError.
    """
    if mining and (blocks or genesis.schedule.at(0, genesis.header.timestamp) < Fork.PRAGUE):
        raise MiningRefused("mining", expected="a chain that begins with Prague", found="an earlier one")
    store = Store(data_dir / "chain", sync=False)
    with ExitStack() as undo:
        undo.callback(store.close)
        store.bind(genesis.header.hash)
        with store.snapshot() as snapshot:
            empty = snapshot.head() is None
        if empty:
            found_chain(store, genesis)
            import_blocks(store, genesis, blocks)
        node = DevelopmentNode(store, genesis, clock, mining, heartbeat)
        undo.pop_all()
        return node
