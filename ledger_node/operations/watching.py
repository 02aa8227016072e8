"""How long the engine has been in one step of a round: it does not say so, and it shows who is stuck."""

from collections.abc import Callable
from threading import Event, Thread

from contracts.errors import TegataError
from ledger_node.fronts.cometbft import EngineClient
from ledger_node.operations.observing import Round, read_round

INTERVAL_SECONDS = 2.0


class RoundWatch:
    """Looks at the round every two seconds, in a thread of its own."""

    def __init__(self, engine: EngineClient, monotonic: Callable[[], float]) -> None:
        self._engine = engine
        self._monotonic = monotonic
        self._seen: tuple[Round, float] | None = None
        self._stopping = Event()
        self._thread = Thread(target=self._run, name="round-watch", daemon=True)

    def start(self) -> None:
        """Begin to look."""
        self._thread.start()

    def stop(self) -> None:
        """End the thread."""
        self._stopping.set()
        if self._thread.ident is not None:
            self._thread.join()

    def lasted(self) -> float:
        """Seconds that the step under way has lasted, as far as this has seen it."""
        seen = self._seen
        return 0.0 if seen is None else self._monotonic() - seen[1]

    def _run(self) -> None:
        while not self._stopping.wait(INTERVAL_SECONDS):
            self._look()

    def _look(self) -> None:
        try:
            found = read_round(self._engine)
        except TegataError:
            self._seen = None
            return
        seen = self._seen
        if seen is None or seen[0].place != found.place:
            self._seen = found, self._monotonic()
