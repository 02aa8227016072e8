"""The columns that screening reads, of every projection, and the numbers that declarations share."""

from collections.abc import Mapping

import polars as pl

from gateway.reconciliation.batch.extracts import Extract
from gateway.reconciliation.projected import EARLIER_STEPS, is_continued

Tables = Mapping[str, pl.DataFrame]
"""Projection → rows, the columns of COLUMNS only."""

COLUMNS: Mapping[str, str] = {
    "declarations": """declaration office importing_country stage lodged law_date arrival_date importer_norm
        importer_name exporter_name exporter_local exporter_ids ucr_norm voyage mode packages package_kind
        gross_mass customs_value customs_value_currency transport_norms invoice_norms non_manipulation terms
        mail_order platform_code holder_ids""",
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
    "transports": """record number_norm level on_board_date consignee_name to_order loading_country
        transhipments through packages package_kind gross_mass container_count state""",
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

OF_DECLARATIONS = (
    "declaration_lines",
    "declaration_invoices",
    "declaration_transports",
    "declaration_containers",
)
MILESTONE = 5


def load(extract: Extract) -> dict[str, pl.DataFrame]:
    """Every projection of the extract. Cancelled declarations and their rows are left out; `declaration` is
    the number of each in the order (lodged, declaration), and `names` holds what they are called.
    """
    heads = _standing(extract).select(COLUMNS["declarations"].split())
    ordered = heads.sort("lodged", "declaration").with_row_index("number").collect()
    numbers = ordered.select("declaration", "number")
    tables = {"names": ordered.select("declaration", "number")}
    tables["declarations"] = ordered.drop("declaration").rename({"number": "declaration"})
    for name, layout in COLUMNS.items():
        if name in (*OF_DECLARATIONS, "choices"):
            tables[name] = _numbered(extract.read(name, *layout.split()), numbers)
        elif name != "declarations":
            tables[name] = extract.read(name, *layout.split())
    events = tables["milestones"]
    standing = events.filter(pl.col("retracts").is_not_null(), pl.col("state") == 0)
    retracted = pl.col("source_event").is_in(standing["retracts"].unique().implode())
    tables["milestones"] = events.with_columns(
        doubtful=pl.col("retracts").is_not_null() | retracted.fill_null(value=False)
    ).drop("source_event", "retracts")
    tables["references_made"] = tables["references_made"].filter(pl.col("kind") == MILESTONE)
    tables["unmatched"] = unmatched(tables)
    tables["drawn_on"] = drawn_on(extract)
    settled = tables["choices"]["declaration"].unique()
    near = settled if settled.is_empty() else sharing(tables, settled)
    tables["near_choices"] = near.to_frame("declaration")
    return tables


def drawn_on(extract: Extract) -> pl.DataFrame:
    """(record) of the proofs that others drew on: few, and looked at row by row."""
    if not extract.count("debits"):
        return pl.DataFrame(schema={"record": pl.Int64()})
    drawn = extract.scan("debits").select("record_id").unique()
    return extract.scan("proofs").join(drawn, on="record_id", how="semi").select("record").collect()


def _standing(extract: Extract) -> pl.LazyFrame:
    """The declarations that were neither cancelled nor continued by a later one."""
    heads = extract.scan("declarations").filter(~pl.col("cancelled"))
    naming = heads.filter(pl.col("continues").is_not_null())
    named = {
        (country, number)
        for country, numbers in naming.select("importing_country", "continues").collect().iter_rows()
        for number in numbers.split()
    }
    if not named:
        return heads
    early = heads.filter(pl.col("stage").is_in(EARLIER_STEPS))
    rows = early.select("declaration", "importing_country", "number", "stage").collect().iter_rows(named=True)
    gone = [row["declaration"] for row in rows if is_continued(row, named)]
    return heads.filter(~pl.col("declaration").is_in(gone))


def _numbered(rows: pl.DataFrame, numbers: pl.DataFrame) -> pl.DataFrame:
    """The rows of standing declarations, in these one after the other, each in its document's order."""
    found = rows.select("declaration", "position").join(
        numbers, on="declaration", how="left", maintain_order="left"
    )
    keys = found.select("number", "position").with_row_index("row").drop_nulls("number")
    if keys.height < rows.height or not keys.select(pl.struct("number", "position").is_sorted()).item():
        keys = keys.sort("number", "position")
        rows = rows[keys["row"]]
    return rows.with_columns(keys["number"].alias("declaration"))


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


def shared_numbers(tables: Tables) -> dict[str, pl.DataFrame]:
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


def sharing(tables: Tables, declarations: pl.Series) -> pl.Series:
    """`declarations` and those that share a number with one of them."""
    wanted = declarations.to_frame("declaration")
    found = [wanted]
    for named in shared_numbers(tables).values():
        numbers = named.join(wanted, on="declaration", how="semi").select("key").unique()
        found.append(named.join(numbers, on="key", how="semi").select("declaration"))
    return pl.concat(found)["declaration"].unique()


def numbers_of(extract: Extract) -> Tables:
    """What `shared_numbers` reads of every declaration, by the declarations' own names."""
    return {
        "declarations": extract.read("declarations", "declaration", "importer_norm", "law_date"),
        "declaration_lines": extract.read("declaration_lines", "declaration", "agreement", "proof_norm"),
        "declaration_invoices": extract.read("declaration_invoices", "declaration", "number_norm"),
        "declaration_transports": extract.read("declaration_transports", "declaration", "number_norm"),
        "proofs": extract.read("proofs", "number_norm", "original_norm", "back_to_back", "true_copy"),
        "choices": extract.read("choices", "declaration", "kind", "number_norm"),
    }
