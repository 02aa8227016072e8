"""Consignments, declarations and findings."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON(none_as_null=True)


def _consignment_names() -> None:
    op.create_table(
        "consignment_names",
        sa.Column("family", sa.String(length=20), nullable=False),
        sa.Column("number", sa.String(length=200), nullable=False),
        sa.Column("node", sa.String(length=120), nullable=False),
        sa.PrimaryKeyConstraint("family", "number", "node", name=op.f("pk_consignment_names")),
    )
    op.create_index(op.f("ix_consignment_names_node"), "consignment_names", ["node"], unique=False)
    op.create_index(op.f("ix_consignment_names_number"), "consignment_names", ["number"], unique=False)


def _consignment_statements() -> None:
    op.create_table(
        "consignment_statements",
        sa.Column("node", sa.String(length=120), nullable=False),
        sa.Column("kind", sa.SmallInteger(), nullable=False),
        sa.Column("author", sa.Integer(), nullable=True),
        sa.Column("body", JSON, nullable=False),
        sa.Column("core", sa.String(length=120), nullable=True),
        sa.Column("alias", sa.String(length=24), nullable=False),
        sa.PrimaryKeyConstraint("node", name=op.f("pk_consignment_statements")),
    )
    op.create_index(
        op.f("ix_consignment_statements_alias"), "consignment_statements", ["alias"], unique=False
    )
    op.create_index(op.f("ix_consignment_statements_core"), "consignment_statements", ["core"], unique=False)


def _declaration_versions() -> None:
    op.create_table(
        "declaration_versions",
        sa.Column("no", NUMBER, nullable=False),
        sa.Column("declaration", sa.String(length=160), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("function", sa.String(length=12), nullable=False),
        sa.Column("stage", sa.String(length=24), nullable=False),
        sa.Column("cancelled", sa.Boolean(), nullable=False),
        sa.Column("message", sa.LargeBinary(), nullable=False),
        sa.Column("current", sa.LargeBinary(), nullable=False),
        sa.Column("format", sa.String(length=40), nullable=True),
        sa.Column("original_sha256", sa.String(length=64), nullable=True),
        sa.Column("member", sa.Integer(), nullable=False),
        sa.Column("received_at", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_declaration_versions")),
        sa.UniqueConstraint(
            "declaration", "version", name=op.f("uq_declaration_versions_declaration_version")
        ),
    )
    op.create_index(
        op.f("ix_declaration_versions_declaration"), "declaration_versions", ["declaration"], unique=False
    )


def _finding_decisions() -> None:
    op.create_table(
        "finding_decisions",
        sa.Column("no", NUMBER, nullable=False),
        sa.Column("finding_id", sa.String(length=32), nullable=False),
        sa.Column("decision", sa.String(length=8), nullable=False),
        sa.Column("reason", sa.String(length=4000), nullable=False),
        sa.Column("content_hash", sa.LargeBinary(), nullable=False),
        sa.Column("officer_no", NUMBER, nullable=False),
        sa.Column("officer", sa.String(length=200), nullable=False),
        sa.Column("at", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_finding_decisions")),
    )
    op.create_index(
        op.f("ix_finding_decisions_finding_id"), "finding_decisions", ["finding_id"], unique=False
    )


def _findings() -> None:
    op.create_table(
        "findings",
        sa.Column("no", NUMBER, nullable=False),
        sa.Column("id", sa.String(length=32), nullable=False),
        sa.Column("declaration", sa.String(length=160), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("line", sa.Integer(), nullable=True),
        sa.Column("rule", sa.String(length=60), nullable=False),
        sa.Column("severity", sa.String(length=8), nullable=False),
        sa.Column("audience", sa.String(length=8), nullable=False),
        sa.Column("agreement", sa.String(length=8), nullable=True),
        sa.Column("stage", sa.String(length=24), nullable=False),
        sa.Column("verified", sa.Boolean(), nullable=False),
        sa.Column("content", JSON, nullable=False),
        sa.Column("content_hash", sa.LargeBinary(), nullable=False),
        sa.Column("state", sa.String(length=8), nullable=False),
        sa.Column("decision", sa.String(length=8), nullable=True),
        sa.Column("found_at", NUMBER, nullable=False),
        sa.Column("changed_at", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_findings")),
        sa.UniqueConstraint("id", name=op.f("uq_findings_id")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_findings_declaration"), "findings", ["declaration"], unique=False)
    op.create_index(op.f("ix_findings_rule"), "findings", ["rule"], unique=False)
    op.create_index(op.f("ix_findings_state_no"), "findings", ["state", "no"], unique=False)


def _reconciliations() -> None:
    op.create_table(
        "reconciliations",
        sa.Column("no", NUMBER, nullable=False),
        sa.Column("declaration", sa.String(length=160), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("block_height", NUMBER, nullable=False),
        sa.Column("rule_set", sa.String(length=40), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.Column("sha256", sa.LargeBinary(), nullable=False),
        sa.Column("signature", sa.LargeBinary(), nullable=False),
        sa.Column("at", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_reconciliations")),
    )
    op.create_index(op.f("ix_reconciliations_declaration"), "reconciliations", ["declaration"], unique=False)


TABLES = {
    "consignment_names": _consignment_names,
    "consignment_statements": _consignment_statements,
    "declaration_versions": _declaration_versions,
    "finding_decisions": _finding_decisions,
    "findings": _findings,
    "reconciliations": _reconciliations,
}
"""What makes each table with its indexes, in the order in which they are made."""


def upgrade() -> None:
    for make in TABLES.values():
        make()


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
