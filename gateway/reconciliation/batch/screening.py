"""What frames can tell: which declarations the engine has to look at, subject by subject, and for the others
which rules lacked an input.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import polars as pl

from gateway.reconciliation.batch.claims import claim_columns
from gateway.reconciliation.batch.documents import (
    carriage_columns,
    container_columns,
    documents_named,
    events_of,
    invoice_columns,
)
from gateway.reconciliation.batch.joining import with_derived
from gateway.reconciliation.batch.offices import Ruling
from gateway.reconciliation.batch.tables import Tables
from gateway.reconciliation.engine import KEYS
from gateway.reconciliation.facts import Facts
from gateway.reconciliation.rules.check import FIRES, MISSING
from gateway.reconciliation.rules.definition import Rule, Subject

_CHOSEN: tuple[Subject, ...] = ("claim", "invoice")
"""Subjects whose match an officer may have chosen."""

_STOPS = ("transhipped", "discharged")
NOT_ASSESSABLE = {
    "declaration": pl.String(),
    "rule": pl.String(),
    "line": pl.Int64(),
    "subject": pl.List(pl.String),
    "input": pl.String(),
}
"""The columns of what could not be assessed."""

FLAGGED = {"declaration": pl.String(), "subject": pl.String(), "rules": pl.String()}
"""The columns of what the engine has to look at: `rules` are the ids, separated by spaces, of those that find
or lack something there; null where any might.
"""


@dataclass(frozen=True)
class Screened:
    """Of some declarations: those that the engine has to look at (FLAGGED), and what the others lacked
    (NOT_ASSESSABLE).
    """

    flagged: pl.DataFrame
    missing: pl.DataFrame


def screen(tables: Tables, ruling: Ruling) -> Screened:
    """Every subject of the declarations of a piece."""
    facts = ruling.facts
    parts = list(ruling.split(tables["declarations"].select("declaration", "office")))
    flagged: list[pl.DataFrame] = []
    missing: list[pl.DataFrame] = []
    documents = documents_named(tables)
    in_columns: dict[Subject, Callable[[], pl.DataFrame]] = {
        "claim": lambda: claim_columns(tables, facts),
        "invoice": lambda: invoice_columns(tables),
        "carriage": lambda: carriage_columns(tables, documents),
        "container": lambda: container_columns(tables, documents),
    }
    numbers, near = tables["names"]["number"], tables["near_choices"]
    within = pl.col("declaration").is_between(numbers[0], numbers[-1])
    for subject, columns in in_columns.items():
        frame = _within(columns(), numbers[0], numbers[-1])
        if subject in _CHOSEN and not near.is_empty():
            settled = pl.col("declaration").is_in(near["declaration"].implode())
            frame = frame.with_columns(uncertain=pl.col("uncertain") | settled)
        for rule_set, declarations in parts:
            own = (
                frame
                if len(parts) == 1
                else frame.join(declarations.to_frame(), on="declaration", how="semi")
            )
            some, lacking = _evaluated(subject, rule_set.of(subject), own)
            flagged.append(some.with_columns(subject=pl.lit(subject)))
            missing += lacking
    abroad = _abroad(tables, facts, documents).filter(within).select("declaration").unique()
    flagged += [abroad.with_columns(subject=pl.lit("route")), tables["told_by_numbers"]]
    names = tables["names"]["declaration"]
    empty = pl.DataFrame(schema={**FLAGGED, "declaration": pl.UInt32()})
    found = pl.concat([empty, *flagged], how="diagonal")
    lacked = pl.concat([pl.DataFrame(schema={**NOT_ASSESSABLE, "declaration": pl.UInt32()}), *missing])
    return Screened(
        *(
            rows.with_columns(declaration=names.gather(rows["declaration"] - numbers[0]))
            for rows in (found, lacked)
        )
    )


def _within(frame: pl.DataFrame, first: int, last: int) -> pl.DataFrame:
    """The rows of declarations from `first` to `last`: a slice, which copies nothing, where they are in
    order.
    """
    declarations = frame["declaration"]
    if not declarations.is_sorted():
        return frame.filter(declarations.is_between(first, last))
    start = int(declarations.search_sorted(first, side="left"))
    return frame.slice(start, int(declarations.search_sorted(last, side="right")) - start)


def _evaluated(
    subject: Subject, ruled: Sequence[Rule], frame: pl.DataFrame
) -> tuple[pl.DataFrame, list[pl.DataFrame]]:
    """(declaration, rules) where a rule fires or columns are uncertain; what lacked an input elsewhere."""
    told = [rule.expression.cast(pl.Int16).alias(rule.id) for rule in ruled]
    states = frame.lazy().select(told).collect()
    fires = states.select(pl.any_horizontal(pl.col(rule.id) == FIRES for rule in ruled).alias("f"))["f"]
    flagged = frame.filter(fires | frame["uncertain"])["declaration"].unique()
    keys = frame.select("declaration", *dict.fromkeys(KEYS[subject]))
    dull = ~keys["declaration"].is_in(flagged.implode())
    lacked = [(rule, states[rule.id], (states[rule.id] >= MISSING) & dull) for rule in ruled]
    return _speaking(frame, states, flagged), [
        _lacking(subject, rule, keys, state, where) for rule, state, where in lacked if where.any()
    ]


def _speaking(frame: pl.DataFrame, states: pl.DataFrame, flagged: pl.Series) -> pl.DataFrame:
    """(declaration, rules): those that find or lack something in each of `flagged`; null in the uncertain."""
    within = frame["declaration"].is_in(flagged.implode())
    speaks = (pl.col(states.columns) == FIRES) | (pl.col(states.columns) >= MISSING)
    rows = (
        states.filter(within).select(speaks).hstack(frame.filter(within).select("declaration", "uncertain"))
    )
    told = rows.group_by("declaration").agg(pl.all().any())
    spoken = [pl.when(pl.col(name)).then(pl.lit(name)) for name in states.columns]
    return told.select(
        "declaration",
        rules=pl.when(~pl.col("uncertain")).then(pl.concat_str(spoken, separator=" ", ignore_nulls=True)),
    )


def _lacking(
    subject: Subject, rule: Rule, keys: pl.DataFrame, state: pl.Series, where: pl.Series
) -> pl.DataFrame:
    names = [need.name for need in rule.check.needs] + ["unknown"]
    rows = keys.filter(where).with_columns(input=state.filter(where).cast(pl.Int64) - MISSING)
    parts = [pl.col(column).cast(pl.String) for column in KEYS[subject]]
    own = pl.concat_list(parts) if parts else pl.lit([], dtype=pl.List(pl.String))
    return rows.select(
        "declaration",
        pl.lit(rule.id).alias("rule"),
        (pl.col("line") if "line" in rows.columns else pl.lit(None)).cast(pl.Int64).alias("line"),
        own.alias("subject"),
        pl.col("input").replace_strict(range(len(names)), names, return_dtype=pl.String).alias("input"),
    )


def told_by_numbers(tables: Tables) -> pl.DataFrame:
    """(declaration, subject) of all declarations for subjects that they may have rows of, as far as numbers
    tell; the engine says whether they do.
    """
    transports = tables["declaration_transports"].select("declaration", "number_norm")
    parcels = tables["parcels"].filter(pl.col("state") == 0)
    exports = tables["exports"].filter(pl.col("state") == 0, pl.col("transport_norm").is_not_null())
    found: dict[Subject, pl.DataFrame] = {
        "unclaimed": _unclaimed(tables),
        "match": tables["unmatched"],
        "ruling": _ruled(tables),
        "export": transports.join(exports, left_on="number_norm", right_on="transport_norm", how="semi"),
        "parcel": transports.join(parcels, on="number_norm", how="semi"),
    }
    return pl.concat(
        rows.select("declaration", subject=pl.lit(subject)).unique() for subject, rows in found.items()
    )


def _unclaimed(tables: Tables) -> pl.DataFrame:
    """Lines without a claim whose invoice and heading a proof's line names."""
    bare = tables["declaration_lines"].filter(pl.col("agreement").is_null())
    lines = bare.select("declaration", "origin_country", heading=pl.col("hs_code").str.head(4))
    invoices = tables["declaration_invoices"].select("declaration", number="number_norm")
    named = lines.join(invoices, on="declaration")
    offered = (
        tables["proof_lines"]
        .lazy()
        .select("origin_country", number="invoice_norm", heading=pl.col("hs_code").str.head(4))
    )
    offered = offered.join(named.lazy().select("number").unique(), on="number", how="semi")
    return named.join(offered.collect(), on=["number", "heading", "origin_country"], how="semi")


