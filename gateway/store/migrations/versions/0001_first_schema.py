"""What is handed in, the outbox, the chain, the feed, access."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON(none_as_null=True)


def _anchored_batches() -> None:
    op.create_table(
        "anchored_batches",
        sa.Column("member", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("root", sa.LargeBinary(), nullable=False),
        sa.Column("author", sa.LargeBinary(), nullable=False),
        sa.Column("kind", sa.SmallInteger(), nullable=False),
        sa.Column("scope", sa.Integer(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("time", NUMBER, nullable=False),
        sa.Column("block", NUMBER, nullable=False),
        sa.Column("log", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("member", "root", name=op.f("pk_anchored_batches")),
    )


def _audit_log() -> None:
    op.create_table(
        "audit_log",
        sa.Column("no", NUMBER, nullable=False),
        sa.Column("at", NUMBER, nullable=False),
        sa.Column("who", sa.String(length=120), nullable=False),
        sa.Column("member", sa.Integer(), nullable=True),
        sa.Column("action", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.LargeBinary(), nullable=False),
        sa.Column("correlation_id", sa.String(length=64), nullable=False),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_audit_log")),
    )
    op.create_index(op.f("ix_audit_log_subject"), "audit_log", ["subject"], unique=False)


def _blocks() -> None:
    op.create_table(
        "blocks",
        sa.Column("height", NUMBER, autoincrement=False, nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("time", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("height", name=op.f("pk_blocks")),
    )


def _cursors() -> None:
    op.create_table(
        "cursors",
        sa.Column("stage", sa.String(length=40), nullable=False),
        sa.Column("event_no", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("stage", name=op.f("pk_cursors")),
    )


def _events() -> None:
    op.create_table(
        "events",
        sa.Column("no", NUMBER, nullable=False),
        sa.Column("topic", sa.String(length=40), nullable=False),
        sa.Column("subject", sa.LargeBinary(), nullable=False),
        sa.Column("data", JSON, nullable=False),
        sa.Column("at", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_events")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_events_topic_no"), "events", ["topic", "no"], unique=False)


def _idempotency_keys() -> None:
    op.create_table(
        "idempotency_keys",
        sa.Column("who", sa.String(length=120), nullable=False),
        sa.Column("key", sa.String(length=120), nullable=False),
        sa.Column("request_hash", sa.LargeBinary(), nullable=False),
        sa.Column("status", sa.Integer(), nullable=False),
        sa.Column("answer", JSON, nullable=False),
        sa.Column("at", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("who", "key", name=op.f("pk_idempotency_keys")),
    )


def _identifiers() -> None:
    op.create_table(
        "identifiers",
        sa.Column("identifier", sa.LargeBinary(), nullable=False),
        sa.Column("member", sa.Integer(), nullable=False),
        sa.Column("block", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("identifier", name=op.f("pk_identifiers")),
    )


def _keys() -> None:
    op.create_table(
        "keys",
        sa.Column("address", sa.LargeBinary(), nullable=False),
        sa.Column("member", sa.Integer(), nullable=False),
        sa.Column("purposes", sa.SmallInteger(), nullable=False),
        sa.Column("valid_from", NUMBER, nullable=False),
        sa.Column("valid_until", NUMBER, nullable=False),
        sa.Column("compromised_since", NUMBER, nullable=False),
        sa.Column("block", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("address", name=op.f("pk_keys")),
    )
    op.create_index(op.f("ix_keys_member"), "keys", ["member"], unique=False)


def _members() -> None:
    op.create_table(
        "members",
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("active", sa.Boolean(), nullable=False),
        sa.Column("voter", sa.Boolean(), nullable=False),
        sa.Column("country", sa.String(length=2), nullable=False),
        sa.Column("roles", sa.Integer(), nullable=False),
        sa.Column("agreements", sa.String(length=40), nullable=False),
        sa.Column("name_hash", sa.LargeBinary(), nullable=False),
        sa.Column("block", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("number", name=op.f("pk_members")),
    )


def _nonces() -> None:
    op.create_table(
        "nonces",
        sa.Column("nonce", sa.String(length=32), nullable=False),
        sa.Column("expires_at", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("nonce", name=op.f("pk_nonces")),
    )


def _officers() -> None:
    op.create_table(
        "officers",
        sa.Column("no", NUMBER, nullable=False),
        sa.Column("account", sa.String(length=80), nullable=False),
        sa.Column("name", sa.String(length=200), nullable=False),
        sa.Column("password_hash", sa.String(length=200), nullable=False),
        sa.Column("enabled", sa.Boolean(), nullable=False),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_officers")),
        sa.UniqueConstraint("account", name=op.f("uq_officers_account")),
    )


def _reader_sets() -> None:
    op.create_table(
        "reader_sets",
        sa.Column("no", NUMBER, nullable=False),
        sa.Column("members", sa.String(length=4000), nullable=False),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_reader_sets")),
        sa.UniqueConstraint("members", name=op.f("uq_reader_sets_members")),
    )


def _service_keys() -> None:
    op.create_table(
        "service_keys",
        sa.Column("member", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("service", sa.SmallInteger(), autoincrement=False, nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("valid_from", NUMBER, nullable=False),
        sa.Column("valid_until", NUMBER, nullable=False),
        sa.Column("block", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("member", "service", "key", name=op.f("pk_service_keys")),
    )


def _status_acts() -> None:
    op.create_table(
        "status_acts",
        sa.Column("no", NUMBER, nullable=False),
        sa.Column("digest", sa.LargeBinary(), nullable=False),
        sa.Column("member", sa.Integer(), nullable=False),
        sa.Column("target", sa.LargeBinary(), nullable=False),
        sa.Column("body", JSON, nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("received_at", NUMBER, nullable=False),
        sa.Column("receipt", JSON, nullable=False),
        sa.Column("notice", JSON, nullable=True),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_status_acts")),
        sa.UniqueConstraint("digest", name=op.f("uq_status_acts_digest")),
    )


def _status_changes() -> None:
    op.create_table(
        "status_changes",
        sa.Column("member", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("target", sa.LargeBinary(), nullable=False),
        sa.Column("root", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.SmallInteger(), nullable=False),
        sa.Column("reason", sa.SmallInteger(), nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("successor", sa.LargeBinary(), nullable=True),
        sa.Column("successor_root", sa.LargeBinary(), nullable=True),
        sa.Column("time", NUMBER, nullable=False),
        sa.Column("block", NUMBER, nullable=False),
        sa.Column("log", sa.Integer(), nullable=False),
        sa.PrimaryKeyConstraint("member", "target", name=op.f("pk_status_changes")),
    )


def _submissions() -> None:
    op.create_table(
        "submissions",
        sa.Column("no", NUMBER, nullable=False),
        sa.Column("member", sa.Integer(), nullable=False),
        sa.Column("root", sa.LargeBinary(), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("kind", sa.SmallInteger(), nullable=False),
        sa.Column("scope", sa.Integer(), nullable=False),
        sa.Column("valid_until", NUMBER, nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.Column("author", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("received_at", NUMBER, nullable=False),
        sa.Column("receipt", JSON, nullable=True),
        sa.Column("notice", JSON, nullable=True),
        sa.Column("upload", sa.String(length=40), nullable=True),
        sa.Column("chunk_records", sa.Integer(), nullable=True),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_submissions")),
        sa.UniqueConstraint("member", "root", name=op.f("uq_submissions_member_root")),
        sa.UniqueConstraint("upload", name=op.f("uq_submissions_upload")),
    )


def _tokens() -> None:
    op.create_table(
        "tokens",
        sa.Column("token_hash", sa.LargeBinary(), nullable=False),
        sa.Column("member", sa.Integer(), nullable=False),
        sa.Column("address", sa.LargeBinary(), nullable=True),
        sa.Column("officer_no", NUMBER, nullable=True),
        sa.Column("csrf", sa.String(length=64), nullable=True),
        sa.Column("expires_at", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("token_hash", name=op.f("pk_tokens")),
    )


def _transactions() -> None:
    op.create_table(
        "transactions",
        sa.Column("no", NUMBER, nullable=False),
        sa.Column("relay", sa.LargeBinary(), nullable=False),
        sa.Column("nonce", NUMBER, nullable=False),
        sa.Column("hash", sa.LargeBinary(), nullable=False),
        sa.Column("raw", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("signed_at", NUMBER, nullable=False),
        sa.Column("block", NUMBER, nullable=True),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_transactions")),
        sa.UniqueConstraint("hash", name=op.f("uq_transactions_hash")),
        sa.UniqueConstraint("relay", "nonce", name=op.f("uq_transactions_relay_nonce")),
    )


def _outbox() -> None:
    op.create_table(
        "outbox",
        sa.Column("no", NUMBER, nullable=False),
        sa.Column("call", sa.String(length=10), nullable=False),
        sa.Column("subject_no", NUMBER, nullable=False),
        sa.Column("calldata", sa.LargeBinary(), nullable=True),
        sa.Column("valid_until", NUMBER, nullable=False),
        sa.Column("state", sa.String(length=12), nullable=False),
        sa.Column("alone", sa.Boolean(), nullable=False),
        sa.Column("transaction_no", NUMBER, nullable=True),
        sa.ForeignKeyConstraint(
            ["transaction_no"], ["transactions.no"], name=op.f("fk_outbox_transaction_no")
        ),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_outbox")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_outbox_state_no"), "outbox", ["state", "no"], unique=False)
    op.create_index(op.f("ix_outbox_transaction_no"), "outbox", ["transaction_no"], unique=False)


def _payloads() -> None:
    op.create_table(
        "payloads",
        sa.Column("no", NUMBER, nullable=False),
        sa.Column("record_id", sa.LargeBinary(), nullable=False),
        sa.Column("submission_no", NUMBER, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("seed", sa.LargeBinary(), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["submission_no"], ["submissions.no"], name=op.f("fk_payloads_submission_no")
        ),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_payloads")),
        sa.UniqueConstraint("record_id", name=op.f("uq_payloads_record_id")),
        sa.UniqueConstraint("submission_no", "position", name=op.f("uq_payloads_submission_no_position")),
    )


def _readers() -> None:
    op.create_table(
        "readers",
        sa.Column("set_no", NUMBER, nullable=False),
        sa.Column("member", sa.Integer(), nullable=False),
        sa.ForeignKeyConstraint(["set_no"], ["reader_sets.no"], name=op.f("fk_readers_set_no")),
        sa.PrimaryKeyConstraint("set_no", "member", name=op.f("pk_readers")),
    )
    op.create_index(op.f("ix_readers_member"), "readers", ["member"], unique=False)


def _records() -> None:
    op.create_table(
        "records",
        sa.Column("no", NUMBER, autoincrement=False, nullable=False),
        sa.Column("record_id", sa.LargeBinary(), nullable=False),
        sa.Column("kind", sa.SmallInteger(), nullable=False),
        sa.Column("scope", sa.Integer(), nullable=False),
        sa.Column("member", sa.Integer(), nullable=False),
        sa.Column("root", sa.LargeBinary(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("batch_size", sa.Integer(), nullable=False),
        sa.Column("block", NUMBER, nullable=False),
        sa.Column("anchored_at", NUMBER, nullable=False),
        sa.Column("reader_set", NUMBER, nullable=False),
        sa.ForeignKeyConstraint(["reader_set"], ["reader_sets.no"], name=op.f("fk_records_reader_set")),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_records")),
        sa.UniqueConstraint("record_id", name=op.f("uq_records_record_id")),
    )
    op.create_index(op.f("ix_records_member"), "records", ["member"], unique=False)


TABLES = {
    "anchored_batches": _anchored_batches,
    "audit_log": _audit_log,
    "blocks": _blocks,
    "cursors": _cursors,
    "events": _events,
    "idempotency_keys": _idempotency_keys,
    "identifiers": _identifiers,
    "keys": _keys,
    "members": _members,
    "nonces": _nonces,
    "officers": _officers,
    "reader_sets": _reader_sets,
    "service_keys": _service_keys,
    "status_acts": _status_acts,
    "status_changes": _status_changes,
    "submissions": _submissions,
    "tokens": _tokens,
    "transactions": _transactions,
    "outbox": _outbox,
    "payloads": _payloads,
    "readers": _readers,
    "records": _records,
}
"""What makes each table with its indexes, in the order in which they are made."""


def upgrade() -> None:
    for make in TABLES.values():
        make()


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
