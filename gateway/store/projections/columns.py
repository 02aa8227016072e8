"""The typed columns of every projection: written once, read as database tables and as Polars frames.

`record` is the record's number in this gateway's store. A column `…_norm` holds a number normalised for
comparing, beside the number as written; `dimension` names the scale that a quantity is on
(gateway.store.projections.units).
"""

from dataclasses import dataclass
from typing import Literal

ColumnType = Literal["text", "date", "moment", "decimal", "integer", "flag"]
"""`moment` is microseconds since 1970-01-01T00:00:00Z; `decimal` is exact, 29 digits before the point and 9
after."""


@dataclass(frozen=True)
class Column:
    """A column; null means that the document does not say."""

    name: str
    type: ColumnType
    indexed: bool = False


@dataclass(frozen=True)
class Projection:
    """A table of typed columns taken from one kind of document, `key` naming its primary key."""

    name: str
    key: tuple[str, ...]
    columns: tuple[Column, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The columns' names, in order."""
        return tuple(column.name for column in self.columns)


_TYPES: dict[str, ColumnType] = {
    "text": "text",
    "date": "date",
    "moment": "moment",
    "decimal": "decimal",
    "integer": "integer",
    "flag": "flag",
}


def _projection(name: str, key: str, layout: str) -> Projection:
    """A projection from a layout of `column:type` words; a trailing `*` asks for an index."""
    columns = []
    for word in layout.split():
        column, _, kind = word.partition(":")
        columns.append(Column(column, _TYPES[kind.rstrip("*")], kind.endswith("*")))
    return Projection(name, tuple(key.split()), tuple(columns))


PROOFS = _projection(
    "proofs",
    "record",
    """record:integer member:integer* kind:integer agreement:text number:text number_norm:text* capacity:text
    issuing_country:text importing_country:text issue_date:date departure_date:date grade:text language:text
    exporter:text exporter_name:text* exporter_local:text exporter_ids:text consignee_name:text*
    consignee_ids:text retroactive:flag third_party_invoice:flag back_to_back:flag true_copy:flag
    original_norm:text authorisation:text usage:text usage_from:date usage_until:date line_count:integer
    explained:flag""",
)
"""Origin certificates and declarations (kinds 1 and 2)."""

PROOF_LINES = _projection(
    "proof_lines",
    "record position",
    """record:integer position:integer sequence:integer description:text hs_code:text hs_edition:text
    criterion:text origin_country:text rcep_mark:text quantity:decimal dimension:text quantity_text:text
    gross_mass:decimal invoice_number:text invoice_norm:text* invoice_date:date""",
)

INVOICES = _projection(
    "invoices",
    "record",
    """record:integer member:integer number:text number_norm:text* issue_date:date seller:text
    seller_name:text* seller_local:text seller_ids:text seller_country:text buyer_name:text buyer_ids:text
    currency:text total:decimal total_text:text terms:text freight:decimal freight_currency:text
    insurance:decimal insurance_currency:text""",
)

INVOICE_LINES = _projection(
    "invoice_lines",
    "record position",
    """record:integer position:integer sequence:integer description:text hs_code:text hs_edition:text
    origin_country:text quantity:decimal dimension:text quantity_text:text amount:decimal
    amount_currency:text""",
)

TRANSPORTS = _projection(
    "transports",
    "record",
    """record:integer member:integer number:text number_norm:text* type_code:text level:text issue_date:date
    on_board_date:date consignor_name:text consignee_name:text to_order:flag loading:text loading_country:text
    transhipments:text discharge:text discharge_country:text through:flag packages:integer gross_mass:decimal
    gross_mass_text:text container_count:integer package_kind:text""",
)
"""Bills of lading and waybills; `transhipments` holds `COUNTRY/place` words."""

CONTAINERS = _projection(
    "containers",
    "record position",
    "record:integer position:integer kind:integer number:text number_norm:text*",
)
"""Containers that a transport document or a milestone names."""

MILESTONES = _projection(
    "milestones",
    "record",
    """record:integer member:integer meaning:text event:text scheme:text occurred:moment occurred_text:text
    location:text country:text mode:text container_norm:text* under_customs_control:flag source_event:text*
    retracts:text""",
)

OPERATORS = _projection(
    "operators",
    "record",
    """record:integer member:integer identifier:text* status:text agreement:text valid_from:date
    valid_until:date""",
)
"""Statuses of operators (kind 11): authorised, approved and registered."""

PARCELS = _projection(
    "parcels",
    "record",
    """record:integer member:integer number:text number_norm:text* order_number:text order_norm:text*
    platform_code:text seller_name:text price:decimal price_currency:text price_text:text""",
)
"""Parcels of e-commerce (kind 8); `price` is what was paid for all of it."""

RULINGS = _projection(
    "rulings",
    "record",
    """record:integer member:integer number:text number_norm:text* subject:text holder_name:text
    holder_ids:text holder_norm:text* goods:text goods_words:text hs_code:text hs_edition:text
    origin_country:text valid_from:date valid_until:date""",
)
"""Advance rulings (kind 9); `holder_norm` is the holder's first identifier, otherwise its name."""

EXPORTS = _projection(
    "exports",
    "record",
    """record:integer member:integer number:text number_norm:text* transport_norm:text* exporter:text
    exporter_name:text export_country:text consignee_country:text release_date:date gross_mass:decimal
    gross_mass_text:text hs6:text origins:text""",
)
"""Extracts of export declarations (kind 10); `hs6` and `origins` hold the words of all lines, none where a
line does not say."""

REFERENCES = _projection(
    "references_made",
    "record position",
    "record:integer position:integer kind:integer type:text number:text number_norm:text* issuer_name:text",
)
"""Every number by which a record names itself (`position` -1) or another document."""

DECLARATIONS = _projection(
    "declarations",
    "declaration",
    """declaration:text number:text version:integer stage:text cancelled:flag lodged:moment lodged_text:text
    law_date:date law_event:text importing_country:text export_country:text office:text importer_name:text*
    importer_ids:text exporter:text exporter_name:text* exporter_local:text exporter_ids:text ucr_norm:text
    mode:text voyage:text arrival_date:date loading_country:text packages:integer gross_mass:decimal
    gross_mass_text:text customs_value:decimal customs_value_currency:text customs_value_text:text
    transport_norms:text invoice_norms:text non_manipulation:flag terms:text mail_order:flag
    platform_code:text freight:decimal freight_currency:text insurance:decimal insurance_currency:text
    holder_ids:text importer_norm:text* package_kind:text continues:text""",
)
"""The version of each import declaration that counts now; `continues` holds the numbers of documents that it
names, of which one may be an earlier declaration (the release before a special declaration)."""

DECLARATION_LINES = _projection(
    "declaration_lines",
    "declaration position",
    """declaration:text position:integer line:integer description:text hs_code:text hs_edition:text
    origin_country:text agreement:text rate_origin_country:text rate_rule:text proof_type:text
    proof_number:text proof_norm:text* proof_line:integer no_proof_reason:text quantity:decimal dimension:text
    quantity_text:text second_quantity:decimal second_dimension:text second_quantity_text:text
    net_mass:decimal net_mass_text:text drawn:decimal drawn_dimension:text drawn_text:text
    customs_value:decimal customs_value_currency:text
    goods_words:text ruling:text ruling_norm:text*""",
)

DECLARATION_INVOICES = _projection(
    "declaration_invoices",
    "declaration position",
    """declaration:text position:integer number:text number_norm:text* invoice_date:date amount:decimal
    amount_text:text currency:text""",
)

DECLARATION_TRANSPORTS = _projection(
    "declaration_transports",
    "declaration position",
    "declaration:text position:integer type:text number:text number_norm:text*",
)

DECLARATION_CONTAINERS = _projection(
    "declaration_containers",
    "declaration position",
    "declaration:text position:integer number:text number_norm:text* check_digit:text",
)
"""`check_digit` is the digit that ISO 6346 asks for; null for a number that is not of its form."""

HEADS = (
    "proofs", "invoices", "transports", "milestones", "operators", "parcels", "rulings", "exports",
)  # fmt: skip
"""Projections with one row a record."""

OF_RECORDS = (
    PROOFS,
    PROOF_LINES,
    INVOICES,
    INVOICE_LINES,
    TRANSPORTS,
    CONTAINERS,
    MILESTONES,
    OPERATORS,
    PARCELS,
    RULINGS,
    EXPORTS,
    REFERENCES,
)
"""What the indexer keeps: dropped and rebuilt from blocks and payloads, it comes out identical."""

OF_DECLARATIONS = (
    DECLARATIONS,
    DECLARATION_LINES,
    DECLARATION_INVOICES,
    DECLARATION_TRANSPORTS,
    DECLARATION_CONTAINERS,
)
"""What is kept of declarations, rebuilt from their versions."""
