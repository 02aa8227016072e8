"""Identity statements (`tegata/identity/1`) that the ledger has the hash of. Only ever appended to."""

from sqlalchemy import Column, Integer, Table, UniqueConstraint

from gateway.store.metadata import Bytes, Number, metadata

identity_statements = Table(
    "identity_statements",
    metadata,
    Column("no", Number, primary_key=True),
    Column("address", Bytes, nullable=False, index=True),  # of the key that it is about
    Column("position", Integer, nullable=False),  # which of the key's statements on the ledger
    Column("member", Integer, nullable=False),
    Column("statement", Bytes, nullable=False),  # as JSON
    Column("bound_at", Number, nullable=False),
    Column("filed_at", Number, nullable=False),
    UniqueConstraint("address", "position"),
)
