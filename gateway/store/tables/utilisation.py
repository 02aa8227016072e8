"""Drawing on proofs: what declarations want to use, and what the ledger says is used.

Quantities are decimals × 10⁹ as text: they don't fit a number of every database.
"""

from sqlalchemy import Boolean, Column, Integer, SmallInteger, String, Table, false

from gateway.store.metadata import Bytes, Json, Number, derived, metadata

draws = Table(
    "draws",
    metadata,
    Column("declaration", String(160), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),  # the line's own, kept by amendments
    Column("lineage", Bytes, primary_key=True),  # the first of the proof's chain of supersession
    Column("line", Integer, primary_key=True, autoincrement=False),  # its place in the proof, from 0
    Column("quantity", String(40), nullable=False),
    Column("unit", String(3), nullable=False),
    Column("confirmed", Boolean, nullable=False),
    # all of the line; the quantity is 0 then
    Column("whole", Boolean, nullable=False, default=False, server_default=false()),
    Column("manual", Boolean, nullable=False),  # an officer decided it: reconciliation leaves it alone
    Column("who", String(200)),
    Column("reason", String(4_000)),
    Column("state", String(12), nullable=False, index=True),  # wanted, asked, written, refused, lapsed
    Column("act", Bytes),  # digest of the debit that was signed last
    Column("problem", Json),  # why it was refused
    Column("at", Number, nullable=False),
)
"""What a declaration line is to use of a proof's line: 0 to give it back."""

hidden_lines = Table(
    "hidden_lines",
    metadata,
    Column("declaration", String(160), primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),  # the line's own
    Column("d", Bytes, nullable=False, index=True),
)
"""How this administration hides its declarations' lines on the ledger (contracts.draws): what tells its own
debits from those of others."""

opened_lines = Table(
    "opened_lines",
    metadata,
    Column("lineage", Bytes, primary_key=True),
    Column("line", Integer, primary_key=True, autoincrement=False),
    Column("record_id", Bytes, nullable=False),
    Column("issuer", Integer, nullable=False),
    Column("quantity", String(40), nullable=False),
    Column("unit", String(3), nullable=False),
    Column("block", Number, nullable=False),
    info=derived,
)
"""Lines whose quantity was disclosed on the ledger, as it was disclosed last."""

debits = Table(
    "debits",
    metadata,
    Column("lineage", Bytes, primary_key=True),
    Column("line", Integer, primary_key=True, autoincrement=False),
    Column("d", Bytes, primary_key=True),
    Column("member", Integer, nullable=False),
    Column("state", SmallInteger, nullable=False),  # contracts.slots.DebitState
    Column("whole", Boolean, nullable=False),
    Column("quantity", String(40), nullable=False),
    Column("expires", Number, nullable=False),
    Column("revision", Number, nullable=False),
    Column("key", Bytes),
    Column("time", Number, nullable=False),
    Column("block", Number, nullable=False),
    info=derived,
)
"""Every debit of every member, as the ledger has it now."""
