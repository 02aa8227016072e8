"""The columns of the subjects `invoice`, `carriage` and `container` that rules compare, for many
declarations at once.

`uncertain` marks what the engine looks at row by row: numbers that lead to several records, prices under
other terms, retracted milestones, several voyages of a container, declarations with export declarations or
authorised operators.
"""

import polars as pl

from gateway.reconciliation.batch.joining import unique_of, with_likeness
from gateway.reconciliation.batch.tables import Tables
from gateway.reconciliation.subjects.carriage import AFTER, BEFORE
from gateway.reconciliation.subjects.voyages import MOVES

_DECIMAL = pl.Decimal(38, 9)
_MILESTONE = 5


def invoice_columns(tables: Tables) -> pl.DataFrame:
    """A row for each mention of an invoice."""
    heads = tables["declarations"].select(
        "declaration", "importing_country", "stage", "packages", "terms", "exporter_name"
    )
    frame = tables["declaration_invoices"].join(heads, on="declaration")
    standing = tables["invoices"].filter(pl.col("state") == 0)
    found = unique_of(standing, "number_norm", "candidates")
    renamed = found.rename({name: f"i_{name}" for name in found.columns}).rename({"i_record": "i_record_id"})
    frame = frame.join(renamed, left_on="number_norm", right_on="i_number_norm", how="left")
    frame = frame.join(_carried(tables), on="declaration", how="left")
    other_terms = (pl.col("terms") != pl.col("i_terms")).fill_null(value=False)
    shared = pl.col("declaration").n_unique().over("number_norm")
    repeated = ["number_norm", "invoice_date", "amount", "currency", "exporter_name"]
    again = pl.col("i_record_id").is_null() & (pl.col("declaration").n_unique().over(repeated) > 1)
    return frame.with_columns(
        partial=(pl.col("packages") < pl.col("carried").fill_null(0)).fill_null(value=False),
        declarations=shared.cast(pl.Int64),
        amount_total=pl.col("amount").fill_null(0).sum().over("number_norm", "currency").cast(_DECIMAL),
        i_on_basis=pl.col("i_total"),
        same_declaration=pl.lit(None, dtype=pl.String),
        uncertain=other_terms | (pl.col("i_candidates") > 1).fill_null(value=False) | again,
    )


def _carried(tables: Tables) -> pl.DataFrame:
    """The packages of all standing documents that each declaration names, masters as in `documents_of`."""
    standing = tables["transports"].filter(pl.col("state") == 0).select("number_norm", "packages", "level")
    named = tables["declaration_transports"].join(standing, on="number_norm")
    house = (pl.col("level") != "master").fill_null(value=True)
    named = named.filter(house | ~house.any().over("declaration"))
    return named.group_by("declaration").agg(carried=pl.col("packages").fill_null(0).sum())


def documents_named(tables: Tables) -> pl.DataFrame:
    """(declaration, its one transport document's columns `t_…`, `several`): of those with one document."""
    standing = tables["transports"].filter(pl.col("state") == 0).rename({"record": "record_id"})
    renamed = standing.rename({name: f"t_{name}" for name in standing.columns if name != "number_norm"})
    named = tables["declaration_transports"].select("declaration", "number_norm").unique()
    found = named.join(renamed, on="number_norm")
    counted = found.with_columns(several=pl.len().over("declaration") > 1)
    doubtful = counted.filter(pl.col("several"))["t_record_id"].unique()
    first = counted.unique("declaration", keep="any")
    return first.with_columns(several=pl.col("several") | pl.col("t_record_id").is_in(doubtful.implode()))


def carriage_columns(tables: Tables, documents: pl.DataFrame) -> pl.DataFrame:
    """A row for each declaration: its transport document of `documents`, and the milestones of its
    journey.
    """
    heads = tables["declarations"]
    frame = heads.join(documents, on="declaration", how="left", maintain_order="left")
    of_record = pl.col("t_record_id").is_not_null()
    shared = (pl.len().over("t_record_id") > 1) | (pl.col("t_level") == "master").fill_null(value=False)
    frame = frame.with_columns(
        t_containers=pl.col("t_container_count"),
        t_shared=pl.when(of_record).then(shared),
        packages_of_all=pl.when(of_record).then(pl.col("packages").fill_null(0).sum().over("t_record_id")),
        mass_of_all=pl.when(of_record).then(
            pl.col("gross_mass").fill_null(0).sum().over("t_record_id").cast(_DECIMAL)
        ),
        t_to_order=pl.col("t_to_order").fill_null(value=False),
        **{name: pl.lit(None, dtype=kind) for name, kind in _ELSEWHERE.items()},
    )
    frame = with_likeness(frame, "consignee_likeness", ("t_consignee_name",), ("importer_name",))
    exported = tables["exports"].select(number="transport_norm").filter(pl.col("number").is_not_null())
    released = tables["declaration_transports"].join(
        exported, left_on="number_norm", right_on="number", how="semi"
    )
    with_export = pl.col("declaration").is_in(released["declaration"].unique().implode())
    doubtful = pl.col("several").fill_null(value=False) | with_export | pl.col("holder_ids").is_not_null()
    return _with_journey(frame.with_columns(uncertain=doubtful), tables)


