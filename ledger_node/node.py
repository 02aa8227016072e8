"""A running node: store, application, front and JSON-RPC, put together."""

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from contracts.genesis import Genesis
from ledger_node.application import Application
from ledger_node.chain import LedgerChain
from ledger_node.directory import ConsortiumDirectory
from ledger_node.errors import SequencerKeyInvalid
from ledger_node.fronts.embedded import EmbeddedFront, Sequencer, SequencerKey, load_key
from ledger_node.genesis import spec_of
from ledger_node.heads import BlockListener, Heads
from ledger_node.pool import Pool
from ledger_node.rpc import Dispatcher, Filters, Ledger, Served, serve
from ledger_node.storage import CrashPoint, Store

KEY_FILE = "sequencer.key"
"""Where in the data directory the embedded sequencer's key is kept: 64 hex digits."""


class Node:
    """A member's node. Close it to release the data directory; a node that is killed loses nothing."""

    def __init__(
        self,
        store: Store,
        genesis: Genesis,
        key: SequencerKey,
        clock: Callable[[], float],
        reached: CrashPoint,
    ) -> None:
        spec = spec_of(genesis)
        if key.public != spec.sequencer:
            raise SequencerKeyInvalid("sequencer key", expected=spec.sequencer.hex(), found=key.public.hex())
        self._store = store
        self._heads = Heads()
        self.application = Application(
            store, spec, lambda state: ConsortiumDirectory(state, spec.contracts), reached
        )
        pool = Pool()
        self._sequencer = Sequencer(self.application, pool, key, clock, self._heads.announce_block)
        front = EmbeddedFront(self._sequencer, key.public, spec.network_id)
        filters = Filters(time.monotonic)
        self._heads.on_pending(filters.note_pending)
        self._dispatcher = Dispatcher(
            Ledger(
                LedgerChain(spec),
                store,
                pool,
                self._heads,
                front,
                self.application.nonce,
                filters,
                time.monotonic,
            )
        )
        self._served: list[Served] = []
        self._sequencer.start()

    def rpc(self, request: object) -> Any:
        """The JSON-RPC response to a request, or a batch, given as decoded JSON. For any thread."""
        return self._dispatcher.answer(request)

    def on_block(self, listener: BlockListener) -> Callable[[], None]:
        """Tell `listener` of each durable block, in the sequencer's thread; returns what ends that."""
        return self._heads.on_block(listener)

    def serve(self, host: str = "127.0.0.1", port: int = 0, *, token: str | None = None) -> Served:
        """Serve JSON-RPC over HTTP and WebSocket; returns once connections are accepted.

        Off loopback a `token` is required, and clients send it as `Authorization: Bearer`. Port 0 takes a
        free one. Raises ServingRefused.
        """
        served = serve(self._dispatcher, host, port, token)
        self._served.append(served)
        return served

    def close(self) -> None:
        """Finish the block under way, stop serving and release the data directory."""
        for served in self._served:
            served.close()
        self._sequencer.stop()
        self._store.close()


def open_node(
    data_dir: Path,
    genesis: Genesis,
    *,
    key: SequencerKey | None = None,
    clock: Callable[[], float] = time.time,
    sync: bool = True,
    reached: CrashPoint = lambda _point: None,
) -> Node:
    """Open a node on `data_dir`, made on first use, and start making blocks.

    `key` is the embedded sequencer's, else the one in `data_dir/sequencer.key`; its public half stands in
    genesis. `clock` gives seconds since the Unix epoch. Without `sync` a commit is lost when the machine
    crashes, though not when the process does: for tests and measurements. `reached` is called at the points
    where a crash must lose nothing (`storage.CrashPoint`).

    Raises StoreInvalid, StoreBusy, GenesisInvalid or SequencerKeyInvalid.
    """
    key = key or load_key(data_dir / KEY_FILE)
    store = Store(data_dir / "ledger", sync=sync)
    try:
        return Node(store, genesis, key, clock, reached)
    except BaseException:
        store.close()
        raise
