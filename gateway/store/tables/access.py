"""Who may come in, and what they read: sign-in nonces, tokens, officers, the audit log, idempotency keys."""

from sqlalchemy import Boolean, Column, Index, Integer, String, Table

from gateway.store.metadata import Bytes, Json, Number, metadata

nonces = Table(
    "nonces",
    metadata,
    Column("nonce", String(32), primary_key=True),
    Column("expires_at", Number, nullable=False),
)
"""Challenges that were given out and not yet answered; answering one deletes it."""

tokens = Table(
    "tokens",
    metadata,
    Column("token_hash", Bytes, primary_key=True),  # SHA-256; the token itself is never stored
    Column("member", Integer, nullable=False),
    Column("address", Bytes),  # the access key, for a member
    Column("officer_no", Number),  # for an officer
    Column("csrf", String(64)),  # for a session of the portal
    Column("expires_at", Number, nullable=False),
)

officers = Table(
    "officers",
    metadata,
    Column("no", Number, primary_key=True),
    Column("account", String(80), nullable=False, unique=True),
    Column("name", String(200), nullable=False),
    Column("password_hash", String(200), nullable=False),  # argon2id
    Column("enabled", Boolean, nullable=False),
)

audit_log = Table(
    "audit_log",
    metadata,
    Column("no", Number, primary_key=True),
    Column("at", Number, nullable=False),
    Column("who", String(120), nullable=False),
    Column("member", Integer),
    Column("action", String(40), nullable=False),
    Column("subject", Bytes, nullable=False),
    Column("correlation_id", String(64), nullable=False),
    Index(None, "subject"),
)
"""Every read of a payload, and every decision."""

idempotency_keys = Table(
    "idempotency_keys",
    metadata,
    Column("who", String(120), primary_key=True),
    Column("key", String(120), primary_key=True),
    Column("request_hash", Bytes, nullable=False),
    Column("status", Integer, nullable=False),
    Column("answer", Json, nullable=False),
    Column("at", Number, nullable=False),
)
"""The answer that was given to a request with an Idempotency-Key; the same request gets it again."""
