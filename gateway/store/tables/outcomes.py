"""Outcomes of claims: officers' decisions, each with the record that states it. Only ever appended to."""

from sqlalchemy import Boolean, Column, Integer, String, Table

from gateway.store.metadata import Bytes, Number, metadata

outcomes = Table(
    "outcomes",
    metadata,
    Column("no", Number, primary_key=True),
    Column("declaration", String(160), nullable=False, index=True),
    Column("line", Integer, nullable=False),  # the line's own number
    Column("record_id", Bytes, nullable=False, unique=True),
    Column("reverses", Bytes),  # the record of the outcome before it
    Column("agreement", String(8), nullable=False),
    Column("proof", String(200), nullable=False),
    Column("proof_id", Bytes),  # the proof's record, if it is here
    Column("issuer", Integer),  # the member that issued it
    Column("result", String(12), nullable=False),  # given, partial, not_given
    Column("returned", Boolean, nullable=False),  # whether the issuer may read it
    Column("reason", String(4_000)),  # told to the importer, and abroad only where the agreement lets it
    Column("officer_no", Number, nullable=False),
    Column("officer", String(200), nullable=False),
    Column("at", Number, nullable=False),
    Column("superseding", Bytes),  # digest of the act that ends the outcome before it
)
