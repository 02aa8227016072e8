"""Snapshots on disk: made beside the running node, kept a while, handed out in chunks."""

import logging
import shutil
from collections.abc import Callable, Mapping, Sequence
from hashlib import sha256
from pathlib import Path
from threading import Thread
from typing import NamedTuple

from ledger_node.application import Tip
from ledger_node.fronts.cometbft.parts import Snapshot
from ledger_node.operations.snapshots.chunks import FORMAT, chunks, digest_of, entries, split_digests
from ledger_node.storage import Store

KEPT = 2
HELD = 4
"""Older ones that are held for newcomers, at most: each is a copy of the ledger."""

HELD_SECONDS = 300.0
"""How long one is held after a newcomer was told of it, or fetched a chunk."""

_INDEX = "index"

log = logging.getLogger("tegata.node.snapshots")


class Moment(NamedTuple):
    """What a snapshot is of: a block, and the height of consensus that decided it."""

    tip: Tip
    consensus_height: int


class Shelf:
    """The snapshots of one node: a folder each, in it a file a chunk, and an index of their digests.

    `monotonic` gives seconds that only grow.
    """

    def __init__(self, folder: Path, store: Store, monotonic: Callable[[], float]) -> None:
        self._folder = folder
        self._store = store
        self._monotonic = monotonic
        self._wanted: dict[int, float] = {}
        """Height → when a newcomer wanted it last: from another thread than the one that makes snapshots."""
        self._thread: Thread | None = None

    def make_soon(self, moment: Moment) -> None:
        """Make a snapshot in a thread of its own, unless one is being made."""
        if self._thread is not None and self._thread.is_alive():
            return
        self._thread = Thread(target=self.make, args=(moment,), name="snapshot", daemon=True)
        self._thread.start()

    def make(self, moment: Moment) -> None:
        """Write the snapshot of `moment` and drop those that are too old."""
        target = self._folder / str(moment.consensus_height)
        draft = target.with_suffix(".draft")
        shutil.rmtree(draft, ignore_errors=True)
        draft.mkdir(parents=True)
        digests = []
        with self._store.snapshot() as snapshot:
            root, usage = moment.tip.header.state_root, moment.tip.usage.encode()
            every = entries(snapshot, moment.tip.height, root, usage)
            for number, chunk in enumerate(chunks(every)):
                (draft / str(number)).write_bytes(chunk)
                digests.append(digest_of(chunk))
        (draft / _INDEX).write_bytes(b"".join(digests))
        draft.rename(target)
        self._drop_what_nobody_wants()
        log.info("a snapshot of height %d: %d chunks", moment.consensus_height, len(digests))

    def wait(self) -> None:
        """Wait for the one that is being made."""
        if self._thread is not None:
            self._thread.join()

    def described(self) -> tuple[Snapshot, ...]:
        """The snapshots that are whole, as peers are told of them."""
        heights = self.heights()
        for height in heights:
            self._wanted.setdefault(height, self._monotonic())
        return tuple(self._described(height) for height in heights)

    def load(self, height: int, form: int, number: int) -> bytes:
        """A chunk; empty when there is none."""
        path = self._folder / str(height) / str(number)
        if form != FORMAT or not path.is_file():
            return b""
        self._wanted[height] = self._monotonic()
        return path.read_bytes()

    def heights(self) -> list[int]:
        """The heights of consensus of the snapshots that are whole, the oldest first."""
        if not self._folder.exists():
            return []
        return sorted(int(each.name) for each in self._folder.iterdir() if each.name.isdecimal())

    def _drop_what_nobody_wants(self) -> None:
        wanted = dict(self._wanted)
        for old in droppable(self.heights(), wanted, self._monotonic()):
            shutil.rmtree(self._folder / str(old))
            self._wanted.pop(old, None)

    def _described(self, height: int) -> Snapshot:
        metadata = (self._folder / str(height) / _INDEX).read_bytes()
        return Snapshot(height, FORMAT, len(split_digests(metadata)), sha256(metadata).digest(), metadata)


def droppable(heights: Sequence[int], wanted: Mapping[int, float], now: float) -> list[int]:
    """Which of the snapshots, the oldest first, may go: not the last two, nor what a newcomer is fetching."""
    old = heights[:-KEPT]
    fresh = [height for height in old if now - wanted.get(height, float("-inf")) <= HELD_SECONDS]
    held = sorted(fresh, key=lambda height: wanted[height])[-HELD:]
    return [height for height in old if height not in held]
