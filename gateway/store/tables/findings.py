"""What reconciliation found, what officers decided about it, and the signed results it rests on."""

from sqlalchemy import Boolean, Column, Index, Integer, String, Table

from gateway.store.metadata import Bytes, Json, Number, metadata

findings = Table(
    "findings",
    metadata,
    Column("no", Number, primary_key=True),
    Column("id", String(32), nullable=False, unique=True),  # of rule, declaration and subject: stable
    Column("declaration", String(160), nullable=False, index=True),
    Column("version", Integer, nullable=False),
    Column("line", Integer),
    Column("rule", String(60), nullable=False, index=True),
    Column("severity", String(8), nullable=False),  # stop, query, notice
    Column("audience", String(8), nullable=False),  # party, officer
    Column("agreement", String(8)),
    Column("stage", String(24), nullable=False),
    Column("verified", Boolean, nullable=False),  # whether all it rests on was read in its source
    Column("content", Json, nullable=False),  # the finding as the engine made it
    Column("content_hash", Bytes, nullable=False),
    Column("state", String(8), nullable=False),  # open, cleared
    Column("decision", String(8)),  # the last decision about this content: release, query, inspect
    Column("found_at", Number, nullable=False),
    Column("changed_at", Number, nullable=False),
    Column("rank", Integer, nullable=False, server_default="0"),  # of 1,000: which first
    Column("ranking", Json),  # what the rank is made of
    Index(None, "state", "no"),
    sqlite_autoincrement=True,
)
"""A finding as it stands now. Its earlier contents are in the results."""

finding_decisions = Table(
    "finding_decisions",
    metadata,
    Column("no", Number, primary_key=True),
    Column("finding_id", String(32), nullable=False, index=True),
    Column("decision", String(8), nullable=False),
    Column("reason", String(4_000), nullable=False),
    Column("content_hash", Bytes, nullable=False),  # what the officer had before them
    Column("officer_no", Number, nullable=False),
    Column("officer", String(200), nullable=False),
    Column("at", Number, nullable=False),
)
"""What officers decided, in order. Only ever appended to."""

reconciliations = Table(
    "reconciliations",
    metadata,
    Column("no", Number, primary_key=True),
    Column("declaration", String(160), nullable=False, index=True),
    Column("version", Integer, nullable=False),
    Column("block_height", Number, nullable=False),
    Column("rule_set", String(40), nullable=False),
    Column("body", Bytes, nullable=False),  # canonical JSON of the result
    Column("sha256", Bytes, nullable=False),
    Column("signature", Bytes, nullable=False),  # of the gateway's key, over the tag and the hash
    Column("at", Number, nullable=False),
)
"""Each result that differs from the one before it for its declaration."""

reopenings = Table(
    "reopenings",
    metadata,
    Column("no", Number, primary_key=True),
    Column("declaration", String(160), nullable=False, index=True),
    Column("finding_id", String(32), nullable=False, index=True),
    Column("cause", Json, nullable=False),  # gateway.reconciliation.reopening.Cause
    Column("at", Number, nullable=False),
)
"""Findings on declarations that had been released, and what brought them. Only ever appended to."""

rule_settings = Table(
    "rule_settings",
    metadata,
    Column("no", Number, primary_key=True),
    Column("office", String(20), nullable=False),  # empty: every office
    Column("rule", String(60), nullable=False),
    Column("enabled", Boolean, nullable=False),
    Column("settings", Json),  # setting → value as text; null: as the rule has it
    Column("reason", String(4_000), nullable=False),
    Column("officer_no", Number, nullable=False),
    Column("officer", String(200), nullable=False),
    Column("at", Number, nullable=False),
)
"""Rules that offices switched off or on, or tuned, in order. Only ever appended to."""

rule_sets = Table(
    "rule_sets",
    metadata,
    Column("version", String(40), primary_key=True),
    Column("body", Json, nullable=False),  # the data of the version, whole
    Column("first_used_at", Number, nullable=False),
)
"""Every rule set that a result here was made under, by its version."""

match_choices = Table(
    "match_choices",
    metadata,
    Column("no", Number, primary_key=True),
    Column("declaration", String(160), nullable=False, index=True),
    Column("kind", String(8), nullable=False),  # proof, invoice
    Column("position", Integer, nullable=False),  # of the line, or of the mention of an invoice
    Column("declared_norm", String, nullable=False),  # what the declaration named then; empty: nothing
    Column("records", Json, nullable=False),  # ids in hex; empty: none fits
    Column("reason", String(4_000), nullable=False),
    Column("officer_no", Number, nullable=False),
    Column("officer", String(200), nullable=False),
    Column("at", Number, nullable=False),
)
"""What officers chose where no number led to one record, in order. Only ever appended to."""

chosen_records = Table(
    "chosen_records",
    metadata,
    Column("declaration", String(160), primary_key=True),
    Column("kind", String(8), primary_key=True),
    Column("position", Integer, primary_key=True, autoincrement=False),
    Column("record_id", String(66), primary_key=True),  # hex; empty: none fits
    Column("declared_norm", String, nullable=False),
    Column("number_norm", String, nullable=False, index=True),
)
"""The last choice for each line and mention, a row for each record."""
