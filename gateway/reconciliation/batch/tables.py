"""The columns that screening reads, of every projection; and their rows cut into pieces of declarations that
are screened together.
"""

from collections.abc import Iterator, Mapping

import polars as pl

from gateway.reconciliation.batch.extracts import Extract

Tables = Mapping[str, pl.DataFrame]
"""Projection → rows, the columns of COLUMNS only."""

COLUMNS: Mapping[str, str] = {
    "declarations": """declaration importing_country stage lodged law_date arrival_date importer_norm
        importer_name exporter_name exporter_local exporter_ids ucr_norm voyage mode packages gross_mass
        customs_value customs_value_currency transport_norms invoice_norms non_manipulation terms mail_order
        platform_code holder_ids""",
    "declaration_lines": """declaration position line hs_code hs_edition origin_country agreement
        rate_origin_country rate_rule proof_type proof_norm proof_line no_proof_reason quantity dimension
        second_quantity second_dimension net_mass drawn drawn_dimension ruling_norm customs_value
        customs_value_currency""",
    "declaration_invoices": "declaration position number_norm invoice_date amount currency",
    "declaration_transports": "declaration position number_norm",
    "declaration_containers": "declaration position number_norm check_digit",
    "proofs": """record kind agreement number_norm capacity issuing_country importing_country issue_date
        departure_date language exporter_name exporter_local exporter_ids consignee_name retroactive
        third_party_invoice back_to_back true_copy original_norm authorisation usage usage_from usage_until
        line_count explained anchored state member_country compromised_since""",
    "proof_lines": """record sequence position hs_code hs_edition criterion origin_country rcep_mark quantity
        dimension invoice_norm invoice_date""",
    "invoices": """record number_norm issue_date seller_name seller_local seller_ids currency total terms
        state""",
    "transports": """record number_norm level consignee_name to_order loading_country transhipments through
        packages gross_mass container_count state""",
    "containers": "record kind number_norm",
    "milestones": "record meaning event scheme occurred country source_event retracts state record_id",
    "operators": "record identifier status agreement valid_from valid_until state record_id",
    "references_made": "record kind number_norm",
    "parcels": "number_norm order_norm state",
    "rulings": "number_norm holder_norm state",
    "exports": "transport_norm state",
    "choices": "declaration kind position record_id declared_norm number_norm",
}
"""Projection → the columns that screening reads."""

_OF_DECLARATIONS = (
    "declaration_lines",
    "declaration_invoices",
    "declaration_transports",
    "declaration_containers",
)
_MILESTONE = 5


def load(extract: Extract) -> dict[str, pl.DataFrame]:
    """Every projection of the extract. Cancelled declarations and their rows are left out."""
    tables = {
        name: extract.read(name, *layout.split())
        for name, layout in COLUMNS.items()
        if name != "declarations"
    }
    heads = extract.scan("declarations").filter(~pl.col("cancelled")).select(COLUMNS["declarations"].split())
    tables["declarations"] = heads.collect().sort("lodged", "declaration")
    tables["unclaimed_lines"] = (
        tables["proof_lines"]
        .filter(pl.col("invoice_norm").is_not_null())
        .select("origin_country", number_norm="invoice_norm", heading=pl.col("hs_code").str.head(4))
        .unique()
    )
    events = tables["milestones"]
    standing = events.filter(pl.col("retracts").is_not_null(), pl.col("state") == 0)
    retracted = pl.col("source_event").is_in(standing["retracts"].unique().implode())
    tables["milestones"] = events.with_columns(
        doubtful=pl.col("retracts").is_not_null() | retracted.fill_null(value=False)
    ).drop("source_event", "retracts")
    tables["references_made"] = tables["references_made"].filter(pl.col("kind") == _MILESTONE)
    tables["unmatched"] = unmatched(tables)
    settled = tables["choices"]["declaration"].unique()
    near = settled if settled.is_empty() else sharing(tables, settled)
    tables["near_choices"] = near.to_frame("declaration")
    return tables


