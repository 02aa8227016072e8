"""Correlation ids: one per request, the client's own if it sends a sane one, in every answer, problem and
log line.
"""

import re
import secrets

from fastapi import Request
from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

HEADER = "X-Correlation-Id"
_SANE = re.compile(r"[A-Za-z0-9._-]{1,64}\Z")


def correlation_id_of(request: Request) -> str:
    """The id of `request`."""
    return str(request.scope.get("tegata_correlation_id", ""))


class CorrelationMiddleware:
    """Gives each request its id, and each response the header."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return
        given = next((v.decode("latin-1") for k, v in scope["headers"] if k == b"x-correlation-id"), "")
        identity = given if _SANE.match(given) else secrets.token_hex(8)
        scope["tegata_correlation_id"] = identity

        async def send_with_id(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message)[HEADER] = identity
            await send(message)

        await self._app(scope, receive, send_with_id)
