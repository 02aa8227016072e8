"""The typed columns that rules read."""

from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

DECLARATION = sa.String(length=160)
TEXT = sa.String()
NUMBER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
DECIMAL = sa.Numeric(38, 9).with_variant(sa.String(40), "sqlite")


def _key(name: str, of: sa.types.TypeEngine[Any] = NUMBER) -> sa.Column[Any]:
    return sa.Column(name, of, autoincrement=False, nullable=False)


def _value(name: str, of: sa.types.TypeEngine[Any] = TEXT) -> sa.Column[Any]:
    return sa.Column(name, of, autoincrement=False, nullable=True)


def _find_by(table: str, column: str) -> None:
    op.create_index(op.f(f"ix_{table}_{column}"), table, [column], unique=False)


def _containers() -> None:
    op.create_table(
        "projected_containers",
        _key("record"),
        _key("position"),
        _value("kind", sa.Integer()),
        _value("number"),
        _value("number_norm"),
        sa.PrimaryKeyConstraint("record", "position", name=op.f("pk_projected_containers")),
    )
    _find_by("projected_containers", "number_norm")


def _declaration_containers() -> None:
    op.create_table(
        "projected_declaration_containers",
        _key("declaration", DECLARATION),
        _key("position"),
        _value("number"),
        _value("number_norm"),
        _value("check_digit"),
        sa.PrimaryKeyConstraint("declaration", "position", name=op.f("pk_projected_declaration_containers")),
    )
    _find_by("projected_declaration_containers", "number_norm")


def _declaration_invoices() -> None:
    op.create_table(
        "projected_declaration_invoices",
        _key("declaration", DECLARATION),
        _key("position"),
        _value("number"),
        _value("number_norm"),
        _value("invoice_date", sa.Date()),
        _value("amount", DECIMAL),
        _value("amount_text"),
        _value("currency"),
        sa.PrimaryKeyConstraint("declaration", "position", name=op.f("pk_projected_declaration_invoices")),
    )
    _find_by("projected_declaration_invoices", "number_norm")


def _declaration_lines() -> None:
    op.create_table(
        "projected_declaration_lines",
        _key("declaration", DECLARATION),
        _key("position"),
        _value("line", sa.Integer()),
        _value("description"),
        _value("hs_code"),
        _value("hs_edition"),
        _value("origin_country"),
        _value("agreement"),
        _value("rate_origin_country"),
        _value("rate_rule"),
        _value("proof_type"),
        _value("proof_number"),
        _value("proof_norm"),
        _value("proof_line", sa.Integer()),
        _value("no_proof_reason"),
        _value("quantity", DECIMAL),
        _value("dimension"),
        _value("quantity_text"),
        _value("second_quantity", DECIMAL),
        _value("second_dimension"),
        _value("second_quantity_text"),
        _value("net_mass", DECIMAL),
        _value("net_mass_text"),
        _value("drawn", DECIMAL),
        _value("drawn_dimension"),
        _value("drawn_text"),
        _value("customs_value", DECIMAL),
        _value("customs_value_currency"),
        sa.PrimaryKeyConstraint("declaration", "position", name=op.f("pk_projected_declaration_lines")),
    )
    _find_by("projected_declaration_lines", "proof_norm")


def _declaration_transports() -> None:
    op.create_table(
        "projected_declaration_transports",
        _key("declaration", DECLARATION),
        _key("position"),
        _value("type"),
        _value("number"),
        _value("number_norm"),
        sa.PrimaryKeyConstraint("declaration", "position", name=op.f("pk_projected_declaration_transports")),
    )
    _find_by("projected_declaration_transports", "number_norm")


def _declarations() -> None:
    op.create_table(
        "projected_declarations",
        _key("declaration", DECLARATION),
        _value("number"),
        _value("version", sa.Integer()),
        _value("stage"),
        _value("cancelled", sa.Boolean()),
        _value("lodged", NUMBER),
        _value("lodged_text"),
        _value("law_date", sa.Date()),
        _value("law_event"),
        _value("importing_country"),
        _value("export_country"),
        _value("office"),
        _value("importer_name"),
        _value("importer_ids"),
        _value("exporter"),
        _value("exporter_name"),
        _value("exporter_local"),
        _value("exporter_ids"),
        _value("ucr_norm"),
        _value("mode"),
        _value("voyage"),
        _value("arrival_date", sa.Date()),
        _value("loading_country"),
        _value("packages", sa.Integer()),
        _value("gross_mass", DECIMAL),
        _value("gross_mass_text"),
        _value("customs_value", DECIMAL),
        _value("customs_value_currency"),
        _value("customs_value_text"),
        _value("transport_norms"),
        _value("invoice_norms"),
        _value("non_manipulation", sa.Boolean()),
        _value("terms"),
        _value("mail_order", sa.Boolean()),
        _value("platform_code"),
        sa.PrimaryKeyConstraint("declaration", name=op.f("pk_projected_declarations")),
    )


def _invoice_lines() -> None:
    op.create_table(
        "projected_invoice_lines",
        _key("record"),
        _key("position"),
        _value("sequence", sa.Integer()),
        _value("description"),
        _value("hs_code"),
        _value("hs_edition"),
        _value("origin_country"),
        _value("quantity", DECIMAL),
        _value("dimension"),
        _value("quantity_text"),
        _value("amount", DECIMAL),
        _value("amount_currency"),
        sa.PrimaryKeyConstraint("record", "position", name=op.f("pk_projected_invoice_lines")),
    )