def unmatched(tables: Tables) -> pl.DataFrame:
    """The declarations with a claim or a mention of an invoice that no number leads from, and of whose
    parties there is a proof or an invoice.
    """
    heads = tables["declarations"].select("declaration", "exporter_name", "importer_name")
    proofs = tables["proofs"].filter(pl.col("state") == 0)
    claims = tables["declaration_lines"].filter(
        pl.col("agreement").is_not_null(),
        pl.col("no_proof_reason").is_null(),
        (pl.col("proof_type") != "importer_knowledge").fill_null(value=True),
    )
    open_claims = claims.select("declaration", "agreement", "proof_norm").join(
        tables["proofs"].select("number_norm"), left_on="proof_norm", right_on="number_norm", how="anti"
    )
    open_claims = open_claims.join(heads, on="declaration")
    mentions = tables["declaration_invoices"].select("declaration", "number_norm")
    tied = mentions.join(tables["proof_lines"], left_on="number_norm", right_on="invoice_norm", how="semi")
    invoices = tables["invoices"].filter(pl.col("state") == 0)
    open_mentions = mentions.join(invoices, on="number_norm", how="anti").join(heads, on="declaration")
    found = [
        open_claims.join(proofs, on=["exporter_name", "agreement"], how="semi"),
        open_claims.join(
            proofs, left_on=["importer_name", "agreement"], right_on=["consignee_name", "agreement"],
            how="semi",
        ),
        open_claims.select("declaration").join(tied, on="declaration", how="semi"),
        open_mentions.join(invoices, left_on="exporter_name", right_on="seller_name", how="semi"),
    ]  # fmt: skip
    return pl.concat(frame.select("declaration") for frame in found).unique()


