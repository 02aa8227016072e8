"""What was handed in: batches with their receipts, and the payload of every record.

A record stands in one batch at a time; the pair (batch, position) is its place. Times are unix seconds.
"""

from sqlalchemy import Column, ForeignKey, Integer, SmallInteger, String, Table, UniqueConstraint

from gateway.store.metadata import Bytes, Json, Number, derived, metadata

submissions = Table(
    "submissions",
    metadata,
    Column("no", Number, primary_key=True),
    Column("member", Integer, nullable=False),
    Column("root", Bytes, nullable=False),
    Column("size", Integer, nullable=False),
    Column("kind", SmallInteger, nullable=False),
    Column("scope", Integer, nullable=False),
    Column("valid_until", Number, nullable=False),
    Column("signature", Bytes, nullable=False),
    Column("author", Bytes, nullable=False),  # address of the key that signed
    Column("state", String(12), nullable=False),  # uploading, accepted, anchored, failed
    Column("received_at", Number, nullable=False),
    Column("receipt", Json),
    Column("notice", Json),  # the signed notice of a failure
    Column("upload", String(40), unique=True),  # the id of a resumable upload
    Column("chunk_records", Integer),  # how many records a chunk of it has
    UniqueConstraint("member", "root"),
)
"""A signed batch that the gateway acknowledged."""

payloads = Table(
    "payloads",
    metadata,
    Column("no", Number, primary_key=True),
    Column("record_id", Bytes, nullable=False, unique=True),
    Column("submission_no", Number, ForeignKey("submissions.no"), nullable=False),
    Column("position", Integer, nullable=False),
    Column("seed", Bytes, nullable=False),
    Column("body", Bytes, nullable=False),  # the record as JSON, fields in the order of the model
    UniqueConstraint("submission_no", "position"),
)
"""The record behind an id, with the seed that its salts are made from."""

reader_sets = Table(
    "reader_sets",
    metadata,
    Column("no", Number, primary_key=True),
    Column("members", String(4_000), nullable=False, unique=True),  # ascending, comma-separated
    info=derived,
)
"""Each distinct set of members that may read a record, once."""

readers = Table(
    "readers",
    metadata,
    Column("set_no", Number, ForeignKey("reader_sets.no"), primary_key=True),
    Column("member", Integer, primary_key=True, index=True),
    info=derived,
)
"""The members of a reader set."""

records = Table(
    "records",
    metadata,
    Column("no", Number, primary_key=True, autoincrement=False),  # the payload's
    Column("record_id", Bytes, nullable=False, unique=True),
    Column("kind", SmallInteger, nullable=False),
    Column("scope", Integer, nullable=False),
    Column("member", Integer, nullable=False, index=True),  # the author
    Column("root", Bytes, nullable=False),
    Column("position", Integer, nullable=False),
    Column("batch_size", Integer, nullable=False),
    Column("block", Number, nullable=False),
    Column("anchored_at", Number, nullable=False),
    Column("reader_set", Number, ForeignKey("reader_sets.no"), nullable=False),
    info=derived,
)
"""A record whose payload is here and whose batch stands on the ledger. Join `payloads` on `no` for its
text."""
