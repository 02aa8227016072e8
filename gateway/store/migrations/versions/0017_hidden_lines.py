"""How this administration's declaration lines are hidden on the ledger."""

import sqlalchemy as sa
from alembic import op

revision = "0017"
down_revision = "0016"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "hidden_lines",
        sa.Column("declaration", sa.String(160), nullable=False),
        sa.Column("number", sa.Integer(), autoincrement=False, nullable=False),
        sa.Column("d", sa.LargeBinary(), nullable=False),
        sa.PrimaryKeyConstraint("declaration", "number", name=op.f("pk_hidden_lines")),
    )
    op.create_index(op.f("ix_hidden_lines_d"), "hidden_lines", ["d"], unique=False)
    op.create_index(op.f("ix_status_changes_target"), "status_changes", ["target"], unique=False)
    op.create_index(op.f("ix_status_changes_successor"), "status_changes", ["successor"], unique=False)


def downgrade() -> None:
    op.drop_index(op.f("ix_status_changes_successor"), table_name="status_changes")
    op.drop_index(op.f("ix_status_changes_target"), table_name="status_changes")
    op.drop_table("hidden_lines")
