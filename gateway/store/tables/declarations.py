"""Import declarations as they were sent, version by version; nothing in them is ever changed or deleted."""

from sqlalchemy import Boolean, Column, Integer, String, Table, UniqueConstraint

from gateway.store.metadata import Bytes, Number, metadata

declaration_versions = Table(
    "declaration_versions",
    metadata,
    Column("no", Number, primary_key=True),
    Column(
        "declaration", String(160), nullable=False, index=True
    ),  # projections.of_declarations.declaration_id
    Column("version", Integer, nullable=False),
    Column("function", String(12), nullable=False),  # original, amendment, cancellation
    Column("stage", String(24), nullable=False),
    Column("cancelled", Boolean, nullable=False),
    Column("message", Bytes, nullable=False),  # this message, as JSON of the model
    Column("current", Bytes, nullable=False),  # the declaration as all messages up to this one leave it
    Column("format", String(40)),  # of the document it was read from, as the adapter names it
    Column("original_sha256", String(64)),
    Column("member", Integer, nullable=False),  # who sent it
    Column("received_at", Number, nullable=False),
    UniqueConstraint("declaration", "version"),
)
"""A message of a declaration. The highest version of each says how it stands."""
