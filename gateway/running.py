"""A running gateway: its services put together, its stages at work, its API on a socket."""

import logging
import socket
from collections.abc import Callable
from threading import Thread

import uvicorn

from contracts.errors import TegataError
from gateway.app import create_app
from gateway.clock import Clock, system_clock
from gateway.errors import LedgerUnavailable
from gateway.indexer import rebuild
from gateway.ledger import Ledger, Transport
from gateway.network.standing import shortcomings
from gateway.services import Services
from gateway.settings import Settings
from gateway.signing import GatewaySigner
from gateway.store import Bell, open_store

_log = logging.getLogger(__name__)


class GatewayNotServing(TegataError):
    """The address can't be listened on, or the stages did not start."""

    code = "gateway.not_serving"
    default_remedy = "Free the address or choose another port; the log says why a stage did not start."


class Gateway:
    """A gateway. Close it to stop its stages and release the database; one that is killed loses no
    promise.
    """

    def __init__(self, settings: Settings, transport: Transport, now: Clock = system_clock) -> None:
        signer = GatewaySigner(settings.gateway_key.get_secret_value())
        store = open_store(settings.database_url)
        self.services = Services(settings, store, Ledger(transport), signer, now)
        self.app = create_app(self.services)
        self._server: uvicorn.Server | None = None
        self._thread: Thread | None = None

    def serve(self, host: str = "127.0.0.1", port: int = 0) -> str:
        """Starts the stages and serves the API in a thread of its own; the URL, once it accepts connections.

        Port 0 takes a free one. Raises GatewayNotServing.
        """
        listener = _listen(host, port)
        config = uvicorn.Config(
            self.app,
            log_config=None,
            log_level="warning",
            access_log=False,
            server_header=False,
            timeout_graceful_shutdown=5,
        )
        server = uvicorn.Server(config)
        thread = Thread(target=server.run, kwargs={"sockets": [listener]}, name="tegata-api", daemon=True)
        self._server, self._thread = server, thread
        thread.start()
        _wait(lambda: server.started or not thread.is_alive())
        if not server.started:
            raise GatewayNotServing(
                f"{host}:{port}", expected="a running application", found="one that stopped"
            )
        self._tell_shortcomings()
        return f"http://{host}:{listener.getsockname()[1]}"

    def _tell_shortcomings(self) -> None:
        try:
            for sentence in shortcomings(self.services):
                _log.warning(sentence)
        except LedgerUnavailable as error:
            _log.warning("the node does not answer yet: %s", error.message)

    def rebuild(self) -> None:
        """Drops what can be rebuilt and reads the chain again. Only while it is not being served."""
        rebuild(self.services)

    def close(self) -> None:
        """Answers the requests under way, stops the stages, commits what was submitted."""
        if self._server is not None and self._thread is not None:
            self._server.should_exit = True
            self._thread.join()
        self.services.store.close()
        self.services.ledger.transport.close()


def _listen(host: str, port: int) -> socket.socket:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    # asyncio turns Nagle's algorithm off only where the protocol is named: left on, it costs 40 ms an answer
    listener = socket.socket(family, socket.SOCK_STREAM, socket.IPPROTO_TCP)
    listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listener.bind((host, port))
    except OSError as error:
        listener.close()
        raise GatewayNotServing(f"{host}:{port}", expected="a free address", found=str(error)) from error
    listener.listen(1024)
    return listener


def _wait(ready: Callable[[], bool]) -> None:
    """Returns when `ready` says so: uvicorn tells its start to nobody."""
    pause = Bell()
    while not ready():
        pause.wait(0, 0.005)
