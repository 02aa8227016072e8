"""What directs officers' work: duty rates, random selection, and what importers were told before arrival."""

from sqlalchemy import Boolean, Column, Date, Integer, String, Table

from gateway.store.metadata import Bytes, Json, Number, metadata

duty_rates = Table(
    "duty_rates",
    metadata,
    Column("no", Number, primary_key=True),
    Column("hs_code", String(12), nullable=False, index=True),  # 4 to 9 digits
    Column("agreement", String(8), nullable=False),
    Column("since", Date, nullable=False),
    Column("until", Date),
    Column("base_percent", String(12), nullable=False),  # without the preference
    Column("preferential_percent", String(12), nullable=False),
    Column("source", String(400), nullable=False),
    sqlite_autoincrement=True,
)
"""Rates of duty as officers entered them. The last of several counts."""

selection_seeds = Table(
    "selection_seeds",
    metadata,
    Column("day", Integer, primary_key=True, autoincrement=False),  # in Japan, from 1970-01-01
    Column("seed", Bytes, nullable=False),
    Column("made_at", Number, nullable=False),
)

selections = Table(
    "selections",
    metadata,
    Column("declaration", String(160), primary_key=True),
    Column("day", Integer, nullable=False),
    Column("lot", Integer, nullable=False),  # 0 to 999,999
    Column("share", Integer, nullable=False),  # of a million
    Column("selected", Boolean, nullable=False, index=True),
    Column("at", Number, nullable=False),
)
"""The lot of each declaration. Never changed."""

notices = Table(
    "notices",
    metadata,
    Column("no", Number, primary_key=True),
    Column("declaration", String(160), nullable=False, index=True),
    Column("arrives_at", Number),
    Column("content", Json, nullable=False),  # what is missing and what does not match
    Column("content_hash", Bytes, nullable=False),
    Column("at", Number, nullable=False),
    sqlite_autoincrement=True,
)
"""What importers were told before arrival, in order; the last of a declaration stands."""
