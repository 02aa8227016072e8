"""/livez, /readyz, /metrics and /doctor over HTTP: for supervisors, balancers, Prometheus and operators."""

import json
import logging
from collections.abc import Callable
from http import HTTPStatus
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread

from ledger_node.errors import ServingRefused
from ledger_node.operations.doctor import diagnose
from ledger_node.operations.metrics import CONTENT_TYPE, render_metrics
from ledger_node.operations.observing import Observation
from ledger_node.operations.settings import Address

log = logging.getLogger("tegata.node.health")

Observe = Callable[[], Observation]
Page = tuple[HTTPStatus, str, str]
_JSON = "application/json"


class HealthServer:
    """Serves in a thread of its own. It says nothing secret, and takes nothing in."""

    def __init__(self, address: Address, observe: Observe, alive: Callable[[], bool]) -> None:
        pages: dict[str, Callable[[], Page]] = {
            "/livez": lambda: _livez(alive()),
            "/readyz": lambda: _readyz(observe()),
            "/metrics": lambda: (HTTPStatus.OK, CONTENT_TYPE, render_metrics(observe())),
            "/doctor": lambda: _doctor(observe()),
        }
        try:
            self._server = ThreadingHTTPServer((address.host, address.port), _handler(pages))
        except OSError as error:
            raise ServingRefused(str(address), expected="a free address", found=str(error)) from error
        self._server.daemon_threads = True
        self.port: int = self._server.server_address[1]
        self._thread = Thread(target=self._server.serve_forever, name="health", daemon=True)

    def start(self) -> None:
        """Begin to answer."""
        self._thread.start()

    def stop(self) -> None:
        """Stop answering."""
        if self._thread.ident is not None:
            self._server.shutdown()
        self._server.server_close()


def _handler(pages: dict[str, Callable[[], Page]]) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        """Answers GET, and logs nothing."""

        def do_GET(self) -> None:  # http.server calls it so
            page = pages.get(self.path)
            status, kind, text = page() if page else (HTTPStatus.NOT_FOUND, "text/plain", "not found\n")
            body = text.encode()
            self.send_response(status)
            self.send_header("Content-Type", kind)
            self.send_header("Content-Length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: object) -> None:  # noqa: A002  # http.server's name
            log.debug(format, *args)

    return Handler


def _livez(alive: bool) -> Page:
    """Whether the process works at all: when it does not, a supervisor starts it again."""
    status = HTTPStatus.OK if alive else HTTPStatus.SERVICE_UNAVAILABLE
    return status, _JSON, json.dumps({"alive": alive}) + "\n"


def _readyz(seen: Observation) -> Page:
    """Whether it is of use to send transactions here, and if not, why."""
    reasons = [finding.to_json() for finding in diagnose(seen) if finding.stops]
    status = HTTPStatus.SERVICE_UNAVAILABLE if reasons else HTTPStatus.OK
    return status, _JSON, json.dumps({"ready": not reasons, "reasons": reasons}) + "\n"


def _doctor(seen: Observation) -> Page:
    findings = [finding.to_json() for finding in diagnose(seen)]
    document = {
        "name": seen.name,
        "block_height": seen.block_height,
        "consensus_height": seen.consensus_height,
        "findings": findings,
    }
    return HTTPStatus.OK, _JSON, json.dumps(document) + "\n"
