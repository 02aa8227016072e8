"""The columns of the subject `claim` that rules compare, for many claims at once.

`uncertain` marks claims whose proof's number leads to several records: the engine looks at them row by row.
"""

from collections.abc import Collection, Mapping
from functools import cache
from typing import Any

import polars as pl

from gateway.reconciliation.batch.joining import unique_of, with_derived, with_likeness
from gateway.reconciliation.batch.tables import Tables
from gateway.reconciliation.facts import Facts, months_after
from gateway.reconciliation.harmonized import correlations, edition_in_force
from gateway.reconciliation.rules.definition import rules_of
from gateway.reconciliation.subjects.claims import criterion_words
from gateway.reconciliation.subjects.elsewhere import NOTHING_DRAWN

_TEXTS, _DATE, _TEXT = pl.List(pl.String), pl.Date(), pl.String()
_DECIMAL = pl.Decimal(38, 9)

_FACTS: Mapping[str, pl.DataType] = {
    "f_union": _TEXTS,
    "f_criteria": _TEXTS,
    "f_usage": _TEXTS,
    "f_language": _TEXTS,
    "f_validity": pl.Int64(),
    "f_retroactive": pl.Int64(),
    "f_low_value": _DECIMAL,
    "f_hs_edition": _TEXT,
}
_ROUTE: Mapping[str, pl.DataType] = {"r_from": _DATE, "r_until": _DATE, "r_open": pl.Boolean()}


_HEAD = (
    "declaration", "importing_country", "stage", "law_date", "importer_norm", "exporter_name",
    "exporter_local", "exporter_ids", "customs_value", "customs_value_currency", "invoice_norms",
)  # fmt: skip
_PROOF = (
    "record", "number_norm", "candidates", "capacity", "issuing_country", "issue_date", "departure_date",
    "language", "authorisation", "exporter_name", "exporter_local", "exporter_ids", "line_count",
    "back_to_back", "true_copy", "original_norm", "usage",
)  # fmt: skip
_LINE = (
    "position", "sequence", "hs_code", "hs_edition", "criterion", "quantity", "dimension", "invoice_norm",
)  # fmt: skip
_SELLER = ("record", "number_norm", "seller_name", "seller_local", "seller_ids")
"""Columns that are read here; those that rules read are added to them."""


def claim_columns(tables: Tables, facts: Facts) -> pl.DataFrame:
    """A row for each claimed line, in the order (lodged, declaration, position)."""
    lines = tables["declaration_lines"].filter(pl.col("agreement").is_not_null())
    lines = lines.drop("customs_value", "customs_value_currency", "ruling_norm")
    heads = _read(tables["declarations"], "", _HEAD).drop(set(lines.columns) - {"declaration"}, strict=False)
    frame = lines.join(heads, on="declaration", maintain_order="left")
    frame = _with_line(_with_proof(frame, tables["proofs"]), tables["proof_lines"])
    frame = with_derived(frame, ("agreement", "law_date"), facts.on, _FACTS)
    frame = _with_route(frame, facts)
    frame = _with_days(_with_codes(frame))
    frame = _with_seller(_with_approval(frame, tables), tables)
    frame = _with_use(_with_drawn(frame))
    return _with_low_values(_with_balances(frame, tables["drawn_on"]))


@cache
def _ruled() -> frozenset[str]:
    """The columns that rules read."""
    return frozenset(name for rule in rules_of("claim") for name in rule.term.columns())


def _read(table: pl.DataFrame, prefix: str, names: Collection[str]) -> pl.DataFrame:
    """The columns that are read of a table, under a prefix."""
    columns = {name: f"{prefix}{name}" for name in table.columns}
    read = {name: to for name, to in columns.items() if name in names or to in _ruled()}
    return table.select(pl.col(name).alias(to) for name, to in read.items())


