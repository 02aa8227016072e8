"""Verification cases: how each stands, its steps, what was said, what was reminded of."""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _create_cases()
    _create_case_steps()
    _create_case_payloads()
    _create_case_reminders()


def _create_cases() -> None:
    op.create_table(
        "cases",
        sa.Column("case_id", sa.LargeBinary(), nullable=False),
        sa.Column("member", sa.Integer(), nullable=False),
        sa.Column("respondent", sa.Integer(), nullable=False),
        sa.Column("addressee", sa.SmallInteger(), nullable=False),
        sa.Column("scope", sa.Integer(), nullable=False),
        sa.Column("state", sa.SmallInteger(), nullable=False),
        sa.Column("due", NUMBER, nullable=False),
        sa.Column("opened_at", NUMBER, nullable=False),
        sa.Column("block", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("case_id", name=op.f("pk_cases")),
    )
    op.create_index(op.f("ix_cases_member"), "cases", ["member"], unique=False)
    op.create_index(op.f("ix_cases_respondent"), "cases", ["respondent"], unique=False)


def _create_case_steps() -> None:
    op.create_table(
        "case_steps",
        sa.Column("case_id", sa.LargeBinary(), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("member", sa.Integer(), nullable=False),
        sa.Column("kind", sa.SmallInteger(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("act", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("due", NUMBER, nullable=False),
        sa.Column("key", sa.LargeBinary(), nullable=False),
        sa.Column("time", NUMBER, nullable=False),
        sa.Column("block", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("case_id", "number", name=op.f("pk_case_steps")),
    )


def _create_case_payloads() -> None:
    op.create_table(
        "case_payloads",
        sa.Column("case_id", sa.LargeBinary(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("payload", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("salt", sa.LargeBinary(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.Column("origin", sa.String(12), nullable=False),
        sa.Column("delivery", sa.String(12), nullable=False),
        sa.Column("attempts", sa.Integer(), nullable=False),
        sa.Column("next_at", NUMBER, nullable=False),
        sa.Column("receipt", sa.JSON(none_as_null=True), nullable=True),
        sa.Column("at", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("case_id", "content", name=op.f("pk_case_payloads")),
    )
    op.create_index(op.f("ix_case_payloads_delivery"), "case_payloads", ["delivery"], unique=False)


def _create_case_reminders() -> None:
    op.create_table(
        "case_reminders",
        sa.Column("case_id", sa.LargeBinary(), nullable=False),
        sa.Column("name", sa.String(40), nullable=False),
        sa.Column("at", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("case_id", "name", name=op.f("pk_case_reminders")),
    )


def downgrade() -> None:
    for table in ("case_reminders", "case_payloads", "case_steps", "cases"):
        op.drop_table(table)
