"""How a restored validator gets its key back: above everything that the network may have seen it sign.

Until then the engine runs under a key that is nobody's, follows the chain and votes for nothing. When it has
caught up, the signing state is set to the round under way, so that the first vote is in a later one.
"""

import logging
from collections.abc import Callable
from threading import Event, Thread

from contracts.errors import TegataError
from ledger_node.fronts.cometbft import EngineClient
from ledger_node.operations.backup import RESTORED
from ledger_node.operations.engine_files import EngineHome, write_signing_state
from ledger_node.operations.observing import read_round

INTERVAL_SECONDS = 0.5
_LAST_STEP = 3

log = logging.getLogger("tegata.node.signing")


class KeyReturn:
    """Waits, in a thread of its own, until the engine has caught up; then `restart` is called once."""

    def __init__(
        self, home: EngineHome, engine: EngineClient, peers: int, restart: Callable[[], None]
    ) -> None:
        self._home = home
        self._engine = engine
        self._peers = peers
        self._restart = restart
        self._stopping = Event()
        self._thread = Thread(target=self._run, name="key-return", daemon=True)

    @property
    def waiting(self) -> bool:
        """Whether the key is withheld."""
        return (self._home.path / RESTORED).exists()

    def start(self) -> None:
        """Begin to wait, where there is something to wait for."""
        if self.waiting:
            log.warning("restored from a backup: the key signs nothing until the node has caught up")
            self._thread.start()

    def stop(self) -> None:
        """End the thread."""
        self._stopping.set()
        if self._thread.ident is not None:
            self._thread.join()

    def _run(self) -> None:
        while not self._stopping.wait(INTERVAL_SECONDS):
            if self._caught_up():
                self._restart()
                return

    def _caught_up(self) -> bool:
        """Whether the engine is where its peers are; if so the signing state is set and the mark removed."""
        try:
            status, network = self._engine.call("status"), self._engine.call("net_info")
            place = read_round(self._engine)
        except TegataError:
            return False
        if status["sync_info"]["catching_up"] or (self._peers and int(network["n_peers"]) == 0):
            return False
        write_signing_state(self._home, place.height, place.number, _LAST_STEP)
        (self._home.path / RESTORED).unlink()
        log.warning("caught up: the key signs again after height %d, round %d", place.height, place.number)
        return True
