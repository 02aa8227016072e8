"""The stream of findings (server-sent events): what the feed says changed, as far as the reader may see it.

The id of an event is the feed's number, so `Last-Event-ID` resumes where a reader left off, and misses
nothing.
"""

import json
from collections.abc import AsyncIterator, Awaitable, Callable

from fastapi.concurrency import run_in_threadpool
from sqlalchemy import func, select

from contracts.ids import UnixTime
from gateway.access import Principal
from gateway.findings.notices import notices_numbered
from gateway.findings.reading import findings_named
from gateway.store import Store
from gateway.store.events import Event, Topic, events_after
from gateway.store.tables.events import events

_HEARTBEAT = 15.0
"""Seconds after which a silent stream says that it is alive."""

_AT_ONCE = 200
_TOLD = (Topic.FINDINGS_CHANGED, Topic.NOTICE_MADE)


async def stream(
    store: Store, principal: Principal, last: int | None, gone: Callable[[], Awaitable[bool]]
) -> AsyncIterator[str]:
    """Server-sent events after number `last`; from now on if it is None. Ends when the reader is gone."""
    at = await run_in_threadpool(_newest, store) if last is None else last
    yield "retry: 2000\n\n"
    while not await gone():
        heard = store.events_bell.rings
        happened = await run_in_threadpool(_after, store, at)
        for event in happened:
            at = event.no
            text = await run_in_threadpool(_told, store, principal, event)
            if text:
                yield text
        if not happened and await store.events_bell.heard_again(heard, _HEARTBEAT) == heard:
            yield ": alive\n\n"


def _newest(store: Store) -> int:
    with store.read() as connection:
        return connection.scalar(select(func.max(events.c.no))) or 0


def _after(store: Store, number: int) -> list[Event]:
    with store.read() as connection:
        return events_after(
            connection, number, topics=[Topic.FINDINGS_CHANGED, Topic.NOTICE_MADE], limit=_AT_ONCE
        )


def _told(store: Store, principal: Principal, event: Event) -> str:
    """The event for this reader; empty if nothing of it is for them."""
    if event.topic is Topic.NOTICE_MADE:
        return _notice(store, principal, event)
    how = {name: change for change in ("new", "changed", "cleared") for name in event.data[change]}
    with store.read() as connection:
        seen = findings_named(connection, principal, how)
    if not seen:
        return ""
    data = {
        "declaration": event.subject.decode(),
        "findings": [{"change": how[finding["id"]], **finding} for finding in seen],
    }
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return f"id: {event.no}\nevent: findings\ndata: {text}\n\n"


def _notice(store: Store, principal: Principal, event: Event) -> str:
    """A notice before arrival, with the time left when it was made; empty if it is not for this reader."""
    with store.read() as connection:
        seen = notices_numbered(connection, principal, [event.data["notice"]], UnixTime(event.at))
    if not seen:
        return ""
    text = json.dumps(seen[0], ensure_ascii=False, separators=(",", ":"))
    return f"id: {event.no}\nevent: notice\ndata: {text}\n\n"
