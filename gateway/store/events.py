"""Appending to the feed and reading it: how a stage learns, in order and exactly once, what others did."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from sqlalchemy import Connection, insert, select, update

from gateway.store.tables.events import cursors, events


class Topic(StrEnum):
    """What an event is about; the comment says what its subject is."""

    BATCH_ANCHORED = "batch.anchored"  # the root; data: member, submission (its number, or null)
    STATUS_CHANGED = "status.changed"  # a record's id or a root; data: member, root, state
    SUBMISSION_FAILED = "submission.failed"  # the root; data: member
    DEBIT_WRITTEN = "debit.written"  # the lineage of a proof; data: line, d, member, state
    DECLARATION_RECEIVED = "declaration.received"  # the declaration's number; data: version
    MATCH_CHOSEN = "match.chosen"  # the declaration's number; data: kind, position
    NOTICE_MADE = "notice.made"  # the declaration's number; data: notice
    FINDINGS_CHANGED = "findings.changed"  # the declaration's number; data: new findings
    CASE_CHANGED = "case.changed"  # the case; data: member, step
    CASE_REMINDER = "case.reminder"  # the case; data: what, member, due, state
    FINDING_DECIDED = "finding.decided"  # the finding's id


@dataclass(frozen=True)
class Event:
    """Something that happened. `no` is 0 until it is appended; `at` is unix seconds."""

    topic: Topic
    subject: bytes
    data: Mapping[str, Any]
    at: int
    no: int = 0


def append_events(connection: Connection, happened: Iterable[Event]) -> None:
    """Appends to the feed, in the transaction of what made it happen. Ring `Store.events_bell` with the
    change.
    """
    rows = [
        {"topic": event.topic.value, "subject": event.subject, "data": dict(event.data), "at": event.at}
        for event in happened
    ]
    if rows:
        connection.execute(insert(events), rows)


def events_after(
    connection: Connection, number: int, *, topics: Iterable[Topic] = (), limit: int = 500
) -> list[Event]:
    """At most `limit` events after `number`, in order; of `topics` only, where some are given."""
    query = select(events).where(events.c.no > number).order_by(events.c.no).limit(limit)
    wanted = [topic.value for topic in topics]
    if wanted:
        query = query.where(events.c.topic.in_(wanted))
    return [
        Event(Topic(row.topic), row.subject, row.data, row.at, row.no) for row in connection.execute(query)
    ]


def cursor_of(connection: Connection, stage: str) -> int:
    """The number of the last event that `stage` has worked off; 0 before its first."""
    return connection.scalar(select(cursors.c.event_no).where(cursors.c.stage == stage)) or 0


def move_cursor(connection: Connection, stage: str, number: int) -> None:
    """Says that `stage` has worked off everything up to `number`; call it in the change that holds its
    work.
    """
    moved = connection.execute(update(cursors).where(cursors.c.stage == stage).values(event_no=number))
    if moved.rowcount == 0:
        connection.execute(insert(cursors).values(stage=stage, event_no=number))
