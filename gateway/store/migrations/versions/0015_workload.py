"""Ranks of findings, duty rates, random selection, notices before arrival."""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
JSON = sa.JSON(none_as_null=True)


def upgrade() -> None:
    op.add_column("findings", sa.Column("rank", sa.Integer(), nullable=False, server_default="0"))
    op.add_column("findings", sa.Column("ranking", JSON, nullable=True))
    _create_duty_rates()
    _create_selection_seeds()
    _create_selections()
    _create_notices()


def _create_duty_rates() -> None:
    op.create_table(
        "duty_rates",
        sa.Column("no", NUMBER, nullable=False),
        sa.Column("hs_code", sa.String(12), nullable=False),
        sa.Column("agreement", sa.String(8), nullable=False),
        sa.Column("since", sa.Date(), nullable=False),
        sa.Column("until", sa.Date(), nullable=True),
        sa.Column("base_percent", sa.String(12), nullable=False),
        sa.Column("preferential_percent", sa.String(12), nullable=False),
        sa.Column("source", sa.String(400), nullable=False),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_duty_rates")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_duty_rates_hs_code"), "duty_rates", ["hs_code"])


def _create_selection_seeds() -> None:
    op.create_table(
        "selection_seeds",
        sa.Column("day", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("seed", sa.LargeBinary(), nullable=False),
        sa.Column("made_at", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("day", name=op.f("pk_selection_seeds")),
    )


def _create_selections() -> None:
    op.create_table(
        "selections",
        sa.Column("declaration", sa.String(160), nullable=False),
        sa.Column("day", sa.Integer(), nullable=False),
        sa.Column("lot", sa.Integer(), nullable=False),
        sa.Column("share", sa.Integer(), nullable=False),
        sa.Column("selected", sa.Boolean(), nullable=False),
        sa.Column("at", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("declaration", name=op.f("pk_selections")),
    )
    op.create_index(op.f("ix_selections_selected"), "selections", ["selected"])


def _create_notices() -> None:
    op.create_table(
        "notices",
        sa.Column("no", NUMBER, nullable=False),
        sa.Column("declaration", sa.String(160), nullable=False),
        sa.Column("arrives_at", NUMBER, nullable=True),
        sa.Column("content", JSON, nullable=False),
        sa.Column("content_hash", sa.LargeBinary(), nullable=False),
        sa.Column("at", NUMBER, nullable=False),
        sa.PrimaryKeyConstraint("no", name=op.f("pk_notices")),
        sqlite_autoincrement=True,
    )
    op.create_index(op.f("ix_notices_declaration"), "notices", ["declaration"])


def downgrade() -> None:
    for table in ("notices", "selections", "selection_seeds", "duty_rates"):
        op.drop_table(table)
    op.drop_column("findings", "ranking")
    op.drop_column("findings", "rank")
