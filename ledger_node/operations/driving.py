"""What drives a validator's application: ABCI on a socket, the engine as a child, the way between them."""

import os
import shutil
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from contracts.genesis import Genesis
from contracts.ids import UnixTime
from ledger_node.application import Application
from ledger_node.blocks import ExecutedBlock
from ledger_node.directory import ConsortiumDirectory
from ledger_node.fronts.cometbft import (
    AbciCalls,
    AbciServer,
    CometBftNodeFront,
    Consensus,
    EngineClient,
    Mempool,
    Position,
    Sender,
)
from ledger_node.governing import consortium_words, unknown_rules
from ledger_node.operations.engine_files import (
    EngineHome,
    engine_address_of,
    read_validator_key,
    write_configuration,
    write_observer_key,
)
from ledger_node.operations.engine_process import EngineProcess, find_engine
from ledger_node.operations.health import HealthServer
from ledger_node.operations.observing import Observation, admitted, bytes_in, disk, look_at_engine
from ledger_node.operations.pruning import retain_height
from ledger_node.operations.settings import NodeSettings
from ledger_node.operations.signing import KeyReturn
from ledger_node.operations.snapshots import Snapshots
from ledger_node.operations.watching import RoundWatch
from ledger_node.pool import CAPACITY, Pool
from ledger_node.state import StateView
from ledger_node.storage import Store

ENGINE_FOLDER = "engine"


class EngineDriver:
    """Starts and stops, in order, everything between an application and its engine."""

    def __init__(
        self,
        application: Application,
        store: Store,
        pool: Pool,
        genesis: Genesis,
        settings: NodeSettings,
        data_dir: Path,
        clock: Callable[[], float],
        announce: Callable[[ExecutedBlock], None],
    ) -> None:
        self.settings = settings
        self.application = application
        self.pool = pool
        self.home = EngineHome(data_dir / ENGINE_FOLDER)
        self._genesis = genesis
        self._data_dir = data_dir
        self._store = store
        self._clock = clock
        self._announce = announce
        self._binary = find_engine()
        self.validator_key = read_validator_key(self.home)
        self.engine = EngineClient(f"http://{settings.engine.rpc}")
        self._sender = Sender(self.engine)
        self.mempool = Mempool(application, pool, self.now, self._sender.send)
        self.consensus = Consensus(application, pool, self._durable, self._retain)
        self._socket_folder = Path(tempfile.mkdtemp(prefix="tegata-"))
        socket = self._socket_folder / "abci.sock"
        peers = [peer.id for peer in settings.peers]
        every = settings.engine.snapshot_blocks
        self.snapshots = Snapshots(application, store, data_dir / "snapshots", every)
        calls = AbciCalls(self.consensus, self.mempool, self.snapshots, peers)
        self._server = AbciServer(socket, calls.answer, self._fail)
        self.process = EngineProcess(self._binary, self.home.path, socket)
        self._failure: str | None = None
        self._key_return = KeyReturn(self.home, self.engine, len(settings.peers), self._sign_again)
        self._watch = RoundWatch(self.engine, time.monotonic)
        self._health = HealthServer(settings.health, self.observe, lambda: self._failure is None)
        self.health_port = self._health.port

    @property
    def failure(self) -> str | None:
        """Why this node makes no block any more; None while it can."""
        if self._failure is not None:
            return self._failure
        return self.process.trouble if self.process.gave_up else None

    def front(self) -> CometBftNodeFront:
        """The front that JSON-RPC shows."""
        return CometBftNodeFront(
            engine=self.engine,
            mempool=self.mempool,
            now=self.now,
            position=lambda: self.consensus.position,
            kept_at=self._kept_at,
            failure=lambda: self.failure,
            spec=self.application.spec,
        )

    def now(self) -> UnixTime:
        """The node's clock, but never before the last block."""
        return UnixTime(max(int(self._clock()), self.application.tip.header.timestamp))

    def start(self) -> None:
        """Write the engine's files, listen for it and start it."""
        signing = not self._key_return.waiting
        if not signing:
            write_observer_key(self.home, os.urandom(32))
        write_configuration(self.home, self._genesis, self.settings, signing=signing)
        self._health.start()
        self._watch.start()
        self._sender.start(self.mempool.drop)
        self._server.start()
        self.process.start()
        self._key_return.start()

    def stop(self) -> None:
        """Stop the engine, then what it spoke with."""
        self.process.stop()
        self._sender.stop()
        self._server.stop()
        self._key_return.stop()
        self._watch.stop()
        self._health.stop()
        self.snapshots.shelf.wait()
        self.engine.close()
        shutil.rmtree(self._socket_folder, ignore_errors=True)

    def observe(self) -> Observation:
        """What can be seen of the node now."""
        tip, position = self.application.tip, self.consensus.position
        free, total = disk(self._data_dir)
        validator = engine_address_of(self.validator_key)
        with self._store.snapshot() as snapshot:
            directory = ConsortiumDirectory(
                StateView(snapshot, tip.header.state_root), self.application.spec.contracts
            )
            relays = admitted(self.settings.relays, directory.relay_member, self.now())
            upgrade = unknown_rules(consortium_words(snapshot, tip.header.state_root))
        return Observation(
            time=self._clock(),
            name=self.settings.name,
            failure=self.failure,
            engine_trouble=self.process.trouble,
            engine_restarts=self.process.restarts,
            engine=look_at_engine(self.engine, validator),
            block_height=tip.height,
            block_time=tip.header.timestamp,
            consensus_height=position.height,
            consensus_time=position.time,
            step_seconds=self._watch.lasted(),
            executions=self.application.executions,
            misdeeds=self.consensus.misdeeds,
            waiting=len(self.pool),
            capacity=CAPACITY,
            disk_free=free,
            disk_total=total,
            store_bytes=bytes_in(self._data_dir / "ledger"),
            validator=validator,
            peers=tuple((peer.name, peer.id) for peer in self.settings.peers),
            relays=relays,
            upgrade=upgrade,
        )

    def _durable(self, block: ExecutedBlock | None, position: Position) -> None:
        self._failure = None
        if block is not None:
            self.mempool.committed(block.transactions)
            self._announce(block)
            self.snapshots.after_block(position.height)

    def _retain(self, height: int) -> int:
        return retain_height(height, self.settings.engine.retain_blocks, self.snapshots.shelf.heights())

    def _sign_again(self) -> None:
        write_configuration(self.home, self._genesis, self.settings)
        self.process.restart()

    def _fail(self, reason: str) -> None:
        self._failure = reason

    def _kept_at(self, height: int) -> bytes | None:
        with self._store.snapshot() as snapshot:
            return snapshot.front(height)