_ELSEWHERE = {
    "a_record_id": pl.String(),
    "a_valid_from": pl.Date(),
    "a_valid_until": pl.Date(),
    "x_record_id": pl.String(),
    "x_gross_mass": _DECIMAL,
    "mass_of_users": _DECIMAL,
    "in_part": pl.Boolean(),
}
"""Columns that only the engine fills; who has them is uncertain."""


def events_of(tables: Tables) -> pl.DataFrame:
    """(declaration, event): what happened to the cargo of each, in the time of its voyage."""
    boxes = tables["containers"].filter(pl.col("kind") == _MILESTONE).select("number_norm", "record")
    named = pl.concat(
        [
            tables["declaration_containers"]
            .select("declaration", "number_norm")
            .join(boxes, on="number_norm"),
            tables["declaration_transports"]
            .select("declaration", "number_norm")
            .join(tables["references_made"].select("number_norm", "record"), on="number_norm"),
        ]
    )
    pairs = named.select("declaration", "record").unique()
    events = tables["milestones"].filter(pl.col("state") == 0)
    heads = tables["declarations"].select("declaration", "lodged", "importing_country")
    joined = pairs.join(events, on="record").join(heads, on="declaration")
    in_time = pl.col("occurred").is_between(pl.col("lodged") - BEFORE, pl.col("lodged") + AFTER)
    return joined.filter(in_time | pl.col("doubtful"))


def _with_journey(frame: pl.DataFrame, tables: Tables) -> pl.DataFrame:
    events = events_of(tables).sort("occurred", "record_id")
    retracted = events.filter(pl.col("doubtful"))["declaration"].unique()
    abroad = pl.col("country") != pl.col("importing_country")
    filed = (pl.col("scheme") == "NACCS") & pl.col("event").is_in(["AMR", "AHR"])
    at = pl.col("occurred")
    departures = events.filter((pl.col("meaning") == "departed") & abroad)
    last = departures.unique("declaration", keep="last", maintain_order=True).select(
        "declaration", m_departed="occurred", m_departed_country="country"
    )
    firsts = events.group_by("declaration").agg(
        m_filed=at.filter(filed).min(),
        m_loaded=at.filter((pl.col("meaning") == "loaded") & abroad).min(),
        m_discharged=at.filter((pl.col("meaning") == "discharged") & ~abroad).min(),
        last_abroad=at.filter(abroad).max(),
        first_move=at.filter(pl.col("meaning").is_in(MOVES)).min(),
    )
    joined = frame.join(firsts, on="declaration", how="left").join(last, on="declaration", how="left")
    return joined.with_columns(
        uncertain=pl.col("uncertain")
        | pl.col("declaration").is_in(retracted.implode())
        | (pl.col("last_abroad") > pl.col("m_discharged")).fill_null(value=False)
        | (pl.col("first_move") < pl.col("t_on_board_date").cast(pl.Datetime("us")).cast(pl.Int64)).fill_null(
            value=False
        )
    )


def container_columns(tables: Tables, documents: pl.DataFrame) -> pl.DataFrame:
    """A row for each declared container, and whether a document or a milestone knows it."""
    heads = tables["declarations"].select("declaration", "importing_country", "stage")
    frame = tables["declaration_containers"].join(heads, on="declaration")
    named = documents.select("declaration", "several", record="t_record_id")
    frame = frame.join(named, on="declaration", how="left")
    boxes = tables["containers"]
    seen = boxes.filter(pl.col("kind") == _MILESTONE).select("number_norm").unique()
    held = boxes.filter(pl.col("kind") != _MILESTONE)
    listing = held.select("record").unique().with_columns(lists=pl.lit(value=True))
    inside = held.select("record", "number_norm").unique().with_columns(listed=pl.lit(value=True))
    frame = frame.join(seen.with_columns(met=pl.lit(value=True)), on="number_norm", how="left")
    frame = frame.join(listing, on="record", how="left").join(
        inside, on=["record", "number_norm"], how="left"
    )
    known = pl.when(pl.col("met")).then(pl.lit(value=True)).when(pl.col("lists"))
    return frame.with_columns(
        known=known.then(pl.col("listed").fill_null(value=False)),
        last_digit=pl.col("number_norm").str.tail(1),
        uncertain=pl.col("several").fill_null(value=False),
    )