def _invoices() -> None:
    op.create_table(
        "projected_invoices",
        _key("record"),
        _value("member", sa.Integer()),
        _value("number"),
        _value("number_norm"),
        _value("issue_date", sa.Date()),
        _value("seller"),
        _value("seller_name"),
        _value("seller_local"),
        _value("seller_ids"),
        _value("seller_country"),
        _value("buyer_name"),
        _value("buyer_ids"),
        _value("currency"),
        _value("total", DECIMAL),
        _value("total_text"),
        _value("terms"),
        _value("freight", DECIMAL),
        _value("freight_currency"),
        _value("insurance", DECIMAL),
        _value("insurance_currency"),
        sa.PrimaryKeyConstraint("record", name=op.f("pk_projected_invoices")),
    )
    _find_by("projected_invoices", "number_norm")


def _milestones() -> None:
    op.create_table(
        "projected_milestones",
        _key("record"),
        _value("member", sa.Integer()),
        _value("meaning"),
        _value("event"),
        _value("scheme"),
        _value("occurred", NUMBER),
        _value("occurred_text"),
        _value("location"),
        _value("country"),
        _value("mode"),
        _value("container_norm"),
        _value("under_customs_control", sa.Boolean()),
        _value("source_event"),
        _value("retracts"),
        sa.PrimaryKeyConstraint("record", name=op.f("pk_projected_milestones")),
    )
    _find_by("projected_milestones", "container_norm")
    _find_by("projected_milestones", "source_event")


def _operators() -> None:
    op.create_table(
        "projected_operators",
        _key("record"),
        _value("member", sa.Integer()),
        _value("identifier"),
        _value("status"),
        _value("agreement"),
        _value("valid_from", sa.Date()),
        _value("valid_until", sa.Date()),
        sa.PrimaryKeyConstraint("record", name=op.f("pk_projected_operators")),
    )
    _find_by("projected_operators", "identifier")


def _proof_lines() -> None:
    op.create_table(
        "projected_proof_lines",
        _key("record"),
        _key("position"),
        _value("sequence", sa.Integer()),
        _value("description"),
        _value("hs_code"),
        _value("hs_edition"),
        _value("criterion"),
        _value("origin_country"),
        _value("rcep_mark"),
        _value("quantity", DECIMAL),
        _value("dimension"),
        _value("quantity_text"),
        _value("gross_mass", DECIMAL),
        _value("invoice_number"),
        _value("invoice_norm"),
        _value("invoice_date", sa.Date()),
        sa.PrimaryKeyConstraint("record", "position", name=op.f("pk_projected_proof_lines")),
    )
    _find_by("projected_proof_lines", "invoice_norm")


def _proofs() -> None:
    op.create_table(
        "projected_proofs",
        _key("record"),
        _value("member", sa.Integer()),
        _value("kind", sa.Integer()),
        _value("agreement"),
        _value("number"),
        _value("number_norm"),
        _value("capacity"),
        _value("issuing_country"),
        _value("importing_country"),
        _value("issue_date", sa.Date()),
        _value("departure_date", sa.Date()),
        _value("grade"),
        _value("language"),
        _value("exporter"),
        _value("exporter_name"),
        _value("exporter_local"),
        _value("exporter_ids"),
        _value("consignee_name"),
        _value("consignee_ids"),
        _value("retroactive", sa.Boolean()),
        _value("third_party_invoice", sa.Boolean()),
        _value("back_to_back", sa.Boolean()),
        _value("true_copy", sa.Boolean()),
        _value("original_norm"),
        _value("authorisation"),
        _value("usage"),
        _value("usage_from", sa.Date()),
        _value("usage_until", sa.Date()),
        _value("line_count", sa.Integer()),
        sa.PrimaryKeyConstraint("record", name=op.f("pk_projected_proofs")),
    )
    _find_by("projected_proofs", "member")
    _find_by("projected_proofs", "number_norm")


def _references_made() -> None:
    op.create_table(
        "projected_references_made",
        _key("record"),
        _key("position"),
        _value("kind", sa.Integer()),
        _value("type"),
        _value("number"),
        _value("number_norm"),
        _value("issuer_name"),
        sa.PrimaryKeyConstraint("record", "position", name=op.f("pk_projected_references_made")),
    )
    _find_by("projected_references_made", "number_norm")


def _transports() -> None:
    op.create_table(
        "projected_transports",
        _key("record"),
        _value("member", sa.Integer()),
        _value("number"),
        _value("number_norm"),
        _value("type_code"),
        _value("level"),
        _value("issue_date", sa.Date()),
        _value("on_board_date", sa.Date()),
        _value("consignor_name"),
        _value("consignee_name"),
        _value("to_order", sa.Boolean()),
        _value("loading"),
        _value("loading_country"),
        _value("transhipments"),
        _value("discharge"),
        _value("discharge_country"),
        _value("through", sa.Boolean()),
        _value("packages", sa.Integer()),
        _value("gross_mass", DECIMAL),
        _value("gross_mass_text"),
        _value("container_count", sa.Integer()),
        sa.PrimaryKeyConstraint("record", name=op.f("pk_projected_transports")),
    )
    _find_by("projected_transports", "number_norm")


TABLES = {
    "projected_containers": _containers,
    "projected_declaration_containers": _declaration_containers,
    "projected_declaration_invoices": _declaration_invoices,
    "projected_declaration_lines": _declaration_lines,
    "projected_declaration_transports": _declaration_transports,
    "projected_declarations": _declarations,
    "projected_invoice_lines": _invoice_lines,
    "projected_invoices": _invoices,
    "projected_milestones": _milestones,
    "projected_operators": _operators,
    "projected_proof_lines": _proof_lines,
    "projected_proofs": _proofs,
    "projected_references_made": _references_made,
    "projected_transports": _transports,
}
"""What makes each table with its indexes, in the order in which they are made."""


def upgrade() -> None:
    for make in TABLES.values():
        make()


def downgrade() -> None:
    for table in reversed(TABLES):
        op.drop_table(table)
