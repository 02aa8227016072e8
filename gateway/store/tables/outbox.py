"""What waits for the ledger, and the transactions that carry it."""

from sqlalchemy import Boolean, Column, ForeignKey, Index, Integer, String, Table, UniqueConstraint

from gateway.store.metadata import Bytes, Json, Number, metadata

status_acts = Table(
    "status_acts",
    metadata,
    Column("no", Number, primary_key=True),
    Column("digest", Bytes, nullable=False, unique=True),  # the EIP-712 digest that was signed
    Column("member", Integer, nullable=False),
    Column("target", Bytes, nullable=False),
    Column("body", Json, nullable=False),
    Column("state", String(12), nullable=False),  # accepted, anchored, failed
    Column("received_at", Number, nullable=False),
    Column("receipt", Json, nullable=False),
    Column("notice", Json),
)
"""A signed act that ends a record or a batch, draws on a proof, or goes on with a case: to be relayed."""

transactions = Table(
    "transactions",
    metadata,
    Column("no", Number, primary_key=True),
    Column("relay", Bytes, nullable=False),
    Column("nonce", Number, nullable=False),
    Column("hash", Bytes, nullable=False, unique=True),
    Column("raw", Bytes, nullable=False),
    Column("state", String(12), nullable=False),  # signed, mined
    Column("signed_at", Number, nullable=False),
    Column("block", Number),
    UniqueConstraint("relay", "nonce"),
)
"""A signed transaction, stored before it is sent, so that a resend after a crash is the same bytes."""

outbox = Table(
    "outbox",
    metadata,
    Column("no", Number, primary_key=True),
    Column("call", String(10), nullable=False),  # anchor, status, debit, case
    Column("subject_no", Number, nullable=False),  # of submissions or status_acts
    Column("calldata", Bytes),  # of an act on status; an anchoring is made from its submission
    Column("valid_until", Number, nullable=False),
    Column("state", String(12), nullable=False),  # waiting, sent, done, failed
    Column(
        "alone", Boolean, nullable=False, default=False
    ),  # goes by itself: it spoiled a transaction before
    Column("transaction_no", Number, ForeignKey("transactions.no")),
    Index(None, "state", "no"),
    Index(None, "transaction_no"),
    sqlite_autoincrement=True,
)