def _with_proof(frame: pl.DataFrame, proofs: pl.DataFrame) -> pl.DataFrame:
    found = _read(unique_of(proofs, "number_norm", "candidates"), "p_", _PROOF)
    frame = frame.join(
        found, left_on="proof_norm", right_on="p_number_norm", how="left", maintain_order="left"
    )
    frame = frame.with_columns(
        uncertain=(pl.col("p_candidates") > 1).fill_null(value=False),
        p_capacity_or=pl.col("p_capacity").fill_null("issuing_body"),
        rate_country=pl.coalesce("rate_origin_country", "origin_country"),
    )
    return frame.with_columns(route_country=pl.coalesce("p_issuing_country", "rate_country"))


def _with_line(frame: pl.DataFrame, lines: pl.DataFrame) -> pl.DataFrame:
    """The proof's line: the one named, else the only one, else the only one under the heading, if it is under
    the subheading too; the engine looks at all others.
    """
    offered = lines.select("record", "sequence", heading=pl.col("hs_code").str.head(4)).with_row_index("row")
    several = pl.col("record").is_duplicated()
    asked = frame.select(
        "p_line_count", record="p_record", sequence="proof_line", heading=pl.col("hs_code").str.head(4)
    ).with_row_index("claim")
    asked = asked.filter(pl.col("record").is_not_null())
    named = pl.col("sequence").is_not_null()
    alone = (pl.col("p_line_count") == 1).fill_null(value=False)
    under = offered.filter(several).filter(pl.col("heading").str.len_chars() > 0)
    met = pl.concat(
        found.select("claim", "row")
        for found in (
            asked.filter(named).join(offered, on=["record", "sequence"]),
            asked.filter(~named & alone).join(offered.filter(~several), on="record"),
            asked.filter(~named & ~alone).join(under, on=["record", "heading"]),
        )
    ).filter(~pl.col("claim").is_duplicated())
    claims = frame.select(pl.int_range(pl.len(), dtype=pl.UInt32).alias("claim"))
    rows = claims.join(met, on="claim", how="left", maintain_order="left")["row"]
    frame = frame.hstack(_read(lines, "l_", _LINE).select(pl.all().gather(rows)))
    plain = pl.col("l_hs_code").str.head(6) == pl.col("hs_code").str.head(6)
    several = pl.col("proof_line").is_null() & (pl.col("p_line_count") > 1)
    open_ = (several & ~plain.fill_null(value=False)) | pl.col("l_position").is_null()
    return frame.with_columns(
        chosen=(pl.col("p_record").is_not_null() & open_).fill_null(value=False),
        covered=pl.when(pl.col("l_position").is_not_null()).then(pl.lit(value=True)),
        p_codes=pl.lit(None, dtype=_TEXT),
    )


def _with_route(frame: pl.DataFrame, facts: Facts) -> pl.DataFrame:
    return with_derived(frame, ("agreement", "route_country", "p_capacity_or"), facts.route, _ROUTE)


def _with_codes(frame: pl.DataFrame) -> pl.DataFrame:
    def became(edition: str | None, code: str | None, wanted: str | None) -> dict[str, Any]:
        return {
            "became": correlations().get((edition, code, wanted)) if edition and code and wanted else None
        }

    frame = with_derived(
        frame, ("law_date",), lambda day: {"in_force": edition_in_force(day)}, {"in_force": _TEXT}
    )
    frame = frame.with_columns(
        hs6=pl.when(pl.col("hs_code").str.len_chars() > 0).then(pl.col("hs_code").str.head(6)),
        edition=pl.coalesce("hs_edition", "in_force"),
        l_edition_or=pl.coalesce("l_hs_edition", "f_hs_edition"),
        l_hs6=pl.col("l_hs_code").str.head(6),
    )
    frame = with_derived(frame, ("l_edition_or", "l_hs6", "edition"), became, {"became": _TEXTS})
    frame = frame.with_columns(
        l_edition=pl.when(pl.col("l_hs_code").is_not_null()).then(pl.col("l_edition_or"))
    )
    return with_derived(
        frame,
        ("l_criterion",),
        lambda text: {"criterion_words": criterion_words(text)},
        {"criterion_words": _TEXT},
    )


