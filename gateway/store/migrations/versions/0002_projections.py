"""The typed columns that rules read."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
DECIMAL = sa.Numeric(38, 9).with_variant(sa.String(40), "sqlite")


def upgrade() -> None:
    op.create_table(
        "projected_containers",
        sa.Column("record", NUMBER, autoincrement=False, nullable=False),
        sa.Column("position", NUMBER, autoincrement=False, nullable=False),
        sa.Column("kind", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("number", sa.String(), autoincrement=False, nullable=True),
        sa.Column("number_norm", sa.String(), autoincrement=False, nullable=True),
        sa.PrimaryKeyConstraint("record", "position", name=op.f("pk_projected_containers")),
    )
    op.create_index(
        op.f("ix_projected_containers_number_norm"), "projected_containers", ["number_norm"], unique=False
    )
    op.create_table(
        "projected_declaration_containers",
        sa.Column("declaration", sa.String(length=160), autoincrement=False, nullable=False),
        sa.Column("position", NUMBER, autoincrement=False, nullable=False),
        sa.Column("number", sa.String(), autoincrement=False, nullable=True),
        sa.Column("number_norm", sa.String(), autoincrement=False, nullable=True),
        sa.Column("check_digit", sa.String(), autoincrement=False, nullable=True),
        sa.PrimaryKeyConstraint("declaration", "position", name=op.f("pk_projected_declaration_containers")),
    )
    op.create_index(
        op.f("ix_projected_declaration_containers_number_norm"),
        "projected_declaration_containers",
        ["number_norm"],
        unique=False,
    )
    op.create_table(
        "projected_declaration_invoices",
        sa.Column("declaration", sa.String(length=160), autoincrement=False, nullable=False),
        sa.Column("position", NUMBER, autoincrement=False, nullable=False),
        sa.Column("number", sa.String(), autoincrement=False, nullable=True),
        sa.Column("number_norm", sa.String(), autoincrement=False, nullable=True),
        sa.Column("invoice_date", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("amount", DECIMAL, autoincrement=False, nullable=True),
        sa.Column("amount_text", sa.String(), autoincrement=False, nullable=True),
        sa.Column("currency", sa.String(), autoincrement=False, nullable=True),
        sa.PrimaryKeyConstraint("declaration", "position", name=op.f("pk_projected_declaration_invoices")),
    )
    op.create_index(
        op.f("ix_projected_declaration_invoices_number_norm"),
        "projected_declaration_invoices",
        ["number_norm"],
        unique=False,
    )
    op.create_table(
        "projected_declaration_lines",
        sa.Column("declaration", sa.String(length=160), autoincrement=False, nullable=False),
        sa.Column("position", NUMBER, autoincrement=False, nullable=False),
        sa.Column("line", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("description", sa.String(), autoincrement=False, nullable=True),
        sa.Column("hs_code", sa.String(), autoincrement=False, nullable=True),
        sa.Column("hs_edition", sa.String(), autoincrement=False, nullable=True),
        sa.Column("origin_country", sa.String(), autoincrement=False, nullable=True),
        sa.Column("agreement", sa.String(), autoincrement=False, nullable=True),
        sa.Column("rate_origin_country", sa.String(), autoincrement=False, nullable=True),
        sa.Column("rate_rule", sa.String(), autoincrement=False, nullable=True),
        sa.Column("proof_type", sa.String(), autoincrement=False, nullable=True),
        sa.Column("proof_number", sa.String(), autoincrement=False, nullable=True),
        sa.Column("proof_norm", sa.String(), autoincrement=False, nullable=True),
        sa.Column("proof_line", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("no_proof_reason", sa.String(), autoincrement=False, nullable=True),
        sa.Column("quantity", DECIMAL, autoincrement=False, nullable=True),
        sa.Column("dimension", sa.String(), autoincrement=False, nullable=True),
        sa.Column("quantity_text", sa.String(), autoincrement=False, nullable=True),
        sa.Column("second_quantity", DECIMAL, autoincrement=False, nullable=True),
        sa.Column("second_dimension", sa.String(), autoincrement=False, nullable=True),
        sa.Column("second_quantity_text", sa.String(), autoincrement=False, nullable=True),
        sa.Column("net_mass", DECIMAL, autoincrement=False, nullable=True),
        sa.Column("net_mass_text", sa.String(), autoincrement=False, nullable=True),
        sa.Column("drawn", DECIMAL, autoincrement=False, nullable=True),
        sa.Column("drawn_dimension", sa.String(), autoincrement=False, nullable=True),
        sa.Column("drawn_text", sa.String(), autoincrement=False, nullable=True),
        sa.Column("customs_value", DECIMAL, autoincrement=False, nullable=True),
        sa.Column("customs_value_currency", sa.String(), autoincrement=False, nullable=True),
        sa.PrimaryKeyConstraint("declaration", "position", name=op.f("pk_projected_declaration_lines")),
    )
    op.create_index(
        op.f("ix_projected_declaration_lines_proof_norm"),
        "projected_declaration_lines",
        ["proof_norm"],
        unique=False,
    )
    op.create_table(
        "projected_declaration_transports",
        sa.Column("declaration", sa.String(length=160), autoincrement=False, nullable=False),
        sa.Column("position", NUMBER, autoincrement=False, nullable=False),
        sa.Column("type", sa.String(), autoincrement=False, nullable=True),
        sa.Column("number", sa.String(), autoincrement=False, nullable=True),
        sa.Column("number_norm", sa.String(), autoincrement=False, nullable=True),
        sa.PrimaryKeyConstraint("declaration", "position", name=op.f("pk_projected_declaration_transports")),
    )
    op.create_index(
        op.f("ix_projected_declaration_transports_number_norm"),
        "projected_declaration_transports",
        ["number_norm"],
        unique=False,
    )
    op.create_table(
        "projected_declarations",
        sa.Column("declaration", sa.String(length=160), autoincrement=False, nullable=False),
        sa.Column("number", sa.String(), autoincrement=False, nullable=True),
        sa.Column("version", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("stage", sa.String(), autoincrement=False, nullable=True),
        sa.Column("cancelled", sa.Boolean(), autoincrement=False, nullable=True),
        sa.Column("lodged", NUMBER, autoincrement=False, nullable=True),
        sa.Column("lodged_text", sa.String(), autoincrement=False, nullable=True),
        sa.Column("law_date", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("law_event", sa.String(), autoincrement=False, nullable=True),
        sa.Column("importing_country", sa.String(), autoincrement=False, nullable=True),
        sa.Column("export_country", sa.String(), autoincrement=False, nullable=True),
        sa.Column("office", sa.String(), autoincrement=False, nullable=True),
        sa.Column("importer_name", sa.String(), autoincrement=False, nullable=True),
        sa.Column("importer_ids", sa.String(), autoincrement=False, nullable=True),
        sa.Column("exporter", sa.String(), autoincrement=False, nullable=True),
        sa.Column("exporter_name", sa.String(), autoincrement=False, nullable=True),
        sa.Column("exporter_local", sa.String(), autoincrement=False, nullable=True),
        sa.Column("exporter_ids", sa.String(), autoincrement=False, nullable=True),
        sa.Column("ucr_norm", sa.String(), autoincrement=False, nullable=True),
        sa.Column("mode", sa.String(), autoincrement=False, nullable=True),
        sa.Column("voyage", sa.String(), autoincrement=False, nullable=True),
        sa.Column("arrival_date", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("loading_country", sa.String(), autoincrement=False, nullable=True),
        sa.Column("packages", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("gross_mass", DECIMAL, autoincrement=False, nullable=True),
        sa.Column("gross_mass_text", sa.String(), autoincrement=False, nullable=True),
        sa.Column("customs_value", DECIMAL, autoincrement=False, nullable=True),
        sa.Column("customs_value_currency", sa.String(), autoincrement=False, nullable=True),
        sa.Column("customs_value_text", sa.String(), autoincrement=False, nullable=True),
        sa.Column("transport_norms", sa.String(), autoincrement=False, nullable=True),
        sa.Column("invoice_norms", sa.String(), autoincrement=False, nullable=True),
        sa.Column("non_manipulation", sa.Boolean(), autoincrement=False, nullable=True),
        sa.Column("terms", sa.String(), autoincrement=False, nullable=True),
        sa.Column("mail_order", sa.Boolean(), autoincrement=False, nullable=True),
        sa.Column("platform_code", sa.String(), autoincrement=False, nullable=True),
        sa.PrimaryKeyConstraint("declaration", name=op.f("pk_projected_declarations")),
    )
    op.create_table(
        "projected_invoice_lines",
        sa.Column("record", NUMBER, autoincrement=False, nullable=False),
        sa.Column("position", NUMBER, autoincrement=False, nullable=False),
        sa.Column("sequence", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("description", sa.String(), autoincrement=False, nullable=True),
        sa.Column("hs_code", sa.String(), autoincrement=False, nullable=True),
        sa.Column("hs_edition", sa.String(), autoincrement=False, nullable=True),
        sa.Column("origin_country", sa.String(), autoincrement=False, nullable=True),
        sa.Column("quantity", DECIMAL, autoincrement=False, nullable=True),
        sa.Column("dimension", sa.String(), autoincrement=False, nullable=True),
        sa.Column("quantity_text", sa.String(), autoincrement=False, nullable=True),
        sa.Column("amount", DECIMAL, autoincrement=False, nullable=True),
        sa.Column("amount_currency", sa.String(), autoincrement=False, nullable=True),
        sa.PrimaryKeyConstraint("record", "position", name=op.f("pk_projected_invoice_lines")),
    )
    op.create_table(
        "projected_invoices",
        sa.Column("record", NUMBER, autoincrement=False, nullable=False),
        sa.Column("member", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("number", sa.String(), autoincrement=False, nullable=True),
        sa.Column("number_norm", sa.String(), autoincrement=False, nullable=True),
        sa.Column("issue_date", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("seller", sa.String(), autoincrement=False, nullable=True),
        sa.Column("seller_name", sa.String(), autoincrement=False, nullable=True),
        sa.Column("seller_local", sa.String(), autoincrement=False, nullable=True),
        sa.Column("seller_ids", sa.String(), autoincrement=False, nullable=True),
        sa.Column("seller_country", sa.String(), autoincrement=False, nullable=True),
        sa.Column("buyer_name", sa.String(), autoincrement=False, nullable=True),
        sa.Column("buyer_ids", sa.String(), autoincrement=False, nullable=True),
        sa.Column("currency", sa.String(), autoincrement=False, nullable=True),
        sa.Column("total", DECIMAL, autoincrement=False, nullable=True),
        sa.Column("total_text", sa.String(), autoincrement=False, nullable=True),
        sa.Column("terms", sa.String(), autoincrement=False, nullable=True),
        sa.Column("freight", DECIMAL, autoincrement=False, nullable=True),
        sa.Column("freight_currency", sa.String(), autoincrement=False, nullable=True),
        sa.Column("insurance", DECIMAL, autoincrement=False, nullable=True),
        sa.Column("insurance_currency", sa.String(), autoincrement=False, nullable=True),
        sa.PrimaryKeyConstraint("record", name=op.f("pk_projected_invoices")),
    )
    op.create_index(
        op.f("ix_projected_invoices_number_norm"), "projected_invoices", ["number_norm"], unique=False
    )
    op.create_table(
        "projected_milestones",
        sa.Column("record", NUMBER, autoincrement=False, nullable=False),
        sa.Column("member", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("meaning", sa.String(), autoincrement=False, nullable=True),
        sa.Column("event", sa.String(), autoincrement=False, nullable=True),
        sa.Column("scheme", sa.String(), autoincrement=False, nullable=True),
        sa.Column("occurred", NUMBER, autoincrement=False, nullable=True),
        sa.Column("occurred_text", sa.String(), autoincrement=False, nullable=True),
        sa.Column("location", sa.String(), autoincrement=False, nullable=True),
        sa.Column("country", sa.String(), autoincrement=False, nullable=True),
        sa.Column("mode", sa.String(), autoincrement=False, nullable=True),
        sa.Column("container_norm", sa.String(), autoincrement=False, nullable=True),
        sa.Column("under_customs_control", sa.Boolean(), autoincrement=False, nullable=True),
        sa.Column("source_event", sa.String(), autoincrement=False, nullable=True),
        sa.Column("retracts", sa.String(), autoincrement=False, nullable=True),
        sa.PrimaryKeyConstraint("record", name=op.f("pk_projected_milestones")),
    )
    op.create_index(
        op.f("ix_projected_milestones_container_norm"),
        "projected_milestones",
        ["container_norm"],
        unique=False,
    )
    op.create_index(
        op.f("ix_projected_milestones_source_event"), "projected_milestones", ["source_event"], unique=False
    )
    op.create_table(
        "projected_operators",
        sa.Column("record", NUMBER, autoincrement=False, nullable=False),
        sa.Column("member", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("identifier", sa.String(), autoincrement=False, nullable=True),
        sa.Column("status", sa.String(), autoincrement=False, nullable=True),
        sa.Column("agreement", sa.String(), autoincrement=False, nullable=True),
        sa.Column("valid_from", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("valid_until", sa.Date(), autoincrement=False, nullable=True),
        sa.PrimaryKeyConstraint("record", name=op.f("pk_projected_operators")),
    )
    op.create_index(
        op.f("ix_projected_operators_identifier"), "projected_operators", ["identifier"], unique=False
    )
    op.create_table(
        "projected_proof_lines",
        sa.Column("record", NUMBER, autoincrement=False, nullable=False),
        sa.Column("position", NUMBER, autoincrement=False, nullable=False),
        sa.Column("sequence", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("description", sa.String(), autoincrement=False, nullable=True),
        sa.Column("hs_code", sa.String(), autoincrement=False, nullable=True),
        sa.Column("hs_edition", sa.String(), autoincrement=False, nullable=True),
        sa.Column("criterion", sa.String(), autoincrement=False, nullable=True),
        sa.Column("origin_country", sa.String(), autoincrement=False, nullable=True),
        sa.Column("rcep_mark", sa.String(), autoincrement=False, nullable=True),
        sa.Column("quantity", DECIMAL, autoincrement=False, nullable=True),
        sa.Column("dimension", sa.String(), autoincrement=False, nullable=True),
        sa.Column("quantity_text", sa.String(), autoincrement=False, nullable=True),
        sa.Column("gross_mass", DECIMAL, autoincrement=False, nullable=True),
        sa.Column("invoice_number", sa.String(), autoincrement=False, nullable=True),
        sa.Column("invoice_norm", sa.String(), autoincrement=False, nullable=True),
        sa.Column("invoice_date", sa.Date(), autoincrement=False, nullable=True),
        sa.PrimaryKeyConstraint("record", "position", name=op.f("pk_projected_proof_lines")),
    )
    op.create_index(
        op.f("ix_projected_proof_lines_invoice_norm"), "projected_proof_lines", ["invoice_norm"], unique=False
    )
    op.create_table(
        "projected_proofs",
        sa.Column("record", NUMBER, autoincrement=False, nullable=False),
        sa.Column("member", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("kind", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("agreement", sa.String(), autoincrement=False, nullable=True),
        sa.Column("number", sa.String(), autoincrement=False, nullable=True),
        sa.Column("number_norm", sa.String(), autoincrement=False, nullable=True),
        sa.Column("capacity", sa.String(), autoincrement=False, nullable=True),
        sa.Column("issuing_country", sa.String(), autoincrement=False, nullable=True),
        sa.Column("importing_country", sa.String(), autoincrement=False, nullable=True),
        sa.Column("issue_date", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("departure_date", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("grade", sa.String(), autoincrement=False, nullable=True),
        sa.Column("language", sa.String(), autoincrement=False, nullable=True),
        sa.Column("exporter", sa.String(), autoincrement=False, nullable=True),
        sa.Column("exporter_name", sa.String(), autoincrement=False, nullable=True),
        sa.Column("exporter_local", sa.String(), autoincrement=False, nullable=True),
        sa.Column("exporter_ids", sa.String(), autoincrement=False, nullable=True),
        sa.Column("consignee_name", sa.String(), autoincrement=False, nullable=True),
        sa.Column("consignee_ids", sa.String(), autoincrement=False, nullable=True),
        sa.Column("retroactive", sa.Boolean(), autoincrement=False, nullable=True),
        sa.Column("third_party_invoice", sa.Boolean(), autoincrement=False, nullable=True),
        sa.Column("back_to_back", sa.Boolean(), autoincrement=False, nullable=True),
        sa.Column("true_copy", sa.Boolean(), autoincrement=False, nullable=True),
        sa.Column("original_norm", sa.String(), autoincrement=False, nullable=True),
        sa.Column("authorisation", sa.String(), autoincrement=False, nullable=True),
        sa.Column("usage", sa.String(), autoincrement=False, nullable=True),
        sa.Column("usage_from", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("usage_until", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("line_count", sa.Integer(), autoincrement=False, nullable=True),
        sa.PrimaryKeyConstraint("record", name=op.f("pk_projected_proofs")),
    )
    op.create_index(op.f("ix_projected_proofs_member"), "projected_proofs", ["member"], unique=False)
    op.create_index(
        op.f("ix_projected_proofs_number_norm"), "projected_proofs", ["number_norm"], unique=False
    )
    op.create_table(
        "projected_references_made",
        sa.Column("record", NUMBER, autoincrement=False, nullable=False),
        sa.Column("position", NUMBER, autoincrement=False, nullable=False),
        sa.Column("kind", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("type", sa.String(), autoincrement=False, nullable=True),
        sa.Column("number", sa.String(), autoincrement=False, nullable=True),
        sa.Column("number_norm", sa.String(), autoincrement=False, nullable=True),
        sa.Column("issuer_name", sa.String(), autoincrement=False, nullable=True),
        sa.PrimaryKeyConstraint("record", "position", name=op.f("pk_projected_references_made")),
    )
    op.create_index(
        op.f("ix_projected_references_made_number_norm"),
        "projected_references_made",
        ["number_norm"],
        unique=False,
    )
    op.create_table(
        "projected_transports",
        sa.Column("record", NUMBER, autoincrement=False, nullable=False),
        sa.Column("member", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("number", sa.String(), autoincrement=False, nullable=True),
        sa.Column("number_norm", sa.String(), autoincrement=False, nullable=True),
        sa.Column("type_code", sa.String(), autoincrement=False, nullable=True),
        sa.Column("level", sa.String(), autoincrement=False, nullable=True),
        sa.Column("issue_date", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("on_board_date", sa.Date(), autoincrement=False, nullable=True),
        sa.Column("consignor_name", sa.String(), autoincrement=False, nullable=True),
        sa.Column("consignee_name", sa.String(), autoincrement=False, nullable=True),
        sa.Column("to_order", sa.Boolean(), autoincrement=False, nullable=True),
        sa.Column("loading", sa.String(), autoincrement=False, nullable=True),
        sa.Column("loading_country", sa.String(), autoincrement=False, nullable=True),
        sa.Column("transhipments", sa.String(), autoincrement=False, nullable=True),
        sa.Column("discharge", sa.String(), autoincrement=False, nullable=True),
        sa.Column("discharge_country", sa.String(), autoincrement=False, nullable=True),
        sa.Column("through", sa.Boolean(), autoincrement=False, nullable=True),
        sa.Column("packages", sa.Integer(), autoincrement=False, nullable=True),
        sa.Column("gross_mass", DECIMAL, autoincrement=False, nullable=True),
        sa.Column("gross_mass_text", sa.String(), autoincrement=False, nullable=True),
        sa.Column("container_count", sa.Integer(), autoincrement=False, nullable=True),
        sa.PrimaryKeyConstraint("record", name=op.f("pk_projected_transports")),
    )
    op.create_index(
        op.f("ix_projected_transports_number_norm"), "projected_transports", ["number_norm"], unique=False
    )


def downgrade() -> None:
    op.drop_index(op.f("ix_projected_transports_number_norm"), table_name="projected_transports")
    op.drop_table("projected_transports")
    op.drop_index(op.f("ix_projected_references_made_number_norm"), table_name="projected_references_made")
    op.drop_table("projected_references_made")
    op.drop_index(op.f("ix_projected_proofs_number_norm"), table_name="projected_proofs")
    op.drop_index(op.f("ix_projected_proofs_member"), table_name="projected_proofs")
    op.drop_table("projected_proofs")
    op.drop_index(op.f("ix_projected_proof_lines_invoice_norm"), table_name="projected_proof_lines")
    op.drop_table("projected_proof_lines")
    op.drop_index(op.f("ix_projected_operators_identifier"), table_name="projected_operators")
    op.drop_table("projected_operators")
    op.drop_index(op.f("ix_projected_milestones_source_event"), table_name="projected_milestones")
    op.drop_index(op.f("ix_projected_milestones_container_norm"), table_name="projected_milestones")
    op.drop_table("projected_milestones")
    op.drop_index(op.f("ix_projected_invoices_number_norm"), table_name="projected_invoices")
    op.drop_table("projected_invoices")
    op.drop_table("projected_invoice_lines")
    op.drop_table("projected_declarations")
    op.drop_index(
        op.f("ix_projected_declaration_transports_number_norm"), table_name="projected_declaration_transports"
    )
    op.drop_table("projected_declaration_transports")
    op.drop_index(op.f("ix_projected_declaration_lines_proof_norm"), table_name="projected_declaration_lines")
    op.drop_table("projected_declaration_lines")
    op.drop_index(
        op.f("ix_projected_declaration_invoices_number_norm"), table_name="projected_declaration_invoices"
    )
    op.drop_table("projected_declaration_invoices")
    op.drop_index(
        op.f("ix_projected_declaration_containers_number_norm"), table_name="projected_declaration_containers"
    )
    op.drop_table("projected_declaration_containers")
    op.drop_index(op.f("ix_projected_containers_number_norm"), table_name="projected_containers")
    op.drop_table("projected_containers")
