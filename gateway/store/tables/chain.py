"""What the ledger says, read from its blocks: anchored batches, statuses, members, keys. All of it can be
rebuilt.

Times are unix seconds; `block` and `log` say where a fact was read.
"""

from sqlalchemy import Boolean, Column, Integer, SmallInteger, String, Table

from gateway.store.metadata import Bytes, Number, derived, metadata

blocks = Table(
    "blocks",
    metadata,
    Column("height", Number, primary_key=True, autoincrement=False),
    Column("hash", Bytes, nullable=False),
    Column("time", Number, nullable=False),
    info=derived,
)
"""Every block the indexer has read; the highest is its cursor."""

anchored_batches = Table(
    "anchored_batches",
    metadata,
    Column("member", Integer, primary_key=True, autoincrement=False),
    Column("root", Bytes, primary_key=True),
    Column("author", Bytes, nullable=False),
    Column("kind", SmallInteger, nullable=False),
    Column("scope", Integer, nullable=False),
    Column("size", Integer, nullable=False),
    Column("time", Number, nullable=False),
    Column("block", Number, nullable=False),
    Column("log", Integer, nullable=False),
    info=derived,
)

status_changes = Table(
    "status_changes",
    metadata,
    Column("member", Integer, primary_key=True, autoincrement=False),
    Column("target", Bytes, primary_key=True, index=True),  # a record's id, or the root for a whole batch
    Column("root", Bytes, nullable=False),
    Column("state", SmallInteger, nullable=False),  # contracts.acts.State
    Column("reason", SmallInteger, nullable=False),
    Column("key", Bytes, nullable=False),
    Column("successor", Bytes, index=True),
    Column("successor_root", Bytes),
    Column("time", Number, nullable=False),
    Column("block", Number, nullable=False),
    Column("log", Integer, nullable=False),
    info=derived,
)
"""How statements ended. No row: the statement stands."""

members = Table(
    "members",
    metadata,
    Column("number", Integer, primary_key=True, autoincrement=False),
    Column("active", Boolean, nullable=False),
    Column("voter", Boolean, nullable=False),
    Column("country", String(2), nullable=False),
    Column("roles", Integer, nullable=False),  # bits of contracts.roles.Role
    Column("agreements", String(40), nullable=False),  # bits, in hex
    Column("name_hash", Bytes, nullable=False),
    Column("block", Number, nullable=False),
    info=derived,
)

keys = Table(
    "keys",
    metadata,
    Column("address", Bytes, primary_key=True),
    Column("member", Integer, nullable=False, index=True),
    Column("purposes", SmallInteger, nullable=False),  # bits of contracts.roles.Purpose
    Column("valid_from", Number, nullable=False),
    Column("valid_until", Number, nullable=False),
    Column("compromised_since", Number, nullable=False),
    Column("block", Number, nullable=False),
    info=derived,
)

identifiers = Table(
    "identifiers",
    metadata,
    Column("identifier", Bytes, primary_key=True),  # SHA-256 of scheme, 0x00, value
    Column("member", Integer, nullable=False),
    Column("block", Number, nullable=False),
    info=derived,
)

service_keys = Table(
    "service_keys",
    metadata,
    Column("member", Integer, primary_key=True, autoincrement=False),
    Column("service", SmallInteger, primary_key=True, autoincrement=False),  # 1 signing, 2 payload
    Column("key", Bytes, primary_key=True),
    Column("valid_from", Number, nullable=False),
    Column("valid_until", Number, nullable=False),
    Column("block", Number, nullable=False),
    info=derived,
)
