"""The feed: what happened, in the order in which it was committed; and how far each stage has read it."""

from sqlalchemy import Column, Index, String, Table

from gateway.store.metadata import Bytes, Json, Number, metadata

events = Table(
    "events",
    metadata,
    Column("no", Number, primary_key=True),
    Column("topic", String(40), nullable=False),  # gateway.store.events.Topic
    Column("subject", Bytes, nullable=False),
    Column("data", Json, nullable=False),
    Column("at", Number, nullable=False),
    Index(None, "topic", "no"),
    sqlite_autoincrement=True,
)
"""`no` only grows, is never reused, and is what SSE calls the event's id."""

cursors = Table(
    "cursors",
    metadata,
    Column("stage", String(40), primary_key=True),
    Column("event_no", Number, nullable=False),
)
"""The last event that a stage has worked off, moved in the same transaction as what the work wrote."""