def _with_days(frame: pl.DataFrame) -> pl.DataFrame:
    def until(issued: Any, months: int | None) -> dict[str, Any]:
        known = issued is not None and months is not None
        return {"proof_valid_until": months_after(issued, months) if known else None}  # type: ignore[arg-type]  # known says so

    frame = with_derived(frame, ("p_issue_date", "f_validity"), until, {"proof_valid_until": _DATE})
    return frame.with_columns(
        grace_until=pl.col("p_departure_date") + pl.duration(days=pl.col("f_retroactive")),
        language_code=pl.col("p_language").str.head(2),
    )


def _with_approval(frame: pl.DataFrame, tables: Tables) -> pl.DataFrame:
    """The exporter's approval; several statuses of one identifier are uncertain."""
    approvals = tables["operators"].filter(
        pl.col("state") == 0, pl.col("status").is_in(["approved_exporter", "registered_exporter"])
    )
    one = unique_of(approvals, "identifier", "statuses").select(
        "identifier",
        "statuses",
        *(
            pl.col(name).alias(f"o_{name}")
            for name in ("record_id", "agreement", "valid_from", "valid_until")
        ),
    )
    frame = frame.join(
        one, left_on="p_authorisation", right_on="identifier", how="left", maintain_order="left"
    )
    return frame.with_columns(uncertain=pl.col("uncertain") | (pl.col("statuses") > 1).fill_null(value=False))


def _with_seller(frame: pl.DataFrame, tables: Tables) -> pl.DataFrame:
    standing = tables["invoices"].filter(pl.col("state") == 0)
    invoices = _read(unique_of(standing, "number_norm", "candidates"), "s_", _SELLER)
    renamed = invoices.rename({"s_record": "s_record_id"})
    named = pl.col("invoice_norms").str.split(" ").list.contains(pl.col("l_invoice_norm"))
    frame = frame.with_columns(named_invoice=pl.when(named).then(pl.col("l_invoice_norm")))
    frame = frame.join(
        renamed, left_on="named_invoice", right_on="s_number_norm", how="left", maintain_order="left"
    )
    frame = with_likeness(
        frame,
        "exporter_likeness",
        ("exporter_name", "exporter_local", "exporter_ids"),
        ("p_exporter_name", "p_exporter_local", "p_exporter_ids"),
    )
    return with_likeness(
        frame,
        "seller_likeness",
        ("s_seller_name", "s_seller_local", "s_seller_ids"),
        ("p_exporter_name", "p_exporter_local", "p_exporter_ids"),
    )


def _with_drawn(frame: pl.DataFrame) -> pl.DataFrame:
    """What each line draws, and what lines up to it drew together from the same line of a proof."""
    offered = (
        (pl.col("drawn_dimension"), pl.col("drawn")),
        (pl.col("dimension"), pl.col("quantity")),
        (pl.col("second_dimension"), pl.col("second_quantity")),
        (pl.when(pl.col("net_mass").is_not_null()).then(pl.lit("mass")), pl.col("net_mass")),
    )
    drawn = pl.lit(None, dtype=_DECIMAL)
    for dimension, value in reversed(offered):
        drawn = pl.when(dimension == pl.col("l_dimension")).then(value).otherwise(drawn)
    copies = (pl.col("p_back_to_back") | pl.col("p_true_copy")).fill_null(value=False)
    frame = frame.with_columns(
        drawn_value=drawn,
        balance=pl.coalesce(pl.when(copies).then(pl.col("p_original_norm")), "proof_norm"),
    )
    in_turn = frame.filter(pl.col("chosen"))["balance"].drop_nulls().unique()
    frame = frame.with_columns(uncertain=pl.col("uncertain") | pl.col("balance").is_in(in_turn.implode()))
    with_line = pl.col("l_sequence").is_not_null()
    met = pl.col("balance").hash() + pl.col("l_sequence").hash()
    together = _drawn_together(frame.with_row_index("claim").filter(with_line & met.is_duplicated()))
    claims = frame.select(pl.int_range(pl.len(), dtype=pl.UInt32).alias("claim"))
    told = claims.join(together, on="claim", how="left", maintain_order="left").drop("claim")
    own = with_line & ~pl.col("met").fill_null(value=False) & pl.col("drawn_value").is_not_null()
    return frame.hstack(told).with_columns(
        drawn_total=pl.when(own).then(pl.col("drawn_value")).otherwise(pl.col("drawn_total")),
        drawn_before=pl.when(own).then(pl.lit(0, dtype=_DECIMAL)).otherwise(pl.col("drawn_before")),
    )


