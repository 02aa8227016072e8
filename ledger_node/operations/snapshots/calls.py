"""The snapshot connection: what is on the shelf, and what comes in."""

import logging
import time
from collections.abc import Callable
from pathlib import Path

from contracts.errors import TegataError
from ledger_node.application import Application
from ledger_node.fronts.cometbft.parts import Applied, Offered
from ledger_node.fronts.cometbft.requests import (
    RequestApplySnapshotChunk,
    RequestListSnapshots,
    RequestLoadSnapshotChunk,
    RequestOfferSnapshot,
)
from ledger_node.fronts.cometbft.responses import (
    ResponseApplySnapshotChunk,
    ResponseListSnapshots,
    ResponseLoadSnapshotChunk,
    ResponseOfferSnapshot,
)
from ledger_node.operations.snapshots.chunks import FORMAT, ChunkInvalid
from ledger_node.operations.snapshots.intake import Intake
from ledger_node.operations.snapshots.shelf import Moment, Shelf
from ledger_node.storage import Store

log = logging.getLogger("tegata.node.snapshots")


class Snapshots:
    """Answers the engine about snapshots, and makes one every so many blocks (0 for none)."""

    def __init__(
        self,
        application: Application,
        store: Store,
        folder: Path,
        every: int,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._application = application
        self._store = store
        self._every = every
        self._intake: Intake | None = None
        self.shelf = Shelf(folder, store, monotonic)

    def after_block(self, consensus_height: int) -> None:
        """Make a snapshot of the last block, if one is due."""
        tip = self._application.tip
        if self._every and tip.height % self._every == 0:
            self.shelf.make_soon(Moment(tip, consensus_height))

    def list(self, _request: RequestListSnapshots) -> ResponseListSnapshots:
        """What peers may have."""
        return ResponseListSnapshots(self.shelf.described())

    def load(self, request: RequestLoadSnapshotChunk) -> ResponseLoadSnapshotChunk:
        """A chunk for a peer."""
        return ResponseLoadSnapshotChunk(self.shelf.load(request.height, request.format, request.chunk))

    def offer(self, request: RequestOfferSnapshot) -> ResponseOfferSnapshot:
        """Whether a peer's snapshot is taken: into an empty ledger only."""
        if request.snapshot.format != FORMAT:
            return ResponseOfferSnapshot(Offered.REJECT_FORMAT)
        if self._application.tip.height:
            return ResponseOfferSnapshot(Offered.ABORT)
        try:
            self._intake = Intake(self._application, self._store, request.snapshot, request.app_hash)
        except TegataError as error:
            log.warning("a snapshot is not taken: %s", error.message)
            return ResponseOfferSnapshot(Offered.REJECT)
        return ResponseOfferSnapshot(Offered.ACCEPT)

    def apply(self, request: RequestApplySnapshotChunk) -> ResponseApplySnapshotChunk:
        """Take a chunk; with the last, the ledger stands on the snapshot or is empty as before."""
        intake = self._intake
        if intake is None:
            return ResponseApplySnapshotChunk(Applied.ABORT)
        try:
            intake.take(request.index, request.chunk)
            if intake.complete:
                intake.settle()
                self._intake = None
        except ChunkInvalid as error:
            log.warning("a chunk of %s is refused: %s", request.sender, error.message)
            return ResponseApplySnapshotChunk(Applied.RETRY, (request.index,), (request.sender,))
        except TegataError as error:
            log.error("a snapshot is refused: %s", error.message)
            self._store.wipe()
            self._application.reload()
            self._intake = None
            return ResponseApplySnapshotChunk(Applied.REJECT_SNAPSHOT)
        return ResponseApplySnapshotChunk(Applied.ACCEPT)
