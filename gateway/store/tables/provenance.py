"""Where in which document the fields of records and declarations stood, as whoever handed them in read it.

It holds values as the document spells them: whoever may not read the payload may not read this. Times are
unix seconds.
"""

from sqlalchemy import Column, Integer, String, Table

from gateway.store.metadata import Bytes, Json, Number, metadata

record_sources = Table(
    "record_sources",
    metadata,
    Column("record_id", Bytes, primary_key=True),
    Column("member", Integer, nullable=False),  # who told it: the record's author
    Column("told_at", Number, nullable=False),
    Column("document", Json, nullable=False),  # gateway.provenance.model.Document
)
"""The document that a record was read from. It is told once, and never changed."""

declaration_sources = Table(
    "declaration_sources",
    metadata,
    Column("declaration", String(160), primary_key=True),
    Column("version", Integer, primary_key=True),
    Column("document", Json, nullable=False),
)
"""The documents behind a version of a declaration: this gateway read them itself."""