def _drawn_together(frame: pl.DataFrame) -> pl.DataFrame:
    """(claim, what up to it was drawn and before it) of claims on lines that others may claim on as well."""
    key = ("agreement", "balance", "l_sequence", "l_dimension")
    known = pl.col("drawn_value").is_null().cast(pl.UInt8).cum_max().over(key) == 0
    total = pl.col("drawn_value").cum_sum().over(key)
    return frame.select(
        "claim",
        met=pl.lit(value=True),
        drawn_total=pl.when(known).then(total),
        drawn_before=pl.when(known).then(total - pl.col("drawn_value")),
    )


def _with_use(frame: pl.DataFrame) -> pl.DataFrame:
    """The first declaration that used each proof; a later one of a proof for one importation is uncertain."""
    named = pl.col("proof_norm").is_not_null()
    key = ("agreement", "balance")
    frame = frame.with_columns(
        first_declaration=pl.when(named).then(pl.col("declaration").filter(named).first().over(key)),
    )
    again = pl.col("first_declaration") != pl.col("declaration")
    return frame.with_columns(
        same_importation=pl.lit(None, dtype=pl.Boolean),
        uncertain=pl.col("uncertain") | (again & (pl.col("p_usage") != "blanket")).fill_null(value=False),
    )


def _with_balances(frame: pl.DataFrame, drawn_on: pl.DataFrame) -> pl.DataFrame:
    """Claims on whose balance nobody else drew; those that others drew on, and copies, are uncertain."""
    drawn = pl.col("p_record").is_in(drawn_on["record"].implode())
    copies = pl.col("p_back_to_back") | pl.col("p_true_copy")
    read = _ruled() - set(frame.columns)
    nothing = {name: pl.lit(value) for name, value in NOTHING_DRAWN.items() if name in read}
    return frame.with_columns(
        **nothing,
        p_passed_on=pl.lit(value=False),
        u_total=pl.col("drawn_total"),
        uncertain=pl.col("uncertain") | (drawn | copies).fill_null(value=False),
    )


def _with_low_values(frame: pl.DataFrame) -> pl.DataFrame:
    """What claims without a proof add up to, by importer, exporter and day."""
    key = ["agreement", "importer_norm", "exporter_name", "law_date"]
    bare = frame.filter(pl.col("proof_norm").is_null(), pl.col("customs_value").is_not_null())
    each = bare.unique(["declaration", *key], keep="any")
    together = each.group_by(key).agg(
        low_value_declarations=pl.len().cast(pl.Int64), low_value_total=pl.col("customs_value").sum()
    )
    frame = frame.join(together, on=key, how="left", nulls_equal=True, maintain_order="left")
    known = pl.col("importer_norm").is_not_null() & pl.col("exporter_name").is_not_null()
    return frame.with_columns(
        low_value_declarations=pl.when(known)
        .then(pl.col("low_value_declarations").fill_null(0))
        .otherwise(0),
        low_value_total=pl.col("low_value_total").fill_null(0).cast(_DECIMAL),
    )
