"""Verification cases: how each stands on the ledger, its steps, and what was said in them."""

from sqlalchemy import Column, Integer, SmallInteger, String, Table

from gateway.store.metadata import Bytes, Json, Number, derived, metadata

cases = Table(
    "cases",
    metadata,
    Column("case_id", Bytes, primary_key=True),
    Column("member", Integer, nullable=False, index=True),
    Column("respondent", Integer, nullable=False, index=True),
    Column("addressee", SmallInteger, nullable=False),  # contracts.acts.Addressee
    Column("scope", Integer, nullable=False),
    Column("state", SmallInteger, nullable=False),  # contracts.slots.CaseState
    Column("due", Number, nullable=False),  # 0 while the clock of the reply has not started
    Column("opened_at", Number, nullable=False),
    Column("block", Number, nullable=False),
    info=derived,
)
"""A case as the ledger has it now."""

case_steps = Table(
    "case_steps",
    metadata,
    Column("case_id", Bytes, primary_key=True),
    Column("number", Integer, primary_key=True, autoincrement=False),  # 0 is the request
    Column("member", Integer, nullable=False),
    Column("kind", SmallInteger, nullable=False),  # contracts.acts.StepKind; 0 for the request
    Column("content", Bytes, nullable=False),
    Column("act", Json, nullable=False),  # the fields that were signed
    Column("due", Number, nullable=False),
    Column("key", Bytes, nullable=False),
    Column("time", Number, nullable=False),
    Column("block", Number, nullable=False),
    info=derived,
)
"""Every step of every case, in the order in which the ledger took it."""

case_payloads = Table(
    "case_payloads",
    metadata,
    Column("case_id", Bytes, primary_key=True),
    Column("content", Bytes, primary_key=True),
    Column("number", Integer, nullable=False),
    Column("payload", Json, nullable=False),
    Column("salt", Bytes, nullable=False),
    Column("signature", Bytes, nullable=False),  # of the act
    Column("origin", String(12), nullable=False),  # here, delivered
    Column("delivery", String(12), nullable=False, index=True),  # due, done, none
    Column("attempts", Integer, nullable=False, default=0),
    Column("next_at", Number, nullable=False, default=0),
    Column("receipt", Json),  # of the other side's gateway, or what it answered last
    Column("at", Number, nullable=False),
)
"""What was said in a step: handed in here, or delivered by the other side's gateway."""

case_reminders = Table(
    "case_reminders",
    metadata,
    Column("case_id", Bytes, primary_key=True),
    Column("name", String(40), primary_key=True),  # what is due, and how near: reply/7
    Column("at", Number, nullable=False),
)
"""Reminders that were given, so that each is given once."""
