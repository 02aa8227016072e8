"""The graph of references: every statement with its consignment, and the names that it gives."""

from sqlalchemy import Column, Index, Integer, SmallInteger, String, Table

from gateway.store.metadata import Json, derived, metadata

consignment_statements = Table(
    "consignment_statements",
    metadata,
    Column("node", String(120), primary_key=True),  # a record's id in hex, or a declaration's key
    Column("kind", SmallInteger, nullable=False),  # of contracts.records.kinds; 0 is a declaration
    Column("author", Integer),
    Column("body", Json, nullable=False),  # gateway.consignments.shelf writes and reads it
    Column("core", String(120), index=True),  # the smallest node of its consignment; null where it makes none
    Column("alias", String(24), nullable=False, index=True),  # the id that a consignment starting here has
    info=derived,
)
"""What the graph knows of a record or a declaration."""

consignment_names = Table(
    "consignment_names",
    metadata,
    Column("family", String(20), primary_key=True),  # gateway.consignments.names.Family
    Column("number", String(200), primary_key=True),  # normalised
    Column("node", String(120), primary_key=True),
    Index(None, "node"),
    Index(None, "number"),
    info=derived,
)
"""Which statements give which number: a document's own among them."""