def pieces(tables: dict[str, pl.DataFrame], size: int) -> Iterator[tuple[pl.Series, Tables]]:
    """The declarations in the order in which they were lodged, `size` at a time; with each piece the rows of
    all that share a proof, an invoice, a transport document or a waiver with one of them. `tables` is used
    up.
    """
    heads = tables["declarations"].with_columns(piece=(pl.int_range(pl.len()) // size).cast(pl.UInt32))
    count = 0 if heads.is_empty() else int(heads["piece"].max()) + 1  # type: ignore[arg-type]  # a whole number
    own = heads.select("declaration", "piece")
    shared = _spilled(tables, own)
    within = pl.concat([own, shared]).unique() if not shared.is_empty() else own
    cut = {"declarations": _cut(tables.pop("declarations"), within, "declaration", count)}
    numbers = _numbers(tables, within)
    for name in _OF_DECLARATIONS:
        cut[name] = _cut(tables.pop(name), within, "declaration", count)
    cut |= _cut_records(tables, numbers, count)
    for index in range(count):
        wanted = own.filter(pl.col("piece") == index)["declaration"]
        yield wanted, {name: parts[index] for name, parts in cut.items()}
        for parts in cut.values():
            parts[index] = parts[index].clear()


def _cut(table: pl.DataFrame, within: pl.DataFrame, key: str, count: int) -> list[pl.DataFrame]:
    """The rows of each piece; a row may be of several."""
    joined = table.join(within, on=key, how="inner")
    parts = joined.partition_by("piece", as_dict=True, include_key=False)
    empty = table.clear()
    return [parts.get((index,), empty) for index in range(count)]


def _keys(tables: Tables) -> dict[str, pl.DataFrame]:
    """The numbers that declarations share, by what they are: (declaration, key)."""
    lines = tables["declaration_lines"]
    copies = tables["proofs"].filter(
        (pl.col("back_to_back") | pl.col("true_copy")) & pl.col("original_norm").is_not_null()
    )
    named = lines.filter(pl.col("proof_norm").is_not_null()).select("declaration", key="proof_norm")
    if not copies.is_empty():
        balances = copies.select(key="number_norm", balance="original_norm").unique("key")
        named = named.join(balances, on="key", how="left").select(
            "declaration", key=pl.coalesce("balance", "key")
        )
    chosen = tables["choices"].filter(pl.col("kind") == "proof").select("declaration", key="number_norm")
    if not chosen.is_empty():
        named = pl.concat([named, chosen])
    bare = lines.filter(pl.col("agreement").is_not_null(), pl.col("proof_norm").is_null())
    days = tables["declarations"].filter(pl.col("importer_norm").is_not_null())
    waived = days.join(bare.select("declaration").unique(), on="declaration", how="semi").select(
        "declaration", key=pl.concat_str("importer_norm", pl.lit(" "), pl.col("law_date").cast(pl.String))
    )
    return {
        "proofs": named,
        "invoices": tables["declaration_invoices"].select("declaration", key="number_norm"),
        "transports": tables["declaration_transports"].select("declaration", key="number_norm"),
        "waivers": waived,
    }


def _spilled(tables: Tables, own: pl.DataFrame) -> pl.DataFrame:
    """(declaration, piece) of declarations that a declaration of another piece shares a number with."""
    found = []
    for named in _keys(tables).values():
        pieces_of = named.join(own, on="declaration")
        wide = pieces_of.group_by("key").agg(low=pl.col("piece").min(), high=pl.col("piece").max())
        wide = wide.filter(pl.col("low") != pl.col("high")).select("key")
        across = pieces_of.join(wide, on="key", how="semi")
        if not across.is_empty():
            both = across.select("key", "declaration").join(across.select("key", "piece").unique(), on="key")
            found.append(both.select("declaration", "piece").unique())
    return pl.concat(found) if found else own.clear()


def sharing(tables: Tables, declarations: pl.Series) -> pl.Series:
    """`declarations` and those that share a number with one of them."""
    wanted = declarations.to_frame("declaration")
    found = [wanted]
    for named in _keys(tables).values():
        numbers = named.join(wanted, on="declaration", how="semi").select("key").unique()
        found.append(named.join(numbers, on="key", how="semi").select("declaration"))
    return pl.concat(found)["declaration"].unique()


def _numbers(tables: Tables, within: pl.DataFrame) -> dict[str, pl.DataFrame]:
    """(number, piece) of what the declarations of each piece name."""

    def named(name: str, column: str) -> pl.DataFrame:
        numbers = tables[name].filter(pl.col(column).is_not_null()).select("declaration", number_norm=column)
        return numbers.join(within, on="declaration").select("number_norm", "piece").unique()

    return {
        "proofs": named("declaration_lines", "proof_norm"),
        "invoices": named("declaration_invoices", "number_norm"),
        "transports": named("declaration_transports", "number_norm"),
        "containers": named("declaration_containers", "number_norm"),
    }


def _cut_records(
    tables: dict[str, pl.DataFrame], numbers: dict[str, pl.DataFrame], count: int
) -> dict[str, list[pl.DataFrame]]:
    """The records of each piece, found by the numbers of its declarations."""
    proofs, transports = tables.pop("proofs"), tables.pop("transports")
    proof_pieces = proofs.select("record", "number_norm").join(numbers["proofs"], on="number_norm")
    document_pieces = transports.select("record", "number_norm").join(numbers["transports"], on="number_norm")
    made = tables.pop("references_made").join(numbers["transports"], on="number_norm")
    boxes = tables.pop("containers")
    seen = boxes.filter(pl.col("kind") == _MILESTONE).join(numbers["containers"], on="number_norm")
    events = pl.concat([made.select("record", "piece"), seen.select("record", "piece")]).unique()
    held = boxes.join(document_pieces.select("record", "piece").unique(), on="record")
    cut = {
        "proofs": _cut(proofs, numbers["proofs"], "number_norm", count),
        "proof_lines": _cut(
            tables.pop("proof_lines"), proof_pieces.select("record", "piece").unique(), "record", count
        ),
        "invoices": _cut(tables.pop("invoices"), numbers["invoices"], "number_norm", count),
        "transports": _cut(transports, numbers["transports"], "number_norm", count),
        "milestones": _cut(tables.pop("milestones"), events, "record", count),
        "references_made": _parts(made, count),
        "containers": _parts(pl.concat([held.select(seen.columns), seen]).unique(), count),
    }
    return cut | {name: [table] * count for name, table in tables.items()}


def _parts(joined: pl.DataFrame, count: int) -> list[pl.DataFrame]:
    parts = joined.partition_by("piece", as_dict=True, include_key=False)
    empty = joined.drop("piece").clear()
    return [parts.get((index,), empty) for index in range(count)]
