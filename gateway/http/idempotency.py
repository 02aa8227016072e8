"""Idempotency-Key: a POST that is sent again gets the answer of the first time, and nothing is done twice.

Submissions, uploads, acts, declarations and decisions are idempotent by what they hold: where a crash came
between the work and the keeping of its answer, doing it again changes nothing. This is for every other POST
(a sign-in then gives another token), and for clients that send the header everywhere. Only answers of success
are kept, for a day.
"""

import json
import re
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from fastapi import Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import JSONResponse
from sqlalchemy import Connection, delete, insert, select
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from contracts.errors import TegataError, brief
from gateway.errors import GatewayError, RequestInvalid
from gateway.http.bodies import read_body
from gateway.http.problems import problem
from gateway.services import Services
from gateway.store.tables.access import idempotency_keys

KEPT_SECONDS = 24 * 3600
_SANE = re.compile(r"[\x21-\x7e]{1,120}\Z")


class KeyReused(GatewayError):
    """An Idempotency-Key came again with another request."""

    code = "request.idempotency_key_reused"
    status = 422
    default_remedy = "Use a new key for every request that is not a retry."


@dataclass(frozen=True)
class _Key:
    """Whose key it is, and of which request."""

    who: str
    key: str
    request_hash: bytes


class IdempotencyMiddleware:
    """Answers a repeated POST from what is on record."""

    def __init__(self, app: ASGIApp, services: Services) -> None:
        self._app = app
        self._services = services

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["method"] != "POST":
            await self._app(scope, receive, send)
            return
        request = Request(scope, receive)
        key = request.headers.get("idempotency-key")
        if key is None:
            await self._app(scope, receive, send)
            return
        try:
            body = await read_body(request, self._services.settings.limits.body_bytes)
            identity = _identify(request, key, body)
            known = await run_in_threadpool(self._answer_on_record, identity)
        except TegataError as error:
            await problem(request, error)(scope, receive, send)
            return
        if known is not None:
            await known(scope, receive, send)
            return
        await self._answer(scope, body, identity, send)

    async def _answer(self, scope: Scope, body: bytes, identity: _Key, send: Send) -> None:
        """Lets the application answer, and keeps what it says before it is sent."""
        messages: list[Message] = []
        sent = False

        async def replay() -> Message:
            nonlocal sent
            if sent:
                return {"type": "http.disconnect"}
            sent = True
            return {"type": "http.request", "body": body, "more_body": False}

        async def collect(message: Message) -> None:
            messages.append(message)

        await self._app(scope, replay, collect)
        status = int(messages[0]["status"])
        content = b"".join(message.get("body", b"") for message in messages[1:])
        if 200 <= status < 300 and content:
            await run_in_threadpool(self._keep, identity, status, json.loads(content))
        for message in messages:
            await send(message)

    def _answer_on_record(self, identity: _Key) -> JSONResponse | None:
        query = select(idempotency_keys).where(
            idempotency_keys.c.who == identity.who,
            idempotency_keys.c.key == identity.key,
            idempotency_keys.c.at > self._services.now() - KEPT_SECONDS,
        )
        with self._services.store.read() as connection:
            row = connection.execute(query).one_or_none()
        if row is None:
            return None
        if row.request_hash != identity.request_hash:
            raise KeyReused("Idempotency-Key", expected="the request it came with first", found="another one")
        return JSONResponse(row.answer, row.status, headers={"Idempotent-Replayed": "true"})

    def _keep(self, identity: _Key, status: int, answer: Any) -> None:
        now = self._services.now()
        table = idempotency_keys

        def keep(connection: Connection) -> None:
            mine = (table.c.who == identity.who) & (table.c.key == identity.key)
            connection.execute(delete(table).where(mine | (table.c.at <= now - KEPT_SECONDS)))
            connection.execute(
                insert(table).values(**identity.__dict__, status=status, answer=answer, at=now)
            )

        self._services.store.write(keep)


def _identify(request: Request, key: str, body: bytes) -> _Key:
    """A key counts for one caller only: two callers that choose the same never see each other's answers."""
    if not _SANE.match(key):
        raise RequestInvalid(
            "Idempotency-Key", expected="1 to 120 visible ASCII characters", found=brief(key)
        )
    host = request.client.host if request.client else ""
    caller = "\n".join((request.headers.get("authorization", ""), request.headers.get("cookie", ""), host))
    what = f"{request.url.path}?{request.url.query}\n".encode() + body
    return _Key(sha256(caller.encode()).hexdigest(), key, sha256(what).digest())
