"""A running node: store, application, front and JSON-RPC, put together."""

import time
from collections.abc import Callable
from contextlib import ExitStack
from pathlib import Path
from typing import Any, Protocol

from contracts.genesis import CometBftFront, Genesis
from ledger_node.application import Application
from ledger_node.chain import LedgerChain
from ledger_node.directory import ConsortiumDirectory
from ledger_node.errors import SequencerKeyInvalid
from ledger_node.fronts.embedded import EmbeddedFront, Sequencer, SequencerKey, load_key
from ledger_node.genesis import spec_of
from ledger_node.heads import BlockListener, Heads
from ledger_node.operations.driving import EngineDriver
from ledger_node.operations.settings import NodeSettings, read_settings
from ledger_node.pool import Pool
from ledger_node.rpc import Dispatcher, Filters, Ledger, Served, serve, serve_locally
from ledger_node.rpc.ledger import Front
from ledger_node.storage import CrashPoint, Store

KEY_FILE = "sequencer.key"
"""Where in the data directory the embedded sequencer's key is kept: 64 hex digits."""


class Driver(Protocol):
    """What makes an application's blocks."""

    def start(self) -> None:
        """Begin to make blocks, or to take part in it."""
        ...

    def stop(self) -> None:
        """Finish the block under way and end."""
        ...


class Node:
    """A member's node. Close it to release the data directory; a node that is killed loses nothing."""

    def __init__(
        self, store: Store, application: Application, pool: Pool, heads: Heads, driver: Driver, front: Front
    ) -> None:
        self._store = store
        self._heads = heads
        self._driver = driver
        self.application = application
        filters = Filters(time.monotonic)
        self._heads.on_pending(filters.note_pending)
        self._dispatcher = Dispatcher(
            Ledger(
                LedgerChain(application.spec),
                store,
                pool,
                heads,
                front,
                application.nonce,
                filters,
                time.monotonic,
            )
        )
        self._served: list[Served] = []
        driver.start()

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

    def serve_locally(self, path: Path) -> Served:
        """Serve JSON-RPC on a Unix socket: for the readers, which ask what only this process knows."""
        served = serve_locally(self._dispatcher, path)
        self._served.append(served)
        return served

    def close(self) -> None:
        """Finish the block under way, stop serving and release the data directory."""
        for served in self._served:
            served.close()
        self._driver.stop()
        self._store.close()


def open_node(
    data_dir: Path,
    genesis: Genesis,
    *,
    key: SequencerKey | None = None,
    settings: NodeSettings | None = None,
    clock: Callable[[], float] = time.time,
    sync: bool = True,
    reached: CrashPoint = lambda _point: None,
) -> Node:
    """Open a node on `data_dir`, made on first use, and start making blocks.

    `key` is the embedded sequencer's, else the one in `data_dir/sequencer.key`; its public half stands in
    genesis. In a network of validators `settings` are those of `data_dir/node.toml`. `clock` gives seconds
    since the Unix epoch. Without `sync` a commit is lost when the machine crashes, though not when the
    process does: for tests and measurements. `reached` is called at the points where a crash must lose
    nothing (`storage.CrashPoint`).

    Raises StoreInvalid, StoreBusy, GenesisInvalid or SequencerKeyInvalid; for a validator SettingsInvalid,
    EngineMissing or EngineKeyInvalid.
    """
    store = Store(data_dir / "ledger", sync=sync)
    with ExitStack() as undo:
        undo.callback(store.close)
        spec = spec_of(genesis)
        application = Application(
            store, spec, lambda state: ConsortiumDirectory(state, spec.contracts), reached
        )
        if isinstance(genesis.front, CometBftFront):
            settings = settings or read_settings(data_dir)
            node = _validating(store, application, genesis, settings, data_dir, clock)
        else:
            own = key or load_key(data_dir / KEY_FILE)
            node = _sequencing(store, application, genesis.sequencer, own, clock)
        undo.pop_all()
        return node


def _sequencing(
    store: Store, application: Application, sequencer: bytes, key: SequencerKey, clock: Callable[[], float]
) -> Node:
    if key.public != sequencer:
        raise SequencerKeyInvalid("sequencer key", expected=sequencer.hex(), found=key.public.hex())
    pool, heads = Pool(), Heads()
    driver = Sequencer(application, pool, key, clock, heads.announce_block)
    front = EmbeddedFront(driver, key.public, application.spec.network_id)
    return Node(store, application, pool, heads, driver, front)


def _validating(
    store: Store,
    application: Application,
    genesis: Genesis,
    settings: NodeSettings,
    data_dir: Path,
    clock: Callable[[], float],
) -> Node:
    pool, heads = Pool(), Heads()
    driver = EngineDriver(application, store, pool, genesis, settings, data_dir, clock, heads.announce_block)
    return Node(store, application, pool, heads, driver, driver.front())