def _ruled(tables: Tables) -> pl.DataFrame:
    rulings = tables["rulings"].filter(pl.col("state") == 0)
    named = tables["declaration_lines"].join(
        rulings, left_on="ruling_norm", right_on="number_norm", how="semi"
    )
    held = tables["declarations"].join(rulings, left_on="importer_norm", right_on="holder_norm", how="semi")
    return pl.concat([named.select("declaration"), held.select("declaration")])


def _abroad(tables: Tables, facts: Facts, documents: pl.DataFrame) -> pl.DataFrame:
    """Declarations with a claim whose goods were in a country that is no party, without evidence seen."""
    countries = documents.select("declaration", country=pl.col("t_transhipments").str.split(" ")).explode(
        "country"
    )
    countries = countries.with_columns(pl.col("country").str.head(2))
    loading = documents.select("declaration", country="t_loading_country")
    events = events_of(tables).filter(pl.col("meaning").is_in(_STOPS)).select("declaration", "country")
    places = pl.concat([countries, loading, events]).filter(pl.col("country").is_not_null()).unique()
    claims = tables["declaration_lines"].filter(pl.col("agreement").is_not_null())
    heads = tables["declarations"].select("declaration", "law_date", "importing_country", "non_manipulation")
    rows = places.join(claims.select("declaration", "agreement").unique(), on="declaration")
    rows = rows.join(heads, on="declaration").join(
        documents.select("declaration", "t_through", "several"), on="declaration", how="left"
    )
    rows = rows.filter(pl.col("country") != pl.col("importing_country"))
    rows = with_derived(
        rows,
        ("agreement", "country"),
        lambda agreement, country: facts.route(agreement, country, "issuing_body"),
        {"r_from": pl.Date(), "r_until": pl.Date()},
    )
    party = pl.col("law_date").is_between(pl.col("r_from"), pl.col("r_until")).fill_null(value=False)
    evidence = pl.col("t_through").fill_null(value=False) | pl.col("non_manipulation")
    doubtful = pl.col("several").fill_null(value=False)
    return rows.filter(~party & (~evidence | doubtful))
